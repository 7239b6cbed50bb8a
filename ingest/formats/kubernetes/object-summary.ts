import type { KubernetesSummary, ObjectName, PodSpec } from '#schema';
import { arrayOf, member, textOf } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import { containerStatuses } from './container-statuses.ts';
import { conditionOf, numberAt, objectAt, textsOf, unusable } from './elements.ts';
import type { Place } from './elements.ts';
import { inferenceService } from './inference-service.ts';
import { podPath, servingKind } from './kinds.ts';
import { llmInferenceService } from './llm-inference-service.ts';
import { groupKindOf, ownersOf } from './object-name.ts';
import { annotationsOf, NO_POD, podSpec } from './pod-spec.ts';
import { podOf } from './pod-templates.ts';
import { servingRuntime } from './serving-runtime.ts';

type Read = Pick<KubernetesSummary, 'pod' | 'inferenceService' | 'servingRuntime' | 'node'>;

const NOTHING: Read = { pod: null, inferenceService: null, servingRuntime: null, node: null };
const JOB_COMPLETE = ['Complete', 'SuccessCriteriaMet'];

/** What only some kinds have, or undefined for a kind that is not read: no workload, and nothing that workloads need. */
export function readByKind(
  object: Place,
  type: Pick<ObjectName, 'group' | 'kind'>,
  remarks: Remark[],
): Read | undefined {
  const groupKind = groupKindOf(type);
  const serving = servingKind(groupKind);
  if (serving === 'InferenceService') return { ...NOTHING, inferenceService: inferenceService(object, remarks) };
  if (serving === 'LLMInferenceService') return { ...NOTHING, inferenceService: llmInferenceService(object, remarks) };
  if (serving !== undefined) {
    const spec = objectAt(object, ['spec'], remarks) ?? { value: {}, at: '/spec' };
    return { ...NOTHING, servingRuntime: servingRuntime(spec, serving === 'ClusterServingRuntime', remarks) };
  }
  if (groupKind === 'Namespace') return NOTHING;
  if (groupKind === 'Node') return { ...NOTHING, node: nodeOf(object) };
  const path = podPath(groupKind);
  const pod = path === undefined ? podOf(object, type.group, remarks) : podAt(object, path, remarks);
  return pod === undefined ? undefined : { ...NOTHING, pod };
}

/** The summary of an object whose kind is read (schema/kubernetes.ts). */
export function summaryOf(object: Place, name: ObjectName, read: Read, remarks: Remark[]): KubernetesSummary {
  const metadata = member(object.value, 'metadata');
  const spec: Place = objectAt(object, ['spec'], remarks) ?? { value: {}, at: '/spec' };
  const status: Place = objectAt(object, ['status'], remarks) ?? { value: {}, at: '/status' };
  const groupKind = groupKindOf(name);
  const isPod = groupKind === 'Pod';
  const isJob = groupKind === 'batch/Job';
  return {
    name,
    apiVersion: textOf(member(object.value, 'apiVersion')) ?? '',
    uid: plainText(metadata, 'uid'),
    resourceVersion: plainText(metadata, 'resourceVersion'),
    createdAt: textOf(member(metadata, 'creationTimestamp')),
    deletedAt: textOf(member(metadata, 'deletionTimestamp')),
    labels: textsOf(member(metadata, 'labels')),
    annotations: annotationsOf(metadata),
    owners: ownersOf(object, remarks),
    ...read,
    isPod,
    replicas: numberAt(spec, 'replicas'),
    readyReplicas: numberAt(status, 'readyReplicas') ?? numberAt(status, 'numberReady'),
    suspended: member(spec.value, 'suspend') === true,
    phase: isPod ? textOf(member(status.value, 'phase')) : null,
    startedAt: isPod ? textOf(member(status.value, 'startTime')) : null,
    ready: isPod ? conditionOf(status.value, 'Ready') : null,
    jobComplete: isJob && JOB_COMPLETE.some((type) => conditionOf(status.value, type) === true),
    jobFailed: isJob && conditionOf(status.value, 'Failed') === true,
    containerStatuses: isPod ? containerStatuses(status, remarks) : [],
  };
}

/** A built-in workload whose containers cannot be found is still a workload. */
function podAt(object: Place, path: readonly string[], remarks: Remark[]): PodSpec {
  const template = objectAt(object, path, remarks);
  const spec = template === undefined ? undefined : objectAt(template, ['spec'], remarks);
  const pod =
    template === undefined || spec === undefined ? NO_POD : podSpec(spec, member(template.value, 'metadata'), remarks);
  if (arrayOf(member(spec?.value, 'containers')).length === 0) {
    const at = ['', ...path, 'spec', 'containers'].join('/');
    remarks.push(unusable(at, 'The workload names no container: what it runs is not known.'));
  }
  return pod;
}

function nodeOf(object: Place): KubernetesSummary['node'] {
  const facts = member(member(object.value, 'status'), 'nodeInfo');
  return { architecture: textOf(member(facts, 'architecture')), os: textOf(member(facts, 'operatingSystem')) };
}

/** A property of the edge: text without control characters, or null. */
function plainText(metadata: unknown, key: string): string | null {
  const text = textOf(member(metadata, key));
  return text === null || /\p{Cc}/u.test(text) ? null : text;
}
