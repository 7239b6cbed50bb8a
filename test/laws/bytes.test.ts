import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256Of } from '#schema';
import { ESTATE, EU_PROD, GOLDEN, PACKAGES, UNREAD, US_STAGING } from './corpus.ts';
import { describeLaw } from './on-engines.ts';
import type { Store } from './store.ts';

const EVERYTHING = [...ESTATE, ...GOLDEN, EU_PROD, US_STAGING, UNREAD];

await describeLaw('law 1: bytes first', (openStore) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore();
    await store.ingest({ documents: EVERYTHING, cluster: 'everywhere' });
  });
  afterAll(() => store.removed());

  test('the bytes of every document of the store, inner ones as well, hash to its digest', async () => {
    const digests = (await store.dumped('claims')).flatMap(
      (line) => /^document_state .*?"document":"([^"]+)"/.exec(line)?.[1] ?? [],
    );
    expect(digests.length).toBeGreaterThan(EVERYTHING.length);
    expect(await wrongBytes(store, digests)).toEqual([]);
  });

  test('the evidence of every answer can be derived from kept bytes', async () => {
    const answers = JSON.stringify(await store.answers(PACKAGES));
    const digests = [...answers.matchAll(/"document":"(sha256:[0-9a-f]{64})","format"/g)].map(
      ([, digest]) => digest ?? '',
    );
    expect(new Set(digests).size).toBeGreaterThan(20);
    expect(await wrongBytes(store, new Set(digests))).toEqual([]);
  });
});

function wrongBytes(store: Store, digests: Iterable<string>): Promise<string[]> {
  return store.withEstate(async (estate) => {
    const wrong: string[] = [];
    for (const digest of digests) {
      const bytes = await estate.bytes(digest);
      if (bytes === null || sha256Of(bytes) !== digest) wrong.push(digest);
    }
    return wrong;
  });
}
