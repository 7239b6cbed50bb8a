import { statSync } from 'node:fs';
import type { Archive, Writer } from '#ingest';
import type { Check, Estate } from './engine.ts';
import { storePath } from './sqlite/database.ts';
import { examineSqlite } from './sqlite/doctor.ts';
import type { StoreExamined } from './sqlite/doctor.ts';
import { SqliteEstate } from './sqlite/reader.ts';
import { PooledEstate } from './sqlite/pool.ts';
import { SqliteWriter } from './sqlite/writer.ts';

export type * from './engine.ts';
export { StoreError } from './sqlite/database.ts';

/** Opens the write side. Waits for another writer; throws `StoreError` where the store says no. */
export function openWriter(options: { folder: string; waitSeconds: number; clock: () => string }): Promise<Writer> {
  return Promise.resolve(SqliteWriter.open(options.folder, options.waitSeconds, options.clock));
}

/** Whether something was ever written to the store of a data folder: a file that is there and empty holds none. */
export function holdsStore(folder: string): boolean {
  return (statSync(storePath(folder), { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/**
 * Opens the read side: in this process (a command), or `pooled` in reader processes that are ended when a request is
 * abandoned or too long (a server). A folder without a store is an empty estate.
 */
export function openEstate(options: {
  folder: string;
  archive: Archive;
  archiveFolder: string;
  clock: () => string;
  pooled: boolean;
}): Promise<Estate> {
  const { folder, archive, archiveFolder, clock, pooled } = options;
  return Promise.resolve(pooled ? new PooledEstate(folder, archiveFolder) : new SqliteEstate(folder, archive, clock));
}

/** Checks a store against the laws that can be seen in it, one after another. Changes nothing; no writer waits for it. */
export function examineStore(examined: StoreExamined): AsyncIterable<Check> {
  return examineSqlite(examined);
}
