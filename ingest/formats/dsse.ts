import { sha256Of } from '#schema';
import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import { arrayOf, isObject, member, parseJson, pointer, textOf } from '../json/index.ts';
import type { Claim, Reading, Remark } from '../reading.ts';
import { isNodeId } from './node-id.ts';

/**
 * DSSE envelope: its payload is a document of its own, whatever its type. Signers are claimed as the envelope names them;
 * nothing is verified here (sigstore-oci-rekor.md §1.3).
 */
export const dsse: Format = {
  name: 'dsse',
  doc: 'DSSE envelope: the payload inside, and who is claimed to have signed it',
  reader: 1,
  recognises: ({ shape, keys }: Head) =>
    shape === 'json' && keys.has('payloadType') && (keys.has('payload') || keys.has('signatures')),
  read,
};

function read(document: Document): Reading {
  const envelope = parseJson(document.bytes);
  if (!isObject(envelope)) throw new Failure('MALFORMED', 'The envelope is no JSON object.');
  const payload = decoded(member(envelope, 'payload'));
  const payloadType = textOf(member(envelope, 'payloadType'));
  const remarks: Remark[] = [];
  if (payloadType === null) {
    const message = 'The envelope does not say what its payload is; the signatures cover that too.';
    remarks.push({ code: 'PAYLOAD_TYPE_MISSING', at: '/payloadType', message });
  }
  const signatures = readSignatures(document.digest, member(envelope, 'signatures'), sha256Of(payload), payloadType);
  return {
    version: null,
    claims: signatures.claims,
    inner: [{ bytes: payload, at: '/payload' }],
    remarks: [...remarks, ...signatures.remarks],
  };
}

/** Standard or URL-safe base64, padded or not. Line ends are tolerated, as the usual decoders tolerate them. */
function decoded(payload: unknown): Uint8Array {
  const at = '/payload';
  if (typeof payload !== 'string') throw new Failure('MALFORMED', 'The envelope has no payload text.', { at });
  const text = payload.replaceAll(/[\r\n]/g, '');
  const digits = text.replace(/={1,2}$/, '');
  const isAlphabet = /^[A-Za-z0-9+/]*$/.test(digits) || /^[A-Za-z0-9_-]*$/.test(digits);
  if (!isAlphabet || digits.length % 4 === 1) throw new Failure('MALFORMED', 'The payload is no base64.', { at });
  return Buffer.from(digits, 'base64');
}

function readSignatures(
  envelope: string,
  listed: unknown,
  payload: string,
  payloadType: string | null,
): { claims: Claim[]; remarks: Remark[] } {
  const claims: Claim[] = [];
  const remarks: Remark[] = [];
  if (arrayOf(listed).length === 0) {
    remarks.push({ code: 'SIGNATURES_MISSING', at: '/signatures', message: 'The envelope carries no signature.' });
  }
  for (const [index, entry] of arrayOf(listed).entries()) {
    const at = pointer('signatures', index);
    if (textOf(member(entry, 'sig')) === null) {
      remarks.push({ code: 'SIGNATURE_UNREADABLE', at, message: 'This entry holds no signature.' });
      continue;
    }
    const signature = `${envelope}#${index}`;
    claims.push({ edge: 'SIGNS', from: signature, to: payload, at, properties: { payloadType } });
    const keyid = member(entry, 'keyid');
    if (keyid === undefined || keyid === null || keyid === '') continue;
    if (isNodeId(keyid)) {
      claims.push({ edge: 'SIGNED_BY', from: signature, to: `key:${keyid}`, at: `${at}/keyid` });
    } else {
      remarks.push({ code: 'KEYID_INVALID', at: `${at}/keyid`, message: 'The key hint is no usable text.' });
    }
  }
  return { claims, remarks };
}
