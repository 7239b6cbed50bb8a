import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { EDGES, NODES, snake } from '#schema';
import type { EdgeKind, NodeKind, PropertyKind } from '#schema';
import { whole } from '../../../src/engines/neo4j/connection.ts';
import type { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { MIGRATION_LABEL } from '../../../src/engines/neo4j/engine-schema.ts';
import { engineRows, keyOf } from './engine-rows.ts';

export type Properties = Readonly<Record<string, unknown>>;
export type Rows = (sql: string) => readonly Properties[];

/** What one statement is run with, in batches: rows that the statement takes as `$rows`. */
export interface Loaded {
  readonly cypher: string;
  readonly rows: readonly Properties[];
}

const BATCH = 2_000;

/**
 * Writes a SQLite store into an empty Neo4j in the layout of decision 0005: everything that is stored, projected or waiting
 * to be. The schema must be there (`migrate`).
 *
 * @param folder - the data folder of the store.
 */
export async function loadFromSqlite(folder: string, connection: Neo4jConnection): Promise<void> {
  const database = new DatabaseSync(join(folder, 'estate.sqlite'), { readOnly: true });
  const rows: Rows = (sql) => database.prepare(sql).all();
  try {
    for (const { cypher, rows: all } of [...nodeRows(rows), ...edgeRows(rows), ...engineRows(rows)]) {
      for (let start = 0; start < all.length; start += BATCH) {
        const batch = all.slice(start, start + BATCH).map(spelled);
        await connection.write((transaction) => transaction.run(`UNWIND $rows AS row ${cypher}`, { rows: batch }));
      }
    }
  } finally {
    database.close();
  }
}

/** Takes all nodes and relationships out; constraints, indexes and their record stay. */
export async function emptied(connection: Neo4jConnection): Promise<void> {
  for (let left = true; left;) {
    left = await connection.write(async (transaction) => {
      const { records } = await transaction.run(
        `MATCH (n) WHERE NOT n:${MIGRATION_LABEL} WITH n LIMIT 20000 DETACH DELETE n RETURN count(*) AS removed`,
      );
      return records[0]?.get('removed') !== 0;
    });
  }
}

/** Numbers of a store are whole ones. */
function spelled(value: unknown): unknown {
  if (typeof value === 'number') return whole(value);
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spelled(one)]));
}

function nodeRows(rows: Rows): Loaded[] {
  return (NODES as readonly NodeKind[]).map(({ label, implies = {} }) => {
    const implied = Object.keys(implies).map((name) => `, "${snake(name)}" AS "${name}"`);
    return {
      cypher: `CREATE (n:${label}) SET n = row`,
      rows: rows(`SELECT key${implied.join('')} FROM "${snake(label)}"`),
    };
  });
}

function edgeRows(rows: Rows): Loaded[] {
  return (EDGES as readonly EdgeKind[])
    .filter(({ basis }) => basis !== 'projected')
    .map(({ type, from, to, basis, properties, within }) => {
      const columns = [
        `${keyOf(from, 'e.source')} AS "from"`,
        `${keyOf(to, 'e.target')} AS "to"`,
        ...(basis === 'claimed' ? [`${keyOf('Document', 'e.document')} AS document`, 'e.at'] : []),
        ...(within === undefined ? [] : [`${keyOf(within, 'e.within')} AS within`]),
        ...Object.keys(properties).map((name) => `e."${snake(name)}" AS "${name}"`),
      ];
      const found = rows(`SELECT ${columns.join(', ')} FROM "${snake(type)}" e`);
      return {
        cypher: `MATCH (a:${from} {key: row.from}) MATCH (b:${to} {key: row.to}) CREATE (a)-[r:${type}]->(b) SET r = row.properties`,
        rows: found.map(({ from: source, to: target, ...own }) => ({
          from: source,
          to: target,
          properties: sparse(type, withFlags(own, properties)),
        })),
      };
    });
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
