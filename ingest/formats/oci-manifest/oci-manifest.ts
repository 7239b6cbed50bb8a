import { Failure } from '../../failure.ts';
import type { Document, Format } from '../../format.ts';
import type { Head } from '../../head.ts';
import type { JsonObject } from '../../json/index.ts';
import { isObject, member, parseJson, textOf } from '../../json/index.ts';
import type { Claim, Reading, Remark } from '../../reading.ts';
import { capRemarks } from '../../remarks.ts';
import type { Descriptor } from '../oci-descriptor.ts';
import { artifactTypeOf, isSbomType, readDescriptor, subjectClaims } from '../oci-descriptor.ts';
import { hasIndexMediaType } from '../oci-index.ts';
import { layerClaims, readLayers } from './manifest-layers.ts';
import { modelClaims } from './model-claims.ts';
import { simpleSignatures } from './simple-signatures.ts';

const MEDIA_TYPE = /^application\/vnd\.(?:oci\.(?:image|artifact)|docker\.distribution)\.manifest\.v\d+\+/;
const READ_MEDIA_TYPES = new Set([
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]);

/**
 * OCI image manifest and Docker manifest v2, schema 2: an image, a model or any other artifact, with its config, its layers,
 * the weights and signatures among them, and the artifact that it refers to (sigstore-oci-rekor.md §1.3-1.5, model-estate.md
 * §2.1).
 */
export const ociManifest: Format = {
  name: 'oci-manifest',
  doc: 'OCI image manifest and Docker manifest v2, schema 2',
  reader: 2,
  recognises: ({ shape, keys }: Head) => shape === 'json' && isManifest(keys),
  read,
};

function isManifest(keys: Head['keys']): boolean {
  const mediaType = keys.get('mediaType') ?? '';
  if (MEDIA_TYPE.test(mediaType)) return true;
  if (hasIndexMediaType(mediaType) || !keys.has('schemaVersion')) return false;
  return keys.has('fsLayers') || (keys.has('layers') && keys.has('config'));
}

function read(document: Document): Reading {
  const manifest = parseJson(document.bytes);
  if (!isObject(manifest)) throw new Failure('MALFORMED', 'The manifest is no JSON object.');
  const version = versionOf(manifest);
  if (Object.hasOwn(manifest, 'manifests')) {
    throw new Failure('MALFORMED', 'The document is both a manifest and an index.', { at: '/manifests' });
  }
  const artifactType = artifactTypeOf(manifest);
  const remarks: Remark[] = [];
  const { digest } = document;
  const listed = member(manifest, 'layers');
  const properties = {
    role: 'manifest',
    mediaType: textOf(member(manifest, 'mediaType')),
    artifactType,
    os: null,
    architecture: null,
    variant: null,
    layerCount: Array.isArray(listed) ? listed.length : null,
  };
  const claims: Claim[] = [{ edge: 'EMBODIES', from: digest, to: digest, at: '', properties }];
  const config = readDescriptor(member(manifest, 'config'), '/config', remarks);
  if (config !== undefined) claims.push({ edge: 'HAS_CONFIG', from: digest, to: config.digest, at: config.at });
  const read = readLayers(manifest, remarks);
  const { layers } = read;
  const refers = subjectClaims(digest, manifest, artifactType, remarks);
  const stated = { artifactType: textOf(member(manifest, 'artifactType')), configType: config?.mediaType ?? null };
  const model = modelClaims(digest, stated, read);
  const signatures = simpleSignatures(digest, layers);
  return {
    version,
    claims: [
      ...claims,
      ...layerClaims(digest, layers),
      ...refers,
      ...refers.flatMap(({ to }) => describedBy(layers, artifactType, to)),
      ...model.claims,
      ...signatures.claims,
    ],
    inner: [...(config?.inner ?? []), ...layers.flatMap((layer) => layer.inner)],
    remarks: capRemarks([...remarks, ...model.remarks, ...signatures.remarks]),
  };
}

/** Schema 1 is signed in itself and names its layers otherwise; the OCI artifact manifest was withdrawn. */
function versionOf(manifest: JsonObject): string | null {
  const schemaVersion = member(manifest, 'schemaVersion');
  const mediaType = textOf(member(manifest, 'mediaType'));
  if (schemaVersion === 1 || Object.hasOwn(manifest, 'fsLayers')) {
    throw new Failure('UNSUPPORTED_VERSION', 'Manifests of schema 1 are not read.', { at: '/schemaVersion' });
  }
  if (mediaType !== null && MEDIA_TYPE.test(mediaType) && !READ_MEDIA_TYPES.has(mediaType)) {
    throw new Failure('UNSUPPORTED_VERSION', `Manifests of the media type ${mediaType} are not read.`, {
      at: '/mediaType',
    });
  }
  if (schemaVersion === undefined || schemaVersion === 2) return schemaVersion === 2 ? '2' : null;
  throw new Failure('UNSUPPORTED_VERSION', 'Only manifests of schema version 2 are read.', { at: '/schemaVersion' });
}

/**
 * An SBOM that is attached to an artifact describes it, whatever it says of itself (OCI distribution, referrers). Where the
 * type is that of the artifact only, each of its layers is taken for one: what is no SBOM lists nothing.
 */
function describedBy(layers: readonly Descriptor[], artifactType: string | null, subject: string): Claim[] {
  const isAttached = isSbomType(artifactType);
  const properties = { how: 'REFERRER', rung: 1 };
  return layers
    .filter(({ mediaType }) => isAttached || isSbomType(mediaType))
    .map(({ digest, at }): Claim => ({ edge: 'DESCRIBES', from: digest, to: subject, at, properties }));
}
