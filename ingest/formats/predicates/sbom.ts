import { sha256Of } from '#schema';
import type { Document } from '../../format.ts';
import { isObject, member, pointer, sliceAt, textOf } from '../../json/index.ts';
import type { Claim, Inner } from '../../reading.ts';
import type { Subject } from '../slsa-provenance.ts';
import type { PredicateReading } from './predicate-reader.ts';

/** With or without a version behind it; `schema` was written by early tools. The letters are written in either case. */
const PREDICATE_TYPES =
  /^https?:\/\/(?:www\.)?(?:cyclonedx\.org\/(?:bom|schema|specification)|spdx\.(?:dev|org)\/(?:spdx-)?document|syft\.dev\/bom)(?:[/@?#:-]|$)/i;
const SPDX_3 = /^https?:\/\/spdx\.org\/rdf\/3/;

/** Whether a predicate is an SBOM: by its type, or by what it is under whatever type it comes. */
export function isSbom(predicateType: string, predicate: unknown): boolean {
  return PREDICATE_TYPES.test(predicateType) || looksLikeSbom(predicate);
}

/**
 * An SBOM as predicate is a document of its own, in exactly the bytes it has in the statement, and describes the subjects of
 * the statement (sbom.md, model-estate.md §3.5). The subject wins over what the SBOM says of itself.
 */
export function readSbom(document: Document, predicate: unknown, subjects: readonly Subject[]): PredicateReading {
  const inner = sbomWithin(document.bytes, predicate);
  if (inner === undefined) {
    const message = 'The predicate should be an SBOM, and is neither an object nor a text.';
    return { claims: [], inner: [], remarks: [{ code: 'PREDICATE_UNREADABLE', at: '/predicate', message }] };
  }
  const digest = sha256Of(inner.bytes);
  const properties = { how: 'STATEMENT_SUBJECT', rung: 1 };
  const claims = subjects.map(({ artifact, at }): Claim => ({
    edge: 'DESCRIBES',
    from: digest,
    to: artifact,
    at,
    properties,
  }));
  return { claims, inner: [inner], remarks: [] };
}

function looksLikeSbom(predicate: unknown): boolean {
  if (member(predicate, 'bomFormat') === 'CycloneDX' || textOf(member(predicate, 'spdxVersion')) !== null) return true;
  const context = member(predicate, '@context');
  return [context].flat().some((one) => typeof one === 'string' && SPDX_3.test(one));
}

/** Early cosign wraps what it attests as `{Data, Timestamp}`. */
function sbomWithin(bytes: Uint8Array, predicate: unknown): Inner | undefined {
  const isWrapped = isObject(predicate) && Object.hasOwn(predicate, 'Data') && !looksLikeSbom(predicate);
  const path = isWrapped ? ['predicate', 'Data'] : ['predicate'];
  const value = isWrapped ? predicate['Data'] : predicate;
  const at = pointer(...path);
  if (typeof value === 'string') return { bytes: Buffer.from(value, 'utf8'), at };
  const slice = isObject(value) ? sliceAt(bytes, path) : undefined;
  return slice === undefined ? undefined : { bytes: slice, at };
}
