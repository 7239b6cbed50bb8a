import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import type { Offered } from '#ingest';
import {
  ESTATE,
  EU_PROD,
  PACKAGES,
  TAG_FIRST,
  TAG_SECOND,
  US_STAGING,
  bytesOf,
  digestOf,
  offered,
  offeredJson,
} from './corpus.ts';
import { hex, pod, podList } from './objects.ts';
import { expectSameAnswers, expectSameDump } from './same.ts';
import { Store } from './store.ts';
import type { Run } from './store.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 240_000 });

interface KubernetesItem {
  readonly kind: string;
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly status?: { readonly conditions?: readonly { readonly type: string }[] };
}

const itemsOf = (document: Offered): readonly KubernetesItem[] =>
  (parse(new TextDecoder().decode(bytesOf(document))) as { items: readonly KubernetesItem[] }).items;
const CLUSTERS = [
  { cluster: 'eu-prod', items: itemsOf(EU_PROD) },
  { cluster: 'us-staging', items: itemsOf(US_STAGING) },
];
const EVIDENCE = [...ESTATE, TAG_FIRST, TAG_SECOND];
const MOMENTS = [22, 23, 24, 25].map((day) => `2026-03-${day}T10:00:00.000Z`);

/** The object as it is at a later moment: namespaces change their environment, workloads their owner, pods their readiness. */
function at(item: KubernetesItem, moment: number): KubernetesItem {
  const { metadata, status } = item;
  const label =
    item.kind === 'Namespace'
      ? { environment: `stage-${moment}` }
      : item.kind === 'Pod'
        ? {}
        : { owner: `team-${moment}` };
  const labelled = { ...item, metadata: { ...metadata, labels: { ...metadata.labels, ...label } } };
  if (item.kind !== 'Pod' || moment % 2 === 0) return labelled;
  const conditions = (status?.conditions ?? []).map((one) =>
    one.type === 'Ready' ? { ...one, status: 'False' } : one,
  );
  return { ...labelled, status: { ...status, conditions } };
}

interface Step {
  readonly run: Run;
  /** Of the evidence, what is withdrawn and what is brought back after the run. */
  readonly withdrawn: readonly number[];
  readonly restored: readonly number[];
}

/** At each moment some of the objects are listed, some of the evidence arrives, some is withdrawn or comes back. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(fc.nat(MOMENTS.length - 1), { minLength: EVIDENCE.length, maxLength: EVIDENCE.length }),
    ...MOMENTS.map((_, moment) =>
      fc.record({
        cluster: fc.nat(CLUSTERS.length - 1),
        shown: fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
        changed: fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
        complete: fc.boolean(),
        alone: fc.boolean(),
        withdrawn: fc.uniqueArray(fc.nat(EVIDENCE.length - 1), { maxLength: 8 }),
        restored: fc.uniqueArray(fc.nat(EVIDENCE.length - 1), { maxLength: 4 }),
        moment: fc.constant(moment),
      }),
    ),
  )
  .chain(([arrival, ...moments]) =>
    fc.shuffledSubarray(moments, { minLength: moments.length }).map((order) =>
      order.flatMap(({ cluster, shown, changed, complete, alone, withdrawn, restored, moment }): Step[] => {
        const { cluster: name, items } = CLUSTERS[cluster] ?? { cluster: '', items: [] };
        const listed = items
          .filter((_, place) => shown[place] !== false)
          .map((item, place) => at(item, changed[place] === true ? moment : 0));
        const observedAt = MOMENTS[moment] ?? '';
        const documents = alone
          ? listed.map((item, place) => offeredJson(`${name}/${moment}/${place}.json`, item))
          : [offeredJson(`${name}/${moment}.json`, { apiVersion: 'v1', kind: 'List', items: listed })];
        const evidence = EVIDENCE.filter((_, place) => arrival[place] === moment);
        return [
          {
            run: { documents, cluster: name, observedAt, complete, environment: moment === 2 ? 'offered' : null },
            withdrawn,
            restored: [],
          },
          { run: { documents: evidence, observedAt }, withdrawn: [], restored },
        ];
      }),
    ),
  )
  .map((taken) => Object.assign(taken, { [fc.toStringMethod]: () => taken.map(spelled).join('; ') }));

function spelled({ run: { documents, cluster, observedAt, complete }, withdrawn, restored }: Step): string {
  const what = `${documents.length} documents of ${cluster ?? 'no cluster'} at ${observedAt ?? ''}`;
  return `${what}${complete === true ? ', complete' : ''}, withdrawn ${withdrawn.join()}, restored ${restored.join()}`;
}

async function take(store: Store, taken: readonly Step[], project: boolean): Promise<void> {
  for (const { run, withdrawn, restored } of taken) {
    await store.ingest({ ...run, project });
    const writer = await store.writer();
    for (const place of withdrawn) await writer.withdraw(digestAt(place), 'by mistake', '2026-07-01T00:00:00.000Z');
    for (const place of restored) await writer.restore(digestAt(place));
    await (project ? writer.project(() => undefined) : writer.commit());
    await writer.close();
  }
  await store.withWriter(() => Promise.resolve());
}

const digestAt = (place: number): string => digestOf(EVIDENCE[place] ?? offered('', new Uint8Array()));

const stores: Store[] = [];
afterAll(() => {
  for (const store of stores) store.remove();
});
const made = (): Store => {
  const store = new Store();
  stores.push(store);
  return store;
};

/** Counts the open exposures anew; returns where the kept counts are wrong. */
function wrongCounts({ folder }: Store): unknown {
  const database = new DatabaseSync(join(folder, 'estate.sqlite'), { readOnly: true });
  try {
    return database
      .prepare(
        `WITH counted AS (SELECT class, route, ifnull(environment, ''), ifnull(cluster, ''), namespace, slot IS NOT NULL, count(*)
           FROM exposure WHERE rt IS NULL AND vt IS NULL AND class IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6),
         kept AS (SELECT class, route, environment, cluster, namespace, modelled, n FROM coverage_count WHERE n <> 0)
         SELECT 'not kept', * FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept)
         UNION ALL SELECT 'not there', * FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted)`,
      )
      .all();
  } finally {
    database.close();
  }
}

