import { stringEnd } from './parse.ts';

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
  let i = skipSpace(bytes, bytes[0] === 0xef ? 3 : 0);
  if (bytes[i] !== 0x7b) return undefined;
  let found: Uint8Array | undefined;
  i = skipSpace(bytes, i + 1);
  while (i < bytes.length && bytes[i] === 0x22) {
    const quote = stringEnd(bytes, i);
    const key: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(i, quote + 1)));
    const start = skipSpace(bytes, skipSpace(bytes, quote + 1) + 1);
    const end = valueEnd(bytes, start);
    if (key === wanted) found = bytes.subarray(start, end);
    i = skipSpace(bytes, end);
    if (bytes[i] === 0x2c) i = skipSpace(bytes, i + 1);
  }
  return found;
}

function valueEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start];
  if (first === 0x22) return stringEnd(bytes, start) + 1;
  let depth = 0;
  for (let i = start; i < bytes.length; i++) {
    const c = bytes[i];
    if (c === 0x22) i = stringEnd(bytes, i);
    else if (c === 0x7b || c === 0x5b) depth++;
    else if (c === 0x7d || c === 0x5d) {
      if (depth === 0) return trimmedEnd(bytes, start, i);
      if (--depth === 0) return i + 1;
    } else if (c === 0x2c && depth === 0) return trimmedEnd(bytes, start, i);
  }
  return trimmedEnd(bytes, start, bytes.length);
}

function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && isSpace(bytes[last - 1])) last--;
  return last;
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let i = from;
  while (isSpace(bytes[i])) i++;
  return i;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
