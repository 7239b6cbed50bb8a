import { describe, vi } from 'vitest';
import { Neo4jStore } from '../engines/neo4j/neo4j-store.ts';
import { describeNeo4j } from '../neo4j/lease.ts';
import { Store } from './store.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** Opens an empty store. A Neo4j has one: what a law compares it with is a store of SQLite, `new Store()`. */
export type OpenStore = () => Promise<Store>;

/** The same tests of a law on every engine; to be awaited at the top of the file. */
export async function describeLaw(name: string, tests: (openStore: OpenStore) => void): Promise<void> {
  describe(`${name}, on sqlite`, () => {
    tests(() => Promise.resolve(new Store()));
  });
  await describeNeo4j(`${name}, on neo4j`, (settings) => {
    tests(() => Neo4jStore.made(settings));
  });
}
