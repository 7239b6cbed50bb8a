import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { provisionNeo4j } from '../../examples/neo4j/provision.ts';
import { startNeo4j } from '../../examples/neo4j/start.ts';
import type { RunningNeo4j } from '../../examples/neo4j/start.ts';
import { Neo4jConnection } from '../../src/engines/neo4j/connection.ts';
import { migrate } from '../../src/engines/neo4j/migrations.ts';
import type { Neo4jSettings } from '../../src/engines/neo4j/settings.ts';
import { notTested } from './not-tested.ts';

const START_MS = 120_000;

/** A Neo4j that a test may end in every way and start again: its data and its address stay. */
export class OwnNeo4j {
  readonly #library: string;
  readonly #home = mkdtempSync(join(tmpdir(), 'provgraph-own-neo4j-'));
  readonly #password = `secret-${randomBytes(12).toString('hex')}`;
  #port: number | undefined;
  #running: RunningNeo4j | undefined;
  #isRunning = false;

  constructor(library: string) {
    this.#library = library;
  }

  /** Starts it, with further lines of configuration for as long as it runs. */
  async start(configuration: Readonly<Record<string, string>> = {}): Promise<void> {
    const port = this.#port === undefined ? {} : { port: this.#port };
    const [library, home, password] = [this.#library, this.#home, this.#password];
    this.#running = await startNeo4j({ library, home, password, quick: true, configuration, ...port });
    this.#isRunning = true;
    this.#port = Number(new URL(this.#running.uri).port);
  }

  get settings(): Neo4jSettings {
    if (this.#running === undefined) throw new Error('it was never started');
    const { uri, user, password, database } = this.#running;
    return { uri, user, password, database };
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** In order (SIGTERM). */
  async stop(): Promise<void> {
    this.#isRunning = false;
    await this.#running?.stop();
  }

  /** As a crash would (SIGKILL). */
  async kill(): Promise<void> {
    this.#isRunning = false;
    await this.#running?.kill();
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#home, { recursive: true, force: true });
  }
}

/** Tests that end a Neo4j: it is theirs alone, runs when they begin, and has the schema. Skipped, loudly, where there is none. */
export async function describeOwnNeo4j(name: string, tests: (neo4j: OwnNeo4j) => void): Promise<void> {
  const origin = await provisionNeo4j({ ...process.env, NEO4J_URI: undefined });
  if (origin.kind !== 'library') {
    notTested(name, origin.kind === 'absent' ? origin.reason : 'one that is given cannot be ended');
    return;
  }
  const neo4j = new OwnNeo4j(origin.folder);
  describe(name, () => {
    beforeAll(async () => {
      await neo4j.start();
      const connection = new Neo4jConnection(neo4j.settings);
      await migrate(connection, () => '2026-06-01T00:00:00.000Z');
      await connection.close();
    }, START_MS);
    afterAll(() => neo4j.remove(), START_MS);
    tests(neo4j);
  });
}

/** What the command line takes for a database, as its environment. */
export const environmentOf = ({ uri, user, password, database }: Neo4jSettings): NodeJS.ProcessEnv => ({
  PROVGRAPH_ENGINE: 'neo4j',
  NEO4J_URI: uri,
  NEO4J_USERNAME: user,
  NEO4J_PASSWORD: password,
  NEO4J_DATABASE: database,
});
