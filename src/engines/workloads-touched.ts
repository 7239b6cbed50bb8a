import { objectId, objectNameOf } from '#schema';
import type { ObjectName } from '#schema';
import { rootsOf } from '#queries';
import type { Stated, WorkloadName } from '#queries';
import type { ProjectionSource } from './projection-source.ts';
import { ScopeLookups } from './scope-lookups.ts';

/** How deep ownership goes below an object whose change may give its pods another topmost owner. */
const DEPTH = 4;

/**
 * The workloads that an object belongs to or belonged to, at each moment at which it changed, and those of everything
 * below it: an owner that appears or vanishes gives its pods another topmost owner. Other keys name no object: none.
 */
export function workloadsTouched(source: ProjectionSource, key: string): readonly WorkloadName[] {
  if (!key.startsWith('object:')) return [];
  const id = key.split('|').slice(-3).join('|');
  const scope = key.slice('object:'.length, key.length - id.length - 1);
  const object = objectNameOf(id);
  const lookups = new ScopeLookups(source, scope);
  const moments = new Set<string>();
  for (const { from, to } of lookups.objects(object)) {
    moments.add(from);
    if (to !== null) moments.add(to);
  }
  const found = new Map<string, WorkloadName>();
  for (const { from, stated } of below(lookups, object)) {
    for (const moment of [from, ...moments]) {
      for (const root of rootsOf(stated, lookups.at(moment))) found.set(objectId(root), { scope, object: root });
    }
  }
  return [...found.values()];
}

function below(lookups: ScopeLookups, object: ObjectName): { from: string; stated: Stated }[] {
  const all = [...lookups.objects(object)];
  const visited = new Set([objectId(object)]);
  let level = [object];
  for (let depth = 0; depth < DEPTH && level.length > 0; depth++) {
    const owned = level.flatMap((owner) => lookups.owned(owner));
    all.push(...owned);
    level = owned.map(({ stated }) => stated.summary.name).filter((name) => !visited.has(objectId(name)));
    for (const name of level) visited.add(objectId(name));
  }
  return all;
}
