import type { Exposure, Lookups, ResolveSettings, WorkloadName } from './exposure.ts';
import { rootsOf } from './ownership.ts';
import { resolve } from './resolve.ts';
import { objectId } from '#schema';

/** Lookups at one moment, which know when any of the answers given so far would change. */
export interface MomentLookups extends Lookups {
  /** The earliest change after the moment of anything asked so far (ISO time), or null. */
  next(): string | null;
}

/** An exposure with the time in which it held: `vf` inclusive, `vt` exclusive, null: still. */
export interface TimedExposure {
  readonly exposure: Exposure;
  readonly environment: string | null;
  readonly owner: string | null;
  readonly vf: string;
  readonly vt: string | null;
}

/** Before every moment: nothing is in force, and the first change is the beginning. */
const BEGINNING = '';

/**
 * Resolves one workload at each change point of what it depends on, and merges equal neighbours.
 * `lookupsAt` gives the lookups of a moment; the order of the result is fixed.
 */
export function exposuresOverTime(
  workload: WorkloadName,
  lookupsAt: (moment: string) => MomentLookups,
  settings: ResolveSettings,
): readonly TimedExposure[] {
  const open = new Map<string, Omit<TimedExposure, 'vt'>>();
  const timed: TimedExposure[] = [];
  let moment: string | null = BEGINNING;
  while (moment !== null) {
    const lookups = lookupsAt(moment);
    const held = at(workload, lookups, settings, moment);
    for (const [key, exposure] of open) {
      if (held.has(key)) continue;
      timed.push({ ...exposure, vt: moment });
      open.delete(key);
    }
    for (const [key, exposure] of held) if (!open.has(key)) open.set(key, exposure);
    moment = lookups.next();
  }
  for (const exposure of open.values()) timed.push({ ...exposure, vt: null });
  return timed;
}

function at(
  workload: WorkloadName,
  lookups: Lookups,
  settings: ResolveSettings,
  moment: string,
): Map<string, Omit<TimedExposure, 'vt'>> {
  const held = new Map<string, Omit<TimedExposure, 'vt'>>();
  if (!isTopmost(workload, lookups)) return held;
  const { environment, owner, exposures } = resolve(workload, lookups, settings);
  for (const exposure of exposures) {
    held.set(JSON.stringify([environment, owner, exposure]), { exposure, environment, owner, vf: moment });
  }
  return held;
}

/** An object that is owned by another one is no workload of its own; a name that no document states may be one. */
function isTopmost({ object }: WorkloadName, lookups: Lookups): boolean {
  const stated = lookups.objects(object);
  if (stated.length === 0) return true;
  const id = objectId(object);
  return stated.some((one) => rootsOf(one, lookups).some((root) => objectId(root) === id));
}
