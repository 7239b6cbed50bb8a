import { isObject } from '../../json/index.ts';
import type { Remark } from '../../reading.ts';

/** Predicates that are known and hold more than their statement's subjects: what of them is not read. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^https:\/\/in-toto\.io\/attestation\/svr\/v\d/, 'The verifier and the properties of a verification result are'],
  [/^https:\/\/in-toto\.io\/attestation\/runtime-trace\/v\d/, 'The accesses that a runtime trace observed are'],
  [/^https:\/\/openvex\.dev\/ns(?:[/@]|$)/, 'The statements of an OpenVEX document are'],
];

/** Predicates that hold nothing beside their statement's subjects, and the members they have all the same. */
const SUBJECTS_ONLY: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^https:\/\/sigstore\.dev\/cosign\/sign\/v1$/, []],
];

/**
 * One remark on a predicate of which only the subjects, the type and the bytes are kept (model-estate.md §3.5); none where
 * there is nothing else: it is empty, or of a type that speaks of its subjects alone.
 */
export function unreadPredicate(predicateType: string, predicate: unknown): readonly Remark[] {
  if (predicate === undefined || predicate === null) return [];
  const expected = SUBJECTS_ONLY.find(([pattern]) => pattern.test(predicateType))?.[1] ?? [];
  if (isObject(predicate) && Object.keys(predicate).every((key) => expected.includes(key))) return [];
  const known = KNOWN.find(([pattern]) => pattern.test(predicateType))?.[1];
  const message =
    known === undefined
      ? `Predicates of the type ${JSON.stringify(predicateType.slice(0, 200))} are kept and not read.`
      : `${known} kept with the statement and not read.`;
  return [{ code: 'PREDICATE_NOT_READ', at: '/predicate', message }];
}
