import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { FORMATS, openDocument } from '#ingest';
import type { Offered, Writer } from '#ingest';
import { ESTATE, EU_PROD, GOLDEN, PACKAGES, TAG_FIRST, US_STAGING, bytesOf, digestOf, offered } from './corpus.ts';
import { expectSameAnswers, expectSameDump } from './same.ts';
import { describeLaw } from './on-engines.ts';
import { Store } from './store.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 240_000 });

/** Each digest once: what is withdrawn is offered nowhere else. */
const DOCUMENTS = [...new Map([...ESTATE, ...GOLDEN, TAG_FIRST].map((one) => [digestOf(one), one])).values()];
const CLUSTERS = [
  { documents: [EU_PROD], cluster: 'eu-prod' },
  { documents: [US_STAGING], cluster: 'us-staging' },
];

const stores: Store[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.removed();
});

async function filled(store: Store, documents: readonly Offered[]): Promise<Store> {
  stores.push(store);
  await store.ingest({ documents, cluster: 'golden', project: false });
  for (const run of CLUSTERS) await store.ingest(run);
  await store.withWriter(() => Promise.resolve());
  return store;
}

/** The digests of what lies directly inside a document: offered by it, even when withdrawn elsewhere. */
const heldBy = (one: Offered): readonly string[] =>
  openDocument(FORMATS, { bytes: bytesOf(one), digest: digestOf(one) }, 0)?.inner.map(
    ({ document }) => document.digest,
  ) ?? [];

const withdraw = async (writer: Writer, documents: readonly Offered[]): Promise<void> => {
  for (const document of documents)
    await writer.withdraw(digestOf(document), 'offered by mistake', '2026-07-01T00:00:00.000Z');
};

await describeLaw('law 7: a document owns its claims', (openStore) => {
  const storeOf = async (documents: readonly Offered[]): Promise<Store> => filled(await openStore(), documents);

  test('withdrawing some documents equals never having offered them, and undo restores everything', async () => {
    const whole = await storeOf(DOCUMENTS);
    const dump = await whole.dumped();
    const inside = new Set(DOCUMENTS.flatMap((one) => heldBy(one)));
    const places = DOCUMENTS.flatMap((one, place) => (inside.has(digestOf(one)) ? [] : [place]));
    const some = fc.subarray(places, { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(some, async (chosen) => {
        const withdrawn = DOCUMENTS.filter((_, place) => chosen.includes(place));
        const never = await filled(
          new Store(),
          DOCUMENTS.filter((one) => !withdrawn.includes(one)),
        );
        await whole.withWriter((writer) => withdraw(writer, withdrawn));
        expectSameDump(await whole.dumped('in-force'), await never.dumped('in-force'));
        expectSameAnswers(await whole.answers(PACKAGES), await never.answers(PACKAGES));
        await whole.withWriter(async (writer) => {
          for (const document of [...withdrawn].reverse()) await writer.restore(digestOf(document));
        });
        expectSameDump(await whole.dumped(), dump);
      }),
      { numRuns: 3, seed: 7, endOnFailure: true },
    );
  });

  test('withdrawal survives re-offering', async () => {
    const store = await storeOf(DOCUMENTS);
    await store.withWriter((writer) => withdraw(writer, DOCUMENTS.slice(0, 30)));
    const before = await store.dumped('in-force');
    await store.ingest({ documents: DOCUMENTS.slice(0, 30), cluster: 'golden' });
    expectSameDump(await store.dumped('in-force'), before);
  });

  test('what ended with its outer document comes back when another one offers it', async () => {
    const [statement] = ESTATE.filter(({ location }) => location.endsWith('fraud-bert-7.syft.cdx.intoto.json'));
    if (statement === undefined) throw new Error('the example estate has no such statement');
    const line = new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(bytesOf(statement)))));
    const lines = offered('again.jsonl', Buffer.concat([line, Buffer.from('\n'), line]));
    const inside = openDocument(FORMATS, { bytes: bytesOf(statement), digest: digestOf(statement) }, 0)?.inner[0]
      ?.document;
    const sbom = offered('alone.json', inside?.bytes ?? new Uint8Array());
    for (const other of [sbom, lines]) {
      const [late, early] = [await storeOf([statement]), await filled(new Store(), [statement, other])];
      await late.withWriter((writer) => withdraw(writer, [statement]));
      await late.ingest({ documents: [other], cluster: 'golden' });
      await early.withWriter((writer) => withdraw(writer, [statement]));
      expectSameDump(await late.dumped(), await early.dumped());
    }
  });

  test('undoing the withdrawal of an outer document does not undo that of an inner one', async () => {
    const store = await storeOf(ESTATE);
    const statement = ESTATE.find(({ location }) => location.endsWith('fraud-bert-7.syft.cdx.intoto.json'));
    const inner =
      statement === undefined
        ? undefined
        : openDocument(FORMATS, { bytes: bytesOf(statement), digest: '' }, 0)?.inner[0];
    if (statement === undefined || inner === undefined) throw new Error('the example estate has no such statement');
    await store.withWriter((writer) =>
      writer.withdraw(inner.document.digest, 'wrong list', '2026-07-01T00:00:00.000Z'),
    );
    const before = await store.dumped();
    await store.withWriter((writer) => withdraw(writer, [statement]));
    await store.withWriter((writer) => writer.restore(digestOf(statement)));
    expectSameDump(await store.dumped(), before);
  });

  test('re-reading replaces exactly what the document claimed', async () => {
    const store = await storeOf(DOCUMENTS);
    const before = await store.dumped();
    await store.withWriter(async (writer) => {
      for (const document of DOCUMENTS) await readAgain(writer, document, true);
    });
    expect((await store.dumped()).length).toBeLessThan(before.length - 500);
    await store.withWriter(async (writer) => {
      for (const document of DOCUMENTS) await readAgain(writer, document, false);
    });
    expectSameDump(await store.dumped(), before);
  });
});

/** Settles a document anew: as nothing that can be read, or as it is read. What is inside it is left alone. */
async function readAgain(writer: Writer, document: Offered, blind: boolean): Promise<void> {
  const opened = openDocument(FORMATS, { bytes: bytesOf(document), digest: digestOf(document) }, 0);
  if (opened?.reading == null) return;
  const { format, reading, inner } = opened;
  await writer.settle({
    document: opened.document,
    format: format.name,
    reader: format.reader,
    outcome: 'read',
    version: reading.version,
    reading: blind ? { version: reading.version, claims: [], inner: reading.inner, remarks: reading.remarks } : reading,
    failure: null,
    inner: inner.map(({ document: { digest }, at }) => ({ digest, at })),
  });
}
