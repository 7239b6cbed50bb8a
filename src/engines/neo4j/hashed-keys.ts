import { canonicalJson, sha256Of } from '#schema';

type Part = string | number | boolean | null | readonly string[];

/** One key of several parts, whatever they hold. */
const hashed = (...parts: readonly Part[]): string => sha256Of(JSON.stringify(parts));

export interface ObservationParts {
  readonly location: string;
  readonly document: string;
  readonly observedAt: string;
  readonly source: string;
  readonly origin: string;
  readonly scope: string;
  readonly environment: string | null;
}

/** The key of an Observation: the same thing seen again at the same time is the same observation, whichever run saw it. */
export const observationKey = (seen: ObservationParts): string =>
  hashed(seen.location, seen.document, seen.observedAt, seen.source, seen.origin, seen.scope, seen.environment);

export interface ListingParts {
  readonly scope: string;
  readonly observedAt: string;
  readonly kinds: readonly string[];
  readonly namespaces: readonly string[] | null;
  readonly source: string;
}

/** The key of a Listing. */
export const listingKey = ({ scope, observedAt, kinds, namespaces, source }: ListingParts): string =>
  hashed(scope, observedAt, kinds, namespaces, source);

/** The key of a Sighting. */
export const sightingKey = (location: string, document: string, vf: string): string => hashed(location, document, vf);

/** The key of an Exposure: of everything that it holds, `rf` with it, without `rt`. A property that is null is as one left out. */
export const exposureKey = (row: Readonly<Record<string, string | number | null>>): string =>
  sha256Of(canonicalJson(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null))));

export interface CountedParts {
  /** The text of the class. */
  readonly class: string;
  readonly route: string;
  /** Empty where there is none, as `cluster`. */
  readonly environment: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly modelled: boolean;
}

/** The key of a CoverageCount. */
export const coverageCountKey = (one: CountedParts): string =>
  hashed(one.class, one.route, one.environment, one.cluster, one.namespace, one.modelled);
