import { Failure } from '../failure.ts';
import type { Twin } from './member-names.ts';
import { scanNames } from './scan.ts';
import type { JsonObject } from './value.ts';
import { pointer } from './value.ts';

/** What was found in the bytes of a document when they were parsed. */
const FOUND = new WeakMap<Uint8Array, readonly Twin[]>();

/** How many members a value has, those of what it holds included. */
export function countMembers(value: unknown): number {
  return typeof value === 'object' && value !== null ? membersOf(value) : 0;
}

function membersOf(value: object): number {
  let count = 0;
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value;
    for (const element of elements) if (typeof element === 'object' && element !== null) count += membersOf(element);
    return count;
  }
  const members = value as JsonObject;
  // Nothing that JSON gives inherits a name, and to list the names first takes half as long again.
  for (const name in members) {
    count++;
    const held = members[name];
    if (typeof held === 'object' && held !== null) count += membersOf(held);
  }
  return count;
}

/**
 * Looks for names that their object has already, and keeps them for `twinsIn`. Throws `Failure` MALFORMED where it is the
 * outermost object: `JSON.parse` keeps the last of such members in silence, and the document would be another one.
 */
export function noteTwins(bytes: Uint8Array): void {
  const twins = scanNames(bytes);
  const outermost = twins.find(({ level }) => level === 1);
  if (outermost !== undefined) throw twin(outermost.name);
  if (twins.length > 0) FOUND.set(bytes, twins);
}

/** The names further in that their object has already, at most a hundred; none for bytes that were not parsed as JSON. */
export function twinsIn(bytes: Uint8Array): readonly Twin[] {
  return FOUND.get(bytes) ?? [];
}

/** An object that has a member twice: whichever is read, the other would be lost. */
export function twin(name: string): Failure {
  const shown = name.slice(0, 100);
  const message = `The JSON has the member ${JSON.stringify(shown)} twice; one of them would be lost.`;
  return new Failure('MALFORMED', message, { at: pointer(shown) });
}
