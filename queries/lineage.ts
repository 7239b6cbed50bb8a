import { hashKey } from '#schema';
import { z } from 'zod';
import { estateCoverage, estateCoverageStatements, WHOLE } from './answering/estate-coverage.ts';
import { EvidenceDocuments } from './answering/evidence.ts';
import type { Thing } from './exposure/exposure.ts';
import { askedStatements, lineageAsked } from './lineage/asked.ts';
import type { LineageAsked } from './lineage/asked.ts';
import { identityStatements } from './lineage/identity.ts';
import { disputeInWords, disputesOf, originStatements } from './lineage/origins.ts';
import type { Dispute } from './lineage/origins.ts';
import { directionOf, LINEAGE_COLUMNS, ownerOf } from './lineage/rows.ts';
import { STEPS } from './lineage/steps.ts';
import type { Way } from './lineage/steps.ts';
import { LineageThings, thingStatements } from './lineage/things.ts';
import { LINEAGE_LIMITS, pathOf, thingKey, walk } from './lineage/walk.ts';
import type { Step, Walked } from './lineage/walk.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf } from './answering/moment.ts';
import type { Moment } from './answering/moment.ts';
import { question } from './question.ts';
import type { Reader } from './question.ts';
import { pathStrength, weigh } from './answering/strength.ts';

const DIRECTIONS = ['ancestors', 'descendants', 'both'] as const;

/** Q9 and Q10. */
export const lineage = question({
  name: 'lineage',
  asks: 'Where does this model come from, and what was made from it?',
  doc: `One row for each step: towards what the model was made from (its builds, bases, merges and data), towards what was made from it, or to the same model in another shape. At most ${LINEAGE_LIMITS.depth} makings away and ${LINEAGE_LIMITS.things} things. It draws no conclusion: what no document says is not here.`,
  parameters: z.strictObject({
    of: z
      .string()
      .describe(
        'The model or data set: a digest, `weights:…`, or a name as people write it (`hf:org/name@revision`, `registry/repository:tag`). A name on a hub without a revision means all of them.',
      ),
    direction: z
      .enum(DIRECTIONS)
      .default('both')
      .describe('`ancestors`: what it was made from. `descendants`: what was made from it. `both`.'),
  }),
  rowType: 'LineageRow',
  columns: LINEAGE_COLUMNS,
  statements: {
    ancestors: STEPS.ancestors.now,
    ancestorsThen: STEPS.ancestors.then,
    descendants: STEPS.descendants.now,
    descendantsThen: STEPS.descendants.then,
    ...askedStatements,
    ...thingStatements,
    ...identityStatements,
    ...originStatements,
    ...estateCoverageStatements,
  },
  async answer(reader, parameters, options) {
    const { moment, after } = await momentOf(reader, options);
    const asked = await lineageAsked(reader, 'of', parameters.of);
    const ways: readonly Way[] =
      parameters.direction === 'both' ? ['ancestors', 'descendants'] : [parameters.direction];
    const walked: Walked[] = [];
    for (const way of ways) walked.push(await walk(reader, moment, asked.roots, way));
    const all = inOrder(walked.flatMap(({ steps }) => steps));
    const left = after === null ? all : all.filter(([key]) => compareKeys(key, after) > 0);
    const { shown, next } = pageOfKeyed(left, options.first, ([key]) => key);
    const { rows, disputes } = await rowsOf(reader, moment, shown);
    const limited = walked.some((one) => one.limited);
    const listed = await listingAnswer(reader, options, {
      question: 'lineage',
      parameters: { ...parameters },
      moment,
      rows,
      total: all.length,
      next,
      coverage: await estateCoverage(reader, moment, WHOLE),
      similar: asked.similar,
      notes: [...notesOf(asked, all, limited), ...disputes.map(disputeInWords)],
    });
    return { ...listed, truncated: limited };
  },
});

type Keyed = readonly [key: readonly string[], step: Step];

