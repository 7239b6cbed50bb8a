import { canonicalJson } from '#schema';
import { Failure } from '../../failure.ts';
import type { JsonObject } from '../../json/index.ts';
import { isObject, member } from '../../json/index.ts';

/**
 * The canonical text of one object: RFC 8785, without `metadata.managedFields`.
 *
 * @param at - where the object is in its file, for the failure.
 * @throws Failure MALFORMED where the object cannot be written so (a lone surrogate, a number that is not finite), TOO_DEEP
 *   where it nests too deep.
 */
export function canonicalText(object: JsonObject, at: string): string {
  try {
    return canonicalJson(withoutManagedFields(object));
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new Failure('TOO_DEEP', `The object is ${cause.message}.`, { at, cause });
    }
    if (cause instanceof TypeError) {
      throw new Failure('MALFORMED', `The object cannot be written as JSON: ${cause.message}.`, { at, cause });
    }
    throw cause;
  }
}

function withoutManagedFields(object: JsonObject): JsonObject {
  const metadata = member(object, 'metadata');
  if (!isObject(metadata) || !Object.hasOwn(metadata, 'managedFields')) return object;
  const kept = Object.entries(metadata).filter(([key]) => key !== 'managedFields');
  return { ...object, metadata: Object.fromEntries(kept) };
}
