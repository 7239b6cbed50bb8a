import type { Count, Coverage, UnknownShown } from './answer.ts';
import { cypher, cypherWhole } from './cypher.ts';
import { originOf } from './evidence.ts';
import { ROUTES } from '../exposure/exposure.ts';
import type { CoverageClass, Route } from '../exposure/exposure.ts';
import { timed } from './moment.ts';
import type { Moment } from './moment.ts';
import { flagOf, idOf } from './rows.ts';
import type { NodeId, Reader, Row, Statement } from '../question.ts';
import { IN_SCOPE, IN_SCOPE_CYPHER, routesAsked, scopeValues } from './scope.ts';
import type { Scope } from './scope.ts';

const UNKNOWN_SHOWN = 100;

export const CLASSES: Statement = {
  name: 'coverage-classes',
  sql: 'SELECT id, text FROM coverage_class',
  cypher: cypher`MATCH (c:CoverageClass) RETURN c.key AS id, c.key AS text`,
};

/** From the counts that are kept for what is open: a handful of rows whatever the estate. */
const KEPT_COUNTS: Statement = {
  name: 'coverage-counts',
  sql: `SELECT class, route, modelled, sum(n) AS n FROM coverage_count
    WHERE (:environment IS NULL OR environment = '' OR environment = :environment) AND (:cluster IS NULL OR cluster = '' OR cluster = :cluster)
      AND (:namespace IS NULL OR namespace = '' OR namespace = :namespace) AND (:routes = '[]' OR route IN (SELECT value FROM json_each(:routes)))
      AND n > 0 GROUP BY class, route, modelled`,
  cypher: cypher`MATCH (c:CoverageCount) WHERE ($environment IS NULL OR c.environment = '' OR c.environment = $environment)
      AND ($cluster IS NULL OR c.cluster = '' OR c.cluster = $cluster) AND ($namespace IS NULL OR c.namespace = '' OR c.namespace = $namespace)
      AND (size($routes) = 0 OR c.route IN $routes) AND c.n > 0
    RETURN c.class AS class, c.route AS route, c.modelled AS modelled, sum(c.n) AS n`,
};

const COUNTED = timed(
  'coverage-counted',
  ({ exposure }) => `SELECT e.class, e.route, e.slot IS NOT NULL AS modelled, count(*) AS n FROM exposure e
    WHERE ${exposure} AND e.class IS NOT NULL AND ${IN_SCOPE} GROUP BY 1, 2, 3`,
  ({
    exposed,
    every,
    exposure,
  }) => cypher`MATCH (e:${exposed}) WHERE ${every} AND ${exposure} AND e.class IS NOT NULL AND ${IN_SCOPE_CYPHER}
    RETURN e.class AS class, e.route AS route, e.slot IS NOT NULL AS modelled, count(*) AS n`,
);

const UNKNOWN_IN_SCOPE = cypher`(e.slot IS NOT NULL OR $bare = 1) AND ${IN_SCOPE_CYPHER}`;
const UNKNOWN_ROW = cypher`e.workload AS workload_id, e.environment AS environment, e.namespace AS namespace, e.workloadName AS workload,
  e.artifact AS artifact, e.route AS route, e.class AS class
  ORDER BY e.standing, e.rowKey, coalesce(e.artifact, ''), e.class LIMIT ${cypherWhole(UNKNOWN_SHOWN)}`;

const UNKNOWN = timed(
  'coverage-unknown',
  ({
    exposure,
  }) => `SELECT w.key AS workload_id, e.environment, e.namespace, e.workload, a.key AS artifact, e.route, e.class
    FROM exposure e JOIN workload w ON w.id = e.workload_id LEFT JOIN artifact a ON a.id = e.artifact
    WHERE ${exposure} AND e.class IN (SELECT value FROM json_each(:classes)) AND (e.slot IS NOT NULL OR :bare = 1) AND ${IN_SCOPE}
    ORDER BY e.standing, e.row_key, a.key, (SELECT text FROM coverage_class WHERE id = e.class) LIMIT ${UNKNOWN_SHOWN}`,
  ({
    exposed,
    every,
    exposure,
  }) => cypher`MATCH (e:${exposed}) WHERE ${every} AND ${exposure} AND e.class IN $classes AND ${UNKNOWN_IN_SCOPE}
    RETURN ${UNKNOWN_ROW}`,
);

