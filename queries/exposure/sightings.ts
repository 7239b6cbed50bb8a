import { BOUNDS } from './bounds.ts';
import { byCodePoint, uniteEvidence } from './context.ts';
import type { Evidence, ReferenceSighting } from './exposure.ts';

export interface SeenDigests {
  /** Sorted by digest. */
  readonly digests: readonly { readonly digest: string; readonly evidence: readonly Evidence[] }[];
  /** There was a sighting at or before the start: what the name meant then is among the digests. */
  readonly covered: boolean;
  readonly cut: boolean;
}

/**
 * The digests that a mutable name had between the last sighting before the start and now; without a sighting before the
 * start, or without a start, all that were ever seen (design.md §5, *Reference*).
 */
export function digestsSince(sightings: readonly ReferenceSighting[], since: string | null): SeenDigests {
  const start = since === null ? Number.NaN : Date.parse(since);
  const before = sightings.map(({ from }) => Date.parse(from)).filter((from) => from <= start);
  const last = before.length === 0 ? null : before.reduce((a, b) => Math.max(a, b));
  const kept = last === null ? sightings : sightings.filter((sighting) => heldAfter(sighting, last));
  const byDigest = new Map<string, Evidence[]>();
  for (const { digest, evidence } of kept) byDigest.set(digest, [...(byDigest.get(digest) ?? []), evidence]);
  const digests = [...byDigest.entries()]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([digest, evidence]) => ({ digest, evidence: uniteEvidence([evidence]) }));
  return {
    digests: digests.slice(0, BOUNDS.sightings),
    covered: last !== null,
    cut: digests.length > BOUNDS.sightings,
  };
}

/** Whether a sighting was open at the moment, or began later. A time that cannot be read excludes nothing. */
function heldAfter({ from, to }: ReferenceSighting, moment: number): boolean {
  const begins = Date.parse(from);
  const ends = to === null ? Number.NaN : Date.parse(to);
  return !(begins < moment) || !(ends <= moment);
}
