import { objectId, sha256Of } from '#schema';
import type { KubernetesSummary, ObjectName } from '#schema';
import { z } from 'zod';
import { kubernetes } from '../../ingest/formats/kubernetes/index.ts';
import type { ArtifactFacts, BuildFacts, Lookups, ReferenceSighting, Stated } from '../../queries/exposure/exposure.ts';

const text = z.string();
const nullable = text.nullable().default(null);
const platform = z
  .strictObject({ os: nullable, architecture: nullable, variant: nullable })
  .default({ os: null, architecture: null, variant: null });
const evidence = z.strictObject({ document: text, at: text.default('') });
const evidences = z.array(evidence).default([]);
const named = z.array(z.strictObject({ digest: text, evidence: evidences })).default([]);

/** What a case says beside its objects: facts as documents would give them. */
export const Facts = z.strictObject({
  workload: z.strictObject({ group: text.default(''), kind: text, namespace: text, name: text }).optional(),
  environment: nullable,
  artifacts: z
    .record(
      text,
      z.strictObject({
        role: z.enum(['index', 'manifest', 'config', 'tree']).nullable().default(null),
        platform: platform.nullable().default(null),
        children: z.array(z.strictObject({ digest: text, platform, evidence: evidences })).default([]),
        indexes: z.array(text).default([]),
        manifests: named,
        configs: named,
        files: z.array(z.strictObject({ title: nullable, mediaType: nullable })).optional(),
      }),
    )
    .default({}),
  references: z.record(text, z.array(z.strictObject({ digest: text, from: text, to: nullable, evidence }))).default({}),
  builds: z
    .record(
      text,
      z.array(
        z.strictObject({
          build: text,
          evidence,
          dependencies: z.array(
            z.strictObject({
              digest: nullable,
              reference: nullable,
              role: z.enum(['source', 'dataset', 'model', 'image', 'package', 'tool', 'unknown']),
              name: nullable,
              evidence,
            }),
          ),
        }),
      ),
    )
    .default({}),
});
export type Facts = z.output<typeof Facts>;

export const NO_FACTS: Facts = Facts.parse({});

const NOTHING: ArtifactFacts = { role: null, platform: null, children: [], indexes: [], manifests: [] };

/** The objects of a Kubernetes file, read by the real reader. */
export function statedIn(bytes: Uint8Array): readonly Stated[] {
  const digest = sha256Of(bytes);
  const reading = kubernetes.read({ bytes, digest });
  const own = reading.claims
    .filter(({ edge }) => edge === 'STATES')
    .map((claim) => ({ document: digest, summary: summaryIn(claim.properties?.['summary']) }));
  return [...own, ...reading.inner.flatMap((inner) => statedIn(inner.bytes))];
}

/** The reader wrote it: its shape is the reader's business, and its tests'. */
function summaryIn(value: unknown): KubernetesSummary {
  if (typeof value !== 'string') throw new TypeError('STATES has no summary');
  return JSON.parse(value) as KubernetesSummary;
}

/** Lookups over objects and facts that are all in force. */
export function lookupsOf(objects: readonly Stated[], facts: Facts): Lookups {
  return {
    objects: (name) => objects.filter(({ summary }) => objectId(summary.name) === objectId(name)),
    owned: (owner) => objects.filter(({ summary }) => isOwned(summary, owner)),
    labelled: (namespace, label, value) =>
      objects.filter(({ summary }) => summary.name.namespace === namespace && summary.labels[label] === value),
    artifact: (digest): ArtifactFacts => {
      const found = facts.artifacts[digest];
      if (found === undefined) return NOTHING;
      const { files, ...rest } = found;
      return files === undefined ? rest : { ...rest, files };
    },
    reference: (id): readonly ReferenceSighting[] => facts.references[id] ?? [],
    builds: (artifact): readonly BuildFacts[] => facts.builds[artifact] ?? [],
  };
}

function isOwned(summary: KubernetesSummary, owner: ObjectName): boolean {
  return (
    summary.name.namespace === owner.namespace &&
    summary.owners.some(({ group, kind, name }) => group === owner.group && kind === owner.kind && name === owner.name)
  );
}
