/** A document was seen at a location, or a complete listing covered the location and did not show it. */
export interface Seen {
  /** Null: absent. */
  readonly document: string | null;
  readonly observedAt: string;
}

/** When a document may have held at a location: from (inclusive) to (exclusive, null: still). ISO times. */
export interface Sighting {
  readonly document: string;
  readonly from: string;
  readonly to: string | null;
}

/**
 * Folds what was seen at one location into intervals; the order of arrival does not matter. Bounds are wide: a document
 * may have held from just after the last time something else was seen until the next time something else was seen.
 */
export function foldSightings(seen: readonly Seen[]): readonly Sighting[] {
  const moments = new Map<string, Set<string>>();
  for (const { document, observedAt } of seen) {
    const present = moments.get(observedAt) ?? new Set<string>();
    if (document !== null) present.add(document);
    moments.set(observedAt, present);
  }
  const times = [...moments.keys()].sort();
  const open = new Map<string, string>();
  const sightings: Sighting[] = [];
  let before: string | null = null;
  for (const time of times) {
    const present = moments.get(time) ?? new Set<string>();
    for (const [document, from] of open) {
      if (present.has(document)) continue;
      sightings.push({ document, from, to: time });
      open.delete(document);
    }
    const from = before === null ? time : justAfter(before);
    for (const document of present) if (!open.has(document)) open.set(document, from);
    before = time;
  }
  for (const [document, from] of open) sightings.push({ document, from, to: null });
  return sightings.sort((a, b) => compare(a.from, b.from) || compare(a.document, b.document));
}

const justAfter = (time: string): string => new Date(Date.parse(time) + 1).toISOString();
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
