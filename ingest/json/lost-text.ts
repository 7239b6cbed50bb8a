import { isUtf8 } from 'node:buffer';
import { markLength, OPEN_BRACE, OPEN_BRACKET, skipSpace } from './scan.ts';
import { stringPlaces } from './string-places.ts';
import { twinsIn } from './twins.ts';

/** How many places of one kind are given. */
const MOST = 100;

/**
 * Where the text of a document is no UTF-8, which is read as U+FFFD: JSON Pointers of the strings, or `line N` of what is no
 * JSON. At most a hundred.
 */
export function brokenText(bytes: Uint8Array): readonly string[] {
  if (isUtf8(bytes)) return [];
  const first = bytes[skipSpace(bytes, markLength(bytes))];
  const isBroken = (open: number, close: number): boolean => !isUtf8(bytes.subarray(open, close));
  const places = first === OPEN_BRACE || first === OPEN_BRACKET ? stringPlaces(bytes, isBroken, MOST) : [];
  return places.length > 0 ? places : brokenLines(bytes);
}

/** Where an object has a member that it has already, of JSON that was parsed: JSON Pointers, at most a hundred. */
export function twinPlaces(bytes: Uint8Array): readonly string[] {
  const twins = new Set(twinsIn(bytes).map(({ open }) => open));
  return twins.size === 0 ? [] : stringPlaces(bytes, (open) => twins.has(open), MOST);
}

function brokenLines(bytes: Uint8Array): readonly string[] {
  const places: string[] = [];
  let start = 0;
  for (let line = 1; start < bytes.length && places.length < MOST; line++) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed;
    if (!isUtf8(bytes.subarray(start, end))) places.push(`line ${line}`);
    start = end + 1;
  }
  return places;
}
