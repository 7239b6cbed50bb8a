import { decode } from './parse.ts';
import { COMMA, markLength, OPEN_BRACE, QUOTE, skipSpace, stringEnd, valueEnd } from './scan.ts';

/**
 * The exact bytes of the value at a path of object keys, or undefined where there is none.
 * The bytes must be well-formed JSON (call after `parseJson`); of duplicate keys the last counts, as in `JSON.parse`.
 */
export function sliceAt(bytes: Uint8Array, path: readonly string[]): Uint8Array | undefined {
  let slice: Uint8Array | undefined = bytes;
  for (const key of path) {
    if (slice === undefined) return undefined;
    slice = memberSlice(slice, key);
  }
  return slice;
}

function memberSlice(bytes: Uint8Array, wanted: string): Uint8Array | undefined {
  let i = skipSpace(bytes, markLength(bytes));
  if (bytes[i] !== OPEN_BRACE) return undefined;
  let found: Uint8Array | undefined;
  i = skipSpace(bytes, i + 1);
  while (i < bytes.length && bytes[i] === QUOTE) {
    const quote = stringEnd(bytes, i);
    const key: unknown = JSON.parse(decode(bytes.subarray(i, quote + 1)));
    const start = skipSpace(bytes, skipSpace(bytes, quote + 1) + 1);
    const end = valueEnd(bytes, start);
    if (key === wanted) found = bytes.subarray(start, end);
    i = skipSpace(bytes, end);
    if (bytes[i] === COMMA) i = skipSpace(bytes, i + 1);
  }
  return found;
}
