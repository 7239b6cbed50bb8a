import { MODEL, neo4jSchema, sha256Of } from '#schema';
import type { MigrationState } from '../migration-state.ts';
import { StoreError } from '../store-error.ts';
import { whole } from './connection.ts';
import type { Neo4jConnection } from './connection.ts';
import { ENGINE_SCHEMA, MIGRATION_LABEL } from './engine-schema.ts';
import { Neo4jRefusal } from './refusal-of.ts';
import { addressOf } from './settings.ts';

export interface Migration {
  /** From 1, without gaps. */
  readonly n: number;
  /** What is there after it and was not before, for people. */
  readonly makes: string;
  /** Each may be run again, and leaves what it would make and is there alone. */
  readonly statements: readonly string[];
}

/**
 * How the schema of a database came to be what it is. A migration that was released may grow (a kind is added to the model),
 * then what is new of it is made where it was recorded before; what changes the meaning of what is stored is a further one.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    n: 1,
    makes: 'the constraints and indexes of the model and of the engine',
    statements: [...neo4jSchema(MODEL), ...ENGINE_SCHEMA],
  },
];

const textOf = ({ statements }: Migration): string => sha256Of(statements.join(';\n'));
const NAMED = /^CREATE (?:CONSTRAINT|INDEX) (\S+) /u;

/** The constraints and indexes that a migration makes, by name. */
export const schemaNames = ({ statements }: Migration): readonly string[] =>
  statements.flatMap((text) => NAMED.exec(text)?.[1] ?? []);

const newest = (migrations: readonly Migration[]): number => migrations.at(-1)?.n ?? 0;
const INDEX_SECONDS = 300;

/**
 * Makes the constraints and indexes that are missing, also those that were dropped since, and waits until the indexes can be
 * used. Two processes may do it at once.
 *
 * @param clock the time to record, RFC 3339.
 * @returns how many migrations were applied: 0 in a database that has them all.
 * @throws StoreError when the database has a newer migration than this program knows, or the user may not make what is due.
 */
export async function migrate(
  connection: Neo4jConnection,
  clock: () => string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<number> {
  const recorded = await recordedMigrations(connection);
  refuseNewer(recorded, migrations, connection);
  const due = await dueOf(connection, recorded, migrations);
  for (const migration of due) {
    try {
      await apply(connection, migration, clock());
    } catch (cause) {
      if (!(cause instanceof Neo4jRefusal) || cause.reason !== 'FORBIDDEN') throw cause;
      throw new StoreError(
        `The schema of the database ${connection.settings.database} is not complete, and ${connection.settings.user} may not complete it; let a user who may make constraints and indexes run provgraph migrate once, and try again.`,
        { cause },
      );
    }
  }
  return due.length;
}

const RECORD = `MERGE (m:${MIGRATION_LABEL} {n: $n}) ON CREATE SET m.appliedAt = $at SET m.statements = $statements`;

async function apply(connection: Neo4jConnection, migration: Migration, at: string): Promise<void> {
  for (const statement of migration.statements) await connection.write((transaction) => transaction.run(statement));
  await connection.write((transaction) => transaction.run(`CALL db.awaitIndexes(${INDEX_SECONDS})`));
  const values = { n: whole(migration.n), at, statements: textOf(migration) };
  await connection.write((transaction) => transaction.run(RECORD, values));
}

/** The migrations of which something is not recorded, or was dropped since. */
async function dueOf(
  connection: Neo4jConnection,
  recorded: ReadonlyMap<number, Recorded>,
  migrations: readonly Migration[],
): Promise<readonly Migration[]> {
  const present = recorded.size === 0 ? new Set<string>() : await namesPresent(connection);
  return migrations.filter(
    (migration) =>
      recorded.get(migration.n)?.statements !== textOf(migration) ||
      (present !== null && schemaNames(migration).some((name) => !present.has(name))),
  );
}

/** How a database stands to the migrations, by number; those that only a newer program knows are listed too. Changes nothing. */
export async function migrationStates(
  connection: Neo4jConnection,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly MigrationState[]> {
  const recorded = await recordedMigrations(connection);
  const due = new Set(await dueOf(connection, recorded, migrations));
  const known = migrations.map((migration): MigrationState => {
    const { n, makes } = migration;
    return { n, makes, state: due.has(migration) ? 'due' : 'applied', appliedAt: recorded.get(n)?.at ?? null };
  });
  const newer = [...recorded].filter(([n]) => n > newest(migrations)).sort(([a], [b]) => a - b);
  return [...known, ...newer.map(([n, { at }]): MigrationState => ({ n, makes: null, state: 'newer', appliedAt: at }))];
}

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

/** A migration as a database records it: the digest of the statements that were run, and when they first were. */
interface Recorded {
  readonly statements: string;
  readonly at: string | null;
}

async function recordedMigrations(connection: Neo4jConnection): Promise<ReadonlyMap<number, Recorded>> {
  const { records } = await connection.read((transaction) =>
    transaction.run(`MATCH (m:${MIGRATION_LABEL}) RETURN m.n AS n, m.statements AS statements, m.appliedAt AS at`),
  );
  return new Map(
    records.map((record) => {
      const at: unknown = record.get('at');
      const recorded = { statements: String(record.get('statements')), at: typeof at === 'string' ? at : null };
      return [Number(record.get('n')), recorded];
    }),
  );
}

/** Null where this user may not see them: then the record is believed, as whoever only writes needs no right on the schema. */
async function namesPresent(connection: Neo4jConnection): Promise<ReadonlySet<string> | null> {
  try {
    const { records } = await connection.read((transaction) => transaction.run('SHOW INDEXES YIELD name'));
    return new Set(records.map((record) => String(record.get('name'))));
  } catch (cause) {
    if (cause instanceof Neo4jRefusal && cause.reason === 'FORBIDDEN') return null;
    throw cause;
  }
}

function refuseNewer(
  recorded: ReadonlyMap<number, Recorded>,
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
