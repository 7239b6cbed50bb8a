import { edge, node, optional, text, whole } from './kind.ts';

export const Artifact = node({
  label: 'Artifact',
  doc: 'Bytes identified by their digest: an image, an index, a layer, a model, a weight file. Model and image are roles.',
  id: 'the strongest digest: `sha256:…`',
});

export const Digest = node({
  label: 'Digest',
  doc: 'Every digest of every algorithm ever seen, spelled one way.',
  id: 'algorithm and lower-case hex: `sha512:…`',
});

export const Reference = node({
  label: 'Reference',
  doc: 'A name that someone wrote for an artifact: a tag, a hub repository at a revision, a bucket path.',
  id: 'scheme and name: `oci:registry/repository:tag`, `hf:org/name@revision`, `s3:bucket/key`',
});

const platform = {
  os: optional(text('Operating system of the platform.')),
  architecture: optional(text('Processor architecture of the platform.')),
  variant: optional(text('Variant of the architecture.')),
};

export const Embodies = edge({
  type: 'EMBODIES',
  doc: 'The bytes of a document are an artifact: a manifest, an index, a config.',
  from: 'Document',
  to: 'Artifact',
  forward: 'embodies',
  backward: 'embodiedBy',
  properties: {
    role: text('What the bytes are: index, manifest, config, tree (a list of files) or file.'),
    mediaType: optional(text('The media type that the bytes state.')),
    artifactType: optional(text('The artifact type: of the manifest, or else of its config.')),
    ...platform,
    layerCount: optional(
      whole('Of a manifest or tree: how many layers or files it lists, those included that could not be read.'),
    ),
    childCount: optional(
      whole('Of an index: how many manifests it lists, those included that could not be read; attestations are none.'),
    ),
  },
});

export const HasPlatform = edge({
  type: 'HAS_PLATFORM',
  doc: 'An index names the manifest of one platform. Attestation manifests are no platform.',
  from: 'Artifact',
  to: 'Artifact',
  forward: 'platforms',
  backward: 'indexes',
  properties: platform,
});

export const HasConfig = edge({
  type: 'HAS_CONFIG',
  doc: 'A manifest names its config; a config digest stands for its manifests.',
  from: 'Artifact',
  to: 'Artifact',
  forward: 'config',
  backward: 'configOf',
});

export const HasLayer = edge({
  type: 'HAS_LAYER',
  doc: 'A manifest names a layer.',
  from: 'Artifact',
  to: 'Artifact',
  forward: 'layers',
  backward: 'layerOf',
  properties: {
    ordinal: whole('Position among the layers, from 0.'),
    mediaType: optional(text('The media type of the layer.')),
    title: optional(text('The file name that the layer is annotated with.')),
  },
});

export const HoldsFile = edge({
  type: 'HOLDS_FILE',
  doc: 'A document lists a file of an artifact: of a folder, a snapshot of a hub repository, a signed list of files.',
  from: 'Artifact',
  to: 'Artifact',
  forward: 'files',
  backward: 'fileOf',
  properties: {
    path: text('The path of the file in the artifact.'),
    size: optional(whole('Size in bytes, as stated.')),
  },
});

export const RefersTo = edge({
  type: 'REFERS_TO',
  doc: 'A manifest names another one as its subject (a referrer: a signature, an SBOM, an attestation).',
  from: 'Artifact',
  to: 'Artifact',
  forward: 'refersTo',
  backward: 'referrers',
  properties: { artifactType: optional(text('What kind of referrer it is.')) },
});

export const HasDigest = edge({
  type: 'HAS_DIGEST',
  doc: 'A document names a further digest for the same bytes. It never merges two artifacts by itself.',
  from: 'Artifact',
  to: 'Digest',
  forward: 'digests',
  backward: 'digestOf',
});

export const ResolvesTo = edge({
  type: 'RESOLVES_TO',
  doc: 'A document shows that a reference named an artifact while the document was in force.',
  from: 'Reference',
  to: 'Artifact',
  forward: 'resolvesTo',
  backward: 'references',
});