/** The same for what is open now: of each class the first ones, which an index has in their order. */
const UNKNOWN_NOW: Statement = {
  ...UNKNOWN.now,
  cypher: cypher`UNWIND $classes AS class
    CALL (class) {
      MATCH (e:OpenExposure) WHERE e.class = class AND e.standing >= 0 AND e.rowKey >= '' AND ${UNKNOWN_IN_SCOPE}
      RETURN e ORDER BY e.class, e.standing, e.rowKey, coalesce(e.artifact, '') LIMIT ${cypherWhole(UNKNOWN_SHOWN)}
    }
    RETURN ${UNKNOWN_ROW}`,
};

/** Workloads without a model that are not known to use the package, and that nobody can judge. */
const BARE_UNJUDGED = timed(
  'workloads-without-model-unjudged',
  ({ exposure }) => `SELECT count(DISTINCT e.workload_id) AS n FROM exposure e
    WHERE ${exposure} AND e.slot IS NULL AND e.class IN (SELECT value FROM json_each(:classes)) AND ${IN_SCOPE}
      AND e.workload_id NOT IN (SELECT value FROM json_each(:using))`,
  ({
    exposed,
    every,
    exposure,
  }) => cypher`MATCH (e:${exposed}) WHERE ${every} AND ${exposure} AND e.slot IS NULL AND e.class IN $classes
      AND ${IN_SCOPE_CYPHER} AND NOT e.workload IN $using
    RETURN count(DISTINCT e.workload) AS n`,
);

const FAILED = timed(
  'documents-failed',
  ({
    document,
  }) => `SELECT d.key AS document, (SELECT o.origin FROM observation o WHERE o.document = d.id ORDER BY o.observed_at, o.origin LIMIT 1) AS origin
    FROM document_state s CROSS JOIN document d ON d.id = s.document WHERE s.outcome <> 'read' AND ${document}
      AND (s.format <> 'unread' OR EXISTS (SELECT 1 FROM sighting g WHERE g.document = s.document AND (g.vt IS NULL OR g.vt > :asOf)))
    ORDER BY d.key`,
  ({
    document,
  }) => cypher`MATCH (s:Document) USING INDEX SEEK s:Document(outcome) WHERE (s.outcome < 'read' OR s.outcome > 'read') AND ${document}
      AND (s.format <> 'unread' OR EXISTS { MATCH (g:Sighting {document: s.key}) WHERE g.vt IS NULL OR g.vt > $asOf })
    RETURN s.key AS document, ${originOf(cypher`s.key`)} AS origin ORDER BY document`,
);

/** Scopes that hold objects, and whether all that runs in them was ever listed (pods of all namespaces, or of the one asked). */
const SCOPES: Statement = {
  name: 'scopes-listed',
  sql: `WITH RECURSIVE next(scope) AS (SELECT min(scope) FROM observation WHERE object IS NOT NULL
      UNION ALL SELECT (SELECT min(scope) FROM observation o WHERE o.object IS NOT NULL AND o.scope > next.scope) FROM next WHERE next.scope IS NOT NULL),
    scopes AS (SELECT scope FROM next WHERE scope IS NOT NULL AND EXISTS (SELECT 1 FROM observation o
      WHERE o.scope = next.scope AND o.object IS NOT NULL AND o.observed_at <= :asOf AND o.rf <= :revision))
    SELECT scope, EXISTS (SELECT 1 FROM listing l WHERE l.scope = scopes.scope AND l.observed_at <= :asOf AND l.rf <= :revision
      AND (l.rt IS NULL OR l.rt > :revision)
      AND EXISTS (SELECT 1 FROM json_each(l.kinds) WHERE value = 'Pod')
      AND (l.namespaces IS NULL OR EXISTS (SELECT 1 FROM json_each(l.namespaces) WHERE value = :namespace))) AS listed FROM scopes ORDER BY scope`,
  cypher: cypher`MATCH (c:Scope) WHERE c.key >= ''
      AND EXISTS { MATCH (o:Observation {scope: c.key}) WHERE o.object IS NOT NULL AND o.observedAt <= $asOf AND o.rf <= $revision }
    RETURN c.key AS scope, EXISTS { MATCH (l:Listing {scope: c.key}) WHERE l.observedAt <= $asOf AND l.rf <= $revision
      AND (l.rt IS NULL OR l.rt > $revision) AND 'Pod' IN l.kinds AND (l.namespaces IS NULL OR $namespace IN l.namespaces) } AS listed
    ORDER BY scope`,
};

