import type { Lookups, ResolveSettings, Stated, WorkloadName } from './exposure.ts';
import type { Members } from './membership.ts';

type Carrier = Readonly<Record<string, string>>;

/**
 * Who owns a workload and where it belongs: the first key found on the nearest object, labels before annotations; then its
 * pods, its namespace and what the offering said (design.md §7). Never guessed from a name.
 */
export function placementOf(
  { object }: WorkloadName,
  members: Members,
  lookups: Lookups,
  settings: ResolveSettings,
): { environment: string | null; owner: string | null } {
  const { namespace } = object;
  const namespaces =
    namespace === '' ? [] : lookups.objects({ group: '', kind: 'Namespace', namespace: '', name: namespace });
  const isRoot = new Set(members.roots);
  const made = members.all.filter((stated) => !isRoot.has(stated));
  const carriers = [
    ...members.roots.flatMap(ownWords),
    ...members.roots.flatMap(podWords),
    ...made.filter(({ summary }) => !summary.isPod).flatMap((stated) => [...ownWords(stated), ...podWords(stated)]),
    ...made.filter(({ summary }) => summary.isPod).flatMap(ownWords),
    ...[...namespaces].sort((a, b) => (a.document < b.document ? -1 : 1)).flatMap(ownWords),
  ];
  return {
    environment: firstOf(carriers, settings.environmentKeys) ?? settings.offeredEnvironment,
    owner: firstOf(carriers, settings.ownerKeys),
  };
}

function ownWords({ summary }: Stated): readonly Carrier[] {
  return [summary.labels, summary.annotations];
}

function podWords({ summary: { pod, inferenceService } }: Stated): readonly Carrier[] {
  const pods = [
    ...(pod === null ? [] : [pod]),
    ...(inferenceService?.components.map((component) => component.pod) ?? []),
  ];
  return pods.flatMap(({ labels, annotations }) => [labels, annotations]);
}

function firstOf(carriers: readonly Carrier[], keys: readonly string[]): string | null {
  for (const carrier of carriers) {
    for (const key of keys) {
      const value = Object.hasOwn(carrier, key) ? carrier[key]?.trim() : undefined;
      if (value !== undefined && isSpeakable(value)) return value;
    }
  }
  return null;
}

/** What a key can hold (design.md §8): a value that it cannot is passed over, as if nobody had said anything. */
function isSpeakable(value: string): boolean {
  return value !== '' && value.isWellFormed() && !/\p{Cc}/u.test(value);
}
