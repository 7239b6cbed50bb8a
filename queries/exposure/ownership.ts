import { objectId } from '#schema';
import type { KubernetesSummary, ObjectName, OwnerReference } from '#schema';
import { BOUNDS } from './bounds.ts';
import type { Lookups, Stated } from './exposure.ts';

export const KSERVE = 'serving.kserve.io';
export const INFERENCE_SERVICE_LABEL = 'serving.kserve.io/inferenceservice';
export const LLM_NAME_LABEL = 'app.kubernetes.io/name';
export const LLM_PART_OF_LABEL = 'app.kubernetes.io/part-of';
export const LLM_PART_OF = 'llminferenceservice';
const LONGEST = 1_024;

/**
 * The topmost owners known of an object, which are the workloads it belongs to (contract.md, *Rows*): owner references
 * are followed upwards, the controller if there is one, else all; an owner that is named and not known is a name as good
 * as another. Where no chain leads to KServe, its labels do. An object that runs nothing has none.
 */
export function rootsOf(stated: Stated, lookups: Lookups): readonly ObjectName[] {
  const { summary } = stated;
  // A runtime that owns the pods of many models (ModelMesh) is what runs them.
  const ownsPods = summary.servingRuntime !== null && lookups.owned(summary.name).length > 0;
  return ownsPods || bearsWorkload(summary) ? topmost(stated, lookups) : [];
}

/** A pod, anything with a pod template, a model service. A serving runtime only says how others are run. */
export function bearsWorkload(summary: KubernetesSummary): boolean {
  if (summary.servingRuntime !== null || summary.node !== null) return false;
  if (summary.name.group === '' && summary.name.kind === 'PodTemplate') return false;
  return summary.isPod || summary.pod !== null || summary.inferenceService !== null;
}

/** As rootsOf, for any object. Sorted by id, each once. */
export function topmost(stated: Stated, lookups: Lookups): readonly ObjectName[] {
  const found = new Map<string, ObjectName>();
  const { name } = stated.summary;
  climb({ name, states: [stated], served: null, path: [objectId(name)] }, { lookups, found, visited: new Set() });
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}

interface Step {
  readonly name: ObjectName;
  readonly states: readonly Stated[];
  /** The model service that labels on the way here name. */
  readonly served: ObjectName | null;
  /** Ids from the object that was asked for to this one. */
  readonly path: readonly string[];
}

interface Climb {
  readonly lookups: Lookups;
  readonly found: Map<string, ObjectName>;
  readonly visited: Set<string>;
}

function climb(step: Step, on: Climb): void {
  const served =
    step.served ?? step.states.map(({ summary }) => servedBy(summary)).find((name) => name !== null) ?? null;
  const owners = step.path.length > BOUNDS.owners ? [] : ownersOf(step);
  // An owner on the way here closes a circle: then this object is as high as one gets.
  const above = owners.filter((owner) => !step.path.includes(objectId(owner)));
  for (const owner of above) {
    const id = objectId(owner);
    if (on.visited.has(id)) continue;
    on.visited.add(id);
    climb({ name: owner, states: on.lookups.objects(owner), served, path: [...step.path, id] }, on);
  }
  if (above.length > 0) return;
  const top = isModelService(step.name) || served === null ? step.name : served;
  on.found.set(objectId(top), top);
}

/** Owners named by every document in force at this name. A node owns its mirror pods, and runs no model by that. */
function ownersOf({ name, states }: Step): readonly ObjectName[] {
  const owners = new Map<string, ObjectName>();
  for (const { summary } of states) {
    for (const owner of followed(summary.owners)) {
      if (owner.group === '' && owner.kind === 'Node') continue;
      if (![owner.group, owner.kind, owner.name].every(isNamePart) || owner.kind === '' || owner.name === '') continue;
      const named = { group: owner.group, kind: owner.kind, namespace: name.namespace, name: owner.name };
      owners.set(objectId(named), named);
    }
  }
  return [...owners.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, owner]) => owner);
}

function followed(owners: readonly OwnerReference[]): readonly OwnerReference[] {
  const controllers = owners.filter(({ controller }) => controller);
  return controllers.length > 0 ? controllers : owners;
}

export function isModelService(name: ObjectName): boolean {
  return name.group === KSERVE && (name.kind === 'InferenceService' || name.kind === 'LLMInferenceService');
}

/** Whether a text can be part of an object's id: a label may hold anything. */
function isNamePart(text: string): boolean {
  return text.length <= LONGEST && text.isWellFormed() && !/[\p{Cc}|]/u.test(text);
}

/** The KServe object that its labels name: those of the object itself, by which it can be looked up. */
function servedBy({ labels, name: { namespace } }: KubernetesSummary): ObjectName | null {
  const name = labels[INFERENCE_SERVICE_LABEL];
  if (name !== undefined && name !== '' && isNamePart(name))
    return { group: KSERVE, kind: 'InferenceService', namespace, name };
  const llm = labels[LLM_PART_OF_LABEL] === LLM_PART_OF ? labels[LLM_NAME_LABEL] : undefined;
  if (llm !== undefined && llm !== '' && isNamePart(llm))
    return { group: KSERVE, kind: 'LLMInferenceService', namespace, name: llm };
  return null;
}
