import type { Archive } from '#ingest';
import { sha256Of } from '#schema';
import { Neo4jConnection } from '../neo4j/connection.ts';
import { lockCopy, markCopy } from '../neo4j/copy-mark.ts';
import type { CopyMark } from '../neo4j/copy-mark.ts';
import { MIGRATION_LABEL } from '../neo4j/engine-schema.ts';
import { migrate } from '../neo4j/migrations.ts';
import type { Neo4jSettings } from '../neo4j/settings.ts';
import { addressOf } from '../neo4j/settings.ts';
import { openForReading } from '../sqlite/database.ts';
import type { Database } from '../sqlite/database.ts';
import { StoreError } from '../store-error.ts';
import { copiedRows, spelled } from './copied-rows.ts';
import type { Loaded } from './copied-rows.ts';
import { comparedCounts } from './compared-counts.ts';
import type { ComparedCount } from './compared-counts.ts';
import { lostDocuments } from './lost-documents.ts';
import type { LostDocument } from './lost-documents.ts';

export interface CopyRequest {
  /** The data folder of the source, and the archive that both go on to share. */
  readonly folder: string;
  readonly archive: Archive;
  readonly neo4j: Neo4jSettings;
  readonly clock: () => string;
  /** Told after each batch how many rows were written by this run. */
  readonly progress: (written: number) => void;
  readonly signal: AbortSignal;
}

/** What became of a copy. */
export interface Copied {
  /** It went on with one that was interrupted. */
  readonly isResumed: boolean;
  /** The signal came: what is there stays, closed to everybody, until a further run. */
  readonly isInterrupted: boolean;
  readonly counts: readonly ComparedCount[];
  /** Documents whose bytes the archive does not give: what they say was copied, and cannot be read again. */
  readonly lost: readonly LostDocument[];
}

const BATCH = 2_000;

/**
 * Copies a store of a data folder into an empty database, row by row as it stands in one snapshot: documents with what they
 * claim, observations, listings, withdrawals, and the exposures with the revisions between which they were said. Answers of the
 * past are therefore the same as well. Until it is whole the database is closed to readers and writers.
 *
 * @throws StoreError where there is no source, or the target holds something else.
 */
export async function copyToNeo4j(request: CopyRequest): Promise<Copied> {
  const database = openForReading(request.folder);
  if (database === undefined) throw new StoreError(`There is no store in ${request.folder} that could be copied.`);
  const connection = new Neo4jConnection(request.neo4j);
  try {
    database.connection.exec('BEGIN');
    await connection.check();
    await migrate(connection, request.clock);
    return await copied(database, connection, request);
  } finally {
    await connection.close();
    database.close();
  }
}

async function copied(database: Database, connection: Neo4jConnection, request: CopyRequest): Promise<Copied> {
  const source = sourceOf(database);
  const from = await begun(connection, source);
  const isResumed = from.step > 0 || from.start > 0;
  const isWhole = await writeAll(database, connection, from, request);
  if (!isWhole) return { isResumed, isInterrupted: true, counts: [], lost: [] };
  const counts = await comparedCounts(database, connection);
  if (counts.every((one) => one.source === one.target)) {
    await connection.write((transaction) => markCopy(transaction, null));
  }
  return { isResumed, isInterrupted: false, counts, lost: await lostDocuments(database, request.archive) };
}

/** A store and how far it has come: each commit makes it another one. */
const sourceOf = (database: Database): string =>
  sha256Of(JSON.stringify(database.all('SELECT n, recorded_at, waiting FROM revision ORDER BY n')));

/** Where the copy begins; the mark is set before anything is written. */
async function begun(connection: Neo4jConnection, source: string): Promise<CopyMark> {
  const { database, uri } = connection.settings;
  const target = `The database ${database} of Neo4j at ${addressOf(uri)}`;
  return connection.write(async (transaction) => {
    const mark = await lockCopy(transaction);
    if (mark?.source === source) return mark;
    if (mark !== null) {
      throw new StoreError(
        `${target} holds a part of a copy of another store, or of this one before it changed; empty the database (MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS), and copy again.`,
      );
    }
    const { records } = await transaction.run(`MATCH (n) WHERE NOT n:${MIGRATION_LABEL} RETURN 1 AS one LIMIT 1`);
    if (records.length > 0) {
      throw new StoreError(`${target} is not empty; a copy needs an empty one. Nothing was changed.`);
    }
    const first = { source, step: 0, start: 0 };
    await markCopy(transaction, first);
    return first;
  });
}

/** @returns false when the signal came before the end. */
async function writeAll(
  database: Database,
  connection: Neo4jConnection,
  from: CopyMark,
  { signal, progress }: CopyRequest,
): Promise<boolean> {
  let step = -1;
  let written = 0;
  for (const loaded of copiedRows((sql) => database.all(sql))) {
    step++;
    if (step < from.step) continue;
    for (let start = step === from.step ? from.start : 0; start < loaded.rows.length; start += BATCH) {
      if (signal.aborted) return false;
      await writeBatch(connection, { source: from.source, step, start }, loaded);
      written += Math.min(BATCH, loaded.rows.length - start);
      progress(written);
    }
  }
  return true;
}

/** One batch and the mark behind it, in one transaction: it is there once, also after a commit of which nothing was heard. */
async function writeBatch(connection: Neo4jConnection, before: CopyMark, { cypher, rows }: Loaded): Promise<void> {
  const after = { ...before, start: before.start + BATCH };
  const given = { rows: rows.slice(before.start, after.start).map(spelled) };
  let attempts = 0;
  await connection.write(async (transaction) => {
    attempts++;
    const mark = await lockCopy(transaction);
    if (attempts > 1 && mark?.step === after.step && mark.start === after.start) return;
    if (mark === null || (mark.step === before.step ? mark.start !== before.start : mark.step > before.step)) {
      throw new StoreError('Another copy into this database is at work; wait for it.');
    }
    await transaction.run(`UNWIND $given.rows AS row ${cypher}`, { given });
    await markCopy(transaction, after);
  });
}
