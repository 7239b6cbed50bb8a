import type { KubernetesSummary, ObjectName } from '#schema';

export const ROUTES = ['RUNTIME', 'LOADER', 'MODEL_CODE', 'BUILD_TIME'] as const;
export type Route = (typeof ROUTES)[number];

/** Best first. */
export const RUNGS = ['RUNNING_DIGEST', 'PINNED', 'RESOLVED_TAG', 'DECLARED', 'INFERRED', 'UNRESOLVED'] as const;
export type Rung = (typeof RUNGS)[number];

export const STATES = ['SERVING', 'IDLE', 'DESIRED', 'FAILED', 'GONE'] as const;
export type State = (typeof STATES)[number];

export const REASONS = [
  'NO_SBOM',
  'SBOM_FOR_OTHER_PLATFORM',
  'SBOM_EMPTY',
  'SBOM_BLIND_TO_TYPE',
  'SBOM_PARTLY_READ',
  'SBOM_DECLARES_INCOMPLETE',
  'SBOM_NOT_TRUSTED',
  'SUBJECT_DISPUTED',
  'NO_PROVENANCE',
  'MODEL_UNRESOLVED',
  'IMAGE_UNRESOLVED',
  'REFERENCE_AMBIGUOUS',
  'ADAPTERS_OPEN',
  'DOCUMENT_FAILED',
  'LIMIT_REACHED',
  'NOT_SYNCED',
] as const;
export type Reason = (typeof REASONS)[number];

export interface Thing {
  readonly kind:
    | 'Workload'
    | 'Artifact'
    | 'Reference'
    | 'Build'
    | 'PackageVersion'
    | 'Document'
    | 'Cluster'
    | 'Weights'
    | 'DatasetVersion'
    | 'SourceRevision';
  readonly id: string;
  /** For people: `prod/InferenceService/scorer`, `registry.example/serve:1`, else the id. */
  readonly name: string;
}

/** A document that says so, and where in it. */
export interface Evidence {
  readonly document: string;
  readonly at: string;
}

/** One step of a path, without the strengths: those are computed when an answer is made. */
export interface Hop {
  readonly edge:
    | 'RUNS'
    | 'LOADS'
    | 'RESOLVES_TO'
    | 'HAS_PLATFORM'
    | 'PLATFORM_OF'
    | 'HAS_CONFIG'
    | 'CONFIG_OF'
    | 'HAS_DIGEST'
    | 'PRODUCED_BY'
    | 'CONSUMED'
    | 'CONTAINS';
  readonly from: Thing;
  readonly to: Thing;
  /** Every document that supports the hop, once each, sorted by digest. */
  readonly evidence: readonly Evidence[];
  /** Set where the step is our inference and no document says it (a pattern, a default, an index for its children). */
  readonly inferred: boolean;
}

/** Who runs it: the topmost owner known of a set of pods, at a place. */
export interface WorkloadName {
  /** `cluster:<name>`, or `path:<source>/<path>` where no cluster is known. */
  readonly scope: string;
  readonly object: ObjectName;
}

/**
 * What a workload loads, by one route, at one moment: an artifact, or a reason why that is unknown, or both
 * (a digest that may be an index: its SBOMs add rows and judge nothing).
 */
export interface Exposure {
  /** Slot name (`predictor`, `adapter/x`, `model`); null: the workload has no recognised slot. */
  readonly slot: string | null;
  readonly model: Thing | null;
  readonly route: Route;
  /** The platform manifest, or whatever digest is known; null where there is none. */
  readonly artifact: string | null;
  /** The artifacts whose SBOMs may judge this exposure: the artifact, and its index if that has one platform. Empty with a reason. */
  readonly judgedBy: readonly string[];
  /** Other platform manifests of the same index: an SBOM there explains `SBOM_FOR_OTHER_PLATFORM`. */
  readonly siblings: readonly string[];
  /** Why this exposure cannot be judged, whatever SBOMs there are; null: `classify` decides. */
  readonly reason: Reason | null;
  /** False for an exposure that only adds rows (the index of a known child): it is neither judged nor unknown. */
  readonly counted: boolean;
  readonly rung: Rung;
  readonly state: State;
  /** From the workload to the artifact; the hop to the package is added by the question. */
  readonly hops: readonly Hop[];
  /** True: the artifact's complete file list holds weights and text only, and judges it without an SBOM. */
  readonly holdsNoCode?: boolean;
}

/** What `resolve` finds out about one workload at one moment. */
export interface ResolvedWorkload {
  readonly environment: string | null;
  readonly owner: string | null;
  /** Empty when the workload is GONE or not in force: then it is no row and no unknown. */
  readonly exposures: readonly Exposure[];
}

/** One Kubernetes object in force at the moment. */
export interface Stated {
  /** Digest of the object's document. */
  readonly document: string;
  readonly summary: KubernetesSummary;
}

