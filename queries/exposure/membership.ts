import { objectId } from '#schema';
import type { ObjectName } from '#schema';
import { BOUNDS } from './bounds.ts';
import { byCodePoint, sameObject } from './context.ts';
import type { Lookups, Stated } from './exposure.ts';
import {
  INFERENCE_SERVICE_LABEL,
  LLM_NAME_LABEL,
  LLM_PART_OF,
  LLM_PART_OF_LABEL,
  isModelService,
  topmost,
} from './ownership.ts';

export interface Members {
  /** The workload's own object: several when two documents are in force at its place. */
  readonly roots: readonly Stated[];
  /** All objects that belong to the workload, the roots included, in the order of names and documents. */
  readonly all: readonly Stated[];
  /** More objects may belong to it than are here. */
  readonly limited: boolean;
}

/**
 * The objects whose topmost owner is the workload. Going down finds whatever going up (`rootsOf`) would have led here:
 * both follow the same number of owners, so no pod is lost between two workloads.
 */
export function membersOf(workload: ObjectName, lookups: Lookups): Members {
  const found = new Map<string, Stated>();
  let limited = false;
  let level: readonly Stated[] = sorted([...lookups.objects(workload), ...labelled(workload, lookups)]);
  let names: readonly ObjectName[] = [workload];
  const asked = new Set<string>();
  for (let depth = 0; depth <= BOUNDS.owners && (level.length > 0 || names.length > 0); depth++) {
    for (const stated of level) {
      if (found.size >= BOUNDS.objects) limited = true;
      else found.set(key(stated), stated);
    }
    names = [...names, ...level.map(({ summary }) => summary.name)].filter((name) => !asked.has(objectId(name)));
    for (const name of names) asked.add(objectId(name));
    if (limited) break;
    const owned = names.flatMap((name) => lookups.owned(name));
    level = sorted(owned.filter((stated) => !found.has(key(stated))));
    names = [];
  }
  if (level.length > 0) limited = true;
  const all = [...found.values()].filter((stated) =>
    topmost(stated, lookups).some((name) => sameObject(name, workload)),
  );
  return { roots: all.filter(({ summary }) => sameObject(summary.name, workload)), all: sorted(all), limited };
}

/** What KServe makes for a model service carries its name, also where the objects in between are not known. */
function labelled(workload: ObjectName, lookups: Lookups): readonly Stated[] {
  if (!isModelService(workload)) return [];
  const { namespace, name } = workload;
  if (workload.kind === 'InferenceService') return lookups.labelled(namespace, INFERENCE_SERVICE_LABEL, name);
  return lookups
    .labelled(namespace, LLM_NAME_LABEL, name)
    .filter(({ summary }) => summary.labels[LLM_PART_OF_LABEL] === LLM_PART_OF);
}

const key = (stated: Stated): string => `${objectId(stated.summary.name)}|${stated.document}`;

function sorted(states: readonly Stated[]): readonly Stated[] {
  const once = new Map(states.map((stated) => [key(stated), stated]));
  return [...once.entries()].sort(([a], [b]) => byCodePoint(a, b)).map(([, stated]) => stated);
}
