import { Failure } from '../../failure.ts';
import type { JsonObject } from '../../json/index.ts';
import { member, textOf } from '../../json/index.ts';
import { LIMITS } from '../../limits.ts';
import type { Inner, Reading, Remark } from '../../reading.ts';
import { canonicalText } from './canonical-object.ts';
import type { FoundDocument } from './documents-in.ts';
import { isList, listMembers } from './list-members.ts';

/**
 * Every object of a file as an inner document in canonical form. A list inside a list is an inner document too, and is
 * unpacked when that is read.
 *
 * @throws Failure MALFORMED where a document has no `apiVersion` or no `kind`: cut off, or no Kubernetes object.
 */
export function unpack(documents: readonly FoundDocument[]): Reading {
  const inner: Inner[] = [];
  const remarks: Remark[] = [];
  const versions = new Set<string>();
  const add = (object: JsonObject, at: string): void => {
    if (inner.length >= LIMITS.innerDocuments) {
      throw new Failure('TOO_MANY_DOCUMENTS', `There are more than ${LIMITS.innerDocuments} objects.`, { at });
    }
    inner.push({ bytes: new TextEncoder().encode(canonicalText(object, at)), at });
  };
  for (const document of documents) {
    versions.add(typeOf(document));
    if (isList(document.value)) addMembers(document, remarks, add);
    else add(document.value, document.at);
  }
  const [version] = versions;
  return { version: versions.size === 1 ? (version ?? null) : null, claims: [], inner, remarks };
}

function addMembers(
  { value, at }: FoundDocument,
  remarks: Remark[],
  add: (object: JsonObject, at: string) => void,
): void {
  const found: Remark[] = [];
  for (const item of listMembers(value, found)) add(item.value, at + item.at);
  for (const remark of found) remarks.push({ ...remark, at: at + remark.at });
}

/** The `apiVersion`. A YAML list that was cut off between members is still YAML: only that its `kind` is missing shows it. */
function typeOf({ value, at }: FoundDocument): string {
  for (const key of ['apiVersion', 'kind']) {
    if (textOf(member(value, key)) === null) {
      const message = `The document has no ${key}: it was cut off, or it is no Kubernetes object.`;
      throw new Failure('MALFORMED', message, { at: `${at}/${key}` });
    }
  }
  return textOf(member(value, 'apiVersion')) ?? '';
}
