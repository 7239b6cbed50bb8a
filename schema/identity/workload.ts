import { hashKey, joinKey } from './key.ts';

/**
 * The id of a Kubernetes workload (design.md §6): sighting scope × relative name. The uid is no part of it, because it
 * separates generations of one workload in time.
 *
 * @param scope - from scopeOfCluster or scopeOfPath.
 * @param groupKind - API group and kind, `apps/Deployment`, or the kind alone for the core group.
 * @param namespace - empty for a cluster-scoped object.
 * @returns `workload:` and 64 hex digits.
 * @throws RangeError when a part holds a control character or a lone surrogate.
 */
export function workloadId(scope: string, groupKind: string, namespace: string, name: string): string {
  return hashKey('workload', [scope, groupKind, namespace, name]);
}

/** The scope of everything seen in a named cluster. @throws RangeError on a control character. */
export function scopeOfCluster(cluster: string): string {
  return `cluster:${joinKey([cluster])}`;
}

/** The scope of objects read from files that name no cluster: their source and path. @throws RangeError on a control character. */
export function scopeOfPath(source: string, path: string): string {
  return `path:${joinKey([source])}/${joinKey([path])}`;
}
