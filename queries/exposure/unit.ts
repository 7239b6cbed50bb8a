import { imageReference, parseImageId } from '#schema';
import type { ContainerSpec, ContainerStatus, KubernetesSummary, PodSpec, VolumeSpec } from '#schema';
import { INFERENCE_SERVICE_LABEL } from './ownership.ts';
import type { Evidence, Platform, State, Stated } from './exposure.ts';

/** A container of a unit, with what its status says. */
export interface Contained {
  readonly list: 'containers' | 'initContainers' | 'ephemeralContainers';
  readonly spec: ContainerSpec;
  readonly status: ContainerStatus | null;
  /** The document that the spec's pointers point into; the status is in the pod itself. */
  readonly document: string;
  /** Further documents that say so (the service that names the runtime this container is of). */
  readonly further: readonly Evidence[];
}

/** A model that the model service names for a part of it. */
export interface DeclaredModel {
  readonly uri: string;
  /** Name among the adapters that the service names, or else its position there; null: it is no adapter. */
  readonly adapter: string | null;
  /** Where in the pod it is put; null: not said. */
  readonly mountPath: string | null;
  readonly evidence: readonly Evidence[];
}

/** One pod, or one pod template where no pod is known: what runs together, and in which state. */
export interface Unit {
  /** Digest of the document of the pod, the template or the service. */
  readonly document: string;
  /** Whether it is a pod that was seen: then what is not in it is not there. */
  readonly seen: boolean;
  readonly state: State;
  /** ISO time from which its references may have been looked up; null: not known. */
  readonly since: string | null;
  readonly platform: Platform | null;
  /** Part of a KServe service: predictor, transformer, explainer, or `other` for what routes; null elsewhere. */
  readonly part: Part | null;
  readonly containers: readonly Contained[];
  /** Containers of which only the arguments and the environment are stated here, for one of the same name. */
  readonly hints: readonly Contained[];
  readonly volumes: readonly VolumeSpec[];
  readonly annotations: Readonly<Record<string, string>>;
  /** Where the annotations are. */
  readonly annotationsAt: string;
  /** Whether it is a worker of a group whose leader names the model. */
  readonly worker: boolean;
  readonly declared: readonly DeclaredModel[];
}

export type Part = 'predictor' | 'transformer' | 'explainer' | 'other';

/** Which part of a KServe service an object is, by the labels that its controllers set. */
export function partOf(labels: Readonly<Record<string, string>>): Part | null {
  // Other people's components may be called so too: then a GPU must still make a slot.
  const component = INFERENCE_SERVICE_LABEL in labels ? labels['component'] : undefined;
  if (component === 'predictor' || component === 'transformer' || component === 'explainer') return component;
  const llm = labels['app.kubernetes.io/component'];
  if (llm === undefined || !llm.startsWith('llminferenceservice')) return null;
  return llm.startsWith('llminferenceservice-workload') ? 'predictor' : 'other';
}

/** Workers of a LeaderWorkerSet, of Ray and of multi-node vLLM serve what their leader names. */
export function isWorker(labels: Readonly<Record<string, string>>): boolean {
  const index = labels['leaderworkerset.sigs.k8s.io/worker-index'];
  if (index !== undefined && index !== '0') return true;
  if (labels['ray.io/node-type'] === 'worker') return true;
  return /^llminferenceservice-.*-worker$/.test(labels['app.kubernetes.io/component'] ?? '');
}

/**
 * The containers of a pod spec with their statuses: once for each status where several have its name, for nobody knows which
 * one holds. A status without a container (an ephemeral one) is one of its own.
 */
export function containersOf(
  document: string,
  pod: PodSpec | null,
  statuses: readonly ContainerStatus[],
): readonly Contained[] {
  const left = new Set(statuses);
  const found: Contained[] = [];
  for (const list of ['containers', 'initContainers', 'ephemeralContainers'] as const) {
    for (const spec of pod?.[list] ?? []) {
      const own = statuses.filter((status) => status.name === spec.name && status.list === list);
      for (const status of own) left.delete(status);
      const stated = own.length > 0 ? own : [null];
      found.push(...stated.map((status) => ({ list, spec, status, document, further: [] })));
    }
  }
  for (const status of left) {
    const { list, name, image, at } = status;
    const spec: ContainerSpec = {
      name,
      image,
      at,
      command: [],
      args: [],
      env: [],
      gpu: false,
      mounts: [],
      sidecar: false,
    };
    found.push({ list, spec, status, document, further: [] });
  }
  return found;
}

/** The containers of a unit as they are started: each with what is stated elsewhere for one of its name. */
export function startedSpecs({ containers, hints }: Pick<Unit, 'containers' | 'hints'>): readonly ContainerSpec[] {
  const names = new Set(containers.map(({ spec }) => spec.name));
  const joined = containers.map(({ spec }) =>
    hints
      .filter((hint) => hint.spec.name === spec.name)
      .reduce(
        (all: ContainerSpec, { spec: { args, env, envFrom = [] } }) => ({
          ...all,
          args: [...all.args, ...args],
          env: [...all.env, ...env],
          envFrom: [...(all.envFrom ?? []), ...envFrom],
        }),
        spec,
      ),
  );
  return [...joined, ...hints.filter(({ spec }) => !names.has(spec.name)).map(({ spec }) => spec)];
}

/**
 * Whether the image that a container's spec asks for is another one than its status shows, and still to come: it waits, or
 * what ran last is from another repository. The digests of one repository may be an index and its manifest, and a runtime
 * that knows an image under several names gives its digest under any of them.
 */
export function isAwaited({ spec, status }: Contained): boolean {
  if (spec.image === null || status === null || status.imageID === null) return false;
  const shown = parseImageId(status.imageID);
  const wanted = imageReference(spec.image);
  if (shown.digest === null || wanted === undefined || wanted.digest === shown.digest) return false;
  if (status.state === 'waiting') return true;
  const named = status.image === null ? undefined : imageReference(status.image);
  return shown.repository !== null && ![shown.repository, named?.repository].includes(wanted.repository);
}

/** Labels of an object and of its pods. */
export function labelsOf(summary: KubernetesSummary): Readonly<Record<string, string>> {
  return { ...summary.labels, ...summary.pod?.labels };
}

/** The earliest time at which what a document describes may have looked up its references. */
export function sinceOf({ summary }: Stated): string | null {
  return summary.startedAt ?? summary.createdAt;
}
