import { hex } from '../laws/objects.ts';

type Members = Readonly<Record<string, unknown>>;

/** A CycloneDX document of one component, with other members in place of or beside its own. */
export const cyclonedx = (members: Members): Members => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { component: { type: 'container', name: 'registry.example/other', 'bom-ref': 'root' } },
  components: [library('attrs', '24.2.0')],
  ...members,
});

export const library = (name: string, version: string, members: Members = {}): Members => ({
  type: 'library',
  name,
  version,
  'bom-ref': name,
  purl: `pkg:pypi/${name}@${version}`,
  ...members,
});

export const spdx = (members: Members): Members => ({
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'other',
  documentNamespace: 'https://sboms.example/other',
  creationInfo: { created: '2026-01-01T00:00:00Z', creators: ['Tool: tool-1'] },
  packages: [{ SPDXID: 'SPDXRef-a', name: 'attrs', versionInfo: '24.2.0', downloadLocation: 'NOASSERTION' }],
  relationships: [],
  ...members,
});

/** An in-toto statement about an image that no workload of the good estate runs. */
export const statement = (members: Members): Members => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'registry.example/other', digest: { sha256: hex('other') } }],
  predicateType: 'https://cyclonedx.org/bom',
  predicate: cyclonedx({}),
  ...members,
});

export const manifest = (members: Members): Members => ({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: `sha256:${hex('config')}`,
    size: 7,
  },
  layers: [],
  ...members,
});
