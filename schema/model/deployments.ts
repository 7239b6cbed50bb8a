import { edge, json, node, optional, text } from './kind.ts';

export const KubernetesObject = node({
  label: 'KubernetesObject',
  doc: 'An object as its document names it, without a cluster: the observation says where it was.',
  id: 'group/kind, namespace and name',
});

export const Workload = node({
  label: 'Workload',
  doc: 'Something that runs: the topmost owner known of a set of pods.',
  id: 'cluster (or source and path), group/kind, namespace, name',
});

export const ModelSlot = node({
  label: 'ModelSlot',
  doc: 'A place of a workload where a model is served: predictor, an adapter, a draft model.',
  id: 'workload and slot name',
});

export const States = edge({
  type: 'STATES',
  doc: 'A document states what a Kubernetes object was.',
  from: 'Document',
  to: 'KubernetesObject',
  forward: 'states',
  backward: 'statedBy',
  properties: {
    uid: optional(text('The uid that the cluster gave to it.')),
    resourceVersion: optional(text('The version of the object, given by the cluster.')),
    summary: json('What provgraph reads of it.'),
  },
});

export const HasSlot = edge({
  type: 'HAS_SLOT',
  doc: 'A workload serves a model in a slot.',
  from: 'Workload',
  to: 'ModelSlot',
  forward: 'slots',
  backward: 'workload',
  basis: 'projected',
  exposed: false,
});

export const Loads = edge({
  type: 'LOADS',
  doc: 'A slot loads a model.',
  from: 'ModelSlot',
  to: 'Artifact',
  forward: 'loads',
  backward: 'loadedBy',
  basis: 'projected',
});

export const Runs = edge({
  type: 'RUNS',
  doc: 'A workload runs an image.',
  from: 'Workload',
  to: 'Artifact',
  forward: 'runs',
  backward: 'runBy',
  basis: 'projected',
});
