import { MODEL, neo4jSchema, sha256Of } from '#schema';
import { StoreError } from '../store-error.ts';
import { whole } from './connection.ts';
import type { Neo4jConnection } from './connection.ts';
import { ENGINE_SCHEMA, MIGRATION_LABEL } from './engine-schema.ts';
import { addressOf } from './settings.ts';

export interface Migration {
  /** From 1, without gaps. */
  readonly n: number;
  /** Each may be run again, and leaves what it would make and is there alone. */
  readonly statements: readonly string[];
}

/**
 * How the schema of a database came to be what it is. A migration that was released may grow (a kind is added to the model),
 * then what is new of it is made where it was recorded before; what changes the meaning of what is stored is a further one.
 */
export const MIGRATIONS: readonly Migration[] = [{ n: 1, statements: [...neo4jSchema(MODEL), ...ENGINE_SCHEMA] }];

const textOf = ({ statements }: Migration): string => sha256Of(statements.join(';\n'));
const newest = (migrations: readonly Migration[]): number => migrations.at(-1)?.n ?? 0;
const INDEX_SECONDS = 300;

/**
 * Makes the constraints and indexes that are missing, and waits until the indexes can be used. Two processes may do it at
 * once.
 *
 * @param clock the time to record, RFC 3339.
 * @returns how many migrations were applied: 0 in a database that has them all.
 * @throws StoreError when the database has a newer migration than this program knows.
 */
export async function migrate(
  connection: Neo4jConnection,
  clock: () => string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<number> {
  const recorded = await recordedMigrations(connection);
  refuseNewer(recorded, migrations, connection);
  const due = migrations.filter((migration) => recorded.get(migration.n) !== textOf(migration));
  for (const migration of due) {
    for (const statement of migration.statements) await connection.write((transaction) => transaction.run(statement));
    await connection.write((transaction) => transaction.run(`CALL db.awaitIndexes(${INDEX_SECONDS})`));
    const values = { n: whole(migration.n), at: clock(), statements: textOf(migration) };
    await connection.write((transaction) => transaction.run(RECORD, values));
  }
  return due.length;
}

const RECORD = `MERGE (m:${MIGRATION_LABEL} {n: $n}) ON CREATE SET m.appliedAt = $at SET m.statements = $statements`;

/**
 * The number of the newest migration that a database has: 0 where nothing was ever stored.
 *
 * @throws StoreError when it is newer than this program.
 */
export async function schemaVersion(
  connection: Neo4jConnection,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<number> {
  const recorded = await recordedMigrations(connection);
  refuseNewer(recorded, migrations, connection);
  return Math.max(0, ...recorded.keys());
}

/** By number, the digest of the statements that were run. */
async function recordedMigrations(connection: Neo4jConnection): Promise<ReadonlyMap<number, string>> {
  const { records } = await connection.read((transaction) =>
    transaction.run(`MATCH (m:${MIGRATION_LABEL}) RETURN m.n AS n, m.statements AS statements`),
  );
  return new Map(records.map((record) => [Number(record.get('n')), String(record.get('statements'))]));
}

function refuseNewer(
  recorded: ReadonlyMap<number, string>,
  migrations: readonly Migration[],
  { settings }: Neo4jConnection,
): void {
  const found = Math.max(0, ...recorded.keys());
  const known = newest(migrations);
  if (found <= known) return;
  throw new StoreError(
    `The database ${settings.database} of Neo4j at ${addressOf(settings.uri)} was made by a newer version of provgraph (schema ${found}, this program's is ${known}); use that version.`,
  );
}
