import { DatabaseSync } from 'node:sqlite';
import { Database } from './database.ts';
import { storeScript } from './tables.ts';

let empty: Database | undefined;

/** An estate of which nothing is known: what a data folder without a store reads as. */
export function memoryDatabase(): Database {
  if (empty === undefined) {
    const connection = new DatabaseSync(':memory:');
    connection.exec(storeScript());
    empty = new Database(connection);
  }
  return empty;
}
