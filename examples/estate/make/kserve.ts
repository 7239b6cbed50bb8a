import { deployment, kubernetesObject } from './kubernetes.ts';
import type { Container, JsonObject, KubernetesObject, Place, PodShape, Revision } from './kubernetes.ts';
import { digestReference, tagDigest, tagReference } from './oci.ts';
import type { Image } from './oci.ts';

const sourceUri = 'internal.serving.kserve.io/storage-initializer-sourceuri';

/** An image as a container runs it: the reference in the pod, and the imageID that the kubelet reported. */
export interface Running {
  readonly image: string;
  readonly imageID: string;
}

/** The usual spelling: a tag in the pod, `repository@digest` in its status. */
export function running(image: Image, digest: string = tagDigest(image)): Running {
  return { image: tagReference(image), imageID: digestReference(image, digest) };
}

/** How the model gets into a pod: what KServe's webhook adds to it. */
export type Delivery =
  | { readonly by: 'modelcar'; readonly model: Image }
  | { readonly by: 'volume'; readonly model: Image; readonly reference: string }
  | { readonly by: 'initializer'; readonly uri: string; readonly initializer: Running }
  | { readonly by: 'claim'; readonly claim: string };

export interface Serving {
  readonly storageUri: string;
  readonly server: Running;
  readonly delivery: Delivery;
  readonly node: string;
  readonly started: string;
  readonly args?: readonly string[];
}

/** One InferenceService: the revisions of its predictor (oldest first), and what else it has. */
export interface ServiceShape {
  readonly name: string;
  readonly created: string;
  readonly format: string;
  readonly runtime: string;
  readonly revisions: readonly Serving[];
  readonly idle?: boolean;
  readonly labels?: Record<string, string>;
  readonly transformer?: { readonly container: Running; readonly node: string; readonly started: string };
}

const modelMount = { name: 'kserve-provision-location', mountPath: '/mnt/models', readOnly: true };

function serverContainer(serving: Serving, additions: JsonObject = {}): Container {
  const args = serving.args ?? ['--model_dir=/mnt/models', '--http_port=8080'];
  return {
    spec: { name: 'kserve-container', image: serving.server.image, args, ...additions },
    imageID: serving.server.imageID,
  };
}

function modelcarPod(serving: Serving, model: Image): PodShape {
  const image = running(model);
  const car = { image: image.image, imagePullPolicy: 'IfNotPresent' };
  return {
    node: serving.node,
    started: serving.started,
    shareProcessNamespace: true,
    initContainers: [
      {
        spec: { name: 'modelcar-init', ...car, args: ['sh', '-c', "echo 'Pre-fetching modelcar'"] },
        imageID: image.imageID,
      },
    ],
    containers: [
      serverContainer(serving, {
        env: [{ name: 'MODEL_INIT_MODE', value: 'async' }],
        volumeMounts: [{ name: 'modelcar', mountPath: '/mnt' }],
      }),
      {
        spec: { name: 'modelcar', ...car, args: ['sh', '-c', 'ln -sf /proc/$$/root/models /mnt/models && sleep inf'] },
        imageID: image.imageID,
      },
    ],
    volumes: [{ name: 'modelcar', emptyDir: {} }],
  };
}

function imageVolumePod(serving: Serving, model: Image, reference: string): PodShape {
  const mount = { name: 'oci-native-model', mountPath: '/mnt/models', subPath: 'models', readOnly: true };
  return {
    node: serving.node,
    started: serving.started,
    containers: [
      {
        ...serverContainer(serving, { volumeMounts: [mount] }),
        volumeMountStatuses: [
          {
            name: mount.name,
            mountPath: mount.mountPath,
            readOnly: true,
            volumeStatus: { image: { imageRef: digestReference(model) } },
          },
        ],
      },
    ],
    volumes: [{ name: mount.name, image: { reference, pullPolicy: 'IfNotPresent' } }],
  };
}

function initializerPod(serving: Serving, uri: string, initializer: Running): PodShape {
  return {
    node: serving.node,
    started: serving.started,
    initContainers: [
      {
        spec: {
          name: 'storage-initializer',
          image: initializer.image,
          args: [uri, '/mnt/models'],
          volumeMounts: [{ name: modelMount.name, mountPath: modelMount.mountPath }],
        },
        imageID: initializer.imageID,
      },
    ],
    containers: [serverContainer(serving, { volumeMounts: [modelMount] })],
    volumes: [{ name: modelMount.name, emptyDir: {} }],
  };
}

