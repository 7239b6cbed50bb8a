import { aliasedType } from '#schema';
import { z } from 'zod';
import { byReach, ranking, reachStatements } from './blast-radius-reach.ts';
import type { Ranked } from './blast-radius-reach.ts';
import { coverageOf, coverageStatements } from './answering/coverage.ts';
import type { Covered } from './answering/coverage.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf } from './answering/moment.ts';
import { question } from './question.ts';
import { scopeParameters, scopeStatements, valuesNotCarried } from './answering/scope.ts';

/** Q8. */
export const blastRadius = question({
  name: 'blast-radius',
  asks: 'Which packages would reach the most deployed models if they were compromised today?',
  doc: 'Packages of any version, ranked by the deployed models that contain them or were built with them, then by workloads, then by coordinate. It draws no conclusion: what is not judged may contain any package.',
  parameters: z.strictObject({
    type: z.string().optional().describe('Only packages of this type (`pypi`, `deb`).'),
    ...scopeParameters,
  }),
  rowType: 'BlastRadiusRow',
  columns: [
    { name: 'rank', type: 'Int!', doc: 'Place in the ranking, from 1; packages that reach as much have the same.' },
    { name: 'package', type: 'String!', doc: 'Coordinate of the package.' },
    { name: 'type', type: 'String!', doc: 'Package type.' },
    {
      name: 'models',
      type: 'Int!',
      doc: 'Deployed models that it reaches; a slot whose model cannot be named counts as one.',
    },
    {
      name: 'workloads',
      type: 'Int!',
      doc: 'Deployed workloads that it reaches, those without a recognised model included.',
    },
    {
      name: 'reach',
      type: 'JSON!',
      doc: 'The same by environment and route: a list of `environment` (null: not stated), `route`, `models`, `workloads`. One model may be in several of them.',
    },
  ],
  statements: { ...reachStatements, ...coverageStatements, ...scopeStatements },
  async answer(reader, parameters, options) {
    const { moment, after } = await momentOf(reader, options);
    const type = parameters.type === undefined ? undefined : aliasedType(parameters.type.toLowerCase());
    const all = await ranking(reader, moment, parameters, type);
    const types = type === undefined ? [...new Set(all.map((one) => one.type))].sort() : [type];
    const left = after === null ? all : all.filter((one) => byReach(one, rankedAt(after)) > 0);
    const { shown, next } = pageOfKeyed(left, options.first, keyOf);
    const ranks = ranksOf(all);
    const rows = shown.map((one) => ({
      rank: ranks.get(one) ?? 0,
      package: one.package,
      type: one.type,
      models: one.reach.models,
      workloads: one.reach.workloads,
      reach: one.reach.byPlace,
    }));
    const covered = await coverageOf(reader, { moment, scope: parameters, types, bare: true, using: [] });
    const notCarried = await valuesNotCarried(reader, moment, parameters);
    return listingAnswer(reader, options, {
      question: 'blast-radius',
      parameters: { ...parameters },
      moment,
      rows,
      total: all.length,
      next,
      coverage: covered.coverage,
      notes: notesOf(covered, types, notCarried),
    });
  },
});

const keyOf = ({ package: name, reach }: Ranked): string[] => [String(reach.models), String(reach.workloads), name];

/** The place in the ranking that a cursor carries. */
function rankedAt([models = '0', workloads = '0', name = '']: readonly string[]): Ranked {
  return { package: name, type: '', reach: { models: Number(models), workloads: Number(workloads), byPlace: [] } };
}

function ranksOf(all: readonly Ranked[]): ReadonlyMap<Ranked, number> {
  const ranks = new Map<Ranked, number>();
  let last: Ranked | undefined;
  let rank = 0;
  for (const [index, one] of all.entries()) {
    const same = last?.reach.models === one.reach.models && last.reach.workloads === one.reach.workloads;
    if (!same) rank = index + 1;
    ranks.set(one, rank);
    last = one;
  }
  return ranks;
}

function notesOf(
  { coverage, judged, waiting }: Covered,
  types: readonly string[],
  notCarried: readonly string[],
): string[] {
  const unknown = coverage.routes.reduce((sum, route) => sum + route.unknown, 0);
  const counted = 'Counted is what SBOMs in force list with a purl.';
  const notes = [
    types.length === 1
      ? `${counted} ${judged} of ${judged + unknown} exposures in scope are judged for ${types.join('')}; the others may contain any package, and every count may be higher.`
      : `${counted} What is not judged for a type may contain any package of it, and every count may be higher: ask with a type to see how much is judged for it.`,
  ];
  for (const value of notCarried) notes.push(`Nothing in the estate has ${value}: look for a slip of the pen.`);
  if (waiting)
    notes.push('Documents have arrived whose effect is not computed yet: run an ingest to its end, then ask again.');
  return notes;
}
