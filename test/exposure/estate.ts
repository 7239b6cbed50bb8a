import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Of } from '#schema';
import { FORMATS } from '../../ingest/formats/index.ts';
import { openDocument } from '../../ingest/open.ts';
import type { Claim, Inventory } from '../../ingest/reading.ts';
import type { Evidence, SbomFacts, Stated } from '../../queries/exposure/exposure.ts';
import { Facts, lookupsOf, statedIn } from './in-memory-lookups.ts';

export const ESTATE = join(import.meta.dirname, '../../examples/estate');

/** When the documents of the estate are offered. */
const OFFERED = '2026-03-25T10:00:00Z';

interface Read {
  readonly document: string;
  readonly claims: readonly Claim[];
  readonly inventory: Inventory | undefined;
  readonly inner: readonly Read[];
}

/** A document and everything inside it, as the formats read it. */
function read(bytes: Uint8Array): readonly Read[] {
  const opened = openDocument(FORMATS, { bytes, digest: sha256Of(bytes) }, 0);
  if (opened?.reading == null) return [];
  const { claims, inventory } = opened.reading;
  const inner = opened.inner.flatMap(({ document }) => read(document.bytes));
  return [{ document: opened.document.digest, claims, inventory, inner }];
}

const flat = (reads: readonly Read[]): readonly Read[] => reads.flatMap((one) => [one, ...flat(one.inner)]);

/** The evidence documents of the example estate as facts, and which SBOMs are about which artifact. */
export function estateFacts(): { facts: Facts; sboms: ReadonlyMap<string, readonly SbomFacts[]> } {
  const folder = join(ESTATE, 'documents');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const reads = flat(files.flatMap((file) => read(readFileSync(join(file.parentPath, file.name)))));
  const claims = reads.flatMap(({ document, claims: own }) => own.map((claim) => ({ ...claim, document })));
  const by = (edge: Claim['edge']): typeof claims => claims.filter((claim) => claim.edge === edge);
  const evidence = ({ document, at }: { document: string; at: string }): Evidence => ({ document, at });
  const digests = new Set(claims.flatMap(({ from, to }) => [from, to]).filter((id) => id.startsWith('sha256:')));
  const artifacts = Object.fromEntries(
    [...digests].map((digest) => {
      const embodied = by('EMBODIES').find(({ to }) => to === digest)?.properties;
      const platforms = by('HAS_PLATFORM');
      const configs = by('HAS_CONFIG');
      const layers = by('HAS_LAYER').filter(({ from }) => from === digest);
      const held = by('HOLDS_FILE').filter(({ from }) => from === digest);
      return [
        digest,
        {
          role: embodied?.['role'] === 'file' ? null : (embodied?.['role'] ?? null),
          platform: embodied === undefined ? null : platformIn(embodied),
          children: platforms
            .filter(({ from }) => from === digest)
            .map((claim) => ({
              digest: claim.to,
              platform: platformIn(claim.properties),
              evidence: [evidence(claim)],
            })),
          indexes: platforms.filter(({ to }) => to === digest).map(({ from }) => from),
          manifests: configs
            .filter(({ to }) => to === digest)
            .map((c) => ({ digest: c.from, evidence: [evidence(c)] })),
          configs: configs
            .filter(({ from }) => from === digest)
            .map((c) => ({ digest: c.to, evidence: [evidence(c)] })),
          ...(embodied?.['role'] === 'manifest'
            ? {
                files: layers.map(({ properties }) => ({
                  title: properties?.['title'] ?? null,
                  mediaType: properties?.['mediaType'] ?? null,
                })),
              }
            : {}),
          // A list of files that does not say how many there are is not complete.
          ...(embodied?.['role'] === 'tree' && embodied['layerCount'] === held.length
            ? { files: held.map(({ properties }) => ({ title: properties?.['path'] ?? null, mediaType: null })) }
            : {}),
        },
      ];
    }),
  );
  const consumed = claims.filter(({ edge }) => edge.startsWith('CONSUMED'));
  const builds = Object.fromEntries(
    [...new Set(by('PRODUCED').map(({ to }) => to))].map((artifact) => [
      artifact,
      by('PRODUCED')
        .filter(({ to }) => to === artifact)
        .map((claim) => ({
          build: claim.from,
          evidence: evidence(claim),
          dependencies: consumed
            .filter(({ from, document }) => from === claim.from && document === claim.document)
            .map((one) => ({
              digest: one.edge === 'CONSUMED_REFERENCE' ? null : one.to,
              reference: one.edge === 'CONSUMED_REFERENCE' ? one.to : null,
              role: one.properties?.['role'] ?? 'unknown',
              name: one.properties?.['name'] ?? null,
              evidence: evidence(one),
            })),
        })),
    ]),
  );
  const named = Map.groupBy(by('RESOLVES_TO'), ({ from }) => from);
  const references = Object.fromEntries(
    [...named].map(([reference, all]) => [
      reference,
      all.map((claim) => ({ digest: claim.to, from: OFFERED, to: null, evidence: evidence(claim) })),
    ]),
  );
  return { facts: Facts.parse({ artifacts, builds, references }), sboms: sbomsIn(reads) };
}

function platformIn(properties: Claim['properties']): Record<string, unknown> {
  const of = (key: string): unknown => properties?.[key] ?? null;
  return { os: of('os'), architecture: of('architecture'), variant: of('variant') };
}

/** A statement describes the SBOM it holds; the SBOM may do so itself. */
function sbomsIn(reads: readonly Read[]): ReadonlyMap<string, readonly SbomFacts[]> {
  const found = new Map<string, SbomFacts[]>();
  for (const { document, inventory } of reads) {
    if (inventory === undefined) continue;
    const subjects = reads.flatMap(({ claims }) =>
      claims.filter(({ edge, from }) => edge === 'DESCRIBES' && from === document).map(({ to }) => to),
    );
    const facts: SbomFacts = {
      document,
      types: [...new Set(inventory.components.map(({ identity }) => identity.type))],
      catalogues: inventory.catalogues,
      completeness: inventory.completeness,
      cut: inventory.cut,
      empty: inventory.empty,
      invalid: false,
      untrusted: false,
      disputedWith: [],
    };
    for (const subject of new Set(subjects)) found.set(subject, [...(found.get(subject) ?? []), facts]);
  }
  return found;
}

export function estateObjects(file: string): readonly Stated[] {
  return statedIn(readFileSync(join(ESTATE, 'clusters', file)));
}

export { lookupsOf };
