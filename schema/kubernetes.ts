/**
 * What provgraph reads of a Kubernetes object: the property `summary` of STATES. Every `at` is a JSON Pointer in the
 * object's canonical (RFC 8785) document. What is absent is null or empty, never guessed.
 */
export interface ObjectName {
  /** API group, empty for the core group. Never the version: two versions are one object. */
  readonly group: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects; `default` is filled in for a namespaced kind that leaves it out. */
  readonly namespace: string;
  readonly name: string;
}

export interface OwnerReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string | null;
  readonly controller: boolean;
}

/** An object all of whose entries become variables of a container. What they are is not stated beside it. */
export interface EnvironmentSource {
  /** Null: neither of the two, or not said. */
  readonly kind: 'ConfigMap' | 'Secret' | null;
  /** Empty where it is not said. */
  readonly name: string;
  /** Written before the name of each entry; empty for none. */
  readonly prefix: string;
  readonly at: string;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string | null;
  /** Pointer of the container; of the image it is `${at}/image`. */
  readonly at: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Literal values only; `value` is null for valueFrom. Values of names that look secret are dropped (null). */
  readonly env: readonly { readonly name: string; readonly value: string | null }[];
  /** `envFrom`, in its order; `env` goes before it. Absent: none. */
  readonly envFrom?: readonly EnvironmentSource[];
  /** Asks for a GPU (nvidia.com/gpu, amd.com/gpu, gpu.intel.com/…, google.com/tpu, aws.amazon.com/neuron …). */
  readonly gpu: boolean;
  readonly mounts: readonly { readonly volume: string; readonly path: string }[];
  /** For an init container with `restartPolicy: Always`: a sidecar. */
  readonly sidecar: boolean;
}

export interface VolumeSpec {
  readonly name: string;
  /** `image.reference` of an image volume. */
  readonly image: string | null;
  /** `persistentVolumeClaim.claimName`. */
  readonly claim: string | null;
  readonly at: string;
}

export interface PodSpec {
  readonly containers: readonly ContainerSpec[];
  readonly initContainers: readonly ContainerSpec[];
  /** Added to a running pod for debugging; they run images too. */
  readonly ephemeralContainers: readonly ContainerSpec[];
  readonly volumes: readonly VolumeSpec[];
  readonly nodeName: string | null;
  /** `kubernetes.io/arch` of the nodeSelector, if stated. */
  readonly architecture: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ContainerStatus {
  readonly name: string;
  /** Which list it is in. */
  readonly list: 'containers' | 'initContainers' | 'ephemeralContainers';
  readonly image: string | null;
  /** The raw string; empty is null. */
  readonly imageID: string | null;
  readonly ready: boolean;
  readonly state: 'running' | 'waiting' | 'terminated' | 'unknown';
  /** Pointer of the status; of the image id it is `${at}/imageID`. */
  readonly at: string;
  /** `volumeMounts[].volumeStatus.image.imageRef`. */
  readonly volumeImages: readonly { readonly volume: string; readonly imageRef: string; readonly at: string }[];
}

export interface StorageUri {
  readonly uri: string;
  readonly mountPath: string | null;
  readonly at: string;
  /** Under which name it is served, where the object gives it one (an adapter of an LLMInferenceService). */
  readonly name?: string;
}

/** Predictor, transformer or explainer of a KServe InferenceService (v1beta1), or a part of an older form. */
export interface InferenceComponent {
  readonly role: 'predictor' | 'transformer' | 'explainer';
  readonly at: string;
  readonly modelFormat: string | null;
  /** `model.runtime`: the ServingRuntime or ClusterServingRuntime asked for by name. */
  readonly runtime: string | null;
  /** `runtimeVersion` of `model`, or of an old per-framework field: KServe puts it in place of the tag of the serving image. */
  readonly runtimeVersion: string | null;
  readonly storageUris: readonly StorageUri[];
  /** `storage{key,path,parameters}` as one text, when there is no URI. */
  readonly storageText: string | null;
  /** The image of `model.image`, or of an old per-framework field. */
  readonly image: string | null;
  /** Inline containers (custom predictor, transformer), plus the `model` container's args and env if any. */
  readonly pod: PodSpec;
  readonly minReplicas: number | null;
  readonly canaryTrafficPercent: number | null;
}

export interface InferenceService {
  readonly components: readonly InferenceComponent[];
  /** `status.modelStatus.states.activeModelState`: Pending, Standby, Loading, Loaded, FailedToLoad. */
  readonly activeModelState: string | null;
  /** `status.modelStatus.transitionStatus`: UpToDate, InProgress, BlockedByFailedLoad, InvalidSpec. */
  readonly transitionStatus: string | null;
  /** Runtime named by the status. */
  readonly servingRuntimeName: string | null;
  readonly clusterServingRuntimeName: string | null;
  /** Per component: the traffic of its revisions, in per cent. */
  readonly traffic: readonly {
    readonly component: string;
    readonly revision: string;
    readonly percent: number;
    readonly latest: boolean;
  }[];
  readonly ready: boolean | null;
  readonly ociModelMode: string | null;
}

export interface ServingRuntime {
  readonly clusterScoped: boolean;
  readonly pod: PodSpec;
  readonly formats: readonly { readonly name: string; readonly version: string | null; readonly autoSelect: boolean }[];
  readonly disabled: boolean;
}

export interface KubernetesSummary {
  readonly name: ObjectName;
  readonly apiVersion: string;
  readonly uid: string | null;
  readonly resourceVersion: string | null;
  readonly createdAt: string | null;
  readonly deletedAt: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owners: readonly OwnerReference[];
  /** Of a Pod its spec; of anything with a pod template (also under jobTemplate) the template's spec. */
  readonly pod: PodSpec | null;
  /** True for a Pod itself. */
  readonly isPod: boolean;
  /** `spec.replicas`; null where the kind has none or it is not stated. */
  readonly replicas: number | null;
  readonly readyReplicas: number | null;
  readonly suspended: boolean;
  /** Pod phase: Pending, Running, Succeeded, Failed, Unknown. */
  readonly phase: string | null;
  /** Pod: `status.startTime`. */
  readonly startedAt: string | null;
  /** Pod: condition Ready. Others: null. */
  readonly ready: boolean | null;
  /** Job: condition Complete or SuccessCriteriaMet / Failed. */
  readonly jobComplete: boolean;
  readonly jobFailed: boolean;
  readonly containerStatuses: readonly ContainerStatus[];
  readonly inferenceService: InferenceService | null;
  readonly servingRuntime: ServingRuntime | null;
  /** Node: `status.nodeInfo`. */
  readonly node: { readonly architecture: string | null; readonly os: string | null } | null;
}

/** The id of the node kind KubernetesObject. */
export function objectId(name: ObjectName): string {
  return [name.group === '' ? name.kind : `${name.group}/${name.kind}`, name.namespace, name.name].join('|');
}

/** The name in such an id. */
export function objectNameOf(id: string): ObjectName {
  const [groupKind = '', namespace = '', name = ''] = id.split('|');
  const slash = groupKind.lastIndexOf('/');
  return { group: slash === -1 ? '' : groupKind.slice(0, slash), kind: groupKind.slice(slash + 1), namespace, name };
}
