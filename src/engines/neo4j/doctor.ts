import { FORMATS } from '#ingest';
import type { Archive } from '#ingest';
import { QUESTIONS, ask, cypher } from '#queries';
import { checkBytes } from '../doctor-bytes.ts';
import type { StoredDocuments } from '../doctor-bytes.ts';
import { Found, checkOf, counted, uncheckedOf } from '../doctor-check.ts';
import type { Check } from '../engine.ts';
import type { Neo4jConnection, Transaction } from './connection.ts';
import { checkBills, checkCoverage, checkWaiting } from './doctor-counts.ts';
import { checkDuplicates, checkEnds } from './doctor-edges.ts';
import { checkExposures } from './doctor-exposures.ts';
import { checkObservations, checkSightings } from './doctor-observations.ts';
import { checkProperties } from './doctor-properties.ts';
import { checkIndexes, checkStore } from './doctor-schema.ts';
import { checkSets } from './doctor-sets.ts';
import { cellsOf, textIn, textsIn, wholeIn } from './entity-cells.ts';
import { lastRevision } from './estate-lock.ts';
import { Neo4jReader } from './neo4j-reader.ts';

export interface DatabaseExamined {
  /** Stays open. */
  readonly connection: Neo4jConnection;
  readonly archive: Archive;
  readonly archiveFolder: string;
  readonly clock: () => string;
}

/** How long one check may take the server, in milliseconds. */
const CHECK_MS = 600_000;
/** How often a check is made anew where a commit came in between. */
const ATTEMPTS = 3;
const DAMAGED = 'See the log of the server, and try again; else restore the database.';

const CHECKS: readonly (readonly [name: string, check: (transaction: Transaction) => Promise<Check>])[] = [
  ['indexes', checkIndexes],
  ['properties', checkProperties],
  ['ends', checkEnds],
  ['duplicates', checkDuplicates],
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
 * Checks a database, one law after another, each at one revision. Nothing is changed and no writer waits. A check that cannot
 * be made is `unchecked`, and the others are made all the same.
 */
export async function* examineNeo4j({
  connection,
  archive,
  archiveFolder,
  clock,
}: DatabaseExamined): AsyncGenerator<Check> {
  const store = await checkStore(connection);
  yield store;
  if (store.state !== 'ok') return;
  for (const [name, check] of CHECKS) yield await attempted(name, () => atOneRevision(connection, check));
  yield await attempted('sources', () =>
    atOneRevision(connection, (transaction) => checkSources(transaction, clock())),
  );
  try {
    const stored = await connection.read(storedDocuments, { timeoutMs: CHECK_MS });
    yield* checkBytes(stored, archive, archiveFolder);
  } catch (error) {
    yield uncheckedOf({ name: 'bytes', law: lawOf('bytes'), action: DAMAGED }, reasonOf(error));
  }
}

const lawOf = (name: string): string => `Could the check of ${name} be made?`;

async function attempted(name: string, check: () => Promise<Check>): Promise<Check> {
  try {
    return await check();
  } catch (error) {
    return uncheckedOf({ name, law: lawOf(name), action: DAMAGED }, reasonOf(error));
  }
}

/** What damage does to a check: the server refuses, a property is of another type, a text is no JSON. Anything of it is told. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What is found while a commit comes in between may be nothing: it counts where nothing did. */
async function atOneRevision(
  connection: Neo4jConnection,
  check: (transaction: Transaction) => Promise<Check>,
): Promise<Check> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const made = await connection.read(
      async (transaction) => {
        const before = await lastRevision(transaction);
        const result = await check(transaction);
        return { result, isWhole: (await lastRevision(transaction)) === before };
      },
      { timeoutMs: CHECK_MS },
    );
    if (made.isWhole || made.result.state === 'ok') return made.result;
  }
  throw new Error('The estate was being written; try again when no ingest is at work.');
}

const READERS = cypher`MATCH (d:Document) WHERE d.outcome IS NOT NULL AND d.format <> 'unread'
  RETURN d.format AS format, d.reader AS reader, count(d) AS n, min(d.key) AS first ORDER BY first`;

/** Every stored reading was made by the reader of this version. */
async function checkReaders(transaction: Transaction): Promise<Check> {
  const found = new Found();
  const known = new Map(FORMATS.map(({ name, reader }) => [name, reader]));
  const rows = await cellsOf(transaction, READERS, {});
  for (const row of rows) {
    const format = textIn(row, 'format');
    if (known.get(format) !== wholeIn(row, 'reader'))
      found.addAll(wholeIn(row, 'n'), [`${textIn(row, 'first')} (${format})`]);
  }
  const readings = rows.reduce((sum, row) => sum + wholeIn(row, 'n'), 0);
  const law = 'Every document was read by the readers of this version.';
  return checkOf({ name: 'readers', law, action: 'provgraph reread' }, counted(readings, 'reading'), found);
}

/** No source is behind its timetable: what answers say of the freshness of each. */
async function checkSources(transaction: Transaction, now: string): Promise<Check> {
  const options = { first: 1, after: null, asOf: null, knownAt: null, now };
  const { freshness } = await ask(QUESTIONS, 'inventory', {}, options, new Neo4jReader(transaction));
  const found = new Found();
  for (const { source, stale } of freshness) if (stale) found.add(source);
  const law = 'No source is behind its timetable.';
  return checkOf({ name: 'sources', law, action: 'Ingest from it again.' }, counted(freshness.length, 'source'), found);
}

const DIGESTS = cypher`MATCH (d:Document) WHERE d.outcome IS NOT NULL RETURN d.key AS key ORDER BY key`;
const HOLDERS = cypher`MATCH (o:Document)-[:HOLDS]->(i:Document) WITH DISTINCT i.key AS inner, o.key AS holder ORDER BY inner, holder
  RETURN inner, collect(holder) AS holders`;

async function storedDocuments(transaction: Transaction): Promise<StoredDocuments> {
  const digests = await cellsOf(transaction, DIGESTS, {});
  const holders = await cellsOf(transaction, HOLDERS, {});
  return {
    digests: new Set(digests.map((row) => textIn(row, 'key'))),
    holders: new Map(holders.map((row) => [textIn(row, 'inner'), textsIn(row, 'holders')])),
  };
}
