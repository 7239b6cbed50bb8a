import { rowId } from './row-id.ts';
import type { ExposureRow } from './answer.ts';
import { Contained, hitParameters, hits, hitsCypher } from './contains.ts';
import { cypher } from './cypher.ts';
import { chainStatements } from '../dependencies/chains.ts';
import { RowChains } from '../dependencies/row-chains.ts';
import { EvidenceDocuments } from './evidence.ts';
import { RUNGS, ROUTES, STATES } from '../exposure/exposure.ts';
import type { Hop, Rung, Thing } from '../exposure/exposure.ts';
import { AFTER_KEY, timed } from './moment.ts';
import type { Moment } from './moment.ts';
import type { PackageMatch } from './package-match.ts';
import { idOrNull } from './rows.ts';
import type { NodeId, Reader, Row } from '../question.ts';
import { IN_SCOPE, IN_SCOPE_CYPHER, scopeValues } from './scope.ts';
import type { Scope } from './scope.ts';
import { compareStrength, pathStrength, weigh } from './strength.ts';
import type { WeighedHop } from './strength.ts';

/**
 * The total of all pages, the keys of one page in order, and the workloads in which no model slot was recognised and that
 * hold the package (by the id of this store): one pass.
 */
export const PAGE = timed(
  'exposure-page',
  ({ exposure, ...open }) => `
  WITH ${hits(open)},
  found(row_key, package, workload, bare) AS MATERIALIZED (
    SELECT DISTINCT e.row_key, h.package, e.workload_id, e.slot IS NULL FROM hit h CROSS JOIN exposure e ON e.artifact = h.artifact AND ${exposure}
    WHERE ${IN_SCOPE})
  SELECT count(*) AS total, NULL AS row_key, NULL AS package, NULL AS workload FROM found WHERE bare = 0 OR :bare = 1
  UNION ALL SELECT NULL, row_key, package, NULL FROM (SELECT row_key, package FROM found
    WHERE (bare = 0 OR :bare = 1) AND (:afterKey IS NULL OR row_key > :afterKey OR (row_key = :afterKey AND package > :afterPackage))
    ORDER BY row_key, package LIMIT :limit)
  UNION ALL SELECT NULL, NULL, NULL, workload FROM (SELECT DISTINCT workload FROM found WHERE bare = 1 AND :bare = 0)`,
  (open) => cypher`
  ${hitsCypher(open)}
  MATCH (a)<-[:${open.exposes}]-(e) WHERE ${open.left} AND ${IN_SCOPE_CYPHER}
  WITH DISTINCT e.rowKey AS row_key, package, place, CASE WHEN e.slot IS NULL AND $bare = 0 THEN e.workload END AS workload
  WITH collect(CASE WHEN workload IS NULL THEN [row_key, package, place] END) AS rows, collect(DISTINCT workload) AS bare
  CALL (rows) {
    WITH rows, ${AFTER_KEY} AS mark
    UNWIND rows AS row
    WITH row WHERE mark IS NULL OR row[0] > mark OR (row[0] = mark AND row[2] > $afterPlace)
    WITH row ORDER BY row[0], row[2] LIMIT $limit
    RETURN collect(row) AS page
  }
  UNWIND [[size(rows), null, null, null]] + [row IN page | [null, row[0], row[1], null]] + [one IN bare | [null, null, null, one]] AS shown
  RETURN shown[0] AS total, shown[1] AS row_key, shown[2] AS package, shown[3] AS workload`,
);

/** The exposures behind the rows of a page. */
const BEHIND = timed(
  'exposures-behind-rows',
  ({
    exposure,
  }) => `SELECT e.*, a.key AS artifact_key, w.key AS workload_key FROM json_each(:keys) k CROSS JOIN exposure e ON e.row_key = k.value AND ${exposure}
    JOIN artifact a ON a.id = e.artifact JOIN workload w ON w.id = e.workload_id ORDER BY e.row_key, a.key, e.vf, e.hops`,
  ({
    exposure,
  }) => cypher`UNWIND $keys AS asked MATCH (e:Exposure {rowKey: asked}) WHERE e.artifact IS NOT NULL AND ${exposure}
    RETURN e.rowKey AS row_key, e.artifact AS artifact_key, e.workload AS workload_key, e.workloadName AS workload, e.hops AS hops,
      e.environment AS environment, e.cluster AS cluster, e.namespace AS namespace, e.owner AS owner, e.slot AS slot, e.model AS model,
      e.state AS state, e.since AS since, e.rung AS rung, e.route AS route
    ORDER BY row_key, artifact_key, e.vf, hops`,
);

export const rowStatements = {
  page: PAGE.now,
  pageThen: PAGE.then,
  behind: BEHIND.now,
  behindThen: BEHIND.then,
  ...chainStatements,
};

export interface Page {
  readonly rows: readonly ExposureRow[];
  readonly total: number;
  readonly lastKey: readonly [string, string] | null;
  readonly hasNextPage: boolean;
  /** Workloads without a model that hold the package, where they are no rows. */
  readonly withoutModel: readonly NodeId[];
  /** A limit ended the search for dependency chains: some row may lack its own. */
  readonly chainsCut: boolean;
}

export interface PageAsked {
  readonly moment: Moment;
  readonly scope: Scope;
  readonly match: PackageMatch;
  readonly bare: boolean;
  readonly first: number;
  readonly after: readonly string[] | null;
}

