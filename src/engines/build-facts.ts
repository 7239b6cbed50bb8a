import type { BuildFacts } from '#queries';
import { byCodePoints, byCodePoint } from './code-point-order.ts';

/** The types of the claims that a build used something, and what each leads to. */
export const CONSUMPTIONS = {
  CONSUMED: 'Artifact',
  CONSUMED_REFERENCE: 'Reference',
  CONSUMED_REVISION: 'SourceRevision',
  CONSUMED_DATASET: 'DatasetVersion',
  CONSUMED_PACKAGE: 'Purl',
} as const;

/** A document in force says that a build used something. */
export interface Consumption {
  readonly edge: string;
  readonly target: string;
  readonly ordinal: number;
  readonly role: string;
  readonly name: string | null;
  readonly at: string;
}

/** A document in force says that a build produced an artifact. */
export interface Production {
  readonly build: string;
  readonly document: string;
  readonly at: string;
  /** What the same document says that the build used. */
  readonly consumptions: readonly Consumption[];
}

const ROLES = ['source', 'dataset', 'model', 'image', 'package', 'tool'] as const;

/** The builds that documents in force say produced an artifact, each with the dependencies that the same document states. */
export function buildFacts(productions: readonly Production[]): readonly BuildFacts[] {
  const sorted = productions.toSorted((a, b) => byCodePoints([a.build, a.document, a.at], [b.build, b.document, b.at]));
  return sorted.map(({ build, document, at, consumptions }) => ({
    build,
    evidence: { document, at },
    dependencies: consumptions.toSorted(byPlace).map((one) => dependencyOf(one, document)),
  }));
}

const byPlace = (a: Consumption, b: Consumption): number =>
  a.ordinal - b.ordinal || byCodePoint(a.at, b.at) || byCodePoint(a.target, b.target);

function dependencyOf(
  { edge, target, role, name, at }: Consumption,
  document: string,
): BuildFacts['dependencies'][number] {
  const isHashed = edge === 'CONSUMED';
  const isPackage = edge === 'CONSUMED_PACKAGE';
  return {
    digest: isHashed ? target : null,
    reference: isHashed || isPackage ? null : target,
    ...(isPackage ? { purl: target } : {}),
    role: ROLES.find((one) => one === role) ?? 'unknown',
    name,
    evidence: { document, at },
  };
}
