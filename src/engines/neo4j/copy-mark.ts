import { StoreError } from '../store-error.ts';
import type { Neo4jConnection, Transaction } from './connection.ts';
import { MIGRATION_LABEL } from './engine-schema.ts';
import { addressOf } from './settings.ts';

/** How far a copy into a database has come: the first batch that is not there yet. */
export interface CopyMark {
  /** Which source, at which revision. */
  readonly source: string;
  /** Which statement, and from which of its rows on. */
  readonly step: number;
  readonly start: number;
}

// It stands on the record of the schema, which is there before anything else is.
const RECORD = `MATCH (m:${MIGRATION_LABEL} {n: 1})`;

/** The mark of the copy that is under way or was interrupted; null: there is none. */
export async function copyMark(transaction: Transaction): Promise<CopyMark | null> {
  const { records } = await transaction.run(
    `${RECORD} RETURN m.copySource AS source, toString(m.copyStep) AS step, toString(m.copyStart) AS start`,
  );
  const source: unknown = records[0]?.get('source');
  if (typeof source !== 'string') return null;
  return { source, step: Number(records[0]?.get('step')), start: Number(records[0]?.get('start')) };
}

/** Takes the lock of the mark until the transaction ends, so that a batch is written once, whoever else copies. */
export async function lockCopy(transaction: Transaction): Promise<CopyMark | null> {
  await transaction.run(`${RECORD} SET m.copyLock = true`);
  return copyMark(transaction);
}

/** Moves the mark; null takes it away, and the database is open to all. */
export async function markCopy(transaction: Transaction, mark: CopyMark | null): Promise<void> {
  const given = mark === null ? null : { ...mark, step: String(mark.step), start: String(mark.start) };
  await transaction.run(
    `${RECORD} SET m.copySource = $given.source, m.copyStep = $given.step, m.copyStart = $given.start REMOVE m.copyLock`,
    { given },
  );
}

/** @throws StoreError in a database that holds a part of a copy only: what it would answer is not so. */
export async function refusePartOfCopy(connection: Neo4jConnection): Promise<void> {
  if ((await connection.read(copyMark)) === null) return;
  const { database, uri } = connection.settings;
  throw new StoreError(
    `The database ${database} of Neo4j at ${addressOf(uri)} holds a part of a copy only; run provgraph copy --from sqlite --to neo4j again, which goes on where it ended.`,
  );
}