function claimPod(serving: Serving, claim: string): PodShape {
  const mount = { name: 'kserve-pvc-source', mountPath: '/mnt/models', subPath: 'models', readOnly: true };
  return {
    node: serving.node,
    started: serving.started,
    containers: [serverContainer(serving, { volumeMounts: [mount] })],
    volumes: [{ name: mount.name, persistentVolumeClaim: { claimName: claim, readOnly: true } }],
  };
}

function predictorPod(serving: Serving): PodShape {
  const { delivery } = serving;
  switch (delivery.by) {
    case 'modelcar':
      return modelcarPod(serving, delivery.model);
    case 'volume':
      return imageVolumePod(serving, delivery.model, delivery.reference);
    case 'initializer':
      return initializerPod(serving, delivery.uri, delivery.initializer);
    case 'claim':
      return claimPod(serving, delivery.claim);
  }
}

function predictorRevision(serving: Serving, idle: boolean): Revision {
  return {
    template: [serverContainer(serving).spec],
    annotations: { [sourceUri]: serving.storageUri },
    pods: idle ? [] : [predictorPod(serving)],
  };
}

function inferenceService(place: Place, shape: ServiceShape): KubernetesObject {
  const newest = shape.revisions.at(-1);
  if (newest === undefined) throw new Error(`${shape.name} has no revision`);
  const idle = shape.idle ?? false;
  const predictor = {
    ...(idle ? { minReplicas: 0 } : {}),
    model: { modelFormat: { name: shape.format }, runtime: shape.runtime, storageUri: newest.storageUri },
  };
  const container = shape.transformer?.container;
  const transformer = { containers: [{ name: 'kserve-container', image: container?.image }] };
  const transition = shape.revisions.length > 1 ? 'InProgress' : 'UpToDate';
  return kubernetesObject(
    place,
    { apiVersion: 'serving.kserve.io/v1beta1', kind: 'InferenceService' },
    shape.name,
    {
      created: shape.created,
      annotations: { 'serving.kserve.io/deploymentMode': 'Standard' },
      ...(shape.labels === undefined ? {} : { labels: shape.labels }),
    },
    {
      spec: { predictor, ...(container === undefined ? {} : { transformer }) },
      status: {
        conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: newest.started }],
        clusterServingRuntimeName: shape.runtime,
        modelStatus: {
          states: { activeModelState: idle ? 'Standby' : 'Loaded', targetModelState: idle ? 'Standby' : 'Loaded' },
          transitionStatus: transition,
        },
        url: `http://${shape.name}.${place.namespace ?? ''}.example.org`,
      },
    },
  );
}

/** An InferenceService in Standard (raw) deployment mode with the Deployments, ReplicaSets and Pods that KServe makes. */
export function service(place: Place, shape: ServiceShape): KubernetesObject[] {
  const owner = inferenceService(place, shape);
  const labels = (component: string): Record<string, string> => ({
    app: `isvc.${shape.name}-${component}`,
    component,
    'serving.kserve.io/inferenceservice': shape.name,
  });
  const predictor = deployment(
    place,
    `${shape.name}-predictor`,
    { labels: labels('predictor'), owner, created: shape.created },
    shape.revisions.map((serving) => predictorRevision(serving, shape.idle ?? false)),
  );
  if (shape.transformer === undefined) return [owner, ...predictor];
  const { container, node, started } = shape.transformer;
  const args = [`--model_name=${shape.name}`, `--predictor_host=${shape.name}-predictor`];
  const spec = { name: 'kserve-container', image: container.image, args };
  const transformer = deployment(
    place,
    `${shape.name}-transformer`,
    { labels: labels('transformer'), owner, created: shape.created },
    [{ template: [spec], pods: [{ node, started, containers: [{ spec, imageID: container.imageID }] }] }],
  );
  return [owner, ...predictor, ...transformer];
}

/** A ClusterServingRuntime: the container that every service of this runtime gets. */
export function servingRuntime(
  cluster: string,
  name: string,
  image: string,
  formats: readonly string[],
): KubernetesObject {
  return kubernetesObject(
    { cluster, namespace: null },
    { apiVersion: 'serving.kserve.io/v1alpha1', kind: 'ClusterServingRuntime' },
    name,
    { created: '2025-09-01T09:00:00Z' },
    {
      spec: {
        supportedModelFormats: formats.map((format) => ({ name: format, version: '1', autoSelect: true })),
        protocolVersions: ['v2'],
        containers: [{ name: 'kserve-container', image, args: ['--model_dir=/mnt/models', '--http_port=8080'] }],
      },
    },
  );
}
