import { expect, test } from 'vitest';
import { ESTATE, EU_PROD, GOLDEN, TAG_FIRST, TAG_SECOND, UNREAD, US_STAGING } from '../../laws/corpus.ts';
import { expectSameDump } from '../../laws/same.ts';
import { Store } from '../../laws/store.ts';
import type { Run } from '../../laws/store.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';
import { Neo4jStore } from './neo4j-store.ts';

const RUNS: readonly Run[] = [
  { documents: ESTATE },
  { documents: [EU_PROD], cluster: 'eu-prod', complete: true },
  { documents: [US_STAGING], cluster: 'us-staging', complete: true, environment: 'staging' },
  { documents: GOLDEN, cluster: 'golden' },
  { documents: [TAG_FIRST, UNREAD], observedAt: '2026-03-21T10:00:00.000Z' },
  { documents: [TAG_SECOND], observedAt: '2026-03-22T10:00:00.000Z' },
];

await describeNeo4j('the writer', (settings) => {
  test('writes the same graph as SQLite', { timeout: 240_000 }, async () => {
    const [sqlite, neo4j] = [new Store(), await Neo4jStore.made(settings)];
    try {
      for (const run of RUNS) {
        const told = await sqlite.ingest({ ...run, project: false });
        expect(await neo4j.ingest({ ...run, project: false })).toEqual(told);
      }
      expectSameDump(
        (await neo4j.dumped()).filter((one) => !one.startsWith('dirty')),
        sqlite.dump().filter((one) => !one.startsWith('dirty')),
      );
    } finally {
      sqlite.remove();
      await neo4j.removed();
    }
  });
});
