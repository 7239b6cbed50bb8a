import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Offered } from '#ingest';
import { folderArchive } from '../../../src/archive/folder.ts';
import { examineStore } from '../../../src/engines/index.ts';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import type { Neo4jSettings } from '../../../src/engines/neo4j/settings.ts';
import { ended, started } from '../../cli/command-line.ts';
import type { Outcome } from '../../cli/command-line.ts';
import type { Dumped } from '../../laws/dump.ts';
import { environmentOf } from '../../neo4j/own-neo4j.ts';
import { dumpOfNeo4j } from './dump.ts';
import { emptied } from './load-from-sqlite.ts';
import { ingesting, writeDocuments } from './made-documents.ts';

/** A folder of documents and the commands on it, for a Neo4j that is ended now and then. */
export class OwnEstate {
  readonly folder = mkdtempSync(join(tmpdir(), 'provgraph-own-estate-'));
  readonly #neo4j: { readonly settings: Neo4jSettings };

  constructor(neo4j: { readonly settings: Neo4jSettings }) {
    this.#neo4j = neo4j;
  }

  /** Writes documents into a folder of this name. */
  write(name: string, documents: readonly Offered[]): void {
    writeDocuments(join(this.folder, name), documents);
  }

  environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return { ...environmentOf(this.#neo4j.settings), ...more };
  }

  start(words: readonly string[], more: NodeJS.ProcessEnv = {}): ReturnType<typeof started> {
    return started(this.folder, words, this.environment(more));
  }

  run(words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return ended(this.start(words, more));
  }

  /** Ingests a folder, and throws when that is not done. */
  async ingested(name: string): Promise<Outcome> {
    const outcome = await this.run(ingesting(name));
    if (outcome.status !== 0) throw new Error(`status ${outcome.status ?? 'none'}: ${outcome.err}`);
    return outcome;
  }

  dump(of: Dumped = 'all'): Promise<readonly string[]> {
    return this.connected((connection) => dumpOfNeo4j(connection, of));
  }

  /** Takes everything out of the database; the archive of bytes stays. */
  empty(): Promise<void> {
    return this.connected(emptied);
  }

  async changed(statement: string): Promise<void> {
    await this.connected((connection) => connection.write((transaction) => transaction.run(statement)));
  }

  /** How many transactions of others the server works on. */
  async othersAtWork(): Promise<number> {
    return (await this.#othersAtWork()).length;
  }

  /** Ends the transactions of others on the server. @returns how many. */
  async terminated(): Promise<number> {
    const ids = await this.#othersAtWork();
    for (const id of ids) await this.changed(`TERMINATE TRANSACTIONS '${id}'`);
    return ids.length;
  }

  #othersAtWork(): Promise<readonly string[]> {
    return this.connected((connection) =>
      connection.read(async (transaction) => {
        const { records } = await transaction.run<{ id: string }>(
          "SHOW TRANSACTIONS YIELD transactionId AS id, currentQuery WHERE NOT coalesce(currentQuery, '') STARTS WITH 'SHOW'",
        );
        return records.map((record) => record.get('id'));
      }),
    );
  }

  /** What the doctor finds that is not well. */
  async ailments(): Promise<readonly string[]> {
    const archiveFolder = join(this.folder, '.provgraph', 'archive');
    const archive = folderArchive(archiveFolder);
    const found: string[] = [];
    const clock = (): string => new Date().toISOString();
    const folder = join(this.folder, '.provgraph');
    for await (const { name, state, says, places } of examineStore({
      ...{ folder, archive, archiveFolder, clock },
      neo4j: this.#neo4j.settings,
    }))
      if (state !== 'ok') found.push(`${name} is ${state}: ${says} ${places.join(', ')}`);
    return found;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async connected<T>(work: (connection: Neo4jConnection) => Promise<T>): Promise<T> {
    const connection = new Neo4jConnection(this.#neo4j.settings);
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }
}
