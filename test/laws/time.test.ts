import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from './corpus.ts';
import { manifest, pod, podList, sbom } from './objects.ts';
import { describeLaw } from './on-engines.ts';
import type { Store } from './store.ts';

/**
 * Four days of one cluster. Day 1: `scorer` and `ranker` run image A. Day 2: `ranker` runs image B. Day 3: a complete
 * listing without `scorer`. Day 4: nothing new is seen, but an SBOM of A arrives that lists the package, after an SBOM
 * of B that was withdrawn and brought back. What is recorded when is the writer's clock: one hour a day.
 */
const A = manifest('images/a.json');
const B = manifest('images/b.json');
const [a, b] = [digestOf(A).slice(7), digestOf(B).slice(7)];
const SBOM_A = sbom('sboms/a.json', a, ['torch@2.6.0']);
const SBOM_B = sbom('sboms/b.json', b, ['torch@2.6.0']);
const day = (number: number): string => `2026-05-0${number}T10:00:00.000Z`;
const recorded = (number: number, minute = 30): string => `2026-06-0${number}T12:${minute}:00.000Z`;
const night = (number: number): string => `2026-05-0${number}T22:00:00.000Z`;

await describeLaw('times', (openStore) => {
  let store: Store;
  beforeAll(async () => {
    store = await openStore();
    const clusterAt = async (number: number, pods: readonly unknown[]): Promise<void> => {
      store.recordedAt = Date.parse(recorded(number, 10));
      await store.ingest({
        documents: [podList('pods.json', pods)],
        cluster: 'c',
        observedAt: day(number),
        complete: true,
      });
    };
    store.recordedAt = Date.parse(recorded(1, 0).replace('12:0:', '12:00:'));
    await store.ingest({ documents: [A, B], observedAt: day(1) });
    await clusterAt(1, [pod('scorer', a), pod('ranker', a)]);
    await clusterAt(2, [pod('scorer', a), pod('ranker', b)]);
    store.recordedAt = Date.parse(recorded(2, 20));
    await store.ingest({ documents: [SBOM_B], observedAt: day(2) });
    store.recordedAt = Date.parse(recorded(2, 40));
    await store.withWriter((writer) => writer.withdraw(digestOf(SBOM_B), 'of another image', recorded(2, 40)));
    await clusterAt(3, [pod('ranker', b)]);
    store.recordedAt = Date.parse(recorded(3, 40));
    await store.withWriter((writer) => writer.restore(digestOf(SBOM_B)));
    store.recordedAt = Date.parse(recorded(4, 10));
    await store.ingest({ documents: [SBOM_A], observedAt: day(4) });
  });
  afterAll(() => store.removed());

  /** Which workloads use the package, and the conclusion. */
  async function affected(options: { asOf?: string; knownAt?: string }): Promise<[string | null, string[]]> {
    const parameters = { package: 'pkg:pypi/torch', route: ['RUNTIME'] };
    const { conclusion, rows } = await store.ask({ question: 'deployed-models-using-package', parameters, ...options });
    return [conclusion, rows.map((row) => String(row['workload']))];
  }

  describe('as of a time: what may have held then, with the evidence of today', () => {
    test.each([
      ['today only what still runs', {}, ['AFFECTED', ['Pod/ranker']]],
      ['on day 1 both ran image A', { asOf: night(1) }, ['AFFECTED', ['Pod/ranker', 'Pod/scorer']]],
      [
        'on day 2, before the next look, scorer may still have run',
        { asOf: night(2) },
        ['AFFECTED', ['Pod/ranker', 'Pod/scorer']],
      ],
      ['on day 3 a complete listing has ended scorer', { asOf: night(3) }, ['AFFECTED', ['Pod/ranker']]],
      [
        'the moment before the listing scorer may have held',
        { asOf: '2026-05-03T09:59:59.999Z' },
        ['AFFECTED', ['Pod/ranker', 'Pod/scorer']],
      ],
      ['before anything was seen nothing is known', { asOf: '2026-04-01T00:00:00.000Z' }, ['UNKNOWN', []]],
    ] as const)('%s', async (_, options, expected) => {
      expect(await affected(options)).toEqual(expected);
    });
  });

  describe('as known at a time: what this store answered then', () => {
    test.each([
      ['before any SBOM nobody knew', { knownAt: recorded(2, 15), asOf: day(2) }, ['UNKNOWN', []]],
      [
        'with the SBOM of B the ranker was affected',
        { knownAt: recorded(2, 30), asOf: day(2) },
        ['AFFECTED', ['Pod/ranker']],
      ],
      [
        'while it was withdrawn nobody knew again, although it has come back since',
        { knownAt: recorded(3, 20), asOf: day(3) },
        ['UNKNOWN', []],
      ],
      ['once it was back, the ranker again', { knownAt: recorded(3, 50), asOf: day(3) }, ['AFFECTED', ['Pod/ranker']]],
      [
        'of the night after day 1, when the ranker may have run B already',
        { knownAt: recorded(3, 50), asOf: night(1) },
        ['AFFECTED', ['Pod/ranker']],
      ],
      [
        'of day 1, before the SBOM of A arrived, nothing was known',
        { knownAt: recorded(3, 50), asOf: day(1) },
        ['UNKNOWN', []],
      ],
      [
        'of day 1, since it arrived, both are',
        { knownAt: recorded(4, 50), asOf: day(1) },
        ['AFFECTED', ['Pod/ranker', 'Pod/scorer']],
      ],
    ] as const)('%s', async (_, options, expected) => {
      expect(await affected(options)).toEqual(expected);
    });

    test('a component known by its name alone follows withdrawal and return as well', async () => {
      // The last test: what the others asked may be emptied.
      const named = await openStore();
      try {
        const nameless = sbom('sboms/named.json', a, []);
        const text = new TextDecoder().decode(nameless.content as Uint8Array);
        const content = new TextEncoder().encode(
          text.replace('"components":[]', '"components":[{"type":"library","name":"torch"}]'),
        );
        const document = { ...nameless, content };
        named.recordedAt = Date.parse(recorded(1, 10));
        await named.ingest({ documents: [A, document] });
        named.recordedAt = Date.parse(recorded(2, 10));
        await named.withWriter((writer) => writer.withdraw(digestOf(document), 'wrong', recorded(2, 10)));
        named.recordedAt = Date.parse(recorded(3, 10));
        await named.withWriter((writer) => writer.restore(digestOf(document)));
        const rows = async (knownAt: string): Promise<number> =>
          (await named.ask({ question: 'artifacts-with-package', parameters: { package: 'torch' }, knownAt })).rows
            .length;
        expect([await rows(recorded(1, 30)), await rows(recorded(2, 30)), await rows(recorded(3, 30))]).toEqual([
          1, 0, 1,
        ]);
      } finally {
        await named.removed();
      }
    });
  });
});
