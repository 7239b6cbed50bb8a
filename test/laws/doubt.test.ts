import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { offered } from './corpus.ts';
import { hex, pod, podList } from './objects.ts';
import { describeLaw } from './on-engines.ts';
import type { Run, Store } from './store.ts';

const IMAGE = hex('image');
const day = (number: number): string => `2026-05-0${number}T10:00:00.000Z`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const pods = (...names: string[]): unknown[] => names.map((name) => pod(name, IMAGE));
const kubeSystem = (uid: string): unknown => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'kube-system', uid },
});
const list = (location: string, ...items: unknown[]): ReturnType<typeof offered> =>
  offered(location, bytes(JSON.stringify({ apiVersion: 'v1', kind: 'List', items })));

await describeLaw('doubt', (openStore) => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
  });
  afterEach(() => store.removed());

  const run = async (
    number: number,
    documents: Run['documents'],
    options: Partial<Run> = {},
  ): Promise<readonly string[]> =>
    (await store.ingest({ cluster: 'c', observedAt: day(number), complete: true, ...options, documents })).refused;

  /** The pods that are deployed now. */
  const deployed = async (): Promise<string[]> =>
    (await store.dumped('in-force'))
      .flatMap((line) => /^exposure .*"workload":"Pod\/(\w+)".*"vt":null/.exec(line)?.[1] ?? [])
      .filter((name, place, all) => all.indexOf(name) === place)
      .sort();

  describe('a listing on which there is a doubt ends nothing', () => {
    beforeEach(async () => {
      await run(1, [podList('pods.json', pods('a', 'b'))]);
    });

    test.each([
      ['an empty file', ''],
      ['an error as text', 'Error from server (Forbidden): pods is forbidden'],
      ['a list torn off', '{\n "apiVersion": "v1",\n "ite'],
      ['UTF-16', Buffer.from('{"apiVersion":"v1"}', 'utf16le').toString('latin1')],
      [
        'an answer of the API server',
        '{"kind":"Status","apiVersion":"v1","status":"Failure","message":"forbidden","code":403}',
      ],
    ])('beside it lies %s', async (_, text) => {
      const refused = await run(2, [podList('ns1.json', pods('a')), offered('ns2.json', bytes(text))]);
      expect(refused.join()).toMatch(/ns2\.json/);
      expect(await deployed()).toEqual(['a', 'b']);
    });

    test('a line of its own stream is none', async () => {
      const lines = `${pods('a')
        .map((one) => JSON.stringify(one))
        .join('\n')}\n{"error":"timeout"}\n`;
      expect(await run(2, [offered('pods.jsonl', bytes(lines))])).toHaveLength(1);
      expect(await run(3, [offered('pods.jsonl', bytes(lines))])).toHaveLength(1);
      expect(await deployed()).toEqual(['a', 'b']);
    });

    test('a note beside it is no doubt', async () => {
      expect(
        await run(2, [podList('pods-2.json', pods('a')), offered('README.md', bytes('# how it was made\n'))]),
      ).toEqual([]);
      expect(await deployed()).toEqual(['a']);
    });

    test('it is of one namespace and shows another', async () => {
      expect(await run(2, [podList('pods-2.json', pods('a'))], { namespaces: ['other'] })).toHaveLength(1);
      expect(await deployed()).toEqual(['a', 'b']);
    });

    test('it is withdrawn', async () => {
      const wrong = podList('pods-2.json', pods('a'));
      await run(2, [wrong]);
      expect(await deployed()).toEqual(['a']);
      const digest = `sha256:${hex(new TextDecoder().decode(wrong.content as Uint8Array))}`;
      await store.withWriter(async (writer) => {
        expect(await writer.withdraw(digest, 'a wrong dump', day(3))).toBe(true);
      });
      expect(await deployed()).toEqual(['a', 'b']);
    });
  });

  describe('a cluster is who its kube-system says it is', () => {
    /** Where a document is failed now. */
    const failures = (): Promise<readonly string[]> =>
      store.withEstate(async (estate) => (await estate.failures()).map(({ origin }) => origin));
    const one = (): ReturnType<typeof offered> => list('one.json', kubeSystem('UID-1'), ...pods('a'));
    const two = (): ReturnType<typeof offered> => list('two.json', kubeSystem('UID-2'), ...pods('b'));

    test.each([true, false])(
      'one name for two clusters: nothing of the other is taken (complete: %s)',
      async (complete) => {
        expect(await run(1, [one()])).toEqual([]);
        const ran = await store.ingest({ cluster: 'c', observedAt: day(2), complete, documents: [two()] });
        expect(ran.receipts.map(({ outcome, message }) => [outcome, message])).toEqual([
          ['failed', expect.stringMatching(/^Not taken into c: .*UID-1.*UID-2.*withdraw/)],
        ]);
        expect(ran.refused.join()).toMatch(
          complete ? /^--complete was not accepted, because c was.*UID-1.*UID-2/ : /^$/,
        );
        expect(await deployed()).toEqual(['a']);
        expect(await run(3, [one()])).toEqual([]);
      },
    );

    test('the first is taken out, and then the other is taken', async () => {
      const wrong = one();
      await run(1, [wrong]);
      await run(2, [two()]);
      expect(await failures()).toEqual(['two.json']);
      await store.withWriter((writer) =>
        writer.withdraw(`sha256:${hex(new TextDecoder().decode(wrong.content as Uint8Array))}`, 'a slip', day(3)),
      );
      expect(await run(4, [two()])).toEqual([]);
      expect(await deployed()).toEqual(['b']);
      expect(await failures()).toEqual([]);
    });

    test.each([
      ['an object by itself', (): Uint8Array => bytes(JSON.stringify(kubeSystem('UID-2')))],
      ['compressed', (): Uint8Array => gzipSync(two().content as Uint8Array)],
      ['two in one list', (): Uint8Array => list('x', kubeSystem('UID-2'), kubeSystem('UID-1')).content as Uint8Array],
    ])('the other cluster is seen in %s', async (_, content) => {
      await run(1, [one()]);
      const { receipts } = await store.ingest({ cluster: 'c', documents: [offered('two', content())] });
      expect(receipts.map(({ outcome }) => outcome)).toEqual(['failed']);
    });

    test('what stands beside it and names no cluster is not taken either', async () => {
      await run(1, [one()]);
      expect(await run(2, [two(), podList('zz.json', pods('c'))])).toHaveLength(1);
      expect(await deployed()).toEqual(['a']);
      const ran = await store.ingest({
        cluster: 'c',
        observedAt: day(3),
        documents: [podList('aa.json', pods('d')), two()],
      });
      expect(ran.warnings.join()).toMatch(/^1 document that names no cluster was taken into c before/);
    });

    test('what is stored already is not taken into another cluster', async () => {
      await run(1, [one()]);
      await run(1, [two()], { cluster: 'd' });
      expect(await run(2, [one()], { cluster: 'd' })).toHaveLength(1);
      expect(await run(3, [two()], { cluster: 'd' })).toEqual([]);
    });

    test('a cluster that gets a second name is told of', async () => {
      await run(1, [one()], { cluster: null });
      const { warnings } = await store.ingest({ cluster: 'eu-prod', observedAt: day(2), documents: [one()] });
      expect(warnings.join()).toMatch(/eu-prod .*UID-1.* is known as UID-1 too.*--cluster UID-1 --complete/);
      const empty = offered('empty.json', bytes('{"apiVersion":"v1","kind":"PodList","items":[]}'));
      await run(3, [empty], { cluster: 'UID-1', acceptLoss: true });
      const scopes = (await store.dumped('in-force')).flatMap(
        (line) => /^exposure .*"cluster":"([^"]*)".*"vt":null/.exec(line)?.[1] ?? [],
      );
      expect([...new Set(scopes)]).toEqual(['eu-prod']);
      expect((await store.ingest({ cluster: 'd', documents: [two()] })).warnings).toEqual([]);
    });

    test('a cluster that has a name keeps it where a later export names none', async () => {
      await run(1, [list('one.json', kubeSystem('UID-1'), ...pods('a', 'b'))]);
      expect(await run(2, [list('two.json', kubeSystem('UID-1'), ...pods('a'))], { cluster: null })).toEqual([]);
      expect(await deployed()).toEqual(['a']);
      expect((await store.dumped('in-force')).some((line) => line.includes('cluster:UID-1'))).toBe(false);
    });
  });

  describe('a listing that would end much at once is held', () => {
    const many = Array.from({ length: 21 }, (_, index) => `p${String(index)}`);
    beforeEach(async () => {
      await run(1, [podList('pods.json', pods(...many))]);
    });

    test('until a person accepts the loss', async () => {
      expect((await run(2, [podList('pods-2.json', pods('p0'))])).join()).toMatch(/held: it would end 20 of the 21/);
      expect(await deployed()).toHaveLength(21);
      expect(await run(3, [podList('pods-2.json', pods('p0'))], { acceptLoss: true })).toEqual([]);
      expect(await deployed()).toEqual(['p0']);
    });

    test('half of them is not much', async () => {
      expect(await run(2, [podList('pods-2.json', pods(...many.slice(0, 11)))])).toEqual([]);
      expect(await deployed()).toHaveLength(11);
    });
  });

  test('a source that offers nothing is told of', async () => {
    expect((await store.ingest({ documents: [] })).warnings.join()).toMatch(
      /^There is nothing in .*: it offered no document\.$/,
    );
    expect((await store.ingest({ documents: [offered('a.txt', bytes('x'))] })).warnings).toEqual([]);
  });
});
