import { LIMITS } from './limits.ts';

/** What a tolerant scan of the first 64 KiB of a document shows. Nothing here fails: odd bytes give less. */
export interface Head {
  readonly shape: 'json' | 'json-lines' | 'text' | 'gzip' | 'binary';
  /** Top-level keys of the (first) JSON object seen so far: the string value, or null where it is no string. */
  readonly keys: ReadonlyMap<string, string | null>;
  /** The text, byte-order mark removed (empty for gzip and binary). */
  readonly text: string;
}

/** Scans the first 64 KiB of a document. */
export function scanHead(bytes: Uint8Array): Head {
  const none: ReadonlyMap<string, string | null> = new Map();
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return { shape: 'gzip', keys: none, text: '' };
  const head = bytes.subarray(0, LIMITS.headBytes);
  if (head.includes(0)) return { shape: 'binary', keys: none, text: '' };
  const text = new TextDecoder('utf-8').decode(head);
  const start = text.search(/\S/);
  if (start === -1 || text[start] !== '{') return { shape: 'text', keys: none, text };
  const { keys, end } = topLevelKeys(text, start);
  const more = end !== null && /^[ \t]*\r?\n\s*\{/.test(text.slice(end));
  return { shape: more ? 'json-lines' : 'json', keys, text };
}

/** The keys at depth 1, and where the first object ends (null if not within the text). */
function topLevelKeys(text: string, start: number): { keys: Map<string, string | null>; end: number | null } {
  const keys = new Map<string, string | null>();
  let depth = 0;
  let key: string | null = null;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (c === '"') {
      const end = closingQuote(text, i);
      if (end === null) return { keys, end: null };
      if (depth === 1) {
        const value = unquoted(text.slice(i, end + 1));
        if (key !== null) {
          keys.set(key, value);
          key = null;
        } else if (/^\s*:/.test(text.slice(end + 1, end + 64))) {
          key = value;
          keys.set(key, null);
        }
      }
      i = end;
    } else if (c === '{' || c === '[') {
      depth++;
    } else if (c === '}' || c === ']') {
      depth--;
      if (depth === 1) key = null;
      if (depth <= 0) return { keys, end: i + 1 };
    } else if (c === ',' && depth === 1) {
      key = null;
    }
  }
  return { keys, end: null };
}

function closingQuote(text: string, open: number): number | null {
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return null;
}

function unquoted(literal: string): string {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : literal;
  } catch {
    // A string that JSON refuses (a raw control character): the recogniser only needs what it looks like.
    return literal.slice(1, -1);
  }
}
