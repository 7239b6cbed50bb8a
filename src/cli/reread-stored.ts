import { FORMATS, Listings, openDocument, Settling } from '#ingest';
import type { Archive, Document, Observation, Offering, Receipt, Writer } from '#ingest';
import { ArchiveError } from '../archive/archive-error.ts';

export interface RereadStore {
  readonly writer: Writer;
  readonly archive: Archive;
}

/** What became of a stored document: a receipt, or the sentence why its bytes could not be had. */
export type Reread = { readonly receipt: Receipt } | { readonly document: string; readonly lost: string };

const BATCH = 200;

/** The stored documents whose readings are of other readers than ours, or with `all` every one. */
export function documentsToReread(writer: Writer, all = false): Promise<readonly string[]> {
  // No reader is known by an empty list: every reading is then of another one.
  return writer.outdated(new Map(all ? [] : FORMATS.map(({ name, reader }) => [name, reader])));
}

/**
 * Reads stored documents again from their kept bytes (design.md §6): each one's claims are replaced, and what is newly
 * found inside it is observed wherever and whenever the document was. A document whose bytes are gone keeps its claims.
 * Stops between two documents when the signal says so; commits every 200 documents and at the end.
 */
export async function* rereadStored(
  store: RereadStore,
  digests: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Reread> {
  const wanted = new Set(digests);
  const roots = new Map<string, string[]>();
  for (const digest of digests) {
    const root = await rootOf(store, digest);
    if (typeof root !== 'string') yield root;
    else roots.set(root, [...(roots.get(root) ?? []), digest]);
  }
  let since = 0;
  for (const [root, within] of roots) {
    const bytes = await store.archive.read(root);
    const missing = new Set(within);
    for (const { document, depth } of bytes === null ? [] : documentsIn({ bytes, digest: root }, 0)) {
      if (signal.aborted) return;
      if (!wanted.delete(document.digest)) continue;
      missing.delete(document.digest);
      yield await readAgain(store, document, depth);
      if (++since % BATCH === 0) await store.writer.commit();
    }
    for (const digest of missing) {
      if (wanted.has(digest))
        yield { document: digest, lost: `${digest} is no longer found inside ${root}, which held it.` };
    }
  }
  await store.writer.commit();
}

/** The document of the archive in which the bytes of a document lie: itself, or one that holds it. */
async function rootOf(
  { writer, archive }: RereadStore,
  digest: string,
): Promise<string | Exclude<Reread, { receipt: Receipt }>> {
  const met = new Set<string>();
  try {
    for (let at: string | null = digest; at !== null && !met.has(at); at = await writer.holderOf(at)) {
      if ((await archive.read(at)) !== null) return at;
      met.add(at);
    }
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    return { document: digest, lost: error.message };
  }
  return { document: digest, lost: `The bytes of ${digest} are not in the archive; ingest the document again.` };
}

function* documentsIn(document: Document, depth: number): Generator<{ document: Document; depth: number }> {
  const inner = openDocument(FORMATS, document, depth)?.inner ?? [];
  for (const found of inner) yield* documentsIn(found.document, depth + 1);
  yield { document, depth };
}

async function readAgain(store: RereadStore, document: Document, depth: number): Promise<Reread> {
  const before = await store.writer.stored(document.digest);
  const observations = (await store.writer.observationsOf(document.digest)).filter(
    ({ location }) => !location.startsWith('ref:'),
  );
  const [first, ...others] = observations;
  if (first === undefined)
    return { document: document.digest, lost: `Nothing says where ${document.digest} was seen.` };
  const { scope, origin } = first;
  const receipts = settlingOf(store, first).again(document, { origin, location: pathOf(first), scope, depth });
  const receipt = await lastOf(receipts);
  const after = await store.writer.stored(document.digest);
  if (before?.outcome !== 'read' || !sameTexts(before.inner, after?.inner ?? [])) {
    for (const seen of others) {
      const place = { origin: seen.origin, location: pathOf(seen) };
      // Each receipt repeats the one above: only the observations are new.
      await lastOf(settlingOf(store, seen).root(document, place));
    }
  }
  return { receipt };
}

/** Settles everything inside a document; its own receipt is the last. */
async function lastOf(receipts: AsyncIterable<Receipt>): Promise<Receipt> {
  let last: Receipt | undefined;
  for await (const receipt of receipts) last = receipt;
  if (last === undefined) throw new TypeError('a document without a receipt');
  return last;
}

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, index) => text === b[index]);

function settlingOf({ writer, archive }: RereadStore, seen: Observation): Settling {
  const offering: Offering = {
    run: seen.run,
    cluster: seen.scope.startsWith('cluster:') ? seen.scope.slice('cluster:'.length) : null,
    environment: seen.environment,
    observedAt: seen.observedAt,
    complete: false,
    namespaces: [],
  };
  return new Settling({ formats: FORMATS, writer, archive, offering }, seen.source, new Listings(offering));
}

/** The path of an observation: of a Kubernetes object the location is the object, and its scope holds the path. */
function pathOf({ location, scope, source, origin }: Observation): string {
  if (!location.startsWith(`${scope}|`)) return location;
  const prefix = `path:${source}/`;
  return scope.startsWith(prefix) ? scope.slice(prefix.length) : origin;
}
