import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hex, pod, podList } from './objects.ts';
import { offered } from './corpus.ts';
import { describeLaw } from './on-engines.ts';
import type { Run, Store } from './store.ts';

const IMAGE = hex('image');
const day = (number: number): string => `2026-05-0${number}T10:00:00.000Z`;

await describeLaw('law 9', (openStore) => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
    await seen([pod('a', IMAGE), pod('b', IMAGE), pod('c', IMAGE, 'dev')], 1, { complete: true });
  });
  afterEach(() => store.removed());

  async function seen(
    pods: readonly unknown[],
    number: number,
    options: Partial<Run> = {},
  ): Promise<readonly string[]> {
    const documents = [...(options.documents ?? []), podList(`pods-${number}.json`, pods)];
    return (await store.ingest({ cluster: 'c', observedAt: day(number), ...options, documents })).refused;
  }

  /** The pods that are deployed now. */
  const deployed = async (): Promise<string[]> =>
    (await store.dumped('in-force'))
      .flatMap((line) => /^exposure .*"workload":"Pod\/(\w+)".*"vt":null/.exec(line)?.[1] ?? [])
      .filter((name, place, all) => all.indexOf(name) === place)
      .sort();

  describe('law 9: absence ends something only after a complete listing of its scope', () => {
    test('a listing that does not say it is complete ends nothing', async () => {
      expect(await seen([pod('a', IMAGE)], 2)).toEqual([]);
      expect(await deployed()).toEqual(['a', 'b', 'c']);
    });

    test('a complete one ends what it does not show', async () => {
      expect(await seen([pod('a', IMAGE)], 2, { complete: true })).toEqual([]);
      expect(await deployed()).toEqual(['a']);
    });

    test('of a namespace, it ends what is in that namespace', async () => {
      expect(await seen([pod('a', IMAGE)], 2, { complete: true, namespaces: ['prod'] })).toEqual([]);
      expect(await deployed()).toEqual(['a', 'c']);
    });

    test('of another cluster, it ends nothing here', async () => {
      expect(await seen([pod('a', IMAGE)], 2, { complete: true, cluster: 'other' })).toEqual([]);
      expect(await deployed()).toEqual(['a', 'b', 'c']);
    });

    test('of other kinds, it ends no pod', async () => {
      const nodes = offered('nodes.json', new TextEncoder().encode('{"apiVersion":"v1","kind":"NodeList","items":[]}'));
      expect(
        (await store.ingest({ documents: [nodes], cluster: 'c', observedAt: day(2), complete: true })).refused,
      ).toEqual([]);
      expect(await deployed()).toEqual(['a', 'b', 'c']);
    });

    test('an empty list of pods is a complete listing of pods', async () => {
      expect(await seen([], 2, { complete: true })).toEqual([]);
      expect(await deployed()).toEqual([]);
      await seen([pod('a', IMAGE)], 3);
      expect(await deployed()).toEqual(['a']);
      const known = podList('pods-2.json', []);
      expect(
        (await store.ingest({ documents: [known], cluster: 'c', observedAt: day(4), complete: true })).refused,
      ).toEqual([]);
      expect(await deployed()).toEqual([]);
    });

    test('an older complete listing that arrives late ends nothing that was seen since', async () => {
      expect(await seen([pod('a', IMAGE)], 0, { complete: true, observedAt: '2026-04-01T00:00:00.000Z' })).toEqual([]);
      expect(await deployed()).toEqual(['a', 'b', 'c']);
    });

    test('one that was given twice is given once', async () => {
      await seen([pod('a', IMAGE)], 2, { complete: true });
      const before = await store.dumped();
      await seen([pod('a', IMAGE)], 2, { complete: true });
      expect(await store.dumped()).toEqual(before);
    });

    test('the same list again, a day later, ends nothing; what is in it is seen again', async () => {
      const again = podList('pods-1.json', [pod('a', IMAGE), pod('b', IMAGE), pod('c', IMAGE, 'dev')]);
      await store.ingest({ documents: [again], cluster: 'c', observedAt: day(2), complete: true });
      expect(await deployed()).toEqual(['a', 'b', 'c']);
    });

    test('an old list known already ends what came since, when it is offered as complete', async () => {
      await seen([pod('a', IMAGE), pod('d', IMAGE)], 2);
      const again = podList('pods-1.json', [pod('a', IMAGE), pod('b', IMAGE), pod('c', IMAGE, 'dev')]);
      await store.ingest({ documents: [again], cluster: 'c', observedAt: day(3), complete: true });
      expect(await deployed()).toEqual(['a', 'b', 'c']);
    });

    const cutOff = offered(
      'broken.json',
      new TextEncoder().encode('{"apiVersion":"v1","kind":"PodList","items":[{"kind":"Pod"'),
    );
    const partial = podList('page.json', [pod('a', IMAGE)], { continue: 'token', remainingItemCount: 3 });
    const member = podList('lost.json', [pod('a', IMAGE), 17]);

    test.each([
      ['a document that cannot be read', cutOff],
      ['a list that goes on elsewhere', partial],
      ['a list of which a member is lost', member],
    ])('%s keeps the run from being complete, the first time and when it is known', async (_, spoiling) => {
      for (const number of [2, 3]) {
        const refused = await seen([pod('a', IMAGE)], number, { complete: true, documents: [spoiling] });
        expect(refused.length).toBeGreaterThan(0);
        expect(await deployed()).toEqual(['a', 'b', 'c']);
      }
    });

    test('what the source could not give keeps the run from being complete', async () => {
      const { UNREAD } = await import('./corpus.ts');
      expect((await seen([pod('a', IMAGE)], 2, { complete: true, documents: [UNREAD] })).length).toBeGreaterThan(0);
      expect(await deployed()).toEqual(['a', 'b', 'c']);
    });

    test('an interrupted run is not complete', async () => {
      await seen([pod('a', IMAGE)], 2, {
        complete: true,
        documents: [podList('first.json', [pod('a', IMAGE)])],
        interruptedAt: 1,
      });
      expect(await deployed()).toEqual(['a', 'b', 'c']);
    });

    test('a run without any Kubernetes object is refused', async () => {
      const nothing = offered('text.txt', new TextEncoder().encode('nothing'));
      expect(
        (await store.ingest({ documents: [nothing], cluster: 'c', observedAt: day(2), complete: true })).refused.length,
      ).toBeGreaterThan(0);
      expect(await deployed()).toEqual(['a', 'b', 'c']);
    });

    test('evidence is never ended by absence', async () => {
      await seen([], 2, { complete: true });
      expect((await store.dumped('in-force')).filter((line) => line.startsWith('document_state'))).toHaveLength(
        (await store.dumped()).filter((line) => line.startsWith('document_state')).length,
      );
    });
  });

  describe('what a source could not give', () => {
    test('is unknown until the place shows a document', async () => {
      const { UNREAD } = await import('./corpus.ts');
      const failed = async (): Promise<number> =>
        (await store.ask({ question: 'inventory', parameters: {} })).coverage.failedDocuments;
      await store.ingest({ documents: [UNREAD], observedAt: day(2) });
      expect(await failed()).toBe(1);
      const { location, origin } = UNREAD;
      await store.ingest({ documents: [{ ...podList(location, []), origin }], observedAt: day(3) });
      expect(await failed()).toBe(0);
    });
  });
});
