import type { ContainerSpec, EnvironmentSource, PodSpec, VolumeSpec } from '#schema';
import { arrayOf, isObject, member, textOf } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import { elementsOf, textAt, textsOf, unusable } from './elements.ts';
import type { Place } from './elements.ts';
import { asksForGpu } from './gpu.ts';
import { isSecretName, withoutPasswords, withoutSecrets } from './secrets.ts';

/** What the last `kubectl apply` sent: the object once more, with its secrets. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ARCHITECTURE = ['kubernetes.io/arch', 'beta.kubernetes.io/arch'];

const OF_OBJECTS = [
  ['configMapRef', 'ConfigMap'],
  ['secretRef', 'Secret'],
] as const;

export const NO_POD: PodSpec = {
  containers: [],
  initContainers: [],
  ephemeralContainers: [],
  volumes: [],
  nodeName: null,
  architecture: null,
  labels: {},
  annotations: {},
};

/**
 * What is read of a pod's spec, or of anything that has its members inline.
 *
 * @param metadata - whose labels and annotations the pods carry.
 */
export function podSpec(spec: Place, metadata: unknown, remarks: Remark[]): PodSpec {
  const containers = (key: string): ContainerSpec[] =>
    elementsOf(spec, key, remarks).map((container) => containerSpec(container, remarks));
  const selector = member(spec.value, 'nodeSelector');
  const architectures = ARCHITECTURE.map((label) => textOf(member(selector, label)));
  return {
    containers: containers('containers'),
    initContainers: containers('initContainers'),
    ephemeralContainers: containers('ephemeralContainers'),
    volumes: elementsOf(spec, 'volumes', remarks).map((volume) => volumeSpec(volume, remarks)),
    nodeName: textOf(member(spec.value, 'nodeName')),
    architecture: architectures.find((value) => value !== null) ?? null,
    labels: textsOf(member(metadata, 'labels')),
    annotations: annotationsOf(metadata),
  };
}

/** Several pod specs of one object (a leader and its workers, say) as one. */
export function joinedPods(pods: readonly PodSpec[]): PodSpec {
  return pods.reduce((joined, pod) => ({
    containers: [...joined.containers, ...pod.containers],
    initContainers: [...joined.initContainers, ...pod.initContainers],
    ephemeralContainers: [...joined.ephemeralContainers, ...pod.ephemeralContainers],
    volumes: [...joined.volumes, ...pod.volumes],
    nodeName: joined.nodeName ?? pod.nodeName,
    // Of pods on different architectures none is that of all.
    architecture: joined.architecture === pod.architecture ? joined.architecture : null,
    labels: { ...pod.labels, ...joined.labels },
    annotations: { ...pod.annotations, ...joined.annotations },
  }));
}

export function annotationsOf(metadata: unknown): Record<string, string> {
  const entries = Object.entries(textsOf(member(metadata, 'annotations'))).filter(([key]) => key !== LAST_APPLIED);
  return Object.fromEntries(entries);
}

export function containerSpec(container: Place, remarks: Remark[]): ContainerSpec {
  const { value, at } = container;
  const env = elementsOf(container, 'env', remarks).map((variable) => environmentVariable(variable, remarks));
  const sources = elementsOf(container, 'envFrom', remarks).map((source) => environmentSource(source, remarks));
  const mounts = elementsOf(container, 'volumeMounts', remarks).map((mount) => ({
    volume: textAt(mount, 'name', remarks) ?? '',
    path: textAt(mount, 'mountPath', remarks) ?? '',
  }));
  return {
    name: textAt(container, 'name', remarks) ?? '',
    image: textAt(container, 'image', remarks),
    at,
    command: withoutSecrets(words(container, 'command', remarks)),
    args: withoutSecrets(words(container, 'args', remarks)),
    env,
    ...(sources.length === 0 ? {} : { envFrom: sources }),
    gpu: asksForGpu(member(value, 'resources')),
    mounts,
    sidecar: member(value, 'restartPolicy') === 'Always',
  };
}

function environmentVariable(variable: Place, remarks: Remark[]): ContainerSpec['env'][number] {
  const name = textAt(variable, 'name', remarks) ?? '';
  const value = textAt(variable, 'value', remarks);
  return { name, value: value === null || isSecretName(name) ? null : withoutPasswords(value) };
}

/** One that names no object may still be one that sets variables: it is kept, without a name. */
function environmentSource(source: Place, remarks: Remark[]): EnvironmentSource {
  const prefix = textAt(source, 'prefix', remarks) ?? '';
  for (const [key, kind] of OF_OBJECTS) {
    const reference = member(source.value, key);
    if (!isObject(reference)) continue;
    const place = { value: reference, at: `${source.at}/${key}` };
    const name = textAt(place, 'name', remarks);
    if (name === null) remarks.push(unusable(place.at, 'This names no object: which variables it sets is not known.'));
    return { kind, name: name ?? '', prefix, at: source.at };
  }
  remarks.push(unusable(source.at, 'This names no ConfigMap and no Secret: which variables it sets is not known.'));
  return { kind: null, name: '', prefix, at: source.at };
}

/** A word that is no text keeps its place: the words beside it mean something by theirs. */
function words(container: Place, key: string, remarks: Remark[]): string[] {
  const list = member(container.value, key);
  const at = `${container.at}/${key}`;
  if (list !== undefined && list !== null && !Array.isArray(list)) {
    remarks.push(unusable(at, 'This is no list, and is passed over.'));
  }
  return arrayOf(list).map((word, position) => {
    if (typeof word === 'string') return word;
    remarks.push(unusable(`${at}/${position}`, 'This is no text, and is read as empty.'));
    return '';
  });
}

function volumeSpec(volume: Place, remarks: Remark[]): VolumeSpec {
  const { value, at } = volume;
  const image = member(value, 'image');
  const reference = textOf(member(image, 'reference'));
  if (image !== undefined && image !== null && reference === null) {
    remarks.push(unusable(`${at}/image`, 'The image volume does not name its image.'));
  }
  const name = textAt(volume, 'name', remarks) ?? '';
  return { name, image: reference, claim: textOf(member(member(value, 'persistentVolumeClaim'), 'claimName')), at };
}
