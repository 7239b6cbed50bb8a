import { canonicalJson, parseDigest } from '#schema';
import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import { isObject, member, parseJson, pointer, textOf } from '../json/index.ts';
import type { Reading } from '../reading.ts';
import { isContentDigest } from './digest-set.ts';
import { isNodeId } from './node-id.ts';

const FAMILY = 'https://provgraph.dev/sighting/';
const TYPE = `${FAMILY}v1`;
const FIELDS = new Set(['_type', 'reference', 'digest']);

/**
 * What a source saw without bytes: that a reference named a digest, or nothing. There is no time in it (design.md §2): the
 * observation of this document has it, so the same sight is the same document however often it is seen.
 */
export const sighting: Format = {
  name: 'sighting',
  doc: 'What a source saw without bytes: the digest that a reference named, or that it named none',
  reader: 1,
  recognises: ({ shape, keys }: Head) => shape === 'json' && (keys.get('_type') ?? '').startsWith(FAMILY),
  read,
};

/**
 * The document that says: this reference named this digest (`sha256:…`), or, with null, that the source had none.
 *
 * @param reference - id of a Reference: `oci:registry/repository:tag`.
 */
export function sightingBytes(reference: string, digest: string | null): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ _type: TYPE, reference, digest }));
}

function read(document: Document): Reading {
  const record = parseJson(document.bytes);
  if (!isObject(record)) throw new Failure('MALFORMED', 'The sighting is no JSON object.');
  if (textOf(member(record, '_type')) !== TYPE) {
    throw new Failure('UNSUPPORTED_VERSION', 'Only sightings of version 1 are read.', { at: '/_type' });
  }
  const reference = member(record, 'reference');
  if (!isNodeId(reference) || !/^[a-z][a-z0-9+.-]*:./.test(reference)) {
    throw new Failure('MALFORMED', 'The sighting names no reference.', { at: '/reference' });
  }
  const remarks = Object.keys(record)
    .filter((key) => !FIELDS.has(key))
    .map((key) => ({ code: 'FIELD_UNKNOWN', at: pointer(key), message: 'A sighting has no such field.' }));
  const written = member(record, 'digest');
  if (written === null) return { version: 'v1', claims: [], inner: [], remarks };
  const digest = typeof written === 'string' ? parseDigest(written) : undefined;
  if (digest === undefined || !isContentDigest(digest)) {
    throw new Failure('MALFORMED', 'The digest of the sighting is neither a digest nor null.', { at: '/digest' });
  }
  const claims = [{ edge: 'RESOLVES_TO', from: reference, to: digest, at: '/digest' }] as const;
  return { version: 'v1', claims, inner: [], remarks };
}
