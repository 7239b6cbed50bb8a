import type { Step } from './schedule.ts';

/** How often an estate is made smaller and looked at again: a few seconds each. */
const MOST_TRIES = 60;

/**
 * Fewer steps, and fewer documents in them, for which something still holds: what can be left out is left out, one after
 * another.
 *
 * @param holds - whether it holds for these steps as well.
 */
export async function shrunkSteps(
  steps: readonly Step[],
  holds: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let smallest = steps;
  let tries = 0;
  const attempt = async (smaller: readonly Step[]): Promise<void> => {
    if (tries++ < MOST_TRIES && (await holds(smaller))) smallest = smaller;
  };
  for (const step of steps.toReversed()) await attempt(smallest.filter((one) => one !== step));
  for (const [place, step] of smallest.entries()) {
    if (step.does !== 'ingest') continue;
    for (const document of step.documents) {
      const now = smallest[place];
      if (now?.does !== 'ingest' || now.documents.length < 2) continue;
      await attempt(smallest.with(place, { ...now, documents: now.documents.filter((one) => one !== document) }));
    }
  }
  return smallest;
}

/** A step as a line for people. */
export function stepInWords(step: Step): string {
  switch (step.does) {
    case 'ingest': {
      const { cluster, environment, observedAt, complete, namespaces, acceptLoss } = step.offering;
      const offered = step.documents.map(({ location }) => location).join(', ');
      const told = JSON.stringify({ cluster, environment, observedAt, complete, namespaces, acceptLoss });
      return `${step.at} ingest${step.projects ? ' and project' : ''} ${told}: ${offered}`;
    }
    case 'project':
      return `${step.at} project`;
    default:
      return `${step.at} ${step.does} ${step.document}`;
  }
}
