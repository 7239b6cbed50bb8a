import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { copiedRows, spelled } from '../../../src/engines/copy/copied-rows.ts';
import type { Rows } from '../../../src/engines/copy/copied-rows.ts';
import type { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { MIGRATION_LABEL } from '../../../src/engines/neo4j/engine-schema.ts';

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
    for (const { cypher, rows: all } of copiedRows(rows)) {
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
