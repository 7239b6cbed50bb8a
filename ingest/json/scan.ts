import { Failure } from '../failure.ts';
import { LIMITS } from '../limits.ts';
import { pointer } from './value.ts';

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
 * Walks over brackets and strings, and nothing else: `JSON.parse` itself takes millions of nested arrays, and of members
 * that have one name it keeps the last in silence. Throws `Failure` TOO_DEEP beyond `LIMITS.depth` levels, MALFORMED where
 * the outermost object has a member twice.
 *
 * @param depth - how many levels lie around these bytes.
 */
export function refuseDepth(bytes: Uint8Array, depth = 0): void {
  let level = depth;
  const length = bytes.length;
  const members = new Set<string>();
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) {
      const end = stringEnd(bytes, i);
      if (level === 1 && depth === 0 && bytes[skipSpace(bytes, end + 1)] === COLON)
        refuseTwin(members, bytes.subarray(i, end + 1));
      i = end;
    } else if (byte > COLON) {
      const bracket = byte & WITHOUT_CURL;
      if (bracket === OPEN_BRACKET) {
        if (++level > LIMITS.depth) throw tooDeep(i);
      } else if (bracket === CLOSE_BRACKET) level--;
    }
  }
}

/** Index behind the value that starts at `start`, white space excluded. Of malformed bytes it gives some end. */
export function valueEnd(bytes: Uint8Array, start: number, depth = 0): number {
  if (bytes[start] === QUOTE) return Math.min(stringEnd(bytes, start) + 1, bytes.length);
  let level = 0;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === QUOTE) i = stringEnd(bytes, i);
    else if (byte === COMMA && level === 0) return trimmedEnd(bytes, start, i);
    else if (byte > COLON) {
      const bracket = byte & WITHOUT_CURL;
      if (bracket === OPEN_BRACKET) {
        if (++level + depth > LIMITS.depth) throw tooDeep(i);
      } else if (bracket === CLOSE_BRACKET) {
        if (level === 0) return trimmedEnd(bytes, start, i);
        if (--level === 0) return i + 1;
      }
    }
  }
  return trimmedEnd(bytes, start, bytes.length);
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

/** `quoted` is the name as written; one that is no JSON text is left to the parser. */
function refuseTwin(members: Set<string>, quoted: Uint8Array): void {
  const text = new TextDecoder().decode(quoted);
  const name = text.includes('\\') ? unescaped(text) : text.slice(1, -1);
  if (members.has(name)) throw twin(name);
  members.add(name);
}

function unescaped(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof SyntaxError) return text;
    throw cause;
  }
}

/** An object that has a member twice: whichever is read, the other would be lost. */
export function twin(name: string): Failure {
  const shown = name.slice(0, 100);
  const message = `The JSON has the member ${JSON.stringify(shown)} twice; one of them would be lost.`;
  return new Failure('MALFORMED', message, { at: pointer(shown) });
}

function tooDeep(byte: number): Failure {
  return new Failure('TOO_DEEP', `The JSON nests deeper than ${LIMITS.depth} levels (byte ${byte}).`, {
    at: `byte ${byte}`,
  });
}
