import { statSync } from 'node:fs';
import type { Archive, Writer } from '#ingest';
import { folderArchive } from '../archive/folder.ts';
import type { Settings } from '../config.ts';
import type { Check, Estate } from '../engines/engine.ts';
import { RunFailure } from './mistakes.ts';
import type { Terminal } from './terminal.ts';

const clock = (): string => new Date().toISOString();

/** How long a command waits for the lock of another writer unless it is told, in seconds. */
export const WAIT_SECONDS = 5;

/** Opens the write side with its archive. @throws StoreError when another writer does not let go. */
export async function openForWriting(
  settings: Pick<Settings, 'data' | 'archive'>,
  waitSeconds = WAIT_SECONDS,
): Promise<{ readonly writer: Writer; readonly archive: Archive }> {
  isThere(settings.data, 'data');
  isThere(settings.archive, 'archive');
  const { openWriter } = await import('../engines/index.ts');
  const archive = folderArchive(settings.archive);
  return { writer: await openWriter({ folder: settings.data, waitSeconds, clock }), archive };
}

/** Opens the read side. A data folder that is not there, or holds no store, is an empty estate, and people are told so. */
export async function openForReading(settings: Settings, terminal: Terminal, pooled = false): Promise<Estate> {
  const { holdsStore, openEstate } = await import('../engines/index.ts');
  if (!isThere(settings.data, 'data') || !holdsStore(settings.data)) {
    const what = isThere(settings.archive, 'archive')
      ? `there is an archive of documents in ${settings.archive} and no store in ${settings.data}, which reads as empty: is --data right? Else ingest the documents again.`
      : `there is no data in ${settings.data} yet; provgraph ingest <where>… puts some there.`;
    terminal.warn(`provgraph: ${what}`);
  }
  const archive = folderArchive(settings.archive);
  return openEstate({ folder: settings.data, archive, archiveFolder: settings.archive, clock, pooled });
}

/** Everything that can be checked of the store, one check after another. Nothing is made where nothing is. */
export async function examinedStore(settings: Settings): Promise<AsyncIterable<Check>> {
  isThere(settings.data, 'data');
  isThere(settings.archive, 'archive');
  const { examineStore } = await import('../engines/index.ts');
  const archive = folderArchive(settings.archive);
  return examineStore({ folder: settings.data, archive, archiveFolder: settings.archive, clock });
}

/** @throws RunFailure when there is something else where a folder should be. */
function isThere(folder: string, option: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === false) throw new RunFailure(`${folder} is a file; give --${option} a folder.`);
  return found !== undefined;
}
