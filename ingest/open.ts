import { sha256Of, sha512Of } from '#schema';
import { Failure } from './failure.ts';
import type { Document, Format } from './format.ts';
import { LIMITS } from './limits.ts';
import { refuseLongNames } from './long-names.ts';
import { withLosses } from './lost.ts';
import type { Reading } from './reading.ts';
import { recognise } from './recognise.ts';

/** One document, recognised and read; what is inside it is not opened yet. */
export interface Opened {
  readonly document: Document;
  readonly format: Format;
  readonly reading: Reading | null;
  readonly failure: Failure | null;
  readonly inner: readonly { readonly document: Document; readonly at: string }[];
}

/** Recognises and reads one document; undefined when no format claims it. Bugs pass through, failures are values. */
export function openDocument(formats: readonly Format[], document: Document, depth: number): Opened | undefined {
  const format = recognise(formats, document.bytes);
  if (format === undefined) return undefined;
  try {
    const reading = withLosses(document, format.name, withFurtherDigest(document, format.read(document)));
    refuseLongNames(reading);
    if (depth >= LIMITS.innerDepth && reading.inner.length > 0) {
      throw new Failure('TOO_DEEP', `Documents lie deeper in each other than ${LIMITS.innerDepth} levels.`);
    }
    if (reading.inner.length > LIMITS.innerDocuments) {
      throw new Failure('TOO_MANY_DOCUMENTS', `The document holds more than ${LIMITS.innerDocuments} documents.`);
    }
    const inner = reading.inner.map(({ bytes, at }) => ({ document: { bytes, digest: sha256Of(bytes) }, at }));
    return { document, format, reading, failure: null, inner };
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return { document, format, reading: null, failure, inner: [] };
  }
}

/**
 * Where the bytes of a document are an artifact, they prove what its other digest is: who names it by SHA-512 alone names the
 * same thing.
 */
function withFurtherDigest({ bytes, digest }: Document, reading: Reading): Reading {
  const itself = reading.claims.find(({ edge, to }) => edge === 'EMBODIES' && to === digest);
  if (itself === undefined) return reading;
  return { ...reading, claims: [...reading.claims, { edge: 'HAS_DIGEST', from: digest, to: sha512Of(bytes), at: '' }] };
}

/**
 * The bytes of a stored document: kept, or found again inside the document that holds it. Null where neither is known.
 * `holderOf` and `kept` ask the store and the archive.
 */
export async function documentBytes(
  digest: string,
  formats: readonly Format[],
  kept: (digest: string) => Promise<Uint8Array | null>,
  holderOf: (digest: string) => Promise<string | null>,
): Promise<Uint8Array | null> {
  const chain = [digest];
  let bytes = await kept(digest);
  while (bytes === null) {
    const holder = await holderOf(chain.at(-1) ?? digest);
    if (holder === null || chain.length > LIMITS.innerDepth) return null;
    chain.push(holder);
    bytes = await kept(holder);
  }
  for (let i = chain.length - 2; i >= 0; i--) {
    const found: Document | undefined = innerOf(formats, { bytes, digest: chain[i + 1] ?? '' }, chain[i] ?? '');
    if (found === undefined) return null;
    bytes = found.bytes;
  }
  return bytes;
}

function innerOf(formats: readonly Format[], outer: Document, digest: string): Document | undefined {
  return openDocument(formats, outer, 0)?.inner.find(({ document }) => document.digest === digest)?.document;
}
