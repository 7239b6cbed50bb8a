import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';

type Row = Readonly<Record<string, unknown>>;

const ROW = [
  'rowKey',
  'workload',
  'scope',
  'environment',
  'cluster',
  'namespace',
  'workloadName',
  'owner',
  'slot',
  'model',
];
const CELLS = [
  ...ROW,
  'route',
  'artifact',
  'class',
  'rung',
  'state',
  'hops',
  'since',
  'standing',
  'vf',
  'vt',
  'rf',
  'rt',
];
const COUNTED = ['class', 'route', 'environment', 'cluster', 'namespace', 'modelled', 'n'];

const lines = (table: string, columns: readonly string[], rows: readonly Row[]): string[] =>
  rows.map((row) => `${table} ${JSON.stringify(columns.map((column) => row[column] ?? null))}`);

/**
 * Everything that a SQLite store holds of its projection, closed rows and their revisions included: a line each.
 */
export function projectedInSqlite(folder: string): readonly string[] {
  const database = new DatabaseSync(join(folder, 'estate.sqlite'), { readOnly: true });
  const rows = (sql: string): Row[] => database.prepare(sql).all();
  const key = (table: string, column: string): string => `(SELECT key FROM ${table} WHERE id = ${column})`;
  const className = '(SELECT text FROM coverage_class WHERE id = class)';
  try {
    return [
      ...lines(
        'exposure',
        CELLS,
        rows(`SELECT row_key AS rowKey, ${key('workload', 'workload_id')} AS workload, scope, environment, cluster, namespace,
          workload AS workloadName, owner, slot, model, route, ${key('artifact', 'artifact')} AS artifact, ${className} AS class,
          rung, state, hops, since, standing, vf, vt, rf, rt FROM exposure`),
      ),
      ...lines(
        'count',
        COUNTED,
        rows(`SELECT ${className} AS class, route, environment, cluster, namespace, n,
          CASE modelled WHEN 1 THEN 'yes' ELSE 'no' END AS modelled FROM coverage_count WHERE n <> 0`),
      ),
      ...lines(
        'input',
        ['workload', 'key'],
        rows(`SELECT key, ${key('workload', 'workload')} AS workload FROM exposure_input`),
      ),
      ...lines(
        'workload',
        ['key', 'scope', 'object'],
        rows(`SELECT ${key('workload', 'workload')} AS key, scope, object FROM workload_name`),
      ),
      ...lines('dirty', ['key'], rows('SELECT key FROM dirty')),
      ...lines(
        'revision',
        ['n', 'waiting'],
        rows(`SELECT n, CASE waiting WHEN 1 THEN 'yes' ELSE 'no' END AS waiting FROM revision`),
      ),
    ].sort();
  } finally {
    database.close();
  }
}

/** The same lines of a Neo4j. */
export async function projectedInNeo4j(connection: Neo4jConnection): Promise<readonly string[]> {
  const rows = (statement: string): Promise<readonly Row[]> => rowsOf(connection, statement);
  return [
    ...lines('exposure', CELLS, await rows('MATCH (x:Exposure) RETURN x {.*} AS row')),
    ...lines(
      'count',
      COUNTED,
      await rows(
        "MATCH (c:CoverageCount) WHERE c.n <> 0 RETURN c {.*, modelled: CASE WHEN c.modelled THEN 'yes' ELSE 'no' END} AS row",
      ),
    ),
    ...lines(
      'input',
      ['workload', 'key'],
      await rows('MATCH (w:Workload)-[:ASKED]->(i:Input) RETURN {workload: w.key, key: i.key} AS row'),
    ),
    ...lines(
      'workload',
      ['key', 'scope', 'object'],
      await rows('MATCH (w:Workload) WHERE w.scope IS NOT NULL RETURN w {.*} AS row'),
    ),
    ...lines('dirty', ['key'], await rows('MATCH (d:Dirty) RETURN d {.key} AS row')),
    ...lines(
      'revision',
      ['n', 'waiting'],
      await rows("MATCH (r:Revision) RETURN {n: r.n, waiting: CASE WHEN r.waiting THEN 'yes' ELSE 'no' END} AS row"),
    ),
  ].sort();
}

/** What is wrong with the labels and relationships of exposures, inputs and counts: a line each. */
export async function projectionTrouble(connection: Neo4jConnection): Promise<readonly string[]> {
  const found = await Promise.all(
    Object.entries(TROUBLE).map(async ([what, where]) => {
      const [row] = await rowsOf(connection, `${where} RETURN {n: count(*)} AS row`);
      return row?.['n'] === 0 ? [] : [`${what}: ${String(row?.['n'])}`];
    }),
  );
  return found.flat();
}

const IS_OPEN = '(x.rt IS NULL AND x.vt IS NULL)';
const TROUBLE: Readonly<Record<string, string>> = {
  'the label of what is open': `MATCH (x:Exposure) WHERE (x:OpenExposure) <> ${IS_OPEN}`,
  'the way to the workload': `MATCH (x:Exposure) WHERE
    COUNT { (x)-[:OF_WORKLOAD]->(:Workload {key: x.workload}) } <> CASE WHEN ${IS_OPEN} THEN 1 ELSE 0 END
    OR COUNT { (x)-[:WAS_OF_WORKLOAD]->(:Workload {key: x.workload}) } <> CASE WHEN ${IS_OPEN} THEN 0 ELSE 1 END`,
  'the way to the artifact': `MATCH (x:Exposure) WHERE
    COUNT { (x)-[:EXPOSES]->(:Artifact) } <> CASE WHEN ${IS_OPEN} AND x.artifact IS NOT NULL THEN 1 ELSE 0 END
    OR COUNT { (x)-[:EXPOSED]->(:Artifact) } <> CASE WHEN ${IS_OPEN} OR x.artifact IS NULL THEN 0 ELSE 1 END`,
  'the artifact itself': 'MATCH (x:Exposure)-[:EXPOSES|EXPOSED]->(a) WHERE a.key <> x.artifact',
  'a class without a node':
    'MATCH (x:Exposure) WHERE x.class IS NOT NULL AND NOT EXISTS { (:CoverageClass {key: x.class}) }',
  'an input that nobody asks': 'MATCH (i:Input) WHERE NOT EXISTS { (i)<-[:ASKED]-() }',
  'an input asked twice': 'MATCH (w:Workload)-[r:ASKED]->(i:Input) WITH w, i, count(r) AS times WHERE times > 1',
  'an estate that is behind its revisions':
    'MATCH (r:Revision) WITH max(r.n) AS last MATCH (e:Estate) WHERE e.revision <> last',
};

async function rowsOf(connection: Neo4jConnection, statement: string): Promise<readonly Row[]> {
  const { records } = await connection.read((transaction) => transaction.run(statement));
  return records.map((record) => record.get('row') as Row);
}
