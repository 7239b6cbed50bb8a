import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  markLength,
  skipSpace,
  stringEnd,
} from './json/scan.ts';
import { LIMITS } from './limits.ts';

/** What a tolerant scan of the beginning of a document shows. Nothing here fails: odd bytes give less. */
export interface Head {
  readonly shape: 'json' | 'json-lines' | 'text' | 'gzip' | 'zstd' | 'binary';
  /** Top-level keys of the (first) JSON object seen so far: the string value, or null where it is no string. */
  readonly keys: ReadonlyMap<string, string | null>;
  /** The text of the first 64 KiB, byte-order mark removed (empty for gzip, zstd and binary). */
  readonly text: string;
}

/** A longer string (the payload of an envelope) costs nothing: what follows it is part of the head too. */
const LONG_STRING = 4 * 1024;
/** The longest string value that a recogniser gets to see, in bytes; of a longer one only that it is there. */
const LONGEST_SHOWN = 1024;

const LINE_FEED = 0x0a;

/**
 * Scans the first 64 KiB of a document (design.md §6). Strings longer than 4 KiB are skipped and not counted, so that
 * the keys behind the payload of an envelope are seen.
 */
export function scanHead(bytes: Uint8Array): Head {
  const none: ReadonlyMap<string, string | null> = new Map();
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return { shape: 'gzip', keys: none, text: '' };
  if (isZstd(bytes)) return { shape: 'zstd', keys: none, text: '' };
  const head = bytes.subarray(0, LIMITS.headBytes);
  if (head.includes(0)) return { shape: 'binary', keys: none, text: '' };
  const text = new TextDecoder('utf-8').decode(head);
  const start = skipSpace(bytes, markLength(bytes));
  if (bytes[start] !== OPEN_BRACE) return { shape: 'text', keys: none, text };
  const { keys, end } = topLevelKeys(bytes, start);
  const more = end === null ? isLineOfMany(bytes, start) : startsAnother(bytes, end);
  return { shape: more ? 'json-lines' : 'json', keys, text };
}

/** Whether a frame of zstd begins here (RFC 8878 §3.1.1). */
export function startsFrame(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

/** How long the skippable frame of zstd is that begins here, in bytes, however many there are; null: none (§3.1.2). */
export function skippableFrame(bytes: Uint8Array): number | null {
  const [first = 0, second, third, fourth] = bytes;
  if ((first & 0xf0) !== 0x50 || second !== 0x2a || third !== 0x4d || fourth !== 0x18) return null;
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(4, 8);
  return 8 + a + b * 2 ** 8 + c * 2 ** 16 + d * 2 ** 24;
}

/** Parallel writers put what helps them to read it back into a skippable frame in front. */
function isZstd(bytes: Uint8Array): boolean {
  return startsFrame(bytes) || startsFrame(bytes.subarray(skippableFrame(bytes) ?? 0));
}

/** The keys at depth 1, and where the first object ends (null if that was not reached). */
function topLevelKeys(bytes: Uint8Array, start: number): { keys: Map<string, string | null>; end: number | null } {
  const keys = new Map<string, string | null>();
  let limit = start + LIMITS.headBytes;
  let depth = 0;
  let key: string | null = null;
  for (let i = start; i < Math.min(limit, bytes.length); i++) {
    const c = bytes[i];
    if (c === QUOTE) {
      const end = stringEnd(bytes, i);
      if (end - i > LONG_STRING) limit += end - i;
      if (depth === 1 && key !== null) {
        keys.set(key, shown(bytes, i, end));
        key = null;
      } else if (depth === 1 && bytes[skipSpace(bytes, end + 1)] === COLON) {
        key = shown(bytes, i, end);
        if (key !== null) keys.set(key, null);
      }
      i = end;
    } else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      depth++;
    } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) {
      depth--;
      if (depth === 1) key = null;
      if (depth <= 0) return { keys, end: i + 1 };
    } else if (c === COMMA && depth === 1) {
      key = null;
    }
  }
  return { keys, end: null };
}

/** Whether another object begins on a later line: then the first one was only a line. */
function startsAnother(bytes: Uint8Array, end: number): boolean {
  const next = skipSpace(bytes, end);
  return bytes[next] === OPEN_BRACE && bytes.subarray(end, next).includes(LINE_FEED);
}

/** For a first line longer than the head: no single JSON text has `}`, a line end and `{` in a row. */
function isLineOfMany(bytes: Uint8Array, start: number): boolean {
  const lineEnd = bytes.indexOf(LINE_FEED, start);
  if (lineEnd === -1) return false;
  let last = lineEnd - 1;
  while (last > start && isSpace(bytes[last])) last--;
  return bytes[last] === CLOSE_BRACE && bytes[skipSpace(bytes, lineEnd)] === OPEN_BRACE;
}

function shown(bytes: Uint8Array, open: number, close: number): string | null {
  if (close >= bytes.length || close - open > LONGEST_SHOWN) return null;
  const literal = new TextDecoder('utf-8').decode(bytes.subarray(open, close + 1));
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : literal;
  } catch {
    // A string that JSON refuses (a raw control character): the recogniser only needs what it looks like.
    return literal.slice(1, -1);
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === LINE_FEED || byte === 0x0d || byte === 0x09;
}
