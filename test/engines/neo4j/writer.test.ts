import { FORMATS, openDocument } from '#ingest';
import type { Offered, Writer } from '#ingest';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import type { Work } from '../../../src/engines/neo4j/connection.ts';
import { Neo4jWriter } from '../../../src/engines/neo4j/writer.ts';
import {
  ESTATE,
  EU_PROD,
  GOLDEN,
  TAG_FIRST,
  TAG_SECOND,
  UNREAD,
  US_STAGING,
  bytesOf,
  digestOf,
  offered,
  offeredJson,
} from '../../laws/corpus.ts';
import { hex, pod, podList } from '../../laws/objects.ts';
import { expectSameDump } from '../../laws/same.ts';
import { Store } from '../../laws/store.ts';
import type { Run } from '../../laws/store.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';
import { Neo4jStore } from './neo4j-store.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const CLUSTERS: readonly Run[] = [
  { documents: [EU_PROD], cluster: 'eu-prod', complete: true },
  { documents: [US_STAGING], cluster: 'us-staging', complete: true, environment: 'staging' },
];
const TAGS: readonly Run[] = [
  { documents: [TAG_FIRST, UNREAD], observedAt: '2026-03-21T10:00:00.000Z' },
  { documents: [TAG_SECOND], observedAt: '2026-03-22T10:00:00.000Z' },
  {
    documents: [{ ...UNREAD, content: bytesOf(TAG_SECOND) }, TAG_FIRST],
    observedAt: '2026-03-23T10:00:00.000Z',
  },
];
const [STATEMENT] = ESTATE.filter(({ location }) => location.endsWith('fraud-bert-7.syft.cdx.intoto.json'));
const LATER = '2026-07-01T00:00:00.000Z';

/** Without what waits to be projected: a store may mark more than it must. */
const settledLines = (dump: readonly string[]): readonly string[] => dump.filter((one) => !one.startsWith('dirty '));