export interface Platform {
  readonly os: string | null;
  readonly architecture: string | null;
  readonly variant: string | null;
}

/** What documents show of the bytes of a digest; each list is sorted by digest. */
export interface ArtifactFacts {
  /** What the bytes are (a tree: a list of files); null: no document shows them (they may be an index). */
  readonly role: 'index' | 'manifest' | 'config' | 'tree' | null;
  /** Of a config, or of a manifest through its config, or as an index says: what is known of its platform. */
  readonly platform: Platform | null;
  /** Of an index: its platform manifests, who says so. */
  readonly children: readonly {
    readonly digest: string;
    readonly platform: Platform;
    readonly evidence: readonly Evidence[];
  }[];
  /** Of an index: how many platform manifests it lists, those included that could not be read; absent: not known. */
  readonly childCount?: number;
  /** The indexes that name this manifest. */
  readonly indexes: readonly string[];
  /** Of a config digest: the manifests that name it, and who says so. */
  readonly manifests: readonly { readonly digest: string; readonly evidence: readonly Evidence[] }[];
  /** Of a manifest: the configs it names (one, but for documents that disagree). An SBOM of an image's config is one of it. */
  readonly configs?: readonly { readonly digest: string; readonly evidence: readonly Evidence[] }[];
  /** Other artifacts that a document says to be the same bytes, by a digest of another algorithm. */
  readonly aliases?: readonly {
    readonly digest: string;
    readonly evidence: readonly Evidence[];
    /** The bytes themselves say so; else it is a claim. */
    readonly proven: boolean;
  }[];
  /** Of a manifest whose bytes a document shows all its layers, in order; of a list of files that says that it is complete its files. */
  readonly files?: readonly { readonly title: string | null; readonly mediaType: string | null }[];
}

/** A reference was seen to name a digest, at a place, from and to (UTC ISO times; `to` null: still). */
export interface ReferenceSighting {
  readonly digest: string;
  readonly from: string;
  readonly to: string | null;
  readonly evidence: Evidence;
}

export interface BuildFacts {
  readonly build: string;
  /** The statement that says the build produced the artifact. */
  readonly evidence: Evidence;
  readonly dependencies: readonly {
    /** `sha256:…` or another digest, or null where only a name or revision is stated. */
    readonly digest: string | null;
    readonly reference: string | null;
    /** Canonical, where it is a package. */
    readonly purl?: string;
    readonly role: 'source' | 'dataset' | 'model' | 'image' | 'package' | 'tool' | 'unknown';
    readonly name: string | null;
    readonly evidence: Evidence;
  }[];
}

/**
 * What `resolve` may ask: the facts in force at one moment in one scope. Every call is recorded, found or not, so that
 * a document that arrives late finds the workloads whose answer it changes. All results are in a fixed order.
 */
export interface Lookups {
  /** The object of this name; several when two documents are in force at one place and moment. */
  objects(name: ObjectName): readonly Stated[];
  /** The objects of this namespace whose ownerReferences name this owner (group, kind, name). */
  owned(owner: ObjectName): readonly Stated[];
  /** The objects of this namespace that carry this label. */
  labelled(namespace: string, label: string, value: string): readonly Stated[];
  artifact(digest: string): ArtifactFacts;
  /** All sightings that began at or before the moment, oldest first. */
  reference(id: string): readonly ReferenceSighting[];
  builds(artifact: string): readonly BuildFacts[];
}

/** Which labels and annotations say who owns a thing and where it belongs; first match wins. */
export interface ResolveSettings {
  readonly ownerKeys: readonly string[];
  readonly environmentKeys: readonly string[];
  /** What the offering said of the environment (`--environment`), used last. */
  readonly offeredEnvironment: string | null;
}

export const DEFAULT_OWNER_KEYS = ['owner', 'team'] as const;
export const DEFAULT_ENVIRONMENT_KEYS = ['environment', 'env'] as const;

/** What one SBOM says, as `classify` needs it. */
export interface SbomFacts {
  readonly document: string;
  /** Types of the components listed beside the subject. */
  readonly types: readonly string[];
  readonly catalogues: readonly string[];
  readonly completeness: 'complete' | 'incomplete' | 'unstated';
  readonly cut: boolean;
  readonly empty: boolean;
  /** Whether its signature was found to be invalid (under the policy, or none yet). */
  readonly invalid: boolean;
  /** Weaker than the policy requires; always false without a policy. */
  readonly untrusted: boolean;
  /** Other digests that documents name as its subject, which are neither index, child nor config of the artifact. */
  readonly disputedWith: readonly string[];
}

/** For which package types an artifact is judged, and why it is not for all others. */
export interface CoverageClass {
  /** Judged for every type (a document that declares itself complete). */
  readonly all: boolean;
  /** Types judged, sorted; meaningless when `all`. */
  readonly judged: readonly string[];
  /** The reason for every other type; meaningless when `all`. */
  readonly reason: Reason;
}
