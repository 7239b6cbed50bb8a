import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import type { MigrationState } from '../migration-state.ts';
import { StoreError } from '../store-error.ts';
import { STORE_VERSION, storeScript } from './tables.ts';

export { StoreError } from '../store-error.ts';
export type Cell = SQLInputValue;

/** A database with its statements prepared once each. */
export class Database {
  readonly connection: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(connection: DatabaseSync) {
    this.connection = connection;
    // The function lower() of SQLite leaves all letters but those of ASCII as they are.
    connection.function('folded', { deterministic: true }, (text) =>
      typeof text === 'string' ? text.toLowerCase() : text,
    );
  }

  prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.connection.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  all(sql: string, ...values: Cell[]): Record<string, Cell>[] {
    return this.prepare(sql).all(...values);
  }

  get(sql: string, ...values: Cell[]): Record<string, Cell> | undefined {
    return this.prepare(sql).get(...values);
  }

  run(sql: string, ...values: Cell[]): void {
    this.prepare(sql).run(...values);
  }

  close(): void {
    this.#prepared.clear();
    this.connection.close();
  }
}

export const storePath = (folder: string): string => join(folder, 'estate.sqlite');

/** The store of a data folder, for writing; made if it is not there. The caller holds the writer's lock. */
export function openForWriting(folder: string): Database {
  mkdirSync(folder, { recursive: true });
  const connection = new DatabaseSync(storePath(folder));
  connection.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -81920; PRAGMA temp_store = MEMORY',
  );
  const version = userVersion(connection);
  if (version === 0) {
    connection.exec(`BEGIN IMMEDIATE; ${storeScript()} PRAGMA user_version = ${STORE_VERSION}; COMMIT`);
  } else {
    refuseOther(version, folder);
  }
  return new Database(connection);
}

/** The store of a data folder, for reading; undefined where there is none yet. */
export function openForReading(folder: string): Database | undefined {
  let connection: DatabaseSync;
  try {
    connection = new DatabaseSync(storePath(folder), { readOnly: true });
  } catch (cause) {
    if (cause instanceof Error && /unable to open/.test(cause.message)) return undefined;
    throw cause;
  }
  const version = userVersion(connection);
  if (version === 0) {
    connection.close();
    return undefined;
  }
  refuseOther(version, folder);
  connection.exec('PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY');
  return new Database(connection);
}

/**
 * How the store of a data folder stands: its tables are made at once, in the version of the program, and never altered.
 * Nothing is made where there is none.
 */
export function storeState(folder: string): MigrationState {
  const version = storedVersion(folder);
  const state = { n: STORE_VERSION, makes: 'the tables and indexes of the store', appliedAt: null };
  if (version === STORE_VERSION) return { ...state, state: 'applied' };
  if (version === 0) return { ...state, state: 'due' };
  if (version > STORE_VERSION) return { n: version, makes: null, appliedAt: null, state: 'newer' };
  return { ...state, n: version, state: 'outdated' };
}

function storedVersion(folder: string): number {
  if (!existsSync(storePath(folder))) return 0;
  const connection = new DatabaseSync(storePath(folder), { readOnly: true });
  try {
    return userVersion(connection);
  } finally {
    connection.close();
  }
}

function userVersion(connection: DatabaseSync): number {
  const version = connection.prepare('PRAGMA user_version').get()?.['user_version'];
  return typeof version === 'number' ? version : 0;
}

function refuseOther(version: number, folder: string): void {
  if (version === STORE_VERSION) return;
  const isNewer = version > STORE_VERSION;
  const todo = isNewer
    ? 'use that version'
    : 'use that version, or ingest the documents again into an empty data folder';
  throw new StoreError(
    `The store in ${folder} was made by ${isNewer ? 'a newer' : 'an older'} version of provgraph (store version ${version}, this program's is ${STORE_VERSION}); ${todo}.`,
  );
}

/** A cell that the tables promise to be a text. */
export function textCell(cell: Cell | undefined): string {
  if (typeof cell !== 'string') throw new TypeError('a text column holds no text');
  return cell;
}

export function textOrNull(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : textCell(cell);
}

export function wholeCell(cell: Cell | undefined): number {
  if (typeof cell !== 'number') throw new TypeError('a whole column holds no number');
  return cell;
}
