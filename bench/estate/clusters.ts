import { createHash } from 'node:crypto';
import type { Image } from './images.ts';

/** A cluster whose workloads are one List, as `kubectl get` prints it. */
export interface Cluster {
  readonly name: string;
  readonly environment: string;
}

export const CLUSTERS: readonly Cluster[] = [
  { name: 'prod-1', environment: 'prod' },
  { name: 'prod-2', environment: 'prod' },
  { name: 'staging-1', environment: 'staging' },
  { name: 'research-1', environment: 'research' },
];
const NAMESPACES = 20;
const CREATED = '2026-03-01T09:00:00Z';
const STARTED = '2026-03-02T09:00:00Z';

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

interface Container {
  readonly spec: { readonly name: string; readonly image: string; readonly [key: string]: unknown };
  readonly imageID: string;
}

/** One workload: what it runs, and the model image beside it. */
export interface WorkloadShape {
  readonly number: number;
  readonly server: Image;
  readonly model: Image;
}

export const clusterOf = (workload: number): Cluster | undefined => CLUSTERS[workload % CLUSTERS.length];

/** The List of a cluster, with every object of these workloads. */
export function clusterList(cluster: Cluster, workloads: readonly WorkloadShape[]): string {
  const items = workloads.flatMap((shape) => workloadObjects(cluster, shape));
  return JSON.stringify({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } });
}

/**
 * Of ten workloads six are InferenceServices with their model as a modelcar, three are Deployments that name a model on
 * a hub, and one is a Deployment in which no model is recognised.
 */
function workloadObjects(cluster: Cluster, { number, server, model }: WorkloadShape): KubernetesObject[] {
  const place = new Place(
    cluster,
    `team-${String(Math.floor(number / CLUSTERS.length) % NAMESPACES).padStart(2, '0')}`,
  );
  const name = `app-${number}`;
  const kind = Math.floor(number / 8) % 10;
  if (kind < 6) {
    const service = place.object('serving.kserve.io/v1beta1', 'InferenceService', name, null, {
      spec: {
        predictor: { model: { modelFormat: { name: 'onnx' }, storageUri: `oci://${model.repository}:${model.tag}` } },
      },
      status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: STARTED }] },
    });
    const labels = {
      app: `isvc.${name}-predictor`,
      component: 'predictor',
      'serving.kserve.io/inferenceservice': name,
    };
    const containers = [
      container('kserve-container', server, ['--model_dir=/mnt/models']),
      container('modelcar', model, ['sleep']),
    ];
    return [service, ...chain(place, `${name}-predictor`, service, labels, containers)];
  }
  const args = kind < 9 ? ['--model', `estate/model-${number % 200}`] : ['--port=8080'];
  return chain(place, name, null, { app: name }, [container(kind < 9 ? 'main' : 'web', server, args)]);
}

function chain(
  place: Place,
  name: string,
  owner: KubernetesObject | null,
  labels: Readonly<Record<string, string>>,
  containers: readonly Container[],
): KubernetesObject[] {
  const template = { metadata: { labels }, spec: { containers: containers.slice(0, 1).map(({ spec }) => spec) } };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  const status = { replicas: 1, readyReplicas: 1 };
  const deployment = place.object('apps/v1', 'Deployment', name, owner, { spec, status }, labels);
  const set = place.object('apps/v1', 'ReplicaSet', `${name}-6c9f7d54b8`, deployment, { spec, status }, labels);
  const pod = place.object('v1', 'Pod', `${name}-6c9f7d54b8-x7k2p`, set, podOf(containers), labels);
  return [deployment, set, pod];
}

function podOf(containers: readonly Container[]): object {
  return {
    spec: { nodeName: 'node-1', restartPolicy: 'Always', containers: containers.map(({ spec }) => spec) },
    status: {
      phase: 'Running',
      startTime: STARTED,
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: containers.map(({ spec, imageID }) => ({
        name: spec.name,
        image: spec.image,
        imageID,
        ready: true,
        restartCount: 0,
        started: true,
        state: { running: { startedAt: STARTED } },
      })),
    },
  };
}

function container(name: string, image: Image, args: readonly string[]): Container {
  return {
    spec: { name, image: `${image.repository}:${image.tag}`, args, resources: { limits: { cpu: '2', memory: '8Gi' } } },
    imageID: `${image.repository}@${image.digest}`,
  };
}

/** A namespace of a cluster, which makes objects. */
class Place {
  readonly #cluster: Cluster;
  readonly #namespace: string;

  constructor(cluster: Cluster, namespace: string) {
    this.#cluster = cluster;
    this.#namespace = namespace;
  }

  object(
    apiVersion: string,
    kind: string,
    name: string,
    owner: KubernetesObject | null,
    rest: object,
    labels: Readonly<Record<string, string>> = {},
  ): KubernetesObject {
    const hex = createHash('sha256').update([this.#cluster.name, kind, this.#namespace, name].join('/')).digest('hex');
    const ownerReferences = owner === null ? [] : [ownerReference(owner)];
    const metadata = {
      name,
      namespace: this.#namespace,
      uid: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
      resourceVersion: String(100_000 + (Number.parseInt(hex.slice(0, 6), 16) % 900_000)),
      creationTimestamp: CREATED,
      labels: { ...labels, team: this.#namespace },
      ...(ownerReferences.length === 0 ? {} : { ownerReferences }),
    };
    return { apiVersion, kind, metadata, ...rest };
  }
}

function ownerReference({ apiVersion, kind, metadata: { name, uid } }: KubernetesObject): object {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}
