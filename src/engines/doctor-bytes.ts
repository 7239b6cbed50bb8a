import { FORMATS, openDocument } from '#ingest';
import type { Archive, Document } from '#ingest';
import { ArchiveError } from '../archive/archive-error.ts';
import { keptDigests } from '../archive/kept-digests.ts';
import type { Check } from './engine.ts';
import { Found, checkOf, counted } from './doctor-check.ts';

/** The documents of a store, and by which of them each is held. Plain texts, so that no snapshot is kept while bytes are read. */
export interface StoredDocuments {
  readonly digests: ReadonlySet<string>;
  readonly holders: ReadonlyMap<string, readonly string[]>;
}

const RESTORE = 'Put the file there again from a backup of the archive, or ingest the document again.';

const NO_ARCHIVE = 'The archive holds no file at all: is --archive right? Otherwise put it there again from a backup.';

/** What the archive holds: damaged bytes, documents whose bytes are nowhere, and bytes that no document needs. */
export async function* checkBytes(
  { digests, holders }: StoredDocuments,
  archive: Archive,
  archiveFolder: string,
): AsyncGenerator<Check> {
  const damaged = new Found();
  const bad = new Set<string>();
  const kept = new Set<string>();
  let orphans = 0;
  for await (const digest of keptDigests(archiveFolder)) {
    if (digests.has(digest)) kept.add(digest);
    else orphans++;
    const sound = await isSound(archive, digest);
    if (sound) continue;
    damaged.add(digest);
    bad.add(digest);
  }
  const looked = counted(kept.size + orphans, 'file');
  const others =
    orphans === 0 ? '' : `, ${orphans.toLocaleString('en-US')} of them of no stored document, which is fine`;
  const whole = 'The bytes of every kept document hash to its digest.';
  yield checkOf({ name: 'bytes', law: whole, action: RESTORE }, `${looked}${others}`, damaged);

  const lost = new Found();
  const without = [...digests].filter((digest) => !kept.has(digest));
  const within = await foundInside(without, holders, (digest) =>
    kept.has(digest) && !bad.has(digest) ? archive.read(digest) : Promise.resolve(null),
  );
  for (const digest of without) if (!within.has(digest)) lost.add(digest);
  const law = 'Every document has its bytes in the archive, or in a document there that holds it.';
  const isEmpty = kept.size + orphans === 0;
  yield checkOf(
    { name: 'documents', law, action: isEmpty ? NO_ARCHIVE : RESTORE },
    `${counted(digests.size, 'document')}, ${(without.length - lost.count).toLocaleString('en-US')} of them inside others`,
    lost,
  );
}

async function isSound(archive: Archive, digest: string): Promise<boolean> {
  try {
    await archive.read(digest);
    return true;
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    return false;
  }
}

/** The documents among `wanted` that are still found inside kept ones: each outermost holder is opened once. */
async function foundInside(
  wanted: readonly string[],
  holders: StoredDocuments['holders'],
  read: (digest: string) => Promise<Uint8Array | null>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const missing = new Set(wanted);
  const above = new Set<string>();
  const climb = (digest: string): void => {
    for (const holder of holders.get(digest) ?? []) {
      if (above.has(holder)) continue;
      above.add(holder);
      climb(holder);
    }
  };
  for (const digest of wanted) climb(digest);
  const open = (document: Document): void => {
    for (const { document: inner } of openDocument(FORMATS, document, 0)?.inner ?? []) {
      if (found.has(inner.digest)) continue;
      found.add(inner.digest);
      if (missing.has(inner.digest) && above.has(inner.digest)) open(inner);
    }
  };
  for (const digest of above) {
    const bytes = missing.has(digest) ? null : await read(digest);
    if (bytes !== null) open({ bytes, digest });
  }
  return found;
}
