import { DEFAULT_ENVIRONMENT_KEYS, DEFAULT_OWNER_KEYS, exposuresOverTime } from '#queries';
import type { WorkloadName } from '#queries';
import { exposureRows } from './exposure-rows.ts';
import type { ExposureRow } from './exposure-rows.ts';
import { environmentKey } from './keys.ts';
import type { ProjectionSource } from './projection-source.ts';
import { ScopeLookups } from './scope-lookups.ts';

/** What is stored for one workload: its rows, and the keys of everything that they rest on. */
export interface ProjectedWorkload {
  readonly rows: readonly ExposureRow[];
  readonly keys: ReadonlySet<string>;
}

/** Computes the exposures of one workload, whenever they held (design.md §7). */
export function projectWorkload(workload: WorkloadName, source: ProjectionSource): ProjectedWorkload {
  const { scope } = workload;
  const lookups = new ScopeLookups(source, scope);
  lookups.keys.add(environmentKey(scope));
  const settings = {
    ownerKeys: DEFAULT_OWNER_KEYS,
    environmentKeys: DEFAULT_ENVIRONMENT_KEYS,
    offeredEnvironment: source.environment(scope),
  };
  const timed = exposuresOverTime(workload, (moment) => lookups.at(moment), settings);
  const rows = exposureRows(workload, timed, source, (key) => lookups.keys.add(key));
  return { rows, keys: lookups.keys };
}
