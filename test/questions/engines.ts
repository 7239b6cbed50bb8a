import { join } from 'node:path';
import type { Archive, Writer } from '#ingest';
import { folderArchive } from '../../src/archive/folder.ts';
import { openEstate, openWriter } from '../../src/engines/index.ts';
import type { Estate } from '../../src/engines/index.ts';

/** One store, as the golden cases need it: both sides of an engine, and the bytes. */
export interface Store {
  readonly archive: Archive;
  /** Takes the writer's lock; the caller closes it. */
  writer(): Promise<Writer>;
  readonly estate: Estate;
}

/** Opens an empty store in an empty folder. The clock gives recorded times and the moment of an answer. */
type OpenStore = (folder: string, clock: () => string) => Promise<Store>;

async function openSqlite(folder: string, clock: () => string): Promise<Store> {
  const archiveFolder = join(folder, 'archive');
  const archive = folderArchive(archiveFolder);
  return {
    archive,
    writer: () => openWriter({ folder, waitSeconds: 0, clock }),
    estate: await openEstate({ folder, archive, archiveFolder, clock, pooled: false }),
  };
}

/** Every engine that must give the golden answers; another one is another line. */
export const STORES: readonly (readonly [string, OpenStore])[] = [['sqlite', openSqlite]];
