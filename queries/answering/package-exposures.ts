import type { Answer, Conclusion, Coverage, ExposureRow, Freshness } from './answer.ts';
import { coverageOf, coverageStatements } from './coverage.ts';
import type { Covered } from './coverage.ts';
import { CONTAINS } from './contains.ts';
import { pageOf, rowStatements } from './exposure-rows.ts';
import type { PageAsked } from './exposure-rows.ts';
import { freshnessOf, freshnessStatements } from './freshness.ts';
import { cursorText, momentOf } from './moment.ts';
import { matchPackage, packageStatements } from './package-match.ts';
import type { PackageMatch } from './package-match.ts';
import type { AskOptions, Column, Reader, Statement } from '../question.ts';
import { unattachedSboms, unattachedStatements } from './unattached.ts';
import { scopeStatements, valuesNotCarried } from './scope.ts';
import type { Scope } from './scope.ts';

export interface PackageAsked extends Scope {
  readonly package: string;
  readonly version: readonly string[];
}

/** The texts of every question about the exposures to a package. */
export const exposureStatements: Readonly<Record<string, Statement>> = {
  ...packageStatements,
  ...rowStatements,
  contains: CONTAINS.now,
  containsThen: CONTAINS.then,
  ...coverageStatements,
  ...scopeStatements,
  ...freshnessStatements,
  ...unattachedStatements,
};

/**
 * The answer of deployed-models-using-package (`bare` false) and deployed-workloads-using-package (`bare` true: a
 * workload without a model is a row as well).
 */
export async function packageExposures(
  question: string,
  bare: boolean,
  reader: Reader,
  parameters: PackageAsked,
  options: AskOptions,
): Promise<Answer<ExposureRow>> {
  const { moment, after } = await momentOf(reader, options);
  const match = await matchPackage(reader, parameters.package, parameters.version, moment);
  const asked: PageAsked = { moment, scope: parameters, match, bare, first: options.first, after };
  const page = await pageOf(reader, asked);
  const covered = await coverageOf(reader, {
    moment,
    scope: parameters,
    types: match.types,
    bare,
    using: page.withoutModel,
  });
  const freshness = await freshnessOf(reader, moment);
  const notCarried = await valuesNotCarried(reader, moment, parameters);
  const unattached = page.total > 0 ? [] : await unattachedSboms(reader, moment, match);
  const notes = [
    ...notesOf(match, covered, { notCarried, unattached }, freshness),
    ...(page.chainsCut ? [CHAINS_CUT] : []),
  ];
  return {
    contract: 1,
    question,
    parameters: { ...parameters },
    asOf: moment.asOf,
    knownAt: options.knownAt,
    dataVersion: String(moment.revision),
    policy: null,
    conclusion: conclude(page.total, covered.coverage, notes),
    matched: match.matched,
    similar: match.similar,
    rows: page.rows,
    pageInfo: {
      endCursor:
        page.lastKey === null ? null : cursorText({ key: page.lastKey, asOf: moment.asOf, revision: moment.revision }),
      hasNextPage: page.hasNextPage,
    },
    total: { count: page.total, exact: true },
    truncated: false,
    freshness,
    coverage: covered.coverage,
    notes,
  };
}

/** Only rows have chains, so it never keeps an answer from NOT_AFFECTED. */
const CHAINS_CUT =
  'LIMIT_REACHED: dependency chains were looked for in too many dependency pairs; a row without one may have one. Ask why about its artifact.';

/** NOT_AFFECTED needs every clause of contract.md, *Conclusion*; each clause that fails is a note or an unknown. */
function conclude(total: number, coverage: Coverage, notes: readonly string[]): Conclusion {
  if (total > 0) return 'AFFECTED';
  return coverage.complete && notes.length === 0 ? 'NOT_AFFECTED' : 'UNKNOWN';
}

function notesOf(
  match: PackageMatch,
  { judged, waiting }: Covered,
  { notCarried, unattached }: { notCarried: readonly string[]; unattached: readonly string[] },
  freshness: readonly Freshness[],
): readonly string[] {
  const notes: string[] = [];
  if (!match.byPurl)
    notes.push('A bare name may mean packages of several types: ask with a purl to be told that nothing is affected.');
  if (!match.known && match.similar.length > 0)
    notes.push(`Nothing in the estate goes by that name; did you mean ${match.similar.slice(0, 3).join(' or ')}?`);
  if (!match.byPurl && match.typed !== null) notes.push(`A purl begins with its scheme; did you mean ${match.typed}?`);
  for (const value of notCarried) notes.push(`Nothing in the estate has ${value}: look for a slip of the pen.`);
  if (unattached.length > 0)
    notes.push(
      `An SBOM lists it, and nothing says what that SBOM is about (${unattached.slice(0, 3).join(', ')}${unattached.length > 3 ? ' …' : ''}): say so by a statement about the image, or withdraw it.`,
    );
  if (judged === 0)
    notes.push('Nothing was judged: no deployed workload in this scope has an SBOM that could show the package.');
  if (waiting)
    notes.push('Documents have arrived whose effect is not computed yet: run an ingest to its end, then ask again.');
  for (const { source, stale } of freshness)
    if (stale) notes.push(`What ${source} says is older than twice its timetable.`);
  return notes;
}

/** The columns of a row, in the order of contract.md. */
export const exposureColumns: readonly Column[] = [
  { name: 'id', type: 'ID!', doc: 'Hash of the key of the row; the same between polls.' },
  { name: 'environment', type: 'String', doc: 'Environment, from labels or the offering; null where nothing says it.' },
  { name: 'cluster', type: 'String', doc: 'Cluster; null where the offering named none.' },
  { name: 'namespace', type: 'String', doc: 'Namespace of the workload.' },
  { name: 'workload', type: 'String!', doc: 'Kind and name of the topmost owner known.' },
  { name: 'workloadId', type: 'ID!', doc: 'Stable id of the workload.' },
  { name: 'owner', type: 'String', doc: 'Who owns it, from labels; null where nothing says it.' },
  { name: 'slot', type: 'String', doc: 'The place where the model is served: predictor, model, adapter/<name>.' },
  {
    name: 'model',
    type: 'Thing',
    doc: 'The model: the artifact that the cluster names, or the reference that someone wrote.',
  },
  { name: 'state', type: 'State!', doc: 'Whether it serves, idles, is only specified, or fails.' },
  { name: 'since', type: 'String', doc: 'Earliest time from which it may have been so without a break.' },
  { name: 'rung', type: 'Rung!', doc: 'How the artifact is known.' },
  { name: 'route', type: 'Route!', doc: 'How the package reaches the model.' },
  { name: 'package', type: 'String!', doc: 'The package version found.' },
  { name: 'match', type: 'Match!', doc: 'How the component matched the question.' },
  { name: 'direct', type: 'Boolean', doc: 'Whether the artifact depends on it directly; null where no SBOM says.' },
  {
    name: 'chain',
    type: '[ChainLink!]',
    doc: 'The shortest dependency chain inside the artifact that an SBOM states, from a direct dependency to the package; null where it is direct, or no SBOM says it.',
  },
  { name: 'strength', type: 'Strength!', doc: 'Strength of the weakest hop of the path.' },
  { name: 'weakest', type: 'Weakest', doc: 'Which hop is the weakest, and why; null when all are verified.' },
  { name: 'path', type: '[PathHop!]!', doc: 'From the workload to the package, with the documents that say so.' },
];