/** Whether documents wait whose effect is not computed: now, or when a revision was made. */
const WAITING: Readonly<Record<Moment['mode'], Statement>> = {
  now: {
    name: 'exposures-waiting',
    sql: 'SELECT EXISTS (SELECT 1 FROM dirty) AS n',
    cypher: cypher`RETURN EXISTS { MATCH (d:Dirty) WHERE d.key >= '' } AS n`,
  },
  then: {
    name: 'exposures-waited',
    sql: 'SELECT waiting AS n FROM revision WHERE n = :revision',
    cypher: cypher`MATCH (r:Revision {n: $revision}) RETURN r.waiting AS n`,
  },
};

export const coverageStatements: Readonly<Record<string, Statement>> = {
  classes: CLASSES,
  kept: KEPT_COUNTS,
  counted: COUNTED.now,
  countedThen: COUNTED.then,
  unknown: UNKNOWN_NOW,
  unknownThen: UNKNOWN.then,
  bare: BARE_UNJUDGED.now,
  bareThen: BARE_UNJUDGED.then,
  failed: FAILED.now,
  failedThen: FAILED.then,
  scopes: SCOPES,
  waiting: WAITING.now,
  waited: WAITING.then,
};

/** What the conclusion needs beside the coverage that is shown. */
export interface Covered {
  readonly coverage: Coverage;
  readonly judged: number;
  /** Exposures wait to be recomputed. */
  readonly waiting: boolean;
}

export interface CoverageAsked {
  readonly moment: Moment;
  readonly scope: Scope;
  /** Package types; empty: every type. */
  readonly types: readonly string[];
  /** Whether workloads without a model count as exposures of their own (deployed-workloads-using-package). */
  readonly bare: boolean;
  /** Workloads without a model that use the package. */
  readonly using: readonly NodeId[];
}

/** What is judged and what is not, for the package types asked and in the scope asked. */
export async function coverageOf(reader: Reader, asked: CoverageAsked): Promise<Covered> {
  const { moment, scope, types, bare } = asked;
  const values = { ...scopeValues(scope), ...moment.parameters };
  const classes = classesOf(await reader.rows(CLASSES, {}));
  const unjudged = [...classes].filter(([, one]) => !judges(one, types)).map(([id]) => id);
  const counted = await counts(reader, moment, scope);
  const routes = routesAsked(scope).map((route) => countRoute(route, counted, new Set(unjudged), bare));
  const listed = { ...values, classes: unjudged, bare: Number(bare) };
  const unknown = (await reader.rows(moment.mode === 'now' ? UNKNOWN_NOW : UNKNOWN.then, listed)).map((row) =>
    unknownShown(row, classes),
  );
  const failed = await reader.rows(FAILED[moment.mode], values);
  const notSynced = (await reader.rows(SCOPES, values)).filter(
    (row) => !flagOf(row, 'listed') && inCluster(String(row['scope']), scope),
  );
  const everywhere: UnknownShown[] = [...notSynced.map(notSyncedShown), ...failed.map(failedShown)];
  const isBare = counted.some((row) => !flagOf(row, 'modelled') && unjudged.includes(idOf(row, 'class')));
  const [bareUnjudged] = isBare ? await reader.rows(BARE_UNJUDGED[moment.mode], { ...listed, using: asked.using }) : [];
  const [waiting] = await reader.rows(WAITING[moment.mode], values);
  const total = routes.reduce((sum, route) => sum + route.unknown, 0) + everywhere.length;
  const withoutModel = bare ? 0 : asked.using.length;
  return {
    coverage: {
      complete: total === 0 && withoutModel === 0,
      routes,
      unknown: [...unknown, ...everywhere].slice(0, UNKNOWN_SHOWN),
      unknownTotal: exact(total),
      workloadsWithoutModel: { ...exact(withoutModel), unjudged: bare ? 0 : Number(bareUnjudged?.['n'] ?? 0) },
      failedDocuments: failed.length,
    },
    judged: routes.reduce((sum, route) => sum + route.judged, 0),
    waiting: Number(waiting?.['n'] ?? 0) > 0,
  };
}

