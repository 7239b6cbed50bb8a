import type { ReferenceSighting } from '#queries';

/** A document in force says that a reference names an artifact; how it was seen. */
export interface Resolved {
  readonly digest: string;
  readonly document: string;
  readonly at: string;
  /** Whether it was ever offered as a state: then its sightings say when it was in force. */
  readonly state: boolean;
  /** Its first observation. */
  readonly first: string | null;
  readonly sightings: readonly { readonly vf: string; readonly vt: string | null }[];
}

/** Every sighting of a reference: of a state document while it was in force, of any other from its first observation on. */
export function referenceSightings(resolved: readonly Resolved[]): readonly ReferenceSighting[] {
  const sightings = resolved.flatMap(({ digest, document, at, state, first, sightings }): ReferenceSighting[] => {
    const evidence = { document, at };
    if (state) return sightings.map(({ vf, vt }) => ({ digest, from: vf, to: vt, evidence }));
    return first === null ? [] : [{ digest, from: first, to: null, evidence }];
  });
  const spelled = (one: ReferenceSighting): string =>
    [one.from, one.digest, one.evidence.document, one.evidence.at].join(' ');
  return sightings.sort((a, b) => (spelled(a) < spelled(b) ? -1 : 1));
}