/** One page of rows, each with its strongest path; evidence is fetched for this page alone. */
export async function pageOf(reader: Reader, asked: PageAsked): Promise<Page> {
  const { moment, scope, match, bare, first, after } = asked;
  const [afterKey = null, afterPackage = null] = after ?? [];
  const hit = hitParameters(match, afterPackage);
  const values = { ...hit, ...scopeValues(scope), ...moment.parameters, bare: Number(bare) };
  const found = await reader.rows(PAGE[moment.mode], { ...values, afterKey, afterPackage, limit: first + 1 });
  const keyed = found.filter((row) => typeof row['row_key'] === 'string');
  const shown = keyed.slice(0, first);
  const last = shown.at(-1);
  const { rows, chainsCut } = await rowsOf(reader, moment, match, shown);
  return {
    rows,
    chainsCut,
    total: Number(found.find((row) => row['total'] !== null)?.['total'] ?? 0),
    lastKey: last === undefined ? null : [String(last['row_key']), String(last['package'])],
    hasNextPage: keyed.length > first,
    withoutModel: found.map((row) => idOrNull(row, 'workload')).filter((id) => id !== null),
  };
}

async function rowsOf(
  reader: Reader,
  moment: Moment,
  match: PackageMatch,
  shown: readonly Row[],
): Promise<{ rows: ExposureRow[]; chainsCut: boolean }> {
  const keys = [...new Set(shown.map((row) => String(row['row_key'])))];
  const behind = await reader.rows(BEHIND[moment.mode], { keys, ...moment.parameters });
  const artifacts = [...new Set(behind.map((row) => String(row['artifact_key'])))];
  const contained = await Contained.load(reader, moment, match, artifacts);
  const byKey = Map.groupBy(behind, (row) => String(row['row_key']));
  const documents = new EvidenceDocuments();
  const hops = new Map(behind.map((row) => [row, JSON.parse(String(row['hops'])) as readonly Hop[]]));
  await documents.load(reader, [
    ...contained.documents(),
    ...[...hops.values()].flat().flatMap(({ evidence }) => evidence.map(({ document }) => document)),
  ]);
  const unchained = shown.map((row) => {
    const name = String(row['package']);
    const holding = (byKey.get(String(row['row_key'])) ?? []).filter((one) =>
      contained.has(String(one['artifact_key']), name),
    );
    const candidates = holding.map((exposure) =>
      candidateOf(exposure, hops.get(exposure) ?? [], contained, documents, name),
    );
    const [best] = candidates.sort(byPreference);
    if (best === undefined) throw new Error('a row has no exposure behind it');
    return shownRow(
      best,
      name,
      contained,
      holding.map((one) => String(one['artifact_key'])),
    );
  });
  const indirect = unchained.filter(({ direct }) => direct === false);
  const chains = await RowChains.load(
    reader,
    contained,
    indirect.map(({ path, package: name }) => ({ artifact: path.at(-1)?.from.id ?? '', package: name })),
  );
  const rows = unchained.map((row) =>
    row.direct === false ? { ...row, chain: chains.of(row.path.at(-1)?.from.id ?? '', row.package) } : row,
  );
  return { rows, chainsCut: chains.cut };
}

interface Candidate {
  readonly exposure: Row;
  readonly artifact: string;
  readonly path: readonly WeighedHop[];
  readonly strength: ExposureRow['strength'];
  readonly weakest: ExposureRow['weakest'];
}

function candidateOf(
  exposure: Row,
  hops: readonly Hop[],
  contained: Contained,
  documents: EvidenceDocuments,
  name: string,
): Candidate {
  const artifact = String(exposure['artifact_key']);
  const reached = hops.at(-1)?.to ?? { kind: 'Artifact' as const, id: artifact, name: artifact };
  const from: Thing = reached.id === artifact ? reached : { kind: 'Artifact', id: artifact, name: artifact };
  const path = [
    ...hops.map((hop) =>
      weigh(
        hop,
        hop.evidence.map(({ document, at }) => documents.at(document, at)),
        hop.inferred,
      ),
    ),
    contained.hop(documents, from, name),
  ];
  return { exposure, artifact, path, ...pathStrength(path) };
}

/** The strongest path, then the best rung, then the smallest artifact id. */
function byPreference(a: Candidate, b: Candidate): number {
  const rung = ({ exposure }: Candidate): number => RUNGS.indexOf(rungOf(exposure));
  return (
    compareStrength(a.strength, b.strength) ||
    rung(a) - rung(b) ||
    (a.artifact < b.artifact ? -1 : a.artifact > b.artifact ? 1 : 0)
  );
}

function shownRow(
  { exposure, artifact, path, strength, weakest }: Candidate,
  name: string,
  contained: Contained,
  artifacts: readonly string[],
): ExposureRow {
  const since = String(exposure['since']);
  return {
    id: rowId([...String(exposure['row_key']).split('\u0001'), name]),
    environment: nullable(exposure, 'environment'),
    cluster: nullable(exposure, 'cluster'),
    namespace: nullable(exposure, 'namespace'),
    workload: String(exposure['workload']),
    workloadId: String(exposure['workload_key']),
    owner: nullable(exposure, 'owner'),
    slot: nullable(exposure, 'slot'),
    model: typeof exposure['model'] === 'string' ? (JSON.parse(exposure['model']) as Thing) : null,
    state: STATES.find((state) => state === exposure['state']) ?? 'DESIRED',
    since: since === '' ? null : since,
    rung: rungOf(exposure),
    route: ROUTES.find((route) => route === exposure['route']) ?? 'RUNTIME',
    package: name,
    match: contained.match(artifact, name),
    direct: contained.direct(artifacts, name),
    chain: null,
    strength,
    weakest,
    path: path.map(({ hop }) => hop),
  };
}

const rungOf = (row: Row): Rung => RUNGS.find((rung) => rung === row['rung']) ?? 'UNRESOLVED';
const nullable = (row: Row, name: string): string | null => (typeof row[name] === 'string' ? row[name] : null);
