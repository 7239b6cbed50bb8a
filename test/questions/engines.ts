import { join } from 'node:path';
import type { Archive, Writer } from '#ingest';
import { describe } from 'vitest';
import { folderArchive } from '../../src/archive/folder.ts';
import { openEstate, openWriter } from '../../src/engines/index.ts';
import type { Estate } from '../../src/engines/index.ts';
import { Neo4jConnection } from '../../src/engines/neo4j/connection.ts';
import { migrate } from '../../src/engines/neo4j/migrations.ts';
import { Neo4jEstate } from '../../src/engines/neo4j/reader.ts';
import type { Neo4jSettings } from '../../src/engines/neo4j/settings.ts';
import { Neo4jWriter } from '../../src/engines/neo4j/writer.ts';
import { emptied } from '../engines/neo4j/load-from-sqlite.ts';
import { describeNeo4j } from '../neo4j/lease.ts';

/** One store, as the golden cases need it: both sides of an engine, and the bytes. */
export interface Store {
  readonly archive: Archive;
  /** Takes the writer's lock; the caller closes it. */
  writer(): Promise<Writer>;
  readonly estate: Estate;
}

/** Opens an empty store in an empty folder. The clock gives recorded times and the moment of an answer. */
export type OpenStore = (folder: string, clock: () => string) => Promise<Store>;

export async function openSqlite(folder: string, clock: () => string): Promise<Store> {
  const archiveFolder = join(folder, 'archive');
  const archive = folderArchive(archiveFolder);
  return {
    archive,
    writer: () => openWriter({ folder, waitSeconds: 0, clock }),
    estate: await openEstate({ folder, archive, archiveFolder, clock, serving: false }),
  };
}

/** The one database of the server, emptied; its schema stays. */
export const openNeo4j =
  (settings: Neo4jSettings): OpenStore =>
  async (folder, clock) => {
    const archive = folderArchive(join(folder, 'archive'));
    const connection = new Neo4jConnection(settings);
    await migrate(connection, clock);
    await emptied(connection);
    return {
      archive,
      writer: () => Neo4jWriter.open(settings, clock),
      estate: new Neo4jEstate(connection, archive, clock),
    };
  };

/** The engines that need no server. */
export const STORES: readonly (readonly [string, OpenStore])[] = [['sqlite', openSqlite]];

/** The same tests on every engine that must give the golden answers; to be awaited at the top of the file. */
export async function describeStores(name: string, tests: (openStore: OpenStore) => void): Promise<void> {
  for (const [engine, openStore] of STORES)
    describe(`${name} on ${engine}`, () => {
      tests(openStore);
    });
  await describeNeo4j(`${name} on neo4j`, (settings) => {
    tests(openNeo4j(settings));
  });
}
