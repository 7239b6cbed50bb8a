import { objectId } from '#schema';
import type { InferenceService, ObjectName, PodSpec } from '#schema';
import type { Lookups, Stated } from './exposure.ts';
import type { Members } from './membership.ts';
import { platformOf } from './platform.ts';
import { isReflected } from './reflected.ts';
import { podState, templateState } from './state.ts';
import type { Unit } from './unit.ts';
import { containersOf, isWorker, labelsOf, partOf, sinceOf } from './unit.ts';

/** Who made what, inside one workload. */
interface Family {
  readonly pods: readonly Stated[];
  readonly templates: readonly Stated[];
  readonly service: InferenceService | null;
  readonly lookups: Lookups;
  readonly visited: Set<string>;
}

/**
 * What runs for a workload: its pods, and the pod templates that no pod is known of (design.md §7: without a pod, images
 * come from the spec). What is GONE is left out. Below each template the pods decide; the template comes beside them only
 * where it names what none of its pods has (a roll-out that has not begun, or pods that were seen before it).
 */
export function unitsOf(members: Members, service: InferenceService | null, lookups: Lookups): readonly Unit[] {
  const pods = members.all.filter(({ summary }) => summary.isPod);
  const templates = members.all.filter(({ summary }) => !summary.isPod && summary.pod !== null);
  const family: Family = { pods, templates, service, lookups, visited: new Set() };
  const above = ancestry(members);
  const isBelow = (stated: Stated): boolean =>
    above(stated).some((id) => templates.some(({ summary }) => objectId(summary.name) === id));
  const tops = templates.filter((template) => !isBelow(template));
  const loose = pods.filter((pod) => !isBelow(pod));
  return [...tops.flatMap((top) => unitsBelow(top, family, true)), ...loose.flatMap((pod) => podUnit(pod, family))];
}

function unitsBelow(template: Stated, family: Family, isTop: boolean): readonly Unit[] {
  const key = `${objectId(template.summary.name)}|${template.document}`;
  if (family.visited.has(key)) return [];
  family.visited.add(key);
  const { name } = template.summary;
  const pods = family.pods.filter((pod) => isOwnedBy(pod, name)).flatMap((pod) => podUnit(pod, family));
  const below = family.templates.filter((child) => isOwnedBy(child, name));
  const made = below.flatMap((child) => {
    const units = unitsBelow(child, family, false);
    // What was scaled down to nothing in favour of another one runs only the pods that it still has.
    return child.summary.replicas === 0 ? units.filter(({ seen }) => seen) : units;
  });
  // What failed before a job was complete is over with it.
  const units = [...pods, ...made].filter(({ state }) => !template.summary.jobComplete || state !== 'FAILED');
  if (units.length > 0)
    return isTop && !isReflected(template, units) ? [...units, templateUnit(template, below)] : units;
  const unit = templateUnit(template, below);
  return unit.state === 'GONE' ? [] : [unit];
}

function isOwnedBy({ summary }: Stated, owner: ObjectName): boolean {
  return summary.owners.some(
    ({ group, kind, name }) => group === owner.group && kind === owner.kind && name === owner.name,
  );
}

/** Ids of everything above an object, inside the workload. */
function ancestry(members: Members): (stated: Stated) => readonly string[] {
  const parents = new Map<string, readonly string[]>();
  for (const { summary } of members.all) {
    const ids = summary.owners.map(({ group, kind, name }) =>
      objectId({ group, kind, namespace: summary.name.namespace, name }),
    );
    const own = objectId(summary.name);
    parents.set(own, [...(parents.get(own) ?? []), ...ids]);
  }
  return ({ summary }) => {
    const own = objectId(summary.name);
    const found = new Set<string>();
    const open = [own];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const parent of parents.get(id) ?? []) {
        if (parent === own || found.has(parent)) continue;
        found.add(parent);
        open.push(parent);
      }
    }
    return [...found];
  };
}

function podUnit(stated: Stated, family: Family): readonly Unit[] {
  const { document, summary } = stated;
  const part = partOf(labelsOf(summary));
  const state = podState(summary, family.service, part);
  if (state === 'GONE') return [];
  return [
    {
      ...unitOf(stated, family.lookups),
      seen: true,
      state,
      part,
      containers: containersOf(document, summary.pod, summary.containerStatuses),
    },
  ];
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
