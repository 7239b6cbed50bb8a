import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Answer, Reader, Row } from '#queries';
import { dependencyChains } from '../../queries/dependencies/chains.ts';
import { offeredJson } from '../laws/corpus.ts';
import { Store } from '../laws/store.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 120_000 });

const ARTIFACT = `sha256:${'1'.repeat(64)}`;

/** Dependency pairs of packages by number; `root`: what the image itself depends on, null: it does not say. */
interface Graph {
  readonly packages: number;
  readonly pairs: readonly (readonly [number, number])[];
  readonly root: readonly number[] | null;
}

const nameOf = (number: number): string => `p${String(number).padStart(4, '0')}`;
const versionOf = (number: number): string => `pkg:pypi/${nameOf(number)}@1.0`;

function sbom({ packages, pairs, root }: Graph, artifact: string, serial: number): object {
  const numbers = Array.from({ length: packages }, (_, number) => number);
  const byRef = Map.groupBy(pairs, ([from]) => from);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: serial,
    metadata: { component: { 'bom-ref': 'root', type: 'container', name: 'image', version: artifact } },
    components: numbers.map((number) => ({
      type: 'library',
      'bom-ref': nameOf(number),
      name: nameOf(number),
      version: '1.0',
      purl: versionOf(number),
    })),
    dependencies: [
      ...(root === null ? [] : [{ ref: 'root', dependsOn: root.map(nameOf) }]),
      ...[...byRef].map(([from, same]) => ({ ref: nameOf(from), dependsOn: same.map(([, to]) => nameOf(to)) })),
    ],
  };
}

/** Shortest chains the plain way: every chain without a repetition, the shortest of them. */
function shortestChains({ pairs, root }: Graph, target: number): string[] {
  const chains: number[][] = [];
  const follow = (chain: readonly number[]): void => {
    const last = chain.at(-1);
    if (last === target) chains.push([...chain]);
    else for (const [from, to] of pairs) if (from === last && !chain.includes(to)) follow([...chain, to]);
  };
  for (const number of new Set(root ?? [])) follow([number]);
  const least = Math.min(...chains.map(({ length }) => length));
  const shortest = chains.filter(({ length }) => length === least).map((chain) => chain.map(versionOf).join(' '));
  return [...new Set(shortest)].sort();
}

/** What depends on the target, with the least distance, the plain way. */
function distances({ pairs }: Graph, target: number): Map<string, number> {
  const found = new Map([[target, 0]]);
  for (const [number, distance] of found)
    for (const [from, to] of pairs) if (to === number && !found.has(from)) found.set(from, distance + 1);
  found.delete(target);
  return new Map([...found].map(([number, distance]) => [versionOf(number), distance]));
}

interface WhyShown {
  readonly document: string;
  readonly length: number | null;
  readonly path: readonly { readonly edge: string; readonly to: { readonly name: string } }[];
}
interface DependentShown {
  readonly package: string;
  readonly distance: number;
  readonly documents: number;
}
const whyRows = ({ rows }: Answer): readonly WhyShown[] => rows as readonly unknown[] as readonly WhyShown[];
const dependentRows = ({ rows }: Answer): readonly DependentShown[] =>
  rows as readonly unknown[] as readonly DependentShown[];

const PACKAGES = 6;
const number = fc.nat(PACKAGES - 1);
const graph = fc.record({
  packages: fc.constant(PACKAGES),
  pairs: fc.uniqueArray(fc.tuple(number, number), { maxLength: 12, selector: ([from, to]) => `${from} ${to}` }),
  root: fc.option(fc.uniqueArray(number, { minLength: 1, maxLength: 3 })),
});

const stores: Store[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.remove();
});

async function storeOf(sboms: readonly object[]): Promise<Store> {
  const store = new Store();
  stores.push(store);
  await store.ingest({ documents: sboms.map((one, index) => offeredJson(`${index}.cdx.json`, one)) });
  return store;
}

