import { FORMATS, ingest, openDocument } from '#ingest';
import type { Document, Offered, Source, Writer } from '#ingest';
import { rereadStored } from '../../src/cli/reread-stored.ts';
import type { StandingClock } from '../questions/golden-estate.ts';
import type { Store } from '../questions/engines.ts';
import type { Step } from './schedule.ts';

/** Does one step to a store, and says what became of it: receipts, or whether there was such a document. */
export async function happened(store: Store, clock: StandingClock, step: Step, place: number): Promise<unknown> {
  clock.time = step.at;
  const writer = await store.writer();
  try {
    const became = await done(store, writer, step, `run-${place}`);
    if (step.does !== 'ingest' || step.projects) await writer.project(() => undefined);
    return became;
  } finally {
    await writer.close();
  }
}

async function done(store: Store, writer: Writer, step: Step, run: string): Promise<unknown> {
  const { archive } = store;
  const { signal } = new AbortController();
  switch (step.does) {
    case 'ingest': {
      const offering = { run, ...step.offering };
      const receiving = ingest({ formats: FORMATS, writer, archive, offering }, [sourceOf(step.documents)], signal);
      const receipts: unknown[] = [];
      let next = await receiving.next();
      for (; next.done !== true; next = await receiving.next()) receipts.push(next.value);
      return { receipts, refused: next.value };
    }
    case 'withdraw':
      return writer.withdraw(step.document, 'by mistake', step.at);
    case 'restore':
      return writer.restore(step.document);
    case 'reread':
      return (await writer.stored(step.document)) === null
        ? null
        : all(rereadStored({ writer, archive }, [step.document], signal));
    case 'lose':
      return lost(store, writer, step.document);
    case 'project':
      return null;
  }
}

async function all<T>(from: AsyncIterable<T>): Promise<readonly T[]> {
  const every: T[] = [];
  for await (const one of from) every.push(one);
  return every;
}

/** Reads a document again as a reader would that sees less in it: every other claim, and no list. */
async function lost({ archive }: Store, writer: Writer, digest: string): Promise<boolean> {
  const bytes = (await writer.stored(digest)) === null ? null : await archive.read(digest);
  const document: Document | null = bytes === null ? null : { bytes, digest };
  const opened = document === null ? undefined : openDocument(FORMATS, document, 0);
  if (document === null || opened?.reading == null) return false;
  const { format, reading, inner } = opened;
  const { version, remarks, claims } = reading;
  await writer.settle({
    document,
    format: format.name,
    reader: format.reader,
    outcome: 'read',
    version,
    reading: { version, claims: claims.filter((_, place) => place % 2 === 0), inner: reading.inner, remarks },
    failure: null,
    inner: inner.map((one) => ({ digest: one.document.digest, at: one.at })),
  });
  await writer.commit();
  return true;
}

const sourceOf = (documents: readonly Offered[]): Source => ({
  id: 'folder:drawn',
  expected: null,
  async *offers() {
    await Promise.resolve();
    yield* documents;
  },
});
