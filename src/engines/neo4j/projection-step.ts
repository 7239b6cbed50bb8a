import type { WorkloadName } from '#queries';
import { rowChanges } from '../exposure-rows.ts';
import type { ExposureRow } from '../exposure-rows.ts';
import { workloadKey } from '../keys.ts';
import { projectWorkload } from '../workload-projection.ts';
import { workloadsTouched } from '../workloads-touched.ts';
import type { Transaction } from './connection.ts';
import type { FetchedSource } from './fetched-source.ts';
import { storedWorkloads } from './projection-reads.ts';
import type { Beginning, StoredRow, StoredWorkload } from './projection-reads.ts';

/** Runs a batch of reads, which may be run again. */
export type Fetching = <T>(batch: (transaction: Transaction) => Promise<T>) => Promise<T>;

/** What changes of the rows and the inputs of one workload. */
export interface WorkloadChange {
  readonly id: string;
  readonly ended: readonly StoredRow[];
  readonly added: readonly ExposureRow[];
  readonly inputsEnded: readonly string[];
  readonly inputsAdded: readonly string[];
  /** All that its rows rest on. */
  readonly asked: ReadonlySet<string>;
}

/** What a step writes. `done` are the waiting keys that wait no longer. */
export type Prepared =
  | { readonly kind: 'keys'; readonly done: readonly string[]; readonly touched: readonly WorkloadName[] }
  | { readonly kind: 'workloads'; readonly done: readonly string[]; readonly changes: readonly WorkloadChange[] };

/** Computes what a step is to write. */
export async function prepared(begun: Beginning, source: FetchedSource, fetching: Fetching): Promise<Prepared> {
  const done = begun.waiting;
  if (begun.kind === 'keys') {
    const touched = await source.computed(done, (key) => workloadsTouched(source, key), fetching);
    return { kind: 'keys', done, touched: [...touched.values()].flat() };
  }
  const stored = await fetching((transaction) => storedWorkloads(transaction, done));
  const projected = await source.computed(stored, (one) => changeOf(one, source), fetching);
  return { kind: 'workloads', done, changes: [...projected.values()] };
}

function changeOf({ id, name, rows, inputs }: StoredWorkload, source: FetchedSource): WorkloadChange {
  const wanted = projectWorkload(name, source);
  const { ended, added } = rowChanges(rows, wanted.rows, { stored: ({ row }) => spelled(row), wanted: spelled });
  const before = new Set(inputs);
  const { keys } = wanted;
  return {
    id,
    ended,
    added,
    inputsEnded: inputs.filter((key) => !keys.has(key)),
    inputsAdded: [...keys].filter((key) => !before.has(key)),
    asked: wanted.keys,
  };
}

/** Everything that a row says. */
const spelled = (row: ExposureRow): string =>
  JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/**
 * What is left of a step when commits came in between after which these keys wait: the workloads that did not ask for any of
 * them; the others wait on. Null: nothing is. Keys that were to be turned into workloads may have been marked again.
 */
export function without(step: Prepared, waiting: ReadonlySet<string>): Prepared | null {
  if (step.kind === 'keys') return null;
  const changes = step.changes.filter(({ asked }) => asked.isDisjointFrom(waiting));
  if (changes.length === 0) return null;
  const left = new Set(step.changes.filter((one) => !changes.includes(one)).map(({ id }) => workloadKey(id)));
  return { ...step, done: step.done.filter((key) => !left.has(key)), changes };
}