/** By direction, depth, length of the way and ends; a step that both ways have, to the same model in another shape, once. */
function inOrder(steps: readonly Step[]): readonly Keyed[] {
  const keyed = new Map<string, Keyed>();
  for (const step of steps) {
    const { hop, depth, relation } = step;
    const ends = [thingKey(hop.from), relation, thingKey(hop.to), hop.edge];
    const length = String(step.before.length).padStart(2, '0');
    const key = [String(directionOf(step).rank), String(depth), length, ...ends];
    const name = JSON.stringify(key);
    if (!keyed.has(name)) keyed.set(name, [key, step]);
  }
  return [...keyed.values()].sort(([a], [b]) => compareKeys(a, b));
}

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const order = Buffer.compare(Buffer.from(part), Buffer.from(b[index] ?? ''));
    if (order !== 0) return order;
  }
  return 0;
}

async function rowsOf(
  reader: Reader,
  moment: Moment,
  shown: readonly Keyed[],
): Promise<{ rows: Readonly<Record<string, unknown>>[]; disputes: readonly Dispute[] }> {
  const paths = shown.map(([, step]) => pathOf(step));
  const documents = new EvidenceDocuments();
  await documents.load(
    reader,
    paths.flatMap((path) => path.flatMap(({ evidence }) => evidence.map(({ document }) => document))),
  );
  const things = await LineageThings.load(
    reader,
    moment,
    paths.flatMap((path) => path.flatMap(({ from, to }) => [from, to])),
  );
  const owners = shown.map(([, step]) => ownerOf(step));
  const disputes = await disputesOf(
    reader,
    moment,
    owners.filter((owner) => owner !== null).map(({ id }) => id),
  );
  const rows = shown.map(([key, step], index) => {
    const path = (paths[index] ?? []).map((hop) =>
      weigh(
        hop,
        hop.evidence.map(({ document, at }) => documents.at(document, at)),
        hop.inferred,
      ),
    );
    const owner: Thing | null = owners[index] ?? null;
    return {
      id: hashKey('row', ['lineage', ...key]),
      direction: directionOf(step).name,
      depth: step.depth,
      from: things.named(step.hop.from),
      to: things.named(step.hop.to),
      relation: step.relation,
      named: step.name,
      how: step.how,
      known: things.isKnown(step.hop.to),
      deployed: things.workloads(step.hop.to),
      disputed: owner !== null && disputes.has(owner.id),
      loop: step.loop,
      ...pathStrength(path),
      path: path.map(({ hop }) => ({ ...hop, from: things.named(hop.from), to: things.named(hop.to) })),
    };
  });
  return { rows, disputes: [...disputes.values()] };
}

function notesOf(asked: LineageAsked, all: readonly Keyed[], limited: boolean): string[] {
  const notes: string[] = [];
  const [root] = asked.roots;
  if (!asked.found) {
    notes.push(
      `No document names ${root?.id ?? 'it'}.${asked.similar.length > 0 ? ' Look for a slip of the pen.' : ''}`,
    );
  } else if (all.length === 0)
    notes.push('It is known, but no document in force says what it was made from or what was made from it.');
  if (asked.roots.length > 1)
    notes.push(`The name may mean ${asked.roots.length} things, and all of them are followed.`);
  for (const [name, steps] of Map.groupBy(
    all.map(([, step]) => step).filter(({ before, hop }) => before.step === null && hop.edge === 'RESOLVES_TO'),
    ({ hop }) => hop.from.id,
  )) {
    const meant = new Set(steps.map(({ hop }) => hop.to.id)).size;
    if (meant > 1)
      notes.push(`${name} is ambiguous: it was seen to mean ${meant} digests, and all of them are followed.`);
  }
  const byName = all.filter(([, step]) => step.how === 'NAME' && !step.same).length;
  if (byName > 0) {
    const steps = byName === 1 ? '1 step is' : `${byName} steps are`;
    notes.push(`${steps} by name only: the name may have meant other bytes.`);
  }
  if (limited) {
    notes.push(
      `LIMIT_REACHED: the lineage goes further than ${LINEAGE_LIMITS.depth} makings or ${LINEAGE_LIMITS.things} things. Ask for something on its edge.`,
    );
  }
  return notes;
}
