import { canonicalJson, objectId } from '#schema';
import { Failure } from '../../failure.ts';
import type { JsonObject } from '../../json/index.ts';
import type { Claim, Reading, Remark } from '../../reading.ts';
import { imageResolutions } from './image-resolutions.ts';
import { nameOfObject, typeOfObject } from './object-name.ts';
import { readByKind, summaryOf } from './object-summary.ts';

/**
 * What one object claims: that the document states it, and what its status shows about references.
 *
 * @param value - the object in canonical form; every `at` is a pointer into it.
 * @param digest - of the canonical bytes.
 * @throws Failure MALFORMED where a kind that is read has no usable name, UNREADABLE where the API server refused.
 */
export function objectClaims(value: JsonObject, digest: string): Reading {
  const object = { value, at: '' };
  const remarks: Remark[] = [];
  const type = typeOfObject(object);
  const version = typeof value['apiVersion'] === 'string' ? value['apiVersion'] : null;
  refuseStatus(value);
  const read = readByKind(object, type, remarks);
  if (read === undefined) {
    const message = `Objects of the kind ${type.kind} are not read.`;
    return { version, claims: [], inner: [], remarks: [{ code: 'KIND_NOT_READ', at: '/kind', message }] };
  }
  const name = nameOfObject(object, type, remarks);
  const summary = summaryOf(object, name, read, remarks);
  const states: Claim = {
    edge: 'STATES',
    from: digest,
    to: objectId(name),
    at: '',
    properties: { uid: summary.uid, resourceVersion: summary.resourceVersion, summary: canonicalJson(summary) },
  };
  return { version, claims: [states, ...imageResolutions(summary)], inner: [], remarks: unique(remarks) };
}

/** What an API server answers instead of objects. Taken for objects it would read as if there were none. */
function refuseStatus(value: JsonObject): void {
  if (value['kind'] !== 'Status' || value['apiVersion'] !== 'v1' || value['status'] === 'Success') return;
  const said = typeof value['message'] === 'string' ? value['message'].slice(0, 300) : 'no message';
  throw new Failure('UNREADABLE', `The API server answered with an error instead of objects: ${said}`, {
    at: '/message',
  });
}

/** A member that is read for two purposes is remarked upon once. */
function unique(remarks: readonly Remark[]): Remark[] {
  const byPlace = new Map(remarks.map((remark) => [`${remark.code} ${remark.at} ${remark.message}`, remark]));
  return [...byPlace.values()];
}
