import type { Archive } from '#ingest';
import type { Check, Estate } from '../engine.ts';
import { Neo4jConnection } from './connection.ts';
import { examineNeo4j } from './doctor.ts';
import type { DatabaseExamined } from './doctor.ts';
import { schemaVersion } from './migrations.ts';
import { Neo4jEstate } from './reader.ts';
import type { Neo4jSettings } from './settings.ts';

export { Neo4jWriter } from './writer.ts';

/**
 * Opens the read side. Nothing is made in a database that has no schema: it reads as an empty estate.
 *
 * @throws StoreError
 */
export async function openNeo4jEstate(
  settings: Neo4jSettings,
  { archive, clock }: { readonly archive: Archive; readonly clock: () => string },
): Promise<Estate> {
  const connection = await checked(settings);
  try {
    await schemaVersion(connection);
    return new Neo4jEstate(connection, archive, clock);
  } catch (cause) {
    await connection.close();
    throw cause;
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
async function checked(settings: Neo4jSettings): Promise<Neo4jConnection> {
  const connection = new Neo4jConnection(settings);
  try {
    await connection.check();
    return connection;
  } catch (cause) {
    await connection.close();
    throw cause;
  }
}
