import { EDGES, NODES, snake } from '#schema';
import type { EdgeKind, NodeKind, PropertyKind } from '#schema';
import { whole } from '../neo4j/connection.ts';
import { engineRows, keyOf } from './engine-rows.ts';

export type Properties = Readonly<Record<string, unknown>>;
/** All rows of one statement on a SQLite store. */
export type Rows = (sql: string) => readonly Properties[];

/** What one statement is run with, in batches: it takes each as `row`. */
export interface Loaded {
  readonly cypher: string;
  readonly rows: readonly Properties[];
}

/**
 * Everything in a SQLite store, stored, projected or waiting to be, as what writes it into an empty Neo4j in the layout of
 * decision 0005; always in the same order. One table at a time is in memory.
 */
export function* copiedRows(rows: Rows): Generator<Loaded> {
  yield* nodeRows(rows);
  yield* edgeRows(rows);
  yield* engineRows(rows);
}

/** A row as it is given to Neo4j: numbers of a store are whole ones. */
export function spelled(value: unknown): unknown {
  if (typeof value === 'number') return whole(value);
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spelled(one)]));
}

function* nodeRows(rows: Rows): Generator<Loaded> {
  for (const { label, implies = {} } of NODES as readonly NodeKind[]) {
    const implied = Object.keys(implies).map((name) => `, "${snake(name)}" AS "${name}"`);
    yield {
      cypher: `CREATE (n:${label}) SET n = row`,
      rows: rows(`SELECT key${implied.join('')} FROM "${snake(label)}"`),
    };
  }
}

function* edgeRows(rows: Rows): Generator<Loaded> {
  for (const { type, from, to, basis, properties, within } of EDGES as readonly EdgeKind[]) {
    if (basis === 'projected') continue;
    const columns = [
      `${keyOf(from, 'e.source')} AS "from"`,
      `${keyOf(to, 'e.target')} AS "to"`,
      ...(basis === 'claimed' ? [`${keyOf('Document', 'e.document')} AS document`, 'e.at'] : []),
      ...(within === undefined ? [] : [`${keyOf(within, 'e.within')} AS within`]),
      ...Object.keys(properties).map((name) => `e."${snake(name)}" AS "${name}"`),
    ];
    const found = rows(`SELECT ${columns.join(', ')} FROM "${snake(type)}" e`);
    yield {
      cypher: `MATCH (a:${from} {key: row.from}) MATCH (b:${to} {key: row.to}) CREATE (a)-[r:${type}]->(b) SET r = row.properties`,
      rows: found.map(({ from: source, to: target, ...own }) => ({
        from: source,
        to: target,
        properties: sparse(type, withFlags(own, properties)),
      })),
    };
  }
}

const withFlags = (own: Properties, properties: Readonly<Record<string, PropertyKind>>): Properties =>
  Object.fromEntries(
    Object.entries(own).map(([name, value]) => [name, properties[name]?.type === 'flag' ? value === 1 : value]),
  );

/** What most members of a set have in common is left out of the relationship. */
function sparse(type: string, { scope, ...own }: Properties): Properties {
  if (scope === undefined || (type === 'INCLUDES' && scope === 'required')) return own;
  return { ...own, scope };
}
