import { offeredJson } from '../laws/corpus.ts';
import type { Random } from './random.ts';
import type { MakeDocument } from './registry-documents.ts';
import { artifactOf, oddText } from './world.ts';
import type { DrawnPackage, World } from './world.ts';

type Json = Readonly<Record<string, unknown>>;

const GENERATORS = ['syft-1.57.0', 'trivy-0.72.0', 'cdxgen-12.0.0', 'own-1'];

export const cyclonedx: MakeDocument = (random, world, location) =>
  offeredJson(location, cyclonedxOf(random, world, artifactOf(random, world)));
export const spdx: MakeDocument = (random, world, location) =>
  offeredJson(location, spdxOf(random, world, artifactOf(random, world)));

/** A CycloneDX document; with a subject by its hash, by a purl, or without one. */
export function cyclonedxOf(random: Random, world: World, digest: string): Json {
  const packages = random.some([...world.packages, ...world.packages], 1, 14);
  const [name, version] = (random.one(GENERATORS).match(/^(.*)-(.*)$/u) ?? []).slice(1);
  return {
    bomFormat: 'CycloneDX',
    specVersion: random.one(['1.4', '1.5', '1.6']),
    version: 1,
    metadata: {
      component: {
        type: 'container',
        name: random.one(world.repositories),
        'bom-ref': 'root',
        ...random.one<Json>([
          { hashes: [{ alg: 'SHA-256', content: digest }] },
          { purl: `pkg:oci/serve@sha256%3A${digest}?repository_url=registry.example/serve` },
          { version: `sha256:${digest}` },
          {},
        ]),
      },
      ...random.maybe(2, { tools: { components: [{ type: 'application', name, version }] } }),
    },
    components: packages.map((one, place) => cyclonedxComponent(random, world, one, place)),
    ...random.maybe(2, {
      dependencies: ['root', ...packages.keys()].map((from) => ({
        ref: String(from),
        dependsOn: random.some([...packages.keys(), 'nowhere'], 0, 3).map(String),
      })),
    }),
    ...random.maybe(4, { compositions: [{ aggregate: random.one(['complete', 'incomplete']), assemblies: ['root'] }] }),
  };
}

const cyclonedxComponent = (random: Random, world: World, one: DrawnPackage, place: number): Json => ({
  type: random.one(['library', 'application', 'operating-system', 'machine-learning-model']),
  'bom-ref': String(place),
  name: random.once(12) ? oddText(random) : one.name,
  version: one.version,
  ...(one.purl === null ? random.maybe(3, { group: random.one(['org', oddText(random)]) }) : { purl: one.purl }),
  ...random.maybe(5, { scope: random.one(['optional', 'excluded', 'required']) }),
  ...random.maybe(4, { hashes: [{ alg: 'SHA-256', content: random.one(world.digests) }] }),
  ...random.maybe(8, { properties: [{ name: 'syft:metadata:source', value: random.one(world.packages).name }] }),
});

/** An SPDX document, whose root is described by the document or by nothing. */
export function spdxOf(random: Random, world: World, digest: string): Json {
  const packages = random.some(world.packages, 1, 12);
  const ids = packages.map((_, place) => `SPDXRef-${place}`);
  return {
    spdxVersion: random.one(['SPDX-2.2', 'SPDX-2.3']),
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'app',
    documentNamespace: `https://example.org/spdx/${random.whole(0, 9)}`,
    creationInfo: { created: '2026-01-01T00:00:00Z', creators: [`Tool: ${random.one(GENERATORS)}`] },
    packages: [
      {
        SPDXID: 'SPDXRef-root',
        name: random.one(world.repositories),
        primaryPackagePurpose: 'CONTAINER',
        ...random.maybe(2, { checksums: [{ algorithm: 'SHA256', checksumValue: digest }] }),
      },
      ...packages.map((one, place) => spdxPackage(random, world, one, place)),
    ],
    relationships: [
      ...random.times(0, 1, () => relationship('SPDXRef-DOCUMENT', 'DESCRIBES', 'SPDXRef-root')),
      ...ids.map((id) => relationship('SPDXRef-root', 'CONTAINS', id)),
      ...random.times(0, 5, () =>
        relationship(
          random.one(['SPDXRef-root', ...ids]),
          random.one(['DEPENDS_ON', 'DEPENDENCY_OF', 'DEV_DEPENDENCY_OF', 'BUILD_DEPENDENCY_OF']),
          random.one([...ids, 'SPDXRef-nowhere']),
        ),
      ),
    ],
  };
}

const spdxPackage = (random: Random, world: World, one: DrawnPackage, place: number): Json => ({
  SPDXID: `SPDXRef-${place}`,
  name: one.name,
  versionInfo: one.version,
  ...(one.purl === null
    ? {}
    : {
        externalRefs: [
          { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: one.purl },
          ...random.times(0, 1, () => ({
            referenceCategory: 'PACKAGE-MANAGER',
            referenceType: 'purl',
            referenceLocator: random.one(world.packages).purl ?? 'none',
          })),
        ],
      }),
  ...random.maybe(5, { checksums: [{ algorithm: 'SHA256', checksumValue: random.one(world.digests) }] }),
  ...random.maybe(5, { sourceInfo: `built package from: ${random.one(world.packages).name}` }),
});

const relationship = (from: string, type: string, to: string): Json => ({
  spdxElementId: from,
  relationshipType: type,
  relatedSpdxElement: to,
});