describe('dependency chains and dependents', () => {
  test('are what each SBOM says by itself: no pair of another one is ever used', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(graph, { minLength: 2, maxLength: 3 }), async (graphs) => {
        const store = await storeOf(graphs.map((one, index) => sbom(one, ARTIFACT, index + 1)));
        await store.withEstate(async (estate) => {
          const target = 0;
          const parameters = { package: versionOf(target) };
          const why = await estate.ask({
            question: 'why',
            parameters: { ...parameters, artifact: ARTIFACT },
            first: 1000,
          });
          const byDocument = Map.groupBy(whyRows(why), ({ document }) => document);
          const shown = [...byDocument.values()].map((rows) =>
            rows
              .filter(({ length }) => length !== null)
              .map(({ path }) => path.map(({ to }) => to.name).join(' '))
              .sort(),
          );
          const plain = graphs.map((one) => shortestChains(one, target));
          const spelled = (chains: readonly string[][]): string[] => chains.map((one) => one.join(', ')).sort();
          expect(spelled(shown)).toEqual(spelled(plain));

          const dependents = await estate.ask({ question: 'package-dependents', parameters, first: 1000 });
          const least = new Map<string, number>();
          for (const one of graphs)
            for (const [name, distance] of distances(one, target))
              least.set(name, Math.min(distance, least.get(name) ?? Infinity));
          const rows = dependentRows(dependents);
          expect(new Map(rows.map((row) => [row.package, row.distance]))).toEqual(least);
          for (const row of rows)
            expect(row.documents).toBe(graphs.filter((one) => distances(one, target).has(row.package)).length);
        });
      }),
      { numRuns: 25, seed: 11, endOnFailure: true },
    );
  });

  test('a chain of hundreds of packages is not followed to its end, and the answer says so', async () => {
    const length = 300;
    const pairs = Array.from({ length: length - 1 }, (_, from): [number, number] => [from, from + 1]);
    const store = await storeOf([sbom({ packages: length, pairs, root: [0] }, ARTIFACT, 1)]);
    const ask = (last: number): Promise<Answer> =>
      store.ask({ question: 'why', parameters: { artifact: ARTIFACT, package: versionOf(last) } });
    const near = await ask(200);
    expect([near.rows[0]?.['length'], near.truncated, near.notes]).toEqual([201, false, []]);
    const far = await ask(length - 1);
    expect([far.rows[0]?.['length'], far.rows[0]?.['unsaid'], far.truncated]).toEqual([null, 'LIMIT_REACHED', true]);
    expect(far.notes).toEqual([expect.stringMatching(/^LIMIT_REACHED: /u)]);
  });

  test('a search does not fetch more pairs than it may look at, and says that it was cut', async () => {
    const asked: number[] = [];
    const pair = (source: number): Row => ({ search: 0, source, target: 1, within: 7, ordinal: source });
    const answers: Readonly<Record<string, (most: number) => readonly Row[]>> = {
      'dependency-sboms': () => [{ id: 3, key: 'sha256:1', set_id: 5, places: '/components/\n-0\n-1', states: 1 }],
      'dependency-pairs': (most) => Array.from({ length: most }, (_, number) => pair(number + 2)),
    };
    const reader: Reader = {
      rows({ name }, { most }) {
        if (typeof most === 'number') asked.push(most);
        return Promise.resolve(answers[name]?.(Number(most ?? 0)) ?? []);
      },
    };
    const found = await dependencyChains(reader, [{ document: 'sha256:1', purls: [1] }], { chains: 1, pairs: 100 });
    expect(found).toEqual([{ chains: [], more: false, unsaid: 'LIMIT_REACHED' }]);
    expect(asked).toEqual([101]);
  });

  test('a cut list of dependents counts the SBOMs that were followed, and is truncated', async () => {
    const packages = 9_000;
    const pairs = Array.from({ length: packages - 1 }, (_, from): [number, number] => [from + 1, 0]);
    const small = sbom(
      {
        packages: 3,
        pairs: [
          [1, 0],
          [2, 1],
        ],
        root: null,
      },
      `sha256:${'2'.repeat(64)}`,
      1,
    );
    const large = sbom({ packages, pairs, root: null }, ARTIFACT, 1);
    const whole = await storeOf([small]);
    const parameters = { package: versionOf(0) };
    const exact = await whole.ask({ question: 'package-dependents', parameters });
    expect([exact.total, exact.truncated, exact.notes]).toEqual([{ count: 2, exact: true }, false, []]);
    const store = await storeOf([small, large]);
    const cut = await store.ask({ question: 'package-dependents', parameters });
    expect([cut.total.exact, cut.truncated, cut.conclusion]).toEqual([false, true, null]);
    expect(cut.notes).toEqual([expect.stringMatching(/^LIMIT_REACHED: .* 0 of 2 SBOMs/u)]);
  });
});
