import { identifyPackage } from '#schema';
import type { JsonObject } from '../../json/index.ts';
import { member, textOf } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';
import type { Attested, PredicateReading } from './predicate-reader.ts';
import { artifactsOf, objectPredicate } from './predicate-reader.ts';

const TYPES = /^https:\/\/in-toto\.io\/attestation\/release\/v0\.[12]$/;
const PLACE = '/predicate/purl';

/** in-toto release v0.1 and v0.2: the subjects are what was released under a package URL (model-estate.md §3.5). */
export const release = objectPredicate(TYPES, 'a release', read);

function read(predicate: JsonObject, { subjects }: Attested): PredicateReading {
  const purl = textOf(member(predicate, 'purl'));
  if (purl === null) return refused('RELEASE_UNNAMED', 'The release does not say of which package it is.');
  const identity = identifyPackage(purl);
  if (identity === undefined) {
    return refused('PURL_INVALID', 'The release is of something that is no purl of a package ecosystem.');
  }
  const claims = artifactsOf(subjects).map((from) => ({
    edge: 'RELEASED_AS' as const,
    from,
    to: identity.purl,
    at: PLACE,
  }));
  const message = 'A release is of one version, and this one names none.';
  const remarks: Remark[] = identity.version === null ? [{ code: 'RELEASE_WITHOUT_VERSION', at: PLACE, message }] : [];
  return { claims, remarks };
}

function refused(code: string, message: string): PredicateReading {
  return { claims: [], remarks: [{ code, at: PLACE, message: `${message} It is kept with the statement.` }] };
}
