/** Kinds without a namespace, as group/kind: those read here, and those that own what is read. */
const CLUSTER_SCOPED = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'ComponentStatus',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'networking.k8s.io/IngressClass',
  'node.k8s.io/RuntimeClass',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass',
  'serving.kserve.io/ClusterServingRuntime',
  'serving.kserve.io/ClusterStorageContainer',
  'serving.kserve.io/LocalModelCache',
  'serving.kserve.io/LocalModelNode',
  'serving.kserve.io/LocalModelNodeGroup',
]);

/** Where the built-in kinds keep the spec of their pods; other kinds are searched by shape. */
const POD_PATHS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', []],
  ['PodTemplate', ['template']],
  ['ReplicationController', ['spec', 'template']],
  ['apps/DaemonSet', ['spec', 'template']],
  ['apps/Deployment', ['spec', 'template']],
  ['apps/ReplicaSet', ['spec', 'template']],
  ['apps/StatefulSet', ['spec', 'template']],
  ['extensions/DaemonSet', ['spec', 'template']],
  ['extensions/Deployment', ['spec', 'template']],
  ['extensions/ReplicaSet', ['spec', 'template']],
  ['batch/Job', ['spec', 'template']],
  ['batch/CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

export function isClusterScoped(groupKind: string): boolean {
  return CLUSTER_SCOPED.has(groupKind);
}

/** The path to the object whose `spec` and `metadata` are those of the pods; undefined for a kind that is not built in. */
export function podPath(groupKind: string): readonly string[] | undefined {
  return POD_PATHS.get(groupKind);
}

const SERVING_KINDS = ['InferenceService', 'LLMInferenceService', 'ServingRuntime', 'ClusterServingRuntime'] as const;
const SERVING_GROUPS = ['serving.kserve.io', 'serving.kubeflow.org'];

/** The KServe kind, also under the API group of KFServing; undefined for any other. */
export function servingKind(groupKind: string): (typeof SERVING_KINDS)[number] | undefined {
  return SERVING_KINDS.find((kind) => SERVING_GROUPS.some((group) => groupKind === `${group}/${kind}`));
}
