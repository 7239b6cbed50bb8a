import type { Archive } from '#ingest';
import type { Check, Estate } from '../engine.ts';
import type { MigrationState } from '../migration-state.ts';
import { Neo4jConnection } from './connection.ts';
import type { ConnectionOptions } from './connection.ts';
import { refusePartOfCopy } from './copy-mark.ts';
import { examineNeo4j } from './doctor.ts';
import type { DatabaseExamined } from './doctor.ts';
import { migrationStates, schemaVersion } from './migrations.ts';
import { Neo4jEstate } from './reader.ts';
import type { Neo4jSettings } from './settings.ts';

export { Neo4jWriter } from './writer.ts';

/** Whoever reads is there to be told that there is no answer, and asks again. */
const READER_RETRY_MS = 5_000;

/**
 * Opens the read side. Nothing is made in a database that has no schema: it reads as an empty estate.
 *
 * @throws StoreError
 */
export async function openNeo4jEstate(
  settings: Neo4jSettings,
  { archive, clock }: { readonly archive: Archive; readonly clock: () => string },
): Promise<Estate> {
  const connection = await checked(settings, { retryMs: READER_RETRY_MS });
  try {
    await schemaVersion(connection);
    await refusePartOfCopy(connection);
    return new Neo4jEstate(connection, archive, clock);
  } catch (cause) {
    await connection.close();
    throw cause;
  }
}

/** How a database stands to each migration. Changes nothing. @throws StoreError when it cannot be asked. */
export async function databaseStates(settings: Neo4jSettings): Promise<readonly MigrationState[]> {
  const connection = await checked(settings);
  try {
    return await migrationStates(connection);
  } finally {
    await connection.close();
  }
}

/** Checks a database against the laws that can be seen in it. @throws StoreError when it cannot be asked at all. */
export async function* examineDatabase(
  settings: Neo4jSettings,
  others: Omit<DatabaseExamined, 'connection'>,
): AsyncGenerator<Check> {
  const connection = await checked(settings);
  try {
    yield* examineNeo4j({ connection, ...others });
  } finally {
    await connection.close();
  }
}

/** A connection to a server that answers, and is new enough. */
async function checked(settings: Neo4jSettings, options?: ConnectionOptions): Promise<Neo4jConnection> {
  const connection = new Neo4jConnection(settings, options);
  try {
    await connection.check();
    return connection;
  } catch (cause) {
    await connection.close();
    throw cause;
  }
}
