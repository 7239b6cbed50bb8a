import { snake } from '#schema';
import { coverageCountKey, exposureKey, listingKey, observationKey, sightingKey } from '../neo4j/hashed-keys.ts';
import type { Loaded, Properties, Rows } from './copied-rows.ts';

/** The natural key of the node that a column of a SQLite store refers to. */
export const keyOf = (label: string, column: string): string =>
  `(SELECT key FROM "${snake(label)}" WHERE id = ${column})`;

/** What a SQLite store keeps beside the model, as rows for Neo4j: the revisions last, as without them nothing is read. */
export function* engineRows(rows: Rows): Generator<Loaded> {
  yield* documentRows(rows);
  yield* seenRows(rows);
  yield* billRows(rows);
  yield* exposureRows(rows);
  yield* waitingRows(rows);
  yield { cypher: 'CREATE (n:Revision) SET n = row', rows: revisionRows(rows) };
  yield {
    cypher: "CREATE (:Estate {key: 'estate', revision: row.revision})",
    rows: rows('SELECT ifnull(max(n), 0) AS revision FROM revision'),
  };
}

const text = (value: unknown): string => {
  if (typeof value !== 'string') throw new TypeError('a text column holds no text');
  return value;
};
const textOrNull = (value: unknown): string | null => (value === null ? null : text(value));
const listOf = (value: unknown): readonly string[] | null =>
  value === null ? null : (JSON.parse(text(value)) as readonly string[]);

function documentRows(rows: Rows): Loaded[] {
  const undone = Map.groupBy(
    rows(`SELECT ${keyOf('Document', 'w.document')} AS document, w.rf, w.rt FROM withdrawal w ORDER BY w.rf`),
    ({ document }) => document,
  );
  const states = rows(
    `SELECT ${keyOf('Document', 's.document')} AS key, s.format, s.version, s.reader, s.outcome, s.code, s.message, s.at, s.size,
       s.remarks, s.rf, s.rt, s.withdrawn_reason AS withdrawnReason, s.withdrawn_at AS withdrawnAt, s.with_holder AS withHolder
     FROM document_state s`,
  );
  return [
    {
      cypher: 'MATCH (n:Document {key: row.key}) SET n += row',
      rows: states.map(({ withHolder, ...state }) => {
        const withdrawals = undone.get(state['key']) ?? [];
        const lists = {
          withdrawnFrom: withdrawals.map(({ rf }) => rf),
          withdrawnTo: withdrawals.map(({ rt }) => rt),
        };
        return { ...state, withHolder: withHolder === 1, ...(withdrawals.length === 0 ? {} : lists) };
      }),
    },
    {
      cypher: 'MATCH (d:Document {key: row.document}) MERGE (l:Link {key: row.key}) CREATE (d)-[:LINKED]->(l)',
      rows: rows(`SELECT l.key, ${keyOf('Document', 'l.document')} AS document FROM link l`),
    },
  ];
}

function seenRows(rows: Rows): Loaded[] {
  const observations = rows(
    `SELECT ${keyOf('Source', 'o.source')} AS source, ${keyOf('Run', 'o.run')} AS run, o.location, o.origin,
       ${keyOf('Document', 'o.document')} AS document, o.observed_at AS observedAt, o.state, o.scope,
       ${keyOf('KubernetesObject', 'o.object')} AS object, o.environment, o.inner, o.rf FROM observation o`,
  );
  const listings = rows(
    `SELECT ${keyOf('Source', 'l.source')} AS source, ${keyOf('Run', 'l.run')} AS run, l.scope, l.kinds, l.namespaces,
       l.observed_at AS observedAt, l.rf, l.rt FROM listing l`,
  );
  const sightings = rows(
    `SELECT s.location, ${keyOf('Document', 's.document')} AS document, s.scope,
       ${keyOf('KubernetesObject', 's.object')} AS object, s.vf, s.vt FROM sighting s`,
  );
  return [
    { cypher: 'CREATE (n:Observation) SET n = row', rows: observations.map(observed) },
    {
      cypher: 'CREATE (n:Scope) SET n = row',
      rows: rows('SELECT DISTINCT scope AS key FROM observation WHERE object IS NOT NULL'),
    },
    { cypher: 'CREATE (n:Listing) SET n = row', rows: listings.map(listed) },
    {
      cypher: 'CREATE (n:Sighting) SET n = row',
      rows: sightings.map((row) => ({
        ...row,
        key: sightingKey(text(row['location']), text(row['document']), text(row['vf'])),
      })),
    },
  ];
}

function observed(row: Properties): Properties {
  const key = observationKey({
    location: text(row['location']),
    document: text(row['document']),
    observedAt: text(row['observedAt']),
    source: text(row['source']),
    origin: text(row['origin']),
    scope: text(row['scope']),
    environment: textOrNull(row['environment']),
  });
  return { ...row, key, state: row['state'] === 1, inner: row['inner'] === 1 };
}

