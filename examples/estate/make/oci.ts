import { createHash } from 'node:crypto';

/** Bytes that a registry serves, and their digest (`sha256:` and 64 hex digits). */
export interface Blob {
  readonly bytes: Buffer;
  readonly digest: string;
}

/** One image manifest and its configuration, of one platform (null for what runs nowhere, such as model files). */
export interface PlatformManifest {
  readonly architecture: string | null;
  readonly manifest: Blob;
  readonly config: Blob;
}

/** What one tag points to: one manifest, or an index of several. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
  readonly index: Blob | null;
  readonly manifests: readonly PlatformManifest[];
}

/** A container image to make. `layers` are labels: equal labels are equal layers. */
export interface Build {
  readonly repository: string;
  readonly tag: string;
  readonly created: string;
  readonly layers: readonly string[];
}

/**
 * A file of a model artifact: its media type below `application/vnd.cncf.model.` and its size in bytes; the digest of its
 * bytes where they are known, else one is made up.
 */
export interface ModelFile {
  readonly path: string;
  readonly type: string;
  readonly size: number;
  readonly digest?: string;
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';

export const registry = 'registry.example';

export function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

export function blob(content: string): Blob {
  const bytes = Buffer.from(content);
  return { bytes, digest: `sha256:${sha256(bytes)}` };
}

/** The digest of a blob that is not kept here (a layer, a weight file): the sha256 of its label. */
export function labelDigest(label: string): string {
  return `sha256:${sha256(label)}`;
}

function layer(label: string): Record<string, unknown> {
  const size = 1_000_000 + (Number.parseInt(sha256(label).slice(0, 7), 16) % 60_000_000);
  return { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: labelDigest(label), size };
}

function containerManifest(build: Build, architecture: string): PlatformManifest {
  const { repository, tag, created, layers } = build;
  const labels = layers.map((label) => `${label} ${architecture}`);
  const config = blob(
    JSON.stringify({
      created,
      architecture,
      os: 'linux',
      config: { Labels: { 'org.opencontainers.image.title': `${repository}:${tag}` } },
      rootfs: { type: 'layers', diff_ids: labels.map((label) => labelDigest(`${label} uncompressed`)) },
      history: labels.map((label) => ({ created, created_by: label })),
    }),
  );
  const manifest = blob(
    JSON.stringify(
      {
        schemaVersion: 2,
        mediaType: manifestType,
        config: {
          mediaType: 'application/vnd.oci.image.config.v1+json',
          digest: config.digest,
          size: config.bytes.length,
        },
        layers: labels.map(layer),
      },
      null,
      2,
    ),
  );
  return { architecture, manifest, config };
}

/** A container image of one platform (linux/amd64). */
export function containerImage(build: Build): Image {
  const { repository, tag } = build;
  return { repository, tag, index: null, manifests: [containerManifest(build, 'amd64')] };
}

/** A container image for linux/amd64 and linux/arm64 behind one index (OCI image-spec 1.1, image-index). */
export function multiPlatformImage(build: Build): Image {
  const { repository, tag } = build;
  const manifests = ['amd64', 'arm64'].map((architecture) => containerManifest(build, architecture));
  const index = blob(
    JSON.stringify(
      {
        schemaVersion: 2,
        mediaType: indexType,
        manifests: manifests.map(({ architecture, manifest }) => ({
          mediaType: manifestType,
          digest: manifest.digest,
          size: manifest.bytes.length,
          platform: { architecture, os: 'linux' },
        })),
      },
      null,
      2,
    ),
  );
  return { repository, tag, index, manifests };
}

/** A model as a CNCF ModelPack artifact (model-spec 0.0.7): one raw layer for each file, so its file list is complete. */
export function modelArtifact(repository: string, tag: string, files: readonly ModelFile[]): Image {
  const config = blob(
    JSON.stringify({
      descriptor: { name: repository, version: tag, createdAt: '2026-02-11T12:00:00Z', licenses: ['Apache-2.0'] },
      config: { architecture: 'transformer', format: 'safetensors', paramSize: '66m', precision: 'fp16' },
      modelfs: { type: 'layers', diffIds: files.map((file) => file.digest ?? fileDigest(repository, tag, file.path)) },
    }),
  );
  const manifest = blob(
    JSON.stringify(
      {
        schemaVersion: 2,
        mediaType: manifestType,
        artifactType: 'application/vnd.cncf.model.manifest.v1+json',
        config: {
          mediaType: 'application/vnd.cncf.model.config.v1+json',
          digest: config.digest,
          size: config.bytes.length,
        },
        layers: files.map((file) => ({
          mediaType: `application/vnd.cncf.model.${file.type}`,
          digest: file.digest ?? fileDigest(repository, tag, file.path),
          size: file.size,
          annotations: { 'org.cncf.model.filepath': file.path },
        })),
      },
      null,
      2,
    ),
  );
  return { repository, tag, index: null, manifests: [{ architecture: null, manifest, config }] };
}

/** The digest of one file of a model, a blob that is not kept here. */
export function fileDigest(repository: string, tag: string, path: string): string {
  return labelDigest(`${repository}:${tag}/${path}`);
}

/** The digest that the tag of an image points to: that of its index, or of its only manifest. */
export function tagDigest(image: Image): string {
  return image.index?.digest ?? onlyManifest(image).manifest.digest;
}

/** The only manifest of an image of one platform. Throws for an index. */
export function onlyManifest(image: Image): PlatformManifest {
  const [first, ...rest] = image.manifests;
  if (first === undefined || rest.length > 0) throw new Error(`${image.repository}:${image.tag} has several manifests`);
  return first;
}

/** The manifest of an image for linux on one architecture. Throws if there is none. */
export function platformManifest(image: Image, architecture: string): PlatformManifest {
  const found = image.manifests.find((manifest) => manifest.architecture === architecture);
  if (found === undefined) throw new Error(`${image.repository}:${image.tag} is not built for ${architecture}`);
  return found;
}

export function tagReference(image: Image): string {
  return `${registry}/${image.repository}:${image.tag}`;
}

export function digestReference(image: Image, digest: string = tagDigest(image)): string {
  return `${registry}/${image.repository}@${digest}`;
}
