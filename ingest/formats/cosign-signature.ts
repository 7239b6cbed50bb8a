import { parseDigest } from '#schema';
import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import { isObject, member, parseJson, pointer, textOf } from '../json/index.ts';
import type { Reading } from '../reading.ts';
import { isContentDigest } from './digest-set.ts';

const PARTS = new Set(['critical', 'optional']);
const DIGEST_KEY = 'docker-manifest-digest';

/**
 * The payload of a simple signature (cosign's `.sig` tags, and the form they come from): which image was signed. The
 * signature itself is an annotation of the manifest that has this payload as layer (sigstore-oci-rekor.md §1.3).
 */
export const cosignSignature: Format = {
  name: 'cosign-signature',
  doc: "Payload of a simple signature, as in cosign's .sig tags: the image that was signed",
  reader: 1,
  recognises: ({ shape, keys }: Head) =>
    shape === 'json' && keys.get('critical') === null && [...keys.keys()].every((key) => PARTS.has(key)),
  read,
};

function read(document: Document): Reading {
  const payload = parseJson(document.bytes);
  const critical = member(payload, 'critical');
  if (!isObject(critical)) {
    throw new Failure('MALFORMED', 'The payload does not say what was signed.', { at: '/critical' });
  }
  const predicateType = textOf(member(critical, 'type'));
  if (predicateType === null) {
    throw new Failure('MALFORMED', 'The payload does not say what kind it is.', { at: '/critical/type' });
  }
  const image = member(critical, 'image');
  const key = keyIn(image);
  const written = textOf(member(image, key));
  const digest = written === null ? undefined : parseDigest(written);
  const at = pointer('critical', 'image', key);
  if (digest === undefined || !isContentDigest(digest)) {
    const message = 'The payload names no image by a valid digest.';
    return { version: null, claims: [], inner: [], remarks: [{ code: 'DIGEST_INVALID', at, message }] };
  }
  const name = textOf(member(member(critical, 'identity'), 'docker-reference'));
  const properties = { predicateType, name };
  const claims = [{ edge: 'ATTESTS', from: document.digest, to: digest, at, properties }] as const;
  return { version: null, claims, inner: [], remarks: [] };
}

/** The reader in cosign takes the key in any case. */
function keyIn(image: unknown): string {
  if (!isObject(image) || Object.hasOwn(image, DIGEST_KEY)) return DIGEST_KEY;
  return Object.keys(image).find((key) => key.toLowerCase() === DIGEST_KEY) ?? DIGEST_KEY;
}
