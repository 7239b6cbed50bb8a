import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { NEO4J_VERSION, provisionNeo4j } from '../../examples/neo4j/provision.ts';
import { startNeo4j } from '../../examples/neo4j/start.ts';
import type { RunningNeo4j } from '../../examples/neo4j/start.ts';
import type { Lease } from './lease.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where to ask for a Neo4j. */
    neo4j: string;
  }
}

/**
 * Tests empty the database again and again, upon which the server would plan every statement anew after ten seconds: most of
 * what a test waits for. Plans begin at an index whatever is stored.
 */
const PLANS = { 'dbms.cypher.min_replan_interval': '1h' };

/**
 * One Neo4j for a run of the tests, started when the first test file asks for it. The Community edition has one database, so
 * it is lent to one file after another: for as long as that keeps its connection to the socket.
 */
export default function setup(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'provgraph-lease-'));
  const path = join(folder, 'socket');
  const neo4j = new LentNeo4j();
  const open = new Set<Socket>();
  let queue = Promise.resolve();
  const server = createServer((socket) => {
    open.add(socket);
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => {
        open.delete(socket);
        resolve();
      });
    });
    socket.on('error', () => socket.destroy()); // The file that waited has ended.
    queue = queue.then(async () => {
      socket.write(`${JSON.stringify(await neo4j.lend())}\n`);
      await closed;
    });
  });
  server.listen(path);
  project.provide('neo4j', path);
  return async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    const tested = await neo4j.end();
    process.stdout.write(`\nEngines tested: SQLite ${process.versions['sqlite'] ?? ''}; ${tested}.\n`);
    rmSync(folder, { recursive: true, force: true });
  };
}

class LentNeo4j {
  #lease: Promise<Lease> | undefined;
  #started: RunningNeo4j | undefined;

  lend(): Promise<Lease> {
    this.#lease ??= this.#begin();
    return this.#lease;
  }

  /** Ends the server, and says what the tests ran on. */
  async end(): Promise<string> {
    const lease = await this.#lease;
    await this.#started?.stop();
    if (lease === undefined) return 'no Neo4j was asked for';
    if (lease.kind !== 'server') return `no Neo4j (${lease.reason})`;
    return lease.isOurs ? `Neo4j ${NEO4J_VERSION}, started for the tests` : `the Neo4j of NEO4J_URI`;
  }

  async #begin(): Promise<Lease> {
    try {
      const origin = await provisionNeo4j(process.env);
      if (origin.kind === 'absent') return origin;
      if (origin.kind === 'server') return { ...origin, isOurs: false };
      const server = await startNeo4j({ library: origin.folder, quick: true, configuration: PLANS });
      this.#started = server;
      const { uri, user, password, database } = server;
      return { kind: 'server', uri, user, password, database, isOurs: true };
    } catch (cause) {
      return { kind: 'broken', reason: cause instanceof Error ? cause.message : String(cause) };
    }
  }
}
