import { Failure } from '../../failure.ts';
import type { JsonObject } from '../../json/index.ts';
import { isObject, member, pointer, textOf } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';

interface ListMember {
  readonly value: JsonObject;
  /** JSON Pointer in the list. */
  readonly at: string;
}

/** Whether a document is a list of objects (`List`, `PodList` …) and not itself one. */
export function isList(document: JsonObject): boolean {
  const kind = textOf(member(document, 'kind'));
  if (kind === null || !kind.endsWith('List')) return false;
  return Object.hasOwn(document, 'items') || textOf(member(member(document, 'metadata'), 'name')) === null;
}

/**
 * The objects of a list. The API leaves `apiVersion` and `kind` out of the members of a typed list; they are filled in.
 * `items: null` is how Go writes an empty list.
 *
 * @throws Failure MALFORMED when `items` is missing or no list: what it should hold would be lost.
 */
export function listMembers(list: JsonObject, remarks: Remark[]): ListMember[] {
  const items = member(list, 'items');
  if (items === null) return [];
  if (!Array.isArray(items)) {
    throw new Failure('MALFORMED', 'The list has no members that could be read.', { at: '/items' });
  }
  if (textOf(member(member(list, 'metadata'), 'continue')) !== null) {
    const message = 'The list is one page of a longer one: what is not in it may still exist.';
    remarks.push({ code: 'LIST_INCOMPLETE', at: '/metadata/continue', message });
  }
  const filled = typeOfMembers(list);
  const members: ListMember[] = [];
  for (const [position, item] of (items as readonly unknown[]).entries()) {
    const at = pointer('items', position);
    const value = isObject(item) ? typed(item, filled) : null;
    if (value === null) {
      const message = 'A member of the list is no object of a known kind, and is passed over.';
      remarks.push({ code: 'ELEMENT_UNUSABLE', at, message });
    } else {
      members.push({ value, at });
    }
  }
  return members;
}

interface MemberType {
  readonly apiVersion: string | null;
  readonly kind: string | null;
}

/** `PodList` holds `Pod`s; `List` says nothing of its members. */
function typeOfMembers(list: JsonObject): MemberType {
  const kind = textOf(member(list, 'kind')) ?? '';
  if (kind === 'List') return { apiVersion: null, kind: null };
  return { apiVersion: textOf(member(list, 'apiVersion')), kind: textOf(kind.slice(0, -'List'.length)) };
}

function typed(item: JsonObject, filled: MemberType): JsonObject | null {
  const apiVersion = textOf(member(item, 'apiVersion')) ?? filled.apiVersion;
  const kind = textOf(member(item, 'kind')) ?? filled.kind;
  return apiVersion === null || kind === null ? null : { ...item, apiVersion, kind };
}
