import { existsSync } from 'node:fs';
import { FORMATS } from '#ingest';
import type { Archive } from '#ingest';
import { QUESTIONS, ask } from '#queries';
import type { Check } from '../engine.ts';
import { checkBytes } from '../doctor-bytes.ts';
import { storedDocuments } from './doctor-documents.ts';
import { Found, checkOf, counted, uncheckedOf } from '../doctor-check.ts';
import type { CheckAsked } from '../doctor-check.ts';
import { checkBills, checkCoverage, checkFile, checkWaiting } from './doctor-counts.ts';
import { checkEnds, checkObservations } from './doctor-ends.ts';
import { checkExposures, checkSightings } from './doctor-exposures.ts';
import { lockHolder } from './doctor-lock.ts';
import { checkSets } from './doctor-sets.ts';
import { StoreError, openForReading, storePath, textCell } from './database.ts';
import type { Database } from './database.ts';
import { SqliteReader } from './sqlite-reader.ts';

export interface StoreExamined {
  readonly folder: string;
  readonly archive: Archive;
  readonly archiveFolder: string;
  readonly clock: () => string;
}

const DAMAGED = 'The disk or a copy has damaged the file: restore it, or ingest everything into a new data folder.';
/** The name and the law of each check over one snapshot, for where it cannot be made. */
const SNAPSHOT_CHECKS: readonly (readonly [name: string, check: (database: Database, writing: boolean) => Check])[] = [
  ['file', checkFile],
  ['ends', checkEnds],
  ['observations', checkObservations],
  ['sets', checkSets],
  ['bills', checkBills],
  ['coverage', checkCoverage],
  ['waiting', checkWaiting],
  ['sightings', checkSightings],
  ['exposures', checkExposures],
  ['readers', checkReaders],
];

/**
 * Checks a store, one law after another, each over a snapshot of its own. Nothing is changed and no writer waits. A check
 * that the store does not let be made is `unchecked`, and the others are made all the same.
 */
export async function* examineSqlite({ folder, archive, archiveFolder, clock }: StoreExamined): AsyncGenerator<Check> {
  const version = checkVersion(folder);
  yield version;
  if (version.state !== 'ok') return;
  const { check: lock, writing } = checkLock(folder);
  yield lock;
  for (const [name, check] of SNAPSHOT_CHECKS) {
    yield await attempted({ name, law: `Could the check of ${name} be made?`, action: DAMAGED }, () =>
      overSnapshot(folder, (database) => Promise.resolve(check(database, writing))),
    );
  }
  const sources = { name: 'sources', law: 'Could the check of sources be made?', action: DAMAGED };
  yield await attempted(sources, () => overSnapshot(folder, (database) => checkSources(database, clock())));
  yield* examinedBytes(folder, archive, archiveFolder);
}

async function* examinedBytes(folder: string, archive: Archive, archiveFolder: string): AsyncGenerator<Check> {
  const asked = { name: 'bytes', law: 'Could the check of bytes be made?', action: DAMAGED };
  try {
    const stored = await overSnapshot(folder, (database) => Promise.resolve(storedDocuments(database)));
    yield* checkBytes(stored, archive, archiveFolder);
  } catch (error) {
    yield failedCheck(asked, error);
  }
}

async function attempted(asked: CheckAsked, check: () => Promise<Check>): Promise<Check> {
  try {
    return await check();
  } catch (error) {
    return failedCheck(asked, error);
  }
}

/** That SQLite finds its own file damaged is a finding, no check that could not be made. */
function failedCheck(asked: CheckAsked, error: unknown): Check {
  const reason = reasonOf(error);
  if (!/database disk image is malformed|file is not a database/u.test(reason)) return uncheckedOf(asked, reason);
  const found = new Found();
  found.add(reason);
  return checkOf(asked, 'the file of the store', found);
}

/** What damage does to a check: SQLite refuses, a cell is of another kind, a text is no JSON. Anything of it is told. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function overSnapshot<T>(folder: string, check: (database: Database) => Promise<T>): Promise<T> {
  const database = openForReading(folder);
  if (database === undefined) throw new StoreError(`There is no store in ${folder} any more.`);
  try {
    database.connection.exec('BEGIN');
    return await check(database);
  } finally {
    database.close();
  }
}

function checkVersion(folder: string): Check {
  const law = 'There is a store, of the version that this program reads.';
  const asked = { name: 'store', law, action: 'Give --data the folder of the store; provgraph ingest makes one.' };
  const found = new Found();
  try {
    const database = existsSync(storePath(folder)) ? openForReading(folder) : undefined;
    if (database === undefined) found.add(`There is no store in ${folder}.`);
    database?.close();
    return checkOf(asked, storePath(folder), found);
  } catch (error) {
    if (!(error instanceof StoreError)) return failedCheck({ ...asked, action: DAMAGED }, error);
    found.add(error.message);
    const action = 'Use the version of provgraph that made it, or ingest everything into a new data folder.';
    return checkOf({ ...asked, action }, storePath(folder), found);
  }
}

function checkLock(folder: string): { readonly check: Check; readonly writing: boolean } {
  const asked = { name: 'lock', law: 'At most one writer has the store.', action: DAMAGED };
  try {
    const holder = lockHolder(folder);
    const looked = holder === null ? 'nobody is writing' : `being written by ${holder}`;
    return { check: checkOf(asked, looked, new Found()), writing: holder !== null };
  } catch (error) {
    return { check: uncheckedOf(asked, reasonOf(error)), writing: false };
  }
}

/** Every stored reading was made by the reader of this version. */
function checkReaders(database: Database): Check {
  const found = new Found();
  const known = new Map(FORMATS.map(({ name, reader }) => [name, reader]));
  const rows = database.all(
    "SELECT d.key, s.format, s.reader FROM document_state s JOIN document d ON d.id = s.document WHERE s.format <> 'unread' ORDER BY d.key",
  );
  for (const { key, format, reader } of rows) {
    if (known.get(textCell(format)) !== reader) found.add(`${textCell(key)} (${textCell(format)})`);
  }
  const law = 'Every document was read by the readers of this version.';
  return checkOf({ name: 'readers', law, action: 'provgraph reread' }, counted(rows.length, 'reading'), found);
}

/** No source is behind its timetable: what answers say of the freshness of each. */
async function checkSources(database: Database, now: string): Promise<Check> {
  const options = { first: 1, after: null, asOf: null, knownAt: null, now };
  const { freshness } = await ask(QUESTIONS, 'inventory', {}, options, new SqliteReader(database));
  const found = new Found();
  for (const { source, stale } of freshness) if (stale) found.add(source);
  const law = 'No source is behind its timetable.';
  return checkOf({ name: 'sources', law, action: 'Ingest from it again.' }, counted(freshness.length, 'source'), found);
}
