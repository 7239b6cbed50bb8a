import { statSync } from 'node:fs';
import type { Archive, Writer } from '#ingest';
import { folderArchive } from '../archive/folder.ts';
import type { Settings } from '../config.ts';
import type { Check, Copied, Estate, MigrationState, StoreAndBytes } from '../engines/index.ts';
import { RunFailure } from './mistakes.ts';
import type { Terminal } from './terminal.ts';

const clock = (): string => new Date().toISOString();

/** The settings that say where a store is. */
export type Place = Pick<Settings, 'data' | 'archive' | 'neo4j'>;

/** How long a command waits for the lock of another writer unless it is told, in seconds. */
export const WAIT_SECONDS = 5;

/** Opens the write side with its archive. @throws StoreError when another writer does not let go. */
export async function openForWriting(
  settings: Place,
  waitSeconds = WAIT_SECONDS,
): Promise<{ readonly writer: Writer; readonly archive: Archive }> {
  isThere(settings.data, 'data');
  isThere(settings.archive, 'archive');
  const { openWriter } = await import('../engines/index.ts');
  const archive = folderArchive(settings.archive);
  const { data: folder, neo4j } = settings;
  return { writer: await openWriter({ folder, neo4j, waitSeconds, clock }), archive };
}

/** Opens the read side, of a server or of one command. A store in which nothing is yet is an empty estate, and people are told so. */
export async function openForReading(settings: Place, terminal: Terminal, serving = false): Promise<Estate> {
  const { openEstate } = await import('../engines/index.ts');
  const estate = await openEstate({ ...storeOf(settings), serving });
  try {
    if (settings.neo4j === null) await warnOfFolder(settings, terminal);
    else if ((await estate.dataVersion()) === '0')
      terminal.warn(
        `provgraph: there is nothing in ${nameOfStore(settings)} yet; provgraph ingest <where>… puts some there.`,
      );
    return estate;
  } catch (cause) {
    await estate.close();
    throw cause;
  }
}

async function warnOfFolder(settings: Place, terminal: Terminal): Promise<void> {
  const { holdsStore } = await import('../engines/index.ts');
  if (!isThere(settings.data, 'data') || !holdsStore(settings.data)) {
    const what = isThere(settings.archive, 'archive')
      ? `there is an archive of documents in ${settings.archive} and no store in ${settings.data}, which reads as empty: is --data right? Else ingest the documents again.`
      : `there is no data in ${settings.data} yet; provgraph ingest <where>… puts some there.`;
    terminal.warn(`provgraph: ${what}`);
  }
}

/** Where the graph is kept, for people: a folder, or a database and its address. */
export const nameOfStore = ({ data, neo4j }: Place): string =>
  neo4j === null ? data : `the database ${neo4j.database} of Neo4j at ${URL.parse(neo4j.uri)?.host ?? neo4j.uri}`;

function storeOf({ data, archive, neo4j }: Place): StoreAndBytes {
  return { folder: data, neo4j, archive: folderArchive(archive), archiveFolder: archive, clock };
}

/** Everything that can be checked of the store, one check after another. Nothing is made where nothing is. */
export async function examinedStore(settings: Place): Promise<AsyncIterable<Check>> {
  isThere(settings.data, 'data');
  isThere(settings.archive, 'archive');
  const { examineStore } = await import('../engines/index.ts');
  return examineStore(storeOf(settings));
}

/** How the store stands to each migration of its schema. Nothing is made where nothing is. */
export async function migrationsOf(settings: Place): Promise<readonly MigrationState[]> {
  isThere(settings.data, 'data');
  const { listMigrations } = await import('../engines/index.ts');
  return listMigrations({ folder: settings.data, neo4j: settings.neo4j });
}

/** Copies the store of the data folder into the Neo4j of the settings. @throws StoreError, RunFailure. */
export async function copyIntoNeo4j(
  { data, archive, neo4j }: Place,
  options: { readonly progress: (written: number) => void; readonly signal: AbortSignal },
): Promise<Copied> {
  if (neo4j === null) throw new RunFailure('A copy needs a Neo4j to go to; give --to neo4j.');
  isThere(data, 'data');
  isThere(archive, 'archive');
  const { copyStore } = await import('../engines/index.ts');
  return copyStore({ folder: data, archive: folderArchive(archive), neo4j, clock, ...options });
}

/** @throws RunFailure when there is something else where a folder should be. */
function isThere(folder: string, option: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === false) throw new RunFailure(`${folder} is a file; give --${option} a folder.`);
  return found !== undefined;
}
