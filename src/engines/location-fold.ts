import { foldSightings } from '#ingest';
import type { Seen } from '#ingest';

/** A state document in force that was seen at a location. */
export interface StateSeen {
  readonly document: string;
  readonly observedAt: string;
  readonly scope: string;
  /** The id of a Kubernetes object, or null. The same for all that is seen at a location. */
  readonly object: string | null;
}

/** When a document was in force at a location, as it is stored. */
export interface SightingHeld {
  readonly document: string;
  readonly scope: string;
  readonly object: string | null;
  readonly vf: string;
  readonly vt: string | null;
}

/** A complete listing that stands. */
export interface StandingListing {
  /** `group/kind` texts. */
  readonly kinds: readonly string[];
  /** Null: all. */
  readonly namespaces: readonly string[] | null;
  readonly observedAt: string;
}

/** What is known of a location. */
export interface LocationSeen {
  readonly states: readonly StateSeen[];
  readonly before: readonly SightingHeld[];
  /** When it showed a document that is no state: what stood for its refusal to be read is over then. */
  readonly replacedAt: () => readonly string[];
  readonly listings: (scope: string) => readonly StandingListing[];
}

/** A location whose sightings are no longer what they were. */
export interface LocationFolded {
  readonly scope: string;
  readonly object: string | null;
  readonly after: readonly SightingHeld[];
  /** Those that were in force there, and those that are. */
  readonly documents: ReadonlySet<string>;
}

/** Folds what was seen at a location anew; null where that changes nothing. */
export function foldLocation({ states, before, replacedAt, listings }: LocationSeen): LocationFolded | null {
  const first = states[0] ?? before[0];
  if (first === undefined) return null;
  const { object } = first;
  // What a reference named may be seen from several scopes: whichever came first must not matter.
  const [scope = ''] = (states.length > 0 ? states : before).map((one) => one.scope).sort();
  const ends = object === null ? replacedAt() : states.length === 0 ? [] : absences(object, states, listings(scope));
  const seen: Seen[] = [...states, ...ends.map((observedAt) => ({ document: null, observedAt }))];
  const after = foldSightings(seen).map(({ document, from, to }) => ({ document, scope, object, vf: from, vt: to }));
  if (spelled(before) === spelled(after)) return null;
  return { scope, object, after, documents: new Set([...before, ...after].map(({ document }) => document)) };
}

/** Whether a listing covers the object of this id. */
export function coversObject({ kinds, namespaces }: Omit<StandingListing, 'observedAt'>, object: string): boolean {
  const [groupKind = '', namespace = ''] = object.split('|');
  return kinds.includes(groupKind) && (namespaces === null || namespaces.includes(namespace));
}

/** The listings that cover an object, as absences: a moment at which it was seen as well is none. */
function absences(object: string, states: readonly StateSeen[], listings: readonly StandingListing[]): string[] {
  const present = new Set(states.map(({ observedAt }) => observedAt));
  return listings
    .filter((listing) => !present.has(listing.observedAt) && coversObject(listing, object))
    .map(({ observedAt }) => observedAt);
}

const spelled = (sightings: readonly SightingHeld[]): string =>
  sightings
    .map(({ document, vf, vt, scope }) => JSON.stringify([document, vf, vt, scope]))
    .sort()
    .join('\n');
