import { sha256 } from './oci.ts';

/** Plain JSON. */
export type JsonObject = Record<string, unknown>;

/** A Kubernetes object as the API server gives it. */
export interface KubernetesObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string; readonly uid: string; readonly creationTimestamp: string };
}

/** Where an object stands: the cluster only salts the uids, the namespace is null for cluster-scoped kinds. */
export interface Place {
  readonly cluster: string;
  readonly namespace: string | null;
}

export interface Metadata {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly owner?: KubernetesObject;
}

/** A container of a pod: its spec as written, and the imageID that the kubelet reported. */
export interface Container {
  readonly spec: { readonly name: string; readonly image: string; readonly [field: string]: unknown };
  readonly imageID: string;
  readonly volumeMountStatuses?: readonly JsonObject[];
}

/** One pod: what its template lacks (the webhook added it), where it runs and since when. */
export interface PodShape {
  readonly node: string;
  readonly started: string;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly JsonObject[];
  readonly shareProcessNamespace?: boolean;
  readonly annotations?: Record<string, string>;
}

/** One revision of a Deployment: the containers of its template and its pods. */
export interface Revision {
  readonly template: readonly Container['spec'][];
  readonly annotations?: Record<string, string>;
  readonly pods: readonly PodShape[];
}

/** A uid in the form of a random UUID, made of the object's name. */
export function uid(name: string): string {
  const hex = sha256(name);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** An object with its metadata; `rest` holds spec and status. */
export function kubernetesObject(
  place: Place,
  type: { apiVersion: string; kind: string },
  name: string,
  metadata: Metadata & { created: string },
  rest: JsonObject,
): KubernetesObject {
  const key = `${place.cluster}/${type.kind}/${place.namespace ?? ''}/${name}`;
  return {
    ...type,
    metadata: {
      name,
      ...(place.namespace === null ? {} : { namespace: place.namespace }),
      uid: uid(key),
      resourceVersion: String(100_000 + (Number.parseInt(sha256(key).slice(0, 6), 16) % 900_000)),
      creationTimestamp: metadata.created,
      ...(metadata.labels === undefined ? {} : { labels: metadata.labels }),
      ...(metadata.annotations === undefined ? {} : { annotations: metadata.annotations }),
      ...(metadata.owner === undefined ? {} : { ownerReferences: [ownerReference(metadata.owner)] }),
    },
    ...rest,
  };
}

function ownerReference(owner: KubernetesObject): JsonObject {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

function containerStatus(container: Container, started: string, ended: string | null): JsonObject {
  const finished = ended !== null;
  return {
    name: container.spec.name,
    image: container.spec.image,
    imageID: container.imageID,
    ready: !finished,
    restartCount: 0,
    started: !finished,
    state: finished
      ? { terminated: { exitCode: 0, reason: 'Completed', startedAt: started, finishedAt: ended } }
      : { running: { startedAt: started } },
    ...(container.volumeMountStatuses === undefined ? {} : { volumeMounts: container.volumeMountStatuses }),
  };
}

/** A pod of a ReplicaSet or Job: Running, or Succeeded with every container ended when an end is given. */
export function pod(
  place: Place,
  name: string,
  metadata: Metadata,
  shape: PodShape,
  ended: string | null = null,
): KubernetesObject {
  const finished = ended !== null;
  const annotations = { ...metadata.annotations, ...shape.annotations };
  const initContainers = shape.initContainers ?? [];
  // An init container that ended well is ready in the API's sense.
  const initStatuses = initContainers.map((container) => ({
    ...containerStatus(container, shape.started, shape.started),
    ready: true,
  }));
  return kubernetesObject(
    place,
    { apiVersion: 'v1', kind: 'Pod' },
    name,
    {
      ...(metadata.labels === undefined ? {} : { labels: metadata.labels }),
      ...(metadata.owner === undefined ? {} : { owner: metadata.owner }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      created: shape.started,
    },
    {
      spec: {
        nodeName: shape.node,
        restartPolicy: finished ? 'Never' : 'Always',
        ...(shape.shareProcessNamespace === true ? { shareProcessNamespace: true } : {}),
        ...(initContainers.length === 0 ? {} : { initContainers: initContainers.map(({ spec }) => spec) }),
        containers: shape.containers.map(({ spec }) => spec),
        ...(shape.volumes === undefined ? {} : { volumes: shape.volumes }),
      },
      status: {
        phase: finished ? 'Succeeded' : 'Running',
        startTime: shape.started,
        conditions: [
          { type: 'Ready', status: finished ? 'False' : 'True', ...(finished ? { reason: 'PodCompleted' } : {}) },
        ],
        ...(initStatuses.length === 0 ? {} : { initContainerStatuses: initStatuses }),
        containerStatuses: shape.containers.map((container) => containerStatus(container, shape.started, ended)),
      },
    },
  );
}

/**
 * A Deployment with one ReplicaSet a revision (oldest first) and their pods. The last revision is the wanted one;
 * without any pod the Deployment is scaled to zero.
 */
export function deployment(
  place: Place,
  name: string,
  metadata: Metadata & { created: string },
  revisions: readonly Revision[],
): KubernetesObject[] {
  const labels = { app: name, ...metadata.labels };
  const newest = revisions.at(-1);
  if (newest === undefined) throw new Error(`${name} has no revision`);
  const replicas = revisions.reduce((sum, revision) => sum + revision.pods.length, 0);
  const parent = kubernetesObject(
    place,
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    name,
    { ...metadata, labels, annotations: { [revisionAnnotation]: String(revisions.length) } },
    {
      spec: { replicas, selector: { matchLabels: { app: labels.app } }, template: template(labels, newest) },
      status: { observedGeneration: revisions.length, replicas, readyReplicas: replicas, availableReplicas: replicas },
    },
  );
  const children = revisions.flatMap((revision, position) =>
    replicaSet(
      place,
      `${name}-${sha256(`${place.cluster} ${name} ${position}`).slice(0, 9)}`,
      parent,
      labels,
      revision,
    ),
  );
  return [parent, ...children];
}

const revisionAnnotation = 'deployment.kubernetes.io/revision';

function template(labels: Record<string, string>, revision: Revision): JsonObject {
  return {
    metadata: { labels, ...(revision.annotations === undefined ? {} : { annotations: revision.annotations }) },
    spec: { containers: revision.template, restartPolicy: 'Always' },
  };
}

function replicaSet(
  place: Place,
  name: string,
  parent: KubernetesObject,
  parentLabels: Record<string, string>,
  revision: Revision,
): KubernetesObject[] {
  const labels = { ...parentLabels, 'pod-template-hash': name.slice(name.lastIndexOf('-') + 1) };
  const replicas = revision.pods.length;
  const created = revision.pods[0]?.started ?? parent.metadata.creationTimestamp;
  const set = kubernetesObject(
    place,
    { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
    name,
    { labels, owner: parent, created },
    {
      spec: { replicas, selector: { matchLabels: labels }, template: template(labels, revision) },
      status: { replicas, readyReplicas: replicas, availableReplicas: replicas },
    },
  );
  const pods = revision.pods.map((shape, position) => {
    const suffix = sha256(`${name} pod ${position}`).slice(0, 5);
    const annotations = revision.annotations ?? {};
    return pod(place, `${name}-${suffix}`, { labels, annotations, owner: set }, shape);
  });
  return [set, ...pods];
}

/** The kube-system Namespace, whose uid is the cluster's identity. */
export function kubeSystem(cluster: string): KubernetesObject {
  return namespace(cluster, 'kube-system', {});
}

export function namespace(cluster: string, name: string, labels: Record<string, string>): KubernetesObject {
  return kubernetesObject(
    { cluster, namespace: null },
    { apiVersion: 'v1', kind: 'Namespace' },
    name,
    { labels: { 'kubernetes.io/metadata.name': name, ...labels }, created: '2025-06-02T09:00:00Z' },
    { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
  );
}

export function node(cluster: string, name: string, architecture: 'amd64' | 'arm64'): KubernetesObject {
  return kubernetesObject(
    { cluster, namespace: null },
    { apiVersion: 'v1', kind: 'Node' },
    name,
    { labels: { 'kubernetes.io/arch': architecture, 'kubernetes.io/os': 'linux' }, created: '2025-06-02T09:10:00Z' },
    {
      spec: {},
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        nodeInfo: { architecture, operatingSystem: 'linux', containerRuntimeVersion: 'containerd://2.2.1' },
      },
    },
  );
}

/** What `kubectl get … -o json` prints: one List of everything, without a resourceVersion. */
export function list(items: readonly KubernetesObject[]): JsonObject {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
}