const exact = (count: number): Count => ({ count, exact: true });

/** The kept counts know neither owner nor workload, and only the present: otherwise the exposures are counted. */
async function counts(reader: Reader, moment: Moment, scope: Scope): Promise<readonly Row[]> {
  const values = { ...scopeValues(scope), ...moment.parameters };
  const kept = moment.mode === 'now' && scope.owner === undefined && scope.workload === undefined;
  return kept ? reader.rows(KEPT_COUNTS, values) : reader.rows(COUNTED[moment.mode], values);
}

function countRoute(
  route: Route,
  counted: readonly Row[],
  unjudged: ReadonlySet<NodeId>,
  bare: boolean,
): { route: Route; judged: number; unknown: number } {
  let judged = 0;
  let unknown = 0;
  for (const row of counted) {
    if (row['route'] !== route || (!flagOf(row, 'modelled') && !bare)) continue;
    if (unjudged.has(idOf(row, 'class'))) unknown += Number(row['n']);
    else judged += Number(row['n']);
  }
  return { route, judged, unknown };
}

/** Whether artifacts of a class are judged for all these types (for every type, when none is named). */
export function judges({ all, judged }: CoverageClass, types: readonly string[]): boolean {
  return all || (types.length > 0 && types.every((type) => judged.includes(type)));
}

export function classesOf(rows: readonly Row[]): ReadonlyMap<NodeId, CoverageClass> {
  return new Map(rows.map((row) => [idOf(row, 'id'), JSON.parse(String(row['text'])) as CoverageClass]));
}

function unknownShown(row: Row, classes: ReadonlyMap<NodeId, CoverageClass>): UnknownShown {
  const place = [row['environment'] ?? row['namespace'], row['workload']]
    .filter((part) => part !== null && part !== '')
    .join('/');
  return {
    subject: { kind: 'Workload', id: String(row['workload_id']), name: place },
    artifact: typeof row['artifact'] === 'string' ? row['artifact'] : null,
    route: ROUTES.find((route) => route === row['route']) ?? null,
    reason: classes.get(idOf(row, 'class'))?.reason ?? 'NO_SBOM',
  };
}

function inCluster(scope: string, { cluster }: Scope): boolean {
  return cluster === undefined || !scope.startsWith('cluster:') || scope === `cluster:${cluster}`;
}

function notSyncedShown(row: Row): UnknownShown {
  const scope = String(row['scope']);
  const name = scope.startsWith('cluster:') ? scope.slice('cluster:'.length) : scope.replace(/^path:folder:/, '');
  return { subject: { kind: 'Cluster', id: scope, name }, artifact: null, route: null, reason: 'NOT_SYNCED' };
}

function failedShown(row: Row): UnknownShown {
  const document = String(row['document']);
  const name = typeof row['origin'] === 'string' ? row['origin'] : document;
  return { subject: { kind: 'Document', id: document, name }, artifact: null, route: null, reason: 'DOCUMENT_FAILED' };
}
