import { parseDigest, sha256Of } from '#schema';
import type { JsonObject } from '../json/index.ts';
import { isObject, member, textOf } from '../json/index.ts';
import type { Claim, Inner, Remark } from '../reading.ts';
import { isContentDigest } from './digest-set.ts';

/** A content descriptor of OCI or Docker, as far as it can be used. */
export interface Descriptor {
  readonly digest: string;
  readonly mediaType: string | null;
  readonly artifactType: string | null;
  readonly at: string;
  /** The content itself, where the descriptor holds it inline and it has this digest. */
  readonly inner: readonly Inner[];
}

export const EMPTY_MEDIA_TYPE = 'application/vnd.oci.empty.v1+json';

/** CycloneDX, SPDX and Syft's own form, in any encoding and version, and SBOMs that only say that they are one. */
const SBOM_TYPE =
  /^(?:(?:application|text)\/(?:vnd\.)?(?:cyclonedx|spdx)(?:[.+-]|$)|application\/vnd\.syft(?:[.+]|$)|application\/(?:vnd\.)?(?:[a-z0-9-]+\.)*sbom(?:[.+]|$))/;

/** Media types that say "an image", and so say nothing of what kind of artifact it is. */
const IMAGE_CONFIGS = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
  EMPTY_MEDIA_TYPE,
]);

/** Reads the descriptor at a place. Without a usable digest it is remarked, and undefined. */
export function readDescriptor(value: unknown, at: string, remarks: Remark[]): Descriptor | undefined {
  const written = textOf(member(value, 'digest'));
  const digest = written === null ? undefined : parseDigest(written);
  if (digest === undefined || !isContentDigest(digest)) {
    const message = isObject(value) ? 'The descriptor has no valid digest.' : 'This is no descriptor.';
    remarks.push({ code: 'DIGEST_INVALID', at: isObject(value) && written !== null ? `${at}/digest` : at, message });
    return undefined;
  }
  const mediaType = textOf(member(value, 'mediaType'));
  const inner = mediaType === EMPTY_MEDIA_TYPE ? [] : inlined(member(value, 'data'), digest, `${at}/data`, remarks);
  return { digest, mediaType, artifactType: textOf(member(value, 'artifactType')), at, inner };
}

/** The kind of artifact that a manifest is: as it says, or else as its config says (OCI distribution, referrers). */
export function artifactTypeOf(manifest: unknown): string | null {
  const config = member(manifest, 'config');
  const ofConfig = textOf(member(config, 'mediaType'));
  return (
    textOf(member(manifest, 'artifactType')) ??
    textOf(member(config, 'artifactType')) ??
    (ofConfig === null || IMAGE_CONFIGS.has(ofConfig) ? null : ofConfig)
  );
}

/** Whether a media type or an artifact type is that of an SBOM. */
export function isSbomType(type: string | null): boolean {
  return type !== null && SBOM_TYPE.test(type.trim().toLowerCase());
}

/** The annotation of a descriptor, or null. */
export function annotation(descriptor: unknown, key: string): string | null {
  return textOf(member(member(descriptor, 'annotations'), key));
}

/** What a manifest or an index refers to (`subject`): then it is a referrer. */
export function subjectClaims(
  digest: string,
  manifest: JsonObject,
  artifactType: string | null,
  remarks: Remark[],
): Claim[] {
  const value = member(manifest, 'subject');
  if (value === undefined || value === null) return [];
  const subject = readDescriptor(value, '/subject', remarks);
  if (subject === undefined) return [];
  return [{ edge: 'REFERS_TO', from: digest, to: subject.digest, at: '/subject', properties: { artifactType } }];
}

function inlined(data: unknown, digest: string, at: string, remarks: Remark[]): Inner[] {
  if (data === undefined || data === null) return [];
  const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : undefined;
  if (bytes !== undefined && sha256Of(bytes) === digest) return [{ bytes, at }];
  remarks.push({
    code: 'DATA_MISMATCH',
    at,
    message: 'The inlined content does not have the digest of its descriptor.',
  });
  return [];
}
