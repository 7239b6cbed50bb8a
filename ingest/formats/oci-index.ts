import { imageReference } from '#schema';
import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import type { JsonObject } from '../json/index.ts';
import { arrayOf, isObject, member, parseJson, pointer, textOf } from '../json/index.ts';
import type { Claim, Inner, Reading, Remark } from '../reading.ts';
import type { Descriptor } from './oci-descriptor.ts';
import { annotation, readDescriptor, subjectClaims } from './oci-descriptor.ts';

const MEDIA_TYPE = /^application\/vnd\.(?:oci\.image\.index|docker\.distribution\.manifest\.list)\.v\d+\+/;
const READ_MEDIA_TYPES = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]);
const NAMES = ['org.opencontainers.image.ref.name', 'io.containerd.image.name'];
const REFERENCE_TYPE = 'vnd.docker.reference.type';
const REFERENCE_DIGEST = 'vnd.docker.reference.digest';

/**
 * OCI image index and Docker manifest list: which manifest is for which platform, and which names an image layout gives
 * them. BuildKit's attestation manifests are no platform; they are known by their annotation (model-estate.md §2.5).
 */
export const ociIndex: Format = {
  name: 'oci-index',
  doc: 'OCI image index and Docker manifest list',
  reader: 1,
  recognises: ({ shape, keys }: Head) => shape === 'json' && isIndex(keys),
  read,
};

/** Whether a media type is that of an index, any version of it. */
export function hasIndexMediaType(mediaType: string): boolean {
  return MEDIA_TYPE.test(mediaType);
}

function isIndex(keys: Head['keys']): boolean {
  const mediaType = keys.get('mediaType') ?? '';
  if (MEDIA_TYPE.test(mediaType)) return true;
  const isOfManifest =
    /\.manifest\.v\d+\+/.test(mediaType) || (keys.has('layers') && keys.has('config')) || keys.has('fsLayers');
  return !isOfManifest && keys.has('schemaVersion') && keys.has('manifests');
}

function read(document: Document): Reading {
  const index = parseJson(document.bytes);
  if (!isObject(index)) throw new Failure('MALFORMED', 'The index is no JSON object.');
  const version = versionOf(index);
  if (Object.hasOwn(index, 'layers')) {
    throw new Failure('MALFORMED', 'The document is both an index and a manifest.', { at: '/layers' });
  }
  const { digest } = document;
  const artifactType = textOf(member(index, 'artifactType'));
  const manifests = member(index, 'manifests');
  const properties = {
    role: 'index',
    mediaType: textOf(member(index, 'mediaType')),
    artifactType,
    os: null,
    architecture: null,
    variant: null,
    childCount: Array.isArray(manifests) ? manifests.filter((value) => !isMereAttestation(value)).length : null,
  };
  const claims: Claim[] = [{ edge: 'EMBODIES', from: digest, to: digest, at: '', properties }];
  const inner: Inner[] = [];
  const remarks: Remark[] = [];
  if (!Array.isArray(manifests)) {
    remarks.push({ code: 'MANIFESTS_MISSING', at: '/manifests', message: 'The index has no list of manifests.' });
  }
  for (const [position, value] of arrayOf(manifests).entries()) {
    const entry = readDescriptor(value, pointer('manifests', position), remarks);
    if (entry === undefined) continue;
    inner.push(...entry.inner);
    claims.push(...platformClaims(digest, entry, value, remarks), ...nameClaims(entry, value, remarks));
  }
  claims.push(...subjectClaims(digest, index, artifactType, remarks));
  return { version, claims, inner, remarks };
}

function versionOf(index: JsonObject): string | null {
  const mediaType = textOf(member(index, 'mediaType'));
  if (mediaType !== null && MEDIA_TYPE.test(mediaType) && !READ_MEDIA_TYPES.has(mediaType)) {
    throw new Failure('UNSUPPORTED_VERSION', `Indexes of the media type ${mediaType} are not read.`, {
      at: '/mediaType',
    });
  }
  const schemaVersion = member(index, 'schemaVersion');
  if (schemaVersion === undefined || schemaVersion === 2) return schemaVersion === 2 ? '2' : null;
  throw new Failure('UNSUPPORTED_VERSION', 'Only indexes of schema version 2 are read.', { at: '/schemaVersion' });
}

function platformClaims(index: string, entry: Descriptor, value: unknown, remarks: Remark[]): Claim[] {
  if (isMereAttestation(value)) return attestationClaims(entry, value, remarks);
  const properties = platformIn(value);
  if (isAttestation(value)) {
    // A runtime that looks for this platform would run it, whatever the annotation says.
    const message = 'An attestation manifest that names a platform is taken for that platform.';
    remarks.push({ code: 'ATTESTATION_WITH_PLATFORM', at: entry.at, message });
  }
  return [{ edge: 'HAS_PLATFORM', from: index, to: entry.digest, at: entry.at, properties }];
}

function platformIn(value: unknown): Record<'os' | 'architecture' | 'variant', string | null> {
  const platform = member(value, 'platform');
  return {
    os: known(member(platform, 'os')),
    architecture: known(member(platform, 'architecture')),
    variant: known(member(platform, 'variant')),
  };
}

function isAttestation(value: unknown): boolean {
  return annotation(value, REFERENCE_TYPE) === 'attestation-manifest';
}

/** An attestation that no runtime takes for an image. */
function isMereAttestation(value: unknown): boolean {
  const { os, architecture } = platformIn(value);
  return isAttestation(value) && os === null && architecture === null;
}

function attestationClaims(entry: Descriptor, value: unknown, remarks: Remark[]): Claim[] {
  const about = readDescriptor({ digest: annotation(value, REFERENCE_DIGEST) }, entry.at, remarks);
  const properties = { artifactType: entry.artifactType };
  return about === undefined
    ? []
    : [{ edge: 'REFERS_TO', from: entry.digest, to: about.digest, at: entry.at, properties }];
}

/** Names in an image layout: a full one names the image; a mere tag says nothing without its repository. */
function nameClaims(entry: Descriptor, value: unknown, remarks: Remark[]): Claim[] {
  const references = new Map<string, string>();
  for (const key of NAMES) {
    const name = annotation(value, key);
    if (name === null) continue;
    const at = `${entry.at}${pointer('annotations', key)}`;
    const reference = isFullName(name) ? imageReference(name) : undefined;
    if (reference === undefined) {
      const message = 'The name does not say which repository it is in.';
      remarks.push({ code: 'REFERENCE_PARTIAL', at, message });
    } else if (!references.has(reference.id)) {
      references.set(reference.id, at);
    }
  }
  return [...references].map(([from, at]): Claim => ({ edge: 'RESOLVES_TO', from, to: entry.digest, at }));
}

/** `host/repository:tag` or `host/repository@digest`: nothing that a default would have to fill in. */
function isFullName(name: string): boolean {
  return /^(?:[^/@]+[.:][^/@]*|localhost)\/[^@]+(?::[^/@]+|@.+)$/.test(name);
}

function known(value: unknown): string | null {
  return value === 'unknown' ? null : textOf(value);
}
