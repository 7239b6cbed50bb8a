import { workloadId } from '#schema';
import type { ObjectName } from '#schema';
import type { Evidence, Hop, Lookups, Platform, Reason, Thing, WorkloadName } from './exposure.ts';

/** What one call of `resolve` carries along. The caches hold what the lookups said: one moment, one answer. */
export interface Context {
  readonly workload: WorkloadName;
  readonly thing: Thing;
  readonly lookups: Lookups;
  readonly reached: Map<string, readonly Reached[]>;
  readonly built: Map<string, readonly Reached[]>;
}

/** Where a digest leads: an artifact whose SBOMs count, or a reason why there is none. */
export interface Reached {
  readonly artifact: string | null;
  readonly judgedBy: readonly string[];
  readonly siblings: readonly string[];
  readonly reason: Reason | null;
  readonly counted: boolean;
  /** Whether the file list is complete, and holds weights and text only. */
  readonly holdsNoCode: boolean;
  /** From the digest to the artifact. */
  readonly hops: readonly Hop[];
  /** The step that led to the digest is only our inference for this one (an index for its children). */
  readonly indirect: boolean;
}

/** @throws RangeError when a part of the workload's name holds a control character or a lone surrogate. */
export function contextOf(workload: WorkloadName, lookups: Lookups): Context {
  const { object } = workload;
  const groupKind = object.group === '' ? object.kind : `${object.group}/${object.kind}`;
  const thing: Thing = {
    kind: 'Workload',
    id: workloadId(workload.scope, groupKind, object.namespace, object.name),
    name: [object.namespace, object.kind, object.name].filter((part) => part !== '').join('/'),
  };
  return { workload, thing, lookups, reached: new Map(), built: new Map() };
}

/** An artifact as a thing: without a name it goes by its digest. */
export function artifactThing(digest: string, name?: string): Thing {
  return { kind: 'Artifact', id: digest, name: name ?? digest };
}

export function sameObject(a: ObjectName, b: ObjectName): boolean {
  return a.group === b.group && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

/** One key for a platform in a cache; null: every platform. */
export function platformKey(platform: Platform | null): string {
  return platform === null ? '*' : `${platform.os ?? '*'}/${platform.architecture ?? '*'}`;
}

export const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Once for each document and place, in order. */
export function uniteEvidence(lists: readonly (readonly Evidence[])[]): readonly Evidence[] {
  const found = new Map<string, Evidence>();
  for (const list of lists) {
    for (const evidence of list) {
      const before = found.get(evidence.document);
      if (before === undefined || evidence.at < before.at) found.set(evidence.document, evidence);
    }
  }
  return [...found.values()].sort((a, b) => byCodePoint(a.document, b.document));
}
