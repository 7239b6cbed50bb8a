import { digestOf } from '#schema';
import { Failure } from '../../failure.ts';
import type { Document, Format } from '../../format.ts';
import type { Head } from '../../head.ts';
import type { JsonObject } from '../../json/index.ts';
import { isObject, member, parseJson, sliceAt, textOf } from '../../json/index.ts';
import type { Claim, Reading, Remark } from '../../reading.ts';
import { dsse } from '../dsse.ts';
import type { Signers } from './signers.ts';
import { readSigners, signedBy } from './signers.ts';

const MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle';
/** v0.1 and v0.2 write the version as a parameter, v0.3 both ways. */
const VERSION =
  /^application\/vnd\.dev\.sigstore\.bundle(?:\+json;\s*version="?|\.v)(0\.[123])(?:\.\d+)?(?:"|\+json)?$/;
const PREDICATE_TYPE = 'sigstore:message-signature';

/** The names that the bundle gives hash algorithms. */
const ALGORITHMS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['SHA2_256', 'sha256'],
  ['SHA2_384', 'sha384'],
  ['SHA2_512', 'sha512'],
  ['SHA3_256', 'sha3_256'],
  ['SHA3_384', 'sha3_384'],
]);

/**
 * Sigstore bundle v0.1, v0.2 and v0.3 (sigstore-oci-rekor.md §1.4): the payload of its envelope is a document of its own; a
 * signature over bytes that are elsewhere attests the artifact whose digest it gives. Who signed is claimed as the certificate
 * or the key hint says. Log entries and timestamps stay in the bytes; nothing is verified here.
 */
export const sigstoreBundle: Format = {
  name: 'sigstore-bundle',
  doc: 'Sigstore bundle v0.1, v0.2 and v0.3: what is signed, and who is claimed to have signed it',
  reader: 1,
  recognises: ({ shape, keys }: Head) => shape === 'json' && isBundle(keys),
  read,
};

function isBundle(keys: Head['keys']): boolean {
  const mediaType = keys.get('mediaType');
  if (typeof mediaType === 'string') return mediaType.startsWith(MEDIA_TYPE);
  return keys.has('verificationMaterial') && (keys.has('dsseEnvelope') || keys.has('messageSignature'));
}

function read(document: Document): Reading {
  const bundle = parseJson(document.bytes);
  if (!isObject(bundle)) throw new Failure('MALFORMED', 'The bundle is no JSON object.');
  const { version, remarks } = readVersion(bundle);
  const signers = readSigners(member(bundle, 'verificationMaterial'));
  const envelope = member(bundle, 'dsseEnvelope') ?? null;
  const signature = member(bundle, 'messageSignature') ?? null;
  if ((envelope === null) === (signature === null)) {
    const message = 'A bundle has either an envelope or a signature over a message; this one has both or neither.';
    throw new Failure('MALFORMED', message);
  }
  const content = envelope === null ? readMessage(document, signature, signers) : readEnvelope(document, signers);
  return {
    version,
    claims: content.claims,
    inner: content.inner,
    remarks: [...remarks, ...content.remarks, ...signers.remarks],
  };
}

function readVersion(bundle: JsonObject): { version: string | null; remarks: Remark[] } {
  const at = '/mediaType';
  const mediaType = member(bundle, 'mediaType') ?? null;
  if (mediaType === null) {
    const message = 'The bundle does not say which version it is.';
    return { version: null, remarks: [{ code: 'MEDIA_TYPE_MISSING', at, message }] };
  }
  const version = typeof mediaType === 'string' ? VERSION.exec(mediaType)?.[1] : undefined;
  if (version !== undefined) return { version, remarks: [] };
  const named = JSON.stringify(mediaType).slice(0, 100);
  throw new Failure('UNSUPPORTED_VERSION', `Bundles of the type ${named} are not read.`, { at });
}

/** The envelope is read as it would be read alone, and says what it says at its place in the bundle. */
function readEnvelope(document: Document, signers: Signers): Omit<Reading, 'version'> {
  const place = '/dsseEnvelope';
  const bytes = sliceAt(document.bytes, ['dsseEnvelope']) ?? new Uint8Array();
  const envelope = within(place, () => dsse.read({ bytes, digest: document.digest }));
  const signatures = envelope.claims.filter(({ edge }) => edge === 'SIGNS');
  const claims = envelope.claims.map((claim): Claim => ({ ...claim, at: `${place}${claim.at}` }));
  const remarks = envelope.remarks.map((remark): Remark => ({ ...remark, at: `${place}${remark.at}` }));
  if (signatures.length > 1) {
    const message = 'A bundle has one signature. Whom it names is claimed as the signer of each of these.';
    remarks.push({ code: 'SIGNATURES_MANY', at: `${place}/signatures`, message });
  }
  return {
    claims: [...claims, ...signatures.flatMap(({ from }) => signedBy(from, signers))],
    inner: envelope.inner.map((inner) => ({ ...inner, at: `${place}${inner.at}` })),
    remarks,
  };
}

function within<T>(place: string, reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(error.code, error.message, { at: `${place}${error.at}`, cause: error });
  }
}

/** The signed bytes are elsewhere: the bundle attests the artifact that has their digest, and nothing more of it. */
function readMessage(document: Document, signed: unknown, signers: Signers): Omit<Reading, 'version'> {
  const place = '/messageSignature';
  if (!isObject(signed)) throw new Failure('MALFORMED', 'The signature is no JSON object.', { at: place });
  const remarks: Remark[] = [];
  const claims: Claim[] = [];
  if (textOf(member(signed, 'signature')) === null) {
    remarks.push({ code: 'SIGNATURE_UNREADABLE', at: place, message: 'This entry holds no signature.' });
  } else {
    claims.push(...signedBy(`${document.digest}#0`, signers));
  }
  const at = `${place}/messageDigest`;
  const artifact = artifactOf(member(signed, 'messageDigest'));
  if (artifact === undefined) {
    const message = 'The bundle gives no usable digest of what is signed, so it is about no artifact.';
    remarks.push({ code: 'SUBJECT_NOT_ARTIFACT', at, message });
  } else {
    const properties = { predicateType: PREDICATE_TYPE, name: null };
    claims.push({ edge: 'ATTESTS', from: document.digest, to: artifact, at, properties });
  }
  return { claims, inner: [], remarks };
}

function artifactOf(messageDigest: unknown): string | undefined {
  const algorithm = ALGORITHMS.get(member(messageDigest, 'algorithm'));
  const digest = textOf(member(messageDigest, 'digest'));
  if (algorithm === undefined || digest === null) return undefined;
  return digestOf(algorithm, Buffer.from(digest, 'base64').toString('hex'));
}
