import { statSync } from 'node:fs';
import type { Archive, Writer } from '#ingest';
import type { Check, Estate } from './engine.ts';
import type { Copied, CopyRequest } from './copy/copy-to-neo4j.ts';
import type { MigrationState } from './migration-state.ts';
import type { Neo4jSettings } from './neo4j/settings.ts';
import { storePath, storeState } from './sqlite/database.ts';
import { examineSqlite } from './sqlite/doctor.ts';
import { SqliteEstate } from './sqlite/reader.ts';
import { PooledEstate } from './sqlite/pool.ts';
import { SqliteWriter } from './sqlite/writer.ts';

// The engine neo4j is loaded where it is used: its driver takes a command longer than a small answer.

export type * from './engine.ts';
export type { Copied } from './copy/copy-to-neo4j.ts';
export type { MigrationState } from './migration-state.ts';
export type { Neo4jSettings } from './neo4j/settings.ts';
export { StoreError } from './store-error.ts';

/** Where a store is: in the data folder, or in a database of Neo4j. */
export interface StorePlace {
  readonly folder: string;
  readonly neo4j?: Neo4jSettings | null;
}

/** A store and the bytes that it was read from. `clock` gives the present, RFC 3339. */
export interface StoreAndBytes extends StorePlace {
  readonly archive: Archive;
  readonly archiveFolder: string;
  readonly clock: () => string;
}

/**
 * Opens the write side. In a data folder there is one writer at a time, for which the next one waits; in Neo4j there may be
 * several. Throws `StoreError` where the store says no.
 */
export async function openWriter(
  options: StorePlace & { readonly waitSeconds: number; readonly clock: () => string },
): Promise<Writer> {
  const { folder, neo4j = null, waitSeconds, clock } = options;
  if (neo4j === null) return SqliteWriter.open(folder, waitSeconds, clock);
  const { Neo4jWriter } = await import('./neo4j/index.ts');
  return Neo4jWriter.open(neo4j, clock);
}

/** How a store stands to each migration of its schema. Changes nothing; opening its write side makes what is due. Throws `StoreError` when it cannot be asked. */
export async function listMigrations({ folder, neo4j = null }: StorePlace): Promise<readonly MigrationState[]> {
  if (neo4j === null) return [storeState(folder)];
  const { databaseStates } = await import('./neo4j/index.ts');
  return databaseStates(neo4j);
}

/** Copies the store of a data folder into an empty database of Neo4j, or goes on with a copy of it. Throws `StoreError` where a store says no. */
export async function copyStore(request: CopyRequest): Promise<Copied> {
  const { copyToNeo4j } = await import('./copy/copy-to-neo4j.ts');
  return copyToNeo4j(request);
}

/** Whether something was ever written to the store of a data folder: a file that is there and empty holds none. */
export function holdsStore(folder: string): boolean {
  return (statSync(storePath(folder), { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/**
 * Opens the read side for one command, or for a server (`serving`): a data folder is then read by processes that are ended
 * when a request is abandoned or too long. A store in which nothing was written yet is an empty estate. Throws `StoreError` where the store says no.
 */
export async function openEstate(options: StoreAndBytes & { readonly serving: boolean }): Promise<Estate> {
  const { folder, neo4j = null, archive, archiveFolder, clock, serving } = options;
  if (neo4j === null)
    return serving ? new PooledEstate(folder, archiveFolder) : new SqliteEstate(folder, archive, clock);
  const { openNeo4jEstate } = await import('./neo4j/index.ts');
  return openNeo4jEstate(neo4j, { archive, clock });
}

/** Checks a store against the laws that can be seen in it, one after another. Changes nothing; no writer waits for it. */
export async function* examineStore(examined: StoreAndBytes): AsyncGenerator<Check> {
  const { neo4j = null, ...others } = examined;
  if (neo4j === null) {
    yield* examineSqlite(others);
    return;
  }
  const { examineDatabase } = await import('./neo4j/index.ts');
  yield* examineDatabase(neo4j, others);
}