await describeNeo4j('the writer', (settings) => {
  let sqlite: Store;
  let neo4j: Neo4jStore;
  beforeEach(async () => {
    sqlite = new Store();
    neo4j = await Neo4jStore.made(settings);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    sqlite.remove();
    await neo4j.removed();
  });

  const expectSame = async (): Promise<void> => {
    expectSameDump(settledLines(await neo4j.dumped()), settledLines(sqlite.dump()));
  };
  const both = async (work: (writer: Writer) => Promise<unknown>): Promise<void> => {
    for (const store of [sqlite, neo4j]) await withoutProjection(store, work);
  };
  const ingested = async (runs: readonly Run[]): Promise<void> => {
    for (const run of runs) {
      const told = await sqlite.ingest({ ...run, project: false });
      expect(await neo4j.ingest({ ...run, project: false })).toEqual(told);
    }
  };

  test('writes the same graph as SQLite, and gives the same receipts', async () => {
    await ingested([{ documents: ESTATE }, ...CLUSTERS, { documents: GOLDEN, cluster: 'golden' }, ...TAGS]);
    await expectSame();
    await ingested([{ documents: ESTATE }, { ...CLUSTERS[0], documents: [EU_PROD], observedAt: LATER }]);
    await expectSame();
  });

  test('comes to the same exposures', async () => {
    await ingested([{ documents: ESTATE }, ...CLUSTERS, ...TAGS]);
    for (const store of [sqlite, neo4j]) await store.withWriter(() => Promise.resolve());
    expectSameDump(await neo4j.dumped(), sqlite.dump());
  });

  test('any order, repetition and interruption give the same graph', async () => {
    for (const run of [{ documents: ESTATE }, ...CLUSTERS, ...TAGS]) await sqlite.ingest({ ...run, project: false });
    const backwards = [...ESTATE].reverse();
    await neo4j.ingest({ ...CLUSTERS[1], documents: [US_STAGING], project: false });
    await neo4j.ingest({ documents: backwards, interruptedAt: 20, project: true });
    for (const run of [...TAGS].reverse()) await neo4j.ingest({ ...run, project: false });
    await neo4j.ingest({ ...CLUSTERS[0], documents: [EU_PROD], interruptedAt: 0, project: false });
    await neo4j.ingest({ documents: [...backwards, ...backwards.slice(0, 10)], project: false });
    for (const run of CLUSTERS) await neo4j.ingest({ ...run, project: false });
    for (const store of [sqlite, neo4j]) await store.withWriter(() => Promise.resolve());
    expectSameDump(await neo4j.dumped(), sqlite.dump());
  });

  test('withdraws what lies in a document with it, and undoes that', async () => {
    await ingested([{ documents: ESTATE }, ...CLUSTERS, ...TAGS]);
    const before = settledLines(await neo4j.dumped());
    const gone = [STATEMENT, EU_PROD, TAG_SECOND, ESTATE[3], ESTATE[9]].flatMap((one) =>
      one === undefined ? [] : [one],
    );
    await both(async (writer) => {
      for (const one of gone) expect(await writer.withdraw(digestOf(one), 'by mistake', LATER)).toBe(true);
      expect(await writer.withdraw(`sha256:${'0'.repeat(64)}`, 'by mistake', LATER)).toBe(false);
      expect((await writer.stored(digestOf(EU_PROD)))?.withdrawn).toBe(true);
    });
    await expectSame();
    expectSameDump(settledLines(await neo4j.dumped('in-force')), settledLines(sqlite.dump('in-force')));
    await ingested([{ documents: [...gone], cluster: 'eu-prod', observedAt: LATER, complete: true }]);
    await expectSame();
    await both(async (writer) => {
      for (const one of [...gone].reverse()) await writer.restore(digestOf(one));
    });
    await expectSame();
    for (const one of before.filter((line) => line.startsWith('bill '))) expect(await neo4j.dumped()).toContain(one);
  });

  test('a listing falls with a document of it, and stands again with it', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => pod(name, hex(name)));
    const first = podList('first.json', [a, b, c]);
    const second = podList('second.json', [a, b]);
    const complete = { cluster: 'prod', complete: true, acceptLoss: true };
    await ingested([
      { documents: [first], ...complete, observedAt: '2026-03-21T10:00:00.000Z' },
      { documents: [second], ...complete, observedAt: '2026-03-22T10:00:00.000Z' },
    ]);
    const ended = async (): Promise<number> => {
      const sightings = (await neo4j.dumped()).filter((line) => line.startsWith('sighting '));
      expectSameDump(
        sightings,
        sqlite.dump().filter((line) => line.startsWith('sighting ')),
      );
      return sightings.filter((line) => !line.endsWith('"vt":null}')).length;
    };
    expect(await ended()).toBe(1);
    await both((writer) => writer.withdraw(digestOf(second), 'cut short', LATER));
    expect(await ended()).toBe(0);
    await both((writer) => writer.restore(digestOf(second)));
    expect(await ended()).toBe(1);
  });

  test('what ended with its outer document comes back when it is offered by itself', async () => {
    if (STATEMENT === undefined) throw new Error('the example estate has no such statement');
    await ingested([{ documents: [STATEMENT] }]);
    await both((writer) => writer.withdraw(digestOf(STATEMENT), 'by mistake', LATER));
    const inside = openDocument(FORMATS, { bytes: bytesOf(STATEMENT), digest: digestOf(STATEMENT) }, 0)?.inner[0];
    await ingested([{ documents: [offered('alone.json', inside?.document.bytes ?? new Uint8Array())] }]);
    await expectSame();
    const undone = await neo4j.connection.read(async (transaction) => {
      const { records } = await transaction.run(
        'MATCH (d:Document {key: $digest}) RETURN d.withdrawnFrom AS from, d.withdrawnTo AS to, d.rt AS rt',
        { digest: inside?.document.digest },
      );
      return records[0]?.toObject();
    });
    expect(undone).toEqual({ from: [2], to: [3], rt: null });
  });

  test('reading again replaces exactly what a document claimed', async () => {
    await ingested([{ documents: ESTATE }, ...CLUSTERS]);
    const before = await neo4j.dumped('claims');
    const documents = [...ESTATE, EU_PROD];
    await both(async (writer) => {
      for (const one of documents) await readAgain(writer, one, true);
    });
    await expectSame();
    expect((await neo4j.dumped('claims')).length).toBeLessThan(before.length - 200);
    await both(async (writer) => {
      for (const one of documents) await readAgain(writer, one, false);
      for (const one of documents) await readAgain(writer, one, false);
    });
    await expectSame();
    expectSameDump(await neo4j.dumped('claims'), before);
  });

  test('two ingests of the same documents at once give one graph', async () => {
    for (const run of [{ documents: ESTATE }, ...CLUSTERS]) await sqlite.ingest({ ...run, project: false });
    const orders = [ESTATE, [...ESTATE].reverse()];
    const writing = orders.map(async (documents, which) => {
      const run = CLUSTERS[which];
      // Each in parts, so that commits of the two come between each other.
      for (let start = 0; start < documents.length; start += 25)
        await neo4j.ingest({ documents: documents.slice(start, start + 25), project: false });
      if (run !== undefined) await neo4j.ingest({ ...run, project: false });
    });
    await Promise.all(writing);
    await expectSame();
  });

  test('two writers that knew nothing of each other write a document once', async () => {
    if (STATEMENT === undefined) throw new Error('the example estate has no such statement');
    await sqlite.ingest({ documents: [STATEMENT], project: false });
    const writers = [await neo4j.writer(), await neo4j.writer()];
    for (const writer of writers) expect(await writer.stored(digestOf(STATEMENT))).toBeNull();
    for (const writer of writers) await readAgain(writer, STATEMENT, false);
    const revisions = await Promise.all(writers.map((writer) => writer.commit()));
    expect(revisions.sort()).toEqual([1, 2]);
    for (const writer of writers) await writer.close();
    const one = (line: string): boolean => /^(ATTESTS|HOLDS|SIGNS) /u.test(line);
    expectSameDump((await neo4j.dumped()).filter(one), sqlite.dump().filter(one));
  });

  test('a commit whose acknowledgement is lost is not made again', async () => {
    await sqlite.ingest({ documents: ESTATE, project: false });
    let lost = 0;
    rerouted(async (write, work) => {
      await write(work);
      lost += 1;
      return write(work);
    });
    await neo4j.ingest({ documents: ESTATE, project: false });
    vi.restoreAllMocks();
    expect(lost).toBeGreaterThan(1);
    await expectSame();
    expect(await neo4j.withWriter((writer) => writer.commit())).toBe(1);
  });

  test('a commit that fails leaves nothing to be seen, and can be made again', async () => {
    await sqlite.ingest({ documents: ESTATE, project: false });
    const writer = await neo4j.writer();
    for (const one of ESTATE) await readAgain(writer, one, false);
    rerouted((write, work) =>
      write(async (transaction) => {
        await work(transaction);
        throw new Error('cut off');
      }),
    );
    await expect(writer.commit()).rejects.toThrow('cut off');
    vi.restoreAllMocks();
    expect(await neo4j.dumped()).toEqual([]);
    await writer.close();
    await neo4j.ingest({ documents: ESTATE, project: false });
    await expectSame();
  });

  test('a commit takes few statements, whatever it holds', async () => {
    const counts: number[] = [];
    rerouted((write, work) =>
      write((transaction) => {
        const place = counts.push(0) - 1;
        return work({
          run: (...given: Parameters<typeof transaction.run>) => {
            counts[place] = (counts[place] ?? 0) + 1;
            return transaction.run(...given);
          },
        });
      }),
    );
    for (const run of [{ documents: GOLDEN }, ...CLUSTERS]) await neo4j.ingest({ ...run, project: false });
    const writer = await neo4j.writer();
    for (const one of GOLDEN) await readAgain(writer, one, false);
    await writer.withdraw(digestOf(EU_PROD), 'by mistake', LATER);
    await writer.commit();
    await writer.close();
    expect(Math.max(...counts)).toBeLessThanOrEqual(36);
    expect(Math.max(...counts)).toBeGreaterThan(20);
  });

  test('a name that cannot be indexed fails its document alone', async () => {
    const long = { name: 'a'.repeat(5_000), version: '1', purl: `pkg:pypi/${'a'.repeat(5_000)}@1` };
    const sbom = (components: readonly unknown[]): unknown => ({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      components,
    });
    const documents = [
      offeredJson('long.json', sbom([long])),
      offeredJson('short.json', sbom([{ ...long, name: 'a', purl: 'pkg:pypi/a@1' }])),
    ];
    await neo4j.ingest({ documents, project: false });
    const writer = await neo4j.writer();
    const [failed, read] = [
      await writer.stored(digestOf(documents[0] as Offered)),
      await writer.stored(digestOf(documents[1] as Offered)),
    ];
    await writer.close();
    expect(failed).toMatchObject({ outcome: 'failed', code: 'TOO_LARGE', at: '/components/0' });
    expect(read).toMatchObject({ outcome: 'read' });
  });

  test('opening makes the schema', async () => {
    const writer = await Neo4jWriter.open(settings, () => LATER);
    expect(await writer.commit()).toBe(0);
    await writer.close();
  });
});

