import fc from 'fast-check';
import type { Offered } from '#ingest';
import type { Run, Store } from './store.ts';

/** Documents offered under the same circumstances; a complete one is offered as a whole, others in any parts. */
export type Group = Omit<Run, 'interruptedAt' | 'project'>;

interface Step {
  readonly run: Run;
  /** After an interruption the same run is given again, to its end. */
  readonly again: boolean;
}

/**
 * The same offerings in any order, in one run or in several, some of them twice, some interrupted at any document and
 * started again, with the projection brought up to date between them or not.
 */
export function schedules(groups: readonly Group[]): fc.Arbitrary<readonly Step[]> {
  const runs = groups.map((group) => runsOf(group));
  return fc
    .tuple(...runs)
    .map((parts) => parts.flat())
    .chain((all) => {
      const twice = [...all, ...all.slice(0, 2)];
      return fc.shuffledSubarray(twice, { minLength: twice.length });
    })
    .map((steps) => Object.assign(steps, { [fc.toStringMethod]: () => steps.map(spelled).join('; ') }));
}

const spelled = ({ run: { documents, cluster, observedAt, project, interruptedAt } }: Step): string =>
  `${documents.length} documents of ${cluster ?? 'no cluster'} at ${observedAt ?? '-'} (${documents[0]?.location ?? ''} …)` +
  `${interruptedAt === undefined ? '' : `, interrupted at ${interruptedAt}`}${project === true ? ', projected' : ''}`;

function runsOf(group: Group): fc.Arbitrary<readonly Step[]> {
  const { documents } = group;
  const circumstances = {
    project: fc.boolean(),
    interrupted: fc.boolean(),
    where: fc.double({ min: 0, max: 0.999, noNaN: true }),
  };
  const shuffled = fc.shuffledSubarray([...documents], { minLength: documents.length });
  const cuts = group.complete === true ? fc.constant([]) : fc.array(fc.nat(documents.length), { maxLength: 3 });
  return fc.tuple(shuffled, cuts).chain(([order, where]) => {
    const steps = partsOf(order, where).map((part) =>
      fc.record(circumstances).map(({ project, interrupted, where: at }): Step => {
        const run = { ...group, documents: part, project };
        return interrupted
          ? { run: { ...run, interruptedAt: Math.floor(at * part.length) }, again: true }
          : { run, again: false };
      }),
    );
    return fc.tuple(...steps);
  });
}

function partsOf(order: readonly Offered[], cuts: readonly number[]): (readonly Offered[])[] {
  const bounds = [0, ...[...cuts].sort((a, b) => a - b), order.length];
  return bounds.slice(1).map((end, i) => order.slice(bounds[i], end));
}

/** Follows a schedule, then brings the projection up to date. */
export async function follow(store: Store, steps: readonly Step[]): Promise<void> {
  for (const { run, again } of steps) {
    await store.ingest(run);
    if (again) await store.ingest({ ...run, interruptedAt: run.documents.length });
  }
  await store.withWriter(() => Promise.resolve());
}
