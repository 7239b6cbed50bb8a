import type { JsonObject } from '../../json/index.ts';
import { isObject, member } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';

/** A member of an object's tree, with its JSON Pointer. */
export interface Place {
  readonly value: JsonObject;
  readonly at: string;
}

/** The members of a list that are objects. What is something else is remarked upon, with its place. */
export function elementsOf(parent: Place, key: string, remarks: Remark[]): Place[] {
  const list = member(parent.value, key);
  const at = `${parent.at}/${key}`;
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    remarks.push(unusable(at, 'This is no list, and is passed over.'));
    return [];
  }
  const elements: Place[] = [];
  for (const [position, value] of (list as readonly unknown[]).entries()) {
    if (isObject(value)) elements.push({ value, at: `${at}/${position}` });
    else remarks.push(unusable(`${at}/${position}`, 'This is no object, and is passed over.'));
  }
  return elements;
}

/** The object at a path of keys, or undefined; a remark where something else is there. */
export function objectAt(root: Place, path: readonly string[], remarks: Remark[]): Place | undefined {
  let place = root;
  for (const key of path) {
    const value = member(place.value, key);
    const at = `${place.at}/${key}`;
    if (value === undefined || value === null) return undefined;
    if (!isObject(value)) {
      remarks.push(unusable(at, 'This is no object, and is passed over.'));
      return undefined;
    }
    place = { value, at };
  }
  return place;
}

/** The text of a member: null where there is none or an empty one; a remark where it is something else. */
export function textAt(parent: Place, key: string, remarks: Remark[]): string | null {
  const value = member(parent.value, key);
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  remarks.push(unusable(`${parent.at}/${key}`, 'This is no text, and is passed over.'));
  return null;
}

export function unusable(at: string, message: string): Remark {
  return { code: 'ELEMENT_UNUSABLE', at, message };
}

/** A member that is a whole number or a fraction, or null. */
export function numberAt(parent: Place, key: string): number | null {
  const value = member(parent.value, key);
  return typeof value === 'number' ? value : null;
}

/** Labels or annotations: the members of a mapping that are text. */
export function textsOf(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  const texts = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts);
}

/** The `status` of a condition: true, false, or null where it is unknown or not stated. */
export function conditionOf(status: unknown, type: string): boolean | null {
  const conditions = member(status, 'conditions');
  if (!Array.isArray(conditions)) return null;
  const found: unknown = (conditions as readonly unknown[]).find((condition) => member(condition, 'type') === type);
  const value = member(found, 'status');
  return value === 'True' ? true : value === 'False' ? false : null;
}
