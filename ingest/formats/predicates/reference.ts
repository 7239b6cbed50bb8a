import type { JsonObject } from '../../json/index.ts';
import { member } from '../../json/index.ts';
import { citedDocuments, pointedIn } from './cited-documents.ts';
import type { Attested, PredicateReading } from './predicate-reader.ts';
import { objectPredicate } from './predicate-reader.ts';

const TYPES = /^https:\/\/in-toto\.io\/attestation\/reference\/v0\.1(?:\.\d+)?$/;

/** in-toto reference v0.1: where documents about the subjects are to be found (model-estate.md §3.5). */
export const reference = objectPredicate(TYPES, 'a reference', read);

function read(predicate: JsonObject, { document }: Attested): PredicateReading {
  const pointed = pointedIn(member(predicate, 'references'), '/predicate/references');
  if (pointed.length > 0) return citedDocuments(pointed, 'reference', document.digest);
  const message = 'The statement should point to documents, and points to none.';
  return { claims: [], remarks: [{ code: 'REFERENCES_MISSING', at: '/predicate', message }] };
}
