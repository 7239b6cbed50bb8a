import { Failure } from '../failure.ts';
import { LIMITS } from '../limits.ts';
import { MemberNames } from './member-names.ts';
import type { Twin } from './member-names.ts';
import { unescaped } from './unescaped.ts';

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
const BACKSLASH = 0x5c;
/** `[` and `{`, and `]` and `}`, differ in this bit only. */
const WITHOUT_CURL = 0xdf;
/** Most strings are shorter; a search through native code pays only for longer ones. */
const SHORT_STRING = 256;

/** Index of the quote that closes the string opened at `open`, or the end of the bytes. */
export function stringEnd(bytes: Uint8Array, open: number): number {
  const near = Math.min(bytes.length, open + SHORT_STRING);
  let i = open + 1;
  while (i < near) {
    const byte = bytes[i];
    if (byte === QUOTE) return i;
    i += byte === BACKSLASH ? 2 : 1;
  }
  return i < bytes.length ? farStringEnd(bytes, i) : bytes.length;
}

function farStringEnd(bytes: Uint8Array, from: number): number {
  let start = from;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, start);
    if (quote === -1) return bytes.length;
    let slashes = 0;
    // Not before `from`: what lies there is known to be no open escape.
    while (quote - 1 - slashes >= from && bytes[quote - 1 - slashes] === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return quote;
    start = quote + 1;
  }
}

/**
 * Walks over brackets, strings and colons, and nothing else: `JSON.parse` itself takes millions of nested arrays, and of
 * members that have one name it keeps the last in silence. Throws `Failure` TOO_DEEP beyond `LIMITS.depth` levels.
 *
 * @returns how many members these bytes write, if they are JSON.
 */
export function writtenMembers(bytes: Uint8Array): number {
  const length = bytes.length;
  let level = 0;
  let members = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) i = stringEnd(bytes, i);
    else if (byte === COLON) members++;
    else if (byte > COLON) {
      const bracket = byte & WITHOUT_CURL;
      if (bracket === OPEN_BRACKET) {
        if (++level > LIMITS.depth) throw tooDeep(i);
      } else if (bracket === CLOSE_BRACKET) level--;
    }
  }
  return members;
}

/** The names that their object has already, of well-formed JSON: several times slower than to count them. */
export function scanNames(bytes: Uint8Array): readonly Twin[] {
  const names = new MemberNames();
  let level = 0;
  let open = 0;
  let close = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) {
      open = i;
      i = stringEnd(bytes, i);
      close = i;
    } else if (byte === COLON) names.add(unescaped(textAt(bytes, open, close + 1)), level, open);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) names.open(++level);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) level--;
  }
  return names.twins;
}

function textAt(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** Counts what is met on the way to the end of a value. */
export interface Tally {
  /** How many members are written, if it is JSON. */
  members: number;
}

/** Index behind the value that starts at `start`, white space excluded. Of malformed bytes it gives some end. */
export function valueEnd(bytes: Uint8Array, start: number, depth = 0, tally?: Tally): number {
  if (bytes[start] === QUOTE) return Math.min(stringEnd(bytes, start) + 1, bytes.length);
  let level = 0;
  let members = 0;
  let end = -1;
  let i = start;
  for (; end === -1 && i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) i = stringEnd(bytes, i);
    else if (byte === COLON) members++;
    else if (byte === COMMA && level === 0) end = trimmedEnd(bytes, start, i);
    else if (byte > COLON) {
      const bracket = byte & WITHOUT_CURL;
      if (bracket === OPEN_BRACKET) {
        if (++level + depth > LIMITS.depth) throw tooDeep(i);
      } else if (bracket === CLOSE_BRACKET) {
        if (level === 0) end = trimmedEnd(bytes, start, i);
        else if (--level === 0) end = i + 1;
      }
    }
  }
  if (tally !== undefined) tally.members += members;
  return end === -1 ? trimmedEnd(bytes, start, bytes.length) : end;
}

export function skipSpace(bytes: Uint8Array, from: number): number {
  let i = from;
  while (isSpace(bytes[i])) i++;
  return i;
}

/** How many bytes a byte-order mark takes at the start: three, or none. */
export function markLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && isSpace(bytes[last - 1])) last--;
  return last;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function tooDeep(byte: number): Failure {
  return new Failure('TOO_DEEP', `The JSON nests deeper than ${LIMITS.depth} levels (byte ${byte}).`, {
    at: `byte ${byte}`,
  });
}