describe('the projection', () => {
  test('brought up to date step by step equals one made from nothing, and counts what is there', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const [grown, fresh] = [made(), made()];
        await take(grown, taken, true);
        await take(fresh, taken, false);
        expectSameDump(grown.dump('in-force'), fresh.dump('in-force'));
        expect(wrongCounts(grown)).toEqual([]);
        expect(grown.dump().filter((line) => line.startsWith('dirty'))).toEqual([]);
        expectSameAnswers(await grown.answers(PACKAGES), await fresh.answers(PACKAGES));
      }),
      { numRuns: 3, seed: 102, endOnFailure: true },
    );
  });

  const seenAt = (moment: number, documents: readonly Offered[], more: Partial<Run> = {}): Run => {
    return { documents, cluster: 'eu-prod', observedAt: MOMENTS[moment] ?? '', ...more };
  };
  const alone = [...(CLUSTERS[0]?.items ?? [])].map((item, place) => offeredJson(`alone/${place}.json`, item));
  const bare = podList('bare.json', [pod('a', hex('bare'))]);

  const late: readonly { readonly what: string; readonly runs: readonly Run[] }[] = [
    {
      what: 'an environment',
      runs: [
        seenAt(0, [bare]),
        seenAt(1, [bare], { environment: 'prod' }),
        seenAt(2, [bare], { environment: 'stage' }),
      ],
    },
    {
      what: 'a reference that names its first artifact again, after the pods began',
      runs: [
        seenAt(0, [EU_PROD]),
        seenAt(0, [TAG_FIRST], { observedAt: '2020-01-01T00:00:00.000Z' }),
        seenAt(0, [TAG_SECOND], { observedAt: '2020-01-02T00:00:00.000Z' }),
        seenAt(3, [TAG_FIRST], { observedAt: '2026-04-01T00:00:00.000Z' }),
      ],
    },
    {
      what: 'what a reference named in between',
      runs: [seenAt(0, [EU_PROD, TAG_FIRST]), seenAt(2, [TAG_FIRST]), seenAt(1, [TAG_SECOND])],
    },
    { what: 'object by object, pods before their owners', runs: [...alone].reverse().map((one) => seenAt(0, [one])) },
    { what: 'object by object, owners before their pods', runs: alone.map((one) => seenAt(0, [one])) },
  ];

  test.each(late)('heeds what comes late: $what', async ({ runs }) => {
    const [grown, fresh] = [made(), made()];
    for (const run of runs) await grown.ingest(run);
    for (const run of runs) await fresh.ingest({ ...run, project: false });
    await fresh.withWriter(() => Promise.resolve());
    expectSameDump(grown.dump('in-force'), fresh.dump('in-force'));
  });
});
