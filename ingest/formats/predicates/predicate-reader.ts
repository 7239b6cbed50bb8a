import type { JsonObject } from '../../json/index.ts';
import type { Document } from '../../format.ts';
import { isObject } from '../../json/index.ts';
import type { Claim, Inner, Inventory, Remark } from '../../reading.ts';
import type { Subject } from '../slsa-provenance.ts';

/** A statement of which everything is read but its predicate. */
export interface Attested {
  readonly document: Document;
  readonly predicateType: string;
  /** The predicate as it stands in the statement, whatever it is. */
  readonly predicate: unknown;
  /** The subjects that are artifacts. */
  readonly subjects: readonly Subject[];
}

/** What a predicate adds to what its statement says. */
export interface PredicateReading {
  readonly claims: readonly Claim[];
  readonly remarks: readonly Remark[];
  readonly inner?: readonly Inner[];
  readonly inventory?: Inventory;
}

/** How predicates of one kind are read. Of every predicate at most one reader of the list is asked: the first that says yes. */
export interface PredicateReader {
  recognises(predicateType: string, predicate: unknown): boolean;
  read(attested: Attested): PredicateReading;
}

/**
 * A reader of predicates that are objects; of any other one PREDICATE_UNREADABLE is remarked.
 *
 * @param what - the predicate in words, with its article.
 */
export function objectPredicate(
  types: RegExp,
  what: string,
  read: (predicate: JsonObject, attested: Attested) => PredicateReading,
): PredicateReader {
  return {
    recognises: (predicateType) => types.test(predicateType),
    read(attested) {
      if (isObject(attested.predicate)) return read(attested.predicate, attested);
      const message = `The predicate should be ${what}, and is no object.`;
      return { claims: [], remarks: [{ code: 'PREDICATE_UNREADABLE', at: '/predicate', message }] };
    },
  };
}

/** The subjects, each artifact once: a list may name one twice. */
export function artifactsOf(subjects: readonly Subject[]): readonly string[] {
  return [...new Set(subjects.map(({ artifact }) => artifact))];
}
