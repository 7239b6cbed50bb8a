import { objectId } from '#schema';
import type { InferenceService, PodSpec } from '#schema';
import type { Lookups, Stated } from './exposure.ts';
import type { Members } from './membership.ts';
import { platformOf } from './platform.ts';
import { isReflected } from './reflected.ts';
import { podState, templateState } from './state.ts';
import type { Unit } from './unit.ts';
import { containersOf, isAwaited, isWorker, labelsOf, partOf, sinceOf } from './unit.ts';

interface Family {
  readonly service: InferenceService | null;
  readonly lookups: Lookups;
  /** Ids of everything above an object, inside the workload. */
  readonly above: (stated: Stated) => ReadonlySet<string>;
}

/**
 * What runs for a workload: its pods, and the pod templates that no pod is known of (design.md §7: without a pod, images
 * come from the spec). What is GONE is left out. Where a template has pods they decide; it comes beside them only where it
 * names what none of its pods has (a roll-out that has not begun, or pods that were seen before it). So does what the spec
 * of a pod itself asks for and its status does not show yet.
 */
export function unitsOf(members: Members, service: InferenceService | null, lookups: Lookups): readonly Unit[] {
  const family: Family = { service, lookups, above: ancestry(members) };
  const templates = members.all.filter(({ summary }) => !summary.isPod && summary.pod !== null);
  const over = new Set(templates.filter(({ summary }) => summary.jobComplete).map(idOf));
  const pods = members.all
    .filter(({ summary }) => summary.isPod)
    .flatMap((stated) => podUnit(stated, family).map((unit) => ({ above: family.above(stated), unit })))
    // What failed before a job was complete is over with it.
    .filter(({ above, unit }) => unit.state !== 'FAILED' || over.isDisjointFrom(above));
  const specs = templates.flatMap((template) => {
    const below = templates.filter((other) => family.above(other).has(idOf(template)));
    const own = pods.filter(({ above }) => above.has(idOf(template))).map(({ unit }) => unit);
    const isTop = !templates.some((other) => family.above(template).has(idOf(other)));
    return isWanted(template, { isTop, below, units: own }) ? [templateUnit(template, below)] : [];
  });
  return [...pods.map(({ unit }) => unit), ...specs];
}

const idOf = ({ summary }: Stated): string => objectId(summary.name);

/** Whether a template says what no pod shows, and nothing below it says so more exactly. */
function isWanted(
  template: Stated,
  { isTop, below, units }: { isTop: boolean; below: readonly Stated[]; units: readonly Unit[] },
): boolean {
  if (template.summary.jobComplete) return false;
  if (units.length > 0) return isTop && !isReflected(template, units);
  // What was scaled down to nothing in favour of another one runs only the pods that it still has.
  return (isTop || !isSpent(template)) && below.every(isSpent);
}

function isSpent({ summary }: Stated): boolean {
  return summary.replicas === 0 || summary.jobComplete || summary.jobFailed || summary.suspended;
}

/** The object itself is not above itself, not even where owners close a circle. */
function ancestry(members: Members): (stated: Stated) => ReadonlySet<string> {
  const parents = new Map<string, readonly string[]>();
  for (const stated of members.all) {
    const { owners, name } = stated.summary;
    const ids = owners.map((owner) => objectId({ ...name, group: owner.group, kind: owner.kind, name: owner.name }));
    parents.set(idOf(stated), [...(parents.get(idOf(stated)) ?? []), ...ids]);
  }
  const known = new Map<string, ReadonlySet<string>>();
  return (stated) => {
    const own = idOf(stated);
    const found = known.get(own) ?? ancestors(own, parents);
    known.set(own, found);
    return found;
  };
}

function ancestors(own: string, parents: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [own];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const parent of parents.get(id) ?? []) {
      if (parent === own || found.has(parent)) continue;
      found.add(parent);
      open.push(parent);
    }
  }
  return found;
}

function podUnit(stated: Stated, family: Family): readonly Unit[] {
  const { document, summary } = stated;
  const part = partOf(labelsOf(summary));
  const state = podState(summary, family.service, part);
  if (state === 'GONE') return [];
  const containers = containersOf(document, summary.pod, summary.containerStatuses);
  const unit: Unit = { ...unitOf(stated, family.lookups), seen: true, state, part, containers };
  if (summary.phase === 'Failed' || !containers.some(isAwaited)) return [unit];
  // What the pod will be when its containers run what its spec asks for.
  const awaited = containers.map((one) => (isAwaited(one) ? { ...one, status: null } : one));
  return [unit, { ...unit, state: 'DESIRED', containers: awaited }];
}

function templateUnit(stated: Stated, below: readonly Stated[]): Unit {
  const { document, summary } = stated;
  const state = templateState(summary);
  const jobsOnly = summary.name.kind === 'CronJob' && below.length > 0 && below.every(isOver);
  return {
    ...unitOf(stated, null),
    seen: false,
    // Between two runs a CronJob waits for the next one.
    state: state === 'DESIRED' && jobsOnly ? 'IDLE' : state,
    part: partOf(labelsOf(summary)),
    containers: containersOf(document, summary.pod, []),
  };
}

/** Where the pod's own metadata and spec are in the document. */
function templateAt(pod: PodSpec | null): string {
  const container = pod?.containers[0] ?? pod?.initContainers[0];
  return container === undefined ? '' : container.at.replace(/\/spec\/(?:containers|initContainers)\/\d+$/, '');
}

function isOver({ summary }: Stated): boolean {
  return summary.jobComplete || summary.jobFailed;
}

function unitOf(stated: Stated, lookups: Lookups | null): Omit<Unit, 'seen' | 'state' | 'part' | 'containers'> {
  const { document, summary } = stated;
  const { pod, isPod } = summary;
  const platform = pod?.architecture ?? null;
  return {
    document,
    since: sinceOf(stated),
    platform:
      pod === null || lookups === null
        ? platform === null
          ? null
          : { os: null, architecture: platform, variant: null }
        : platformOf(pod, lookups),
    hints: [],
    volumes: pod?.volumes ?? [],
    annotations: { ...pod?.annotations, ...(isPod ? summary.annotations : {}) },
    annotationsAt: `${templateAt(pod)}/metadata/annotations`,
    worker: isWorker(labelsOf(summary)),
    declared: [],
  };
}
