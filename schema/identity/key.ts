import { createHash } from 'node:crypto';

/** Separates the parts of a key. It is itself a control character, so no accepted part can contain it. */
const SEPARATOR = '\u0001';
const CONTROL = /\p{Cc}/u;

function assertKeyPart(part: string): void {
  if (CONTROL.test(part)) throw new RangeError(`a key part holds a control character: ${JSON.stringify(part)}`);
  // UTF-8 writes every lone surrogate as U+FFFD: two different parts would hash alike.
  if (!part.isWellFormed()) throw new RangeError(`a key part holds a lone surrogate: ${JSON.stringify(part)}`);
}

/**
 * Joins the parts of a key by U+0001, so that different parts never give the same key.
 *
 * @throws RangeError when a part holds a control character (Unicode Cc) or a lone surrogate.
 */
export function joinKey(parts: readonly string[]): string {
  for (const part of parts) assertKeyPart(part);
  return parts.join(SEPARATOR);
}

/**
 * A short stable id of a key: `prefix:` and the sha256 (64 hex digits) of the joined parts.
 *
 * @throws RangeError as joinKey does.
 */
export function hashKey(prefix: string, parts: readonly string[]): string {
  return `${prefix}:${createHash('sha256').update(joinKey(parts)).digest('hex')}`;
}