function listed(row: Properties): Properties {
  const lists = { kinds: listOf(row['kinds']) ?? [], namespaces: listOf(row['namespaces']) };
  const [scope, observedAt, source] = [text(row['scope']), text(row['observedAt']), text(row['source'])];
  return { ...row, ...lists, key: listingKey({ scope, observedAt, source, ...lists }) };
}

function billRows(rows: Rows): Loaded[] {
  const bills = rows(
    `SELECT ${keyOf('Artifact', 'b.artifact')} AS artifact, ${keyOf('ComponentSet', 'b.set_id')} AS "set",
       ${keyOf('Document', 'b.document')} AS document, ${keyOf('Document', 'b.describer')} AS describer,
       b.describer_at AS describerAt, b.rf, b.rt FROM bill b`,
  );
  return ['BILL', 'BILL_WAS'].map((type) => ({
    cypher: `MATCH (a:Artifact {key: row.artifact}) MATCH (s:ComponentSet {key: row.set}) CREATE (a)-[b:${type}]->(s) SET b = row.properties`,
    rows: bills
      .filter(({ rt }) => (rt === null) === (type === 'BILL'))
      .map(({ artifact, set, ...properties }) => ({ artifact, set, properties })),
  }));
}

function exposureRows(rows: Rows): Loaded[] {
  const classText = '(SELECT text FROM coverage_class WHERE id = e.class)';
  const exposures = rows(
    `SELECT e.row_key AS rowKey, ${keyOf('Workload', 'e.workload_id')} AS workload, e.scope, e.environment, e.cluster,
       e.namespace, e.workload AS workloadName, e.owner, e.slot, e.model, e.route, ${keyOf('Artifact', 'e.artifact')} AS artifact,
       ${classText} AS class, e.rung, e.state, e.hops, e.since, e.standing, e.vf, e.vt, e.rf, e.rt FROM exposure e`,
  );
  const open = exposures.filter(({ vt, rt }) => vt === null && rt === null).map(keyed);
  const other = exposures.filter(({ vt, rt }) => vt !== null || rt !== null).map(keyed);
  return [
    { cypher: 'CREATE (n:CoverageClass {key: row.text})', rows: rows('SELECT text FROM coverage_class') },
    { cypher: 'CREATE (n:Exposure:OpenExposure) SET n = row', rows: open },
    { cypher: 'CREATE (n:Exposure) SET n = row', rows: other },
    ...linked(open, 'EXPOSES', 'OF_WORKLOAD'),
    ...linked(other, 'EXPOSED', 'WAS_OF_WORKLOAD'),
    { cypher: 'CREATE (n:CoverageCount) SET n = row', rows: countRows(rows) },
  ];
}

const keyed = ({ rt, ...row }: Properties): Properties => {
  const cells = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'number' ? value : textOrNull(value),
  ]);
  return {
    ...row,
    rt,
    key: exposureKey(Object.fromEntries(cells) as Readonly<Record<string, string | number | null>>),
  };
};

const linked = (rows: readonly Properties[], exposes: string, ofWorkload: string): Loaded[] => [
  {
    cypher: `MATCH (e:Exposure {key: row.key}) MATCH (a:Artifact {key: row.artifact}) CREATE (e)-[:${exposes}]->(a)`,
    rows: rows.filter(({ artifact }) => artifact !== null).map(({ key, artifact }) => ({ key, artifact })),
  },
  {
    cypher: `MATCH (e:Exposure {key: row.key}) MATCH (w:Workload {key: row.workload}) CREATE (e)-[:${ofWorkload}]->(w)`,
    rows: rows.map(({ key, workload }) => ({ key, workload })),
  },
];

function countRows(rows: Rows): Properties[] {
  const counts = rows(
    `SELECT (SELECT text FROM coverage_class WHERE id = c.class) AS class, c.route, c.environment, c.cluster, c.namespace,
       c.modelled, c.n FROM coverage_count c`,
  );
  return counts.map((row) => {
    const parts = {
      class: text(row['class']),
      route: text(row['route']),
      environment: text(row['environment']),
      cluster: text(row['cluster']),
      namespace: text(row['namespace']),
      modelled: row['modelled'] === 1,
    };
    return { ...parts, n: row['n'], key: coverageCountKey(parts) };
  });
}

function waitingRows(rows: Rows): Loaded[] {
  return [
    {
      cypher: 'MATCH (w:Workload {key: row.key}) SET w += row',
      rows: rows(`SELECT ${keyOf('Workload', 'n.workload')} AS key, n.scope, n.object FROM workload_name n`),
    },
    {
      cypher: 'MATCH (w:Workload {key: row.workload}) MERGE (i:Input {key: row.key}) CREATE (w)-[:ASKED]->(i)',
      rows: rows(`SELECT i.key, ${keyOf('Workload', 'i.workload')} AS workload FROM exposure_input i`),
    },
    { cypher: 'CREATE (n:Dirty) SET n = row', rows: rows('SELECT key FROM dirty') },
  ];
}

const revisionRows = (rows: Rows): Properties[] =>
  rows('SELECT n, recorded_at AS recordedAt, waiting FROM revision').map((row) => ({
    ...row,
    waiting: row['waiting'] === 1,
  }));