type Write = (work: Work<unknown>) => Promise<unknown>;

/** Puts something between a writer and the server. */
function rerouted(route: (write: Write, work: Work<unknown>) => Promise<unknown>): void {
  const write = Object.getOwnPropertyDescriptor(Neo4jConnection.prototype, 'write')?.value as Write;
  vi.spyOn(Neo4jConnection.prototype, 'write').mockImplementation(function (this: Neo4jConnection, work) {
    return route((one) => write.call(this, one), work);
  });
}

async function withoutProjection(store: Store, work: (writer: Writer) => Promise<unknown>): Promise<void> {
  const writer = await store.writer();
  try {
    await work(writer);
    await writer.commit();
  } finally {
    await writer.close();
  }
}

/** Settles a document anew: as nothing that can be read, or as it is read. What is inside it is left alone. */
async function readAgain(writer: Writer, document: Offered, blind: boolean): Promise<void> {
  const opened = openDocument(FORMATS, { bytes: bytesOf(document), digest: digestOf(document) }, 0);
  if (opened?.reading == null) return;
  const { format, reading, inner } = opened;
  const { version, remarks } = reading;
  await writer.settle({
    document: opened.document,
    format: format.name,
    reader: format.reader,
    outcome: 'read',
    version,
    reading: blind ? { version, claims: [], inner: reading.inner, remarks } : reading,
    failure: null,
    inner: inner.map(({ document: { digest }, at }) => ({ digest, at })),
  });
}
