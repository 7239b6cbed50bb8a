import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Archive, Writer } from '#ingest';
import { ESTATE, EU_PROD, PACKAGES } from './corpus.ts';
import { hex, pod, podList } from './objects.ts';
import { expectSameAnswers, expectSameDump } from './same.ts';
import { Store } from './store.ts';
import type { Run } from './store.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 240_000 });

const FIRST: Run = { documents: ESTATE.slice(0, 30) };
/** What no format claims would keep the run from being complete. */
const RECOGNISED = ESTATE.filter(({ origin }) => !/(?:tabular-base|topic-classifier)\/\d+\.config\.json$/.test(origin));
const SECOND: Run = { documents: [...RECOGNISED.slice(20), EU_PROD], cluster: 'eu-prod', complete: true };

type Call = 'keep' | 'sync' | 'stored' | 'settle' | 'observe' | 'listed' | 'commit' | 'project';

/** Where a fault is put: at the nth call of this name. */
const FAULTS: readonly { readonly call: Call; readonly nth: number }[] = [
  ...(['keep', 'stored', 'settle', 'observe'] as const).flatMap((call) => [
    { call, nth: 1 },
    { call, nth: 17 },
  ]),
  { call: 'sync', nth: 1 },
  { call: 'listed', nth: 1 },
  { call: 'commit', nth: 1 },
  { call: 'commit', nth: 2 },
  { call: 'project', nth: 1 },
];
const FLAVOURS = ['failed', 'failed but persisted'] as const;

class Injected extends Error {}

/** Lets everything through until the fault is due; then it fails, before or after the call has done its work. */
function faulty<Target extends object>(target: Target, fault: { call: Call; nth: number }, persisted: boolean): Target {
  let calls = 0;
  return new Proxy(target, {
    get(real, name): unknown {
      const member: unknown = Reflect.get(real, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown => {
        if (name !== fault.call || ++calls !== fault.nth) return Reflect.apply(member, real, given) as unknown;
        const fail = (): never => {
          throw new Injected(`the ${fault.nth}th ${fault.call} fails`);
        };
        if (!persisted)
          return name === 'keep' ? fail() : Promise.reject(new Injected(`the ${fault.nth}th ${fault.call} fails`));
        const done: unknown = Reflect.apply(member, real, given);
        return done instanceof Promise ? done.then(fail) : fail();
      };
    },
  });
}

const stores: Store[] = [];
afterAll(() => {
  for (const store of stores) store.remove();
});

describe('a fault ends the run, shows nothing by halves, and is mended by running again', () => {
  const outcome = {
    before: [] as readonly string[],
    after: [] as readonly string[],
    claims: [] as readonly string[],
    answers: {},
  };
  const made = async (): Promise<Store> => {
    const store = new Store();
    stores.push(store);
    await store.ingest(FIRST);
    return store;
  };

  beforeAll(async () => {
    const store = await made();
    outcome.before = store.dump('claims');
    await store.ingest(SECOND);
    outcome.after = store.dump();
    outcome.claims = store.dump('claims');
    outcome.answers = await store.answers(PACKAGES);
  });

  const table = FAULTS.flatMap((fault) => FLAVOURS.map((flavour) => ({ ...fault, flavour })));
  test.each(table)('$call, call $nth, $flavour', async ({ call, nth, flavour }) => {
    const store = await made();
    const wrap = ({ writer, archive }: { writer: Writer; archive: Archive }): { writer: Writer; archive: Archive } => ({
      writer: faulty(writer, { call, nth }, flavour !== 'failed'),
      archive: faulty(archive, { call, nth }, flavour !== 'failed'),
    });
    await expect(store.ingest(SECOND, wrap)).rejects.toBeInstanceOf(Injected);

    const seen = store.dump('claims');
    const whole = [outcome.before, outcome.claims, withoutListing(outcome.claims)].map((lines) => lines.join('\n'));
    expect(whole).toContain(seen.join('\n'));
    expect(await store.withoutBytes(200)).toEqual([]);
    const halfway = await store.ask({
      question: 'deployed-models-using-package',
      parameters: { package: 'pkg:pypi/no-such-package' },
    });
    expect(halfway.conclusion).not.toBe('NOT_AFFECTED');

    await store.ingest(SECOND);
    expectSameDump(store.dump(), outcome.after);
    expectSameAnswers(await store.answers(PACKAGES), outcome.answers);
  });
});

/** The documents of a run are durable before it is said that their listing was complete. */
const withoutListing = (claims: readonly string[]): readonly string[] =>
  claims.filter((line) => !line.startsWith('listing'));

describe('a document larger than a batch', () => {
  const MANY = podList(
    'many.json',
    Array.from({ length: 450 }, (_, place) => pod(`p${place}`, hex(`image ${place % 7}`))),
  );

  test('becomes visible as a whole: never some of its objects without the others, and without its bytes', async () => {
    const store = new Store();
    stores.push(store);
    await store.ingest(FIRST);
    const before = store.dump('claims');
    for (const nth of [1, 2]) {
      const fault = { call: 'commit', nth } as const;
      const failing = store.ingest({ documents: [MANY], cluster: 'many' }, ({ writer, archive }) => ({
        writer: faulty(writer, fault, true),
        archive,
      }));
      await expect(failing).rejects.toBeInstanceOf(Injected);
      expect(await store.withoutBytes(20)).toEqual([]);
      const objects = store.dump('claims').filter((line) => line.startsWith('STATES ') && line.includes('"p')).length;
      expect([0, 450]).toContain(objects);
      if (objects === 0) expectSameDump(store.dump('claims'), before);
    }
  });
});

describe('two writers', () => {
  test('the second is refused, and told who holds the store', async () => {
    const store = new Store();
    stores.push(store);
    const first = await store.writer();
    await expect(async () => store.writer()).rejects.toThrow(new RegExp(`process ${process.pid}`));
    await first.close();
    await (await store.writer()).close();
  });

  test('what the first has not committed is not seen, and is gone when it closes', async () => {
    const store = new Store();
    stores.push(store);
    await store.ingest(FIRST);
    const before = store.dump();
    const writer = await store.writer();
    await writer.withdraw('sha256:none', '', '');
    await writer.observe({
      source: 'folder:laws',
      run: 'r',
      location: 'x',
      origin: 'x',
      document: `sha256:${'0'.repeat(64)}`,
      observedAt: '2026-01-01T00:00:00.000Z',
      state: false,
      scope: 'path:x',
      object: null,
      environment: null,
      inner: false,
    });
    expectSameDump(store.dump(), before);
    await writer.close();
    expectSameDump(store.dump(), before);
  });
});
