import type { Reason, Route, Rung, State, Thing } from '../exposure/exposure.ts';

/** The shapes of contract.md, *An answer*: the same object from the CLI, REST and GraphQL, name for name. */

export type Conclusion = 'AFFECTED' | 'NOT_AFFECTED' | 'UNKNOWN';

/** Best first. */
export const STRENGTHS = ['VERIFIED', 'OBSERVED', 'SIGNED', 'DECLARED', 'INFERRED'] as const;
export type Strength = (typeof STRENGTHS)[number];

export type VerdictStatus =
  'trusted' | 'untrusted-identity' | 'invalid' | 'unverifiable' | 'unsupported' | 'unsigned' | 'unchecked';

export interface Verdict {
  readonly status: VerdictStatus;
  readonly reasons: readonly string[];
  readonly identity: string | null;
  readonly policy: string | null;
  readonly trustedTime: string | null;
}

export interface EvidenceShown {
  readonly document: string;
  readonly format: string;
  readonly origin: string;
  readonly at: string;
  /** Null for what is never signed: a Kubernetes object, a manifest. */
  readonly verdict: Verdict | null;
}

export interface PathHop {
  readonly edge: string;
  readonly from: Thing;
  readonly to: Thing;
  readonly strength: Strength;
  readonly evidence: readonly EvidenceShown[];
  readonly evidenceTotal: number;
}

export type WeakestWhy =
  | 'UNSIGNED'
  | 'UNCHECKED'
  | 'UNVERIFIABLE'
  | 'UNSUPPORTED'
  | 'UNTRUSTED_IDENTITY'
  | 'INVALID'
  | 'MATCHED_BY_NAME'
  | 'OBSERVED_ONLY'
  | 'INFERRED';

/** One package of a dependency chain, and where in the SBOM it is said: the first is listed there, each other depended on. */
export interface ChainShown {
  readonly package: string;
  readonly document: string;
  readonly at: string;
}

export type Match = 'PURL' | 'VERSION_UNKNOWN' | 'NAME' | 'SOURCE';

/** A type, not an interface, so that it is a row of any answer. A row of deployed-models-using-package and of deployed-workloads-using-package (there `slot` and `model` may be null). */
export type ExposureRow = {
  readonly id: string;
  readonly environment: string | null;
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly workload: string;
  readonly workloadId: string;
  readonly owner: string | null;
  readonly slot: string | null;
  readonly model: Thing | null;
  readonly state: State;
  readonly since: string | null;
  readonly rung: Rung;
  readonly route: Route;
  readonly package: string;
  readonly match: Match;
  readonly direct: boolean | null;
  /** The shortest chain inside the artifact, from a direct dependency to the package; null: direct, or no SBOM says it. */
  readonly chain: readonly ChainShown[] | null;
  readonly strength: Strength;
  readonly weakest: { readonly hop: number; readonly why: WeakestWhy } | null;
  readonly path: readonly PathHop[];
};

export interface Count {
  readonly count: number;
  readonly exact: boolean;
}

export interface UnknownShown {
  readonly subject: Thing;
  readonly artifact: string | null;
  readonly route: Route | null;
  readonly reason: Reason;
}

export interface Coverage {
  readonly complete: boolean;
  readonly routes: readonly { readonly route: Route; readonly judged: number; readonly unknown: number }[];
  readonly unknown: readonly UnknownShown[];
  readonly unknownTotal: Count;
  readonly workloadsWithoutModel: Count & { readonly unjudged: number };
  readonly failedDocuments: number;
}

export interface Freshness {
  readonly source: string;
  readonly lastCompleteSync: string | null;
  readonly asserted: boolean;
  readonly stale: boolean;
}

export interface Answer<Row = Readonly<Record<string, unknown>>> {
  readonly contract: 1;
  readonly question: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly asOf: string;
  readonly knownAt: string | null;
  readonly dataVersion: string;
  readonly policy: string | null;
  /** Null for a question that draws no conclusion (inventory, missing-sbom). */
  readonly conclusion: Conclusion | null;
  readonly matched: readonly {
    readonly package: string;
    readonly versions: readonly string[];
    readonly versionsTotal: number;
  }[];
  readonly similar: readonly string[];
  readonly rows: readonly Row[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly total: Count;
  readonly truncated: boolean;
  readonly freshness: readonly Freshness[];
  readonly coverage: Coverage;
  /** What keeps the conclusion from being NOT_AFFECTED, beside the unknowns: a sentence each. */
  readonly notes: readonly string[];
}
