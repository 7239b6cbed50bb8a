import fc from 'fast-check';
import { afterAll, describe, test, vi } from 'vitest';
import { ESTATE, EU_PROD, GOLDEN, PACKAGES, TAG_FIRST, TAG_SECOND, UNREAD, US_STAGING, offered } from './corpus.ts';
import { follow, schedules } from './schedule.ts';
import type { Group } from './schedule.ts';
import { expectSameAnswers, expectSameDump } from './same.ts';
import { Store } from './store.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 240_000 });

/** The same bytes at a second place: which of the two comes first must not matter. */
const ELSEWHERE = [...ESTATE, ...GOLDEN]
  .slice(0, 40)
  .map(({ location, content }) =>
    content instanceof Uint8Array ? offered(`elsewhere/${location}`, content) : { location, origin: location, content },
  );

const READ_AFTER_ALL = { ...UNREAD, content: TAG_SECOND.content };

const GROUPS: readonly Group[] = [
  { documents: [...ESTATE, ...ELSEWHERE] },
  { documents: [EU_PROD], cluster: 'eu-prod', complete: true },
  { documents: [US_STAGING], cluster: 'us-staging', complete: true, environment: 'staging' },
  { documents: [US_STAGING], cluster: 'us-staging', observedAt: '2026-03-24T10:00:00.000Z' },
  { documents: GOLDEN, cluster: 'golden' },
  { documents: GOLDEN.slice(20, 60), observedAt: '2026-03-27T10:00:00.000Z' },
  { documents: [TAG_FIRST, UNREAD], observedAt: '2026-03-21T10:00:00.000Z' },
  { documents: [TAG_SECOND], observedAt: '2026-03-22T10:00:00.000Z' },
  { documents: [TAG_FIRST, READ_AFTER_ALL], observedAt: '2026-03-23T10:00:00.000Z' },
];

const stores: Store[] = [];
const made = (): Store => {
  const store = new Store();
  stores.push(store);
  return store;
};
afterAll(() => {
  for (const store of stores) store.remove();
});

describe('law 6: order does not matter', () => {
  test('any order, repetition, split, interruption and restart gives the same graph and the same answers', async () => {
    const whole = made();
    for (const group of GROUPS) await whole.ingest({ ...group, project: false });
    await whole.withWriter(() => Promise.resolve());
    const dump = whole.dump();
    const answers = await whole.answers(PACKAGES);
    await fc.assert(
      fc.asyncProperty(schedules(GROUPS), async (steps) => {
        const store = new Store();
        try {
          await follow(store, steps);
          expectSameDump(store.dump(), dump);
          expectSameAnswers(await store.answers(PACKAGES), answers);
        } finally {
          store.remove();
        }
      }),
      { numRuns: 4, seed: 20260325, endOnFailure: true },
    );
  });
});
