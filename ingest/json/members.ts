import { Failure } from '../failure.ts';
import { decode, malformedJson, parseJson } from './parse.ts';
import * as scan from './scan.ts';
import { countMembers, noteTwins, twin } from './twins.ts';
import { isObject, member } from './value.ts';

/** Documents up to this size, in bytes, are parsed at once, which is quicker; of larger ones a batch at a time. */
const WHOLE = 32 * 1024 * 1024;
/** How many bytes of an array are parsed at once. */
const BATCH = 512 * 1024;

/** The members of a document that are read bit by bit where it is large. */
export interface Lazy {
  /** Arrays that the caller visits to their end. */
  readonly arrays: readonly string[];
  /** Objects that have such arrays themselves. */
  readonly objects?: readonly string[];
}

/** The members of a JSON object, which need not all be in memory at once. */
export interface JsonMembers {
  has(key: string): boolean;
  /** The value of a member, or undefined. */
  value(key: string): unknown;
  /** Calls `visit` for each element of an array, in order. False, and no call, where the member is no array. */
  each(key: string, visit: (element: unknown, index: number) => void): boolean;
  /** The members of a member that is an object, or undefined. */
  inner(key: string): JsonMembers | undefined;
}

/**
 * Reads the object that a document is, so that memory follows the element where the document is large (sbom.md §7).
 * The result is the same for all sizes. Throws `Failure` MALFORMED, TOO_DEEP; for a lazy array that may be only when it is
 * visited.
 *
 * @returns undefined where the document is JSON, but no object.
 */
export function readMembers(bytes: Uint8Array, lazy: Lazy, whole = WHOLE): JsonMembers | undefined {
  const source = bytes.subarray(scan.markLength(bytes));
  if (source.length > whole && source[scan.skipSpace(source, 0)] === scan.OPEN_BRACE) {
    const onTwin = onceOnly(() => {
      noteTwins(bytes);
    });
    return slicedMembers({ source, onTwin }, 0, source.length, lazy, 0);
  }
  const value = parseJson(bytes);
  return isObject(value) ? parsedMembers(value) : undefined;
}

function parsedMembers(value: object): JsonMembers {
  return {
    has: (key) => Object.hasOwn(value, key),
    value: (key) => member(value, key),
    each(key, visit) {
      const array = member(value, key);
      if (!Array.isArray(array)) return false;
      array.forEach(visit);
      return true;
    },
    inner(key) {
      const found = member(value, key);
      return isObject(found) ? parsedMembers(found) : undefined;
    },
  };
}

type Range = readonly [start: number, end: number];

/** A document that is read in slices, and what is called where an object in it has a member twice. */
interface Sliced {
  readonly source: Uint8Array;
  readonly onTwin: () => void;
}

function onceOnly(call: () => void): () => void {
  let called = false;
  return () => {
    if (!called) call();
    called = true;
  };
}

function slicedMembers(sliced: Sliced, start: number, end: number, lazy: Lazy, depth: number): JsonMembers {
  const { source } = sliced;
  const { members, replaced } = rangesOf(source, start, end, depth);
  if (replaced.length > 0) sliced.onTwin();
  const objects = new Map<string, JsonMembers>();
  for (const [key, range] of members) {
    const first = source[range[0]];
    if (first === scan.OPEN_BRACE && lazy.objects?.includes(key) === true) {
      objects.set(key, slicedMembers(sliced, range[0], range[1], lazy, depth + 1));
    } else if (first !== scan.OPEN_BRACKET || !lazy.arrays.includes(key)) replaced.push(range);
  }
  for (const range of replaced) check(sliced, range, depth + 1);
  return {
    has: (key) => members.has(key),
    value(key) {
      const range = members.get(key);
      return range === undefined ? undefined : parseRange(source, range);
    },
    each(key, visit) {
      const range = members.get(key);
      if (range === undefined || source[range[0]] !== scan.OPEN_BRACKET) return false;
      eachElement(sliced, range, depth + 2, visit);
      return true;
    },
    inner(key) {
      const opened = objects.get(key);
      if (opened !== undefined) return opened;
      const range = members.get(key);
      if (range === undefined || source[range[0]] !== scan.OPEN_BRACE) return undefined;
      return slicedMembers(sliced, range[0], range[1], lazy, depth + 1);
    },
  };
}

/**
 * Where the members of an object lie. The outermost object may have none twice; further in the last counts, as in
 * `JSON.parse`, and the others are `replaced`.
 */
function rangesOf(
  source: Uint8Array,
  start: number,
  end: number,
  depth: number,
): { members: Map<string, Range>; replaced: Range[] } {
  const members = new Map<string, Range>();
  const replaced: Range[] = [];
  let i = scan.skipSpace(source, scan.skipSpace(source, start) + 1);
  let separator = source[i] === scan.CLOSE_BRACE ? scan.CLOSE_BRACE : scan.COMMA;
  while (separator === scan.COMMA) {
    if (source[i] !== scan.QUOTE) throw malformedAt(source, i);
    const quote = scan.stringEnd(source, i);
    const key = parseRange(source, [i, quote + 1]);
    const colon = scan.skipSpace(source, quote + 1);
    if (source[colon] !== scan.COLON || typeof key !== 'string') throw malformedAt(source, colon);
    const first = scan.skipSpace(source, colon + 1);
    const last = scan.valueEnd(source, first, depth + 1);
    const before = members.get(key);
    if (before !== undefined && depth === 0) throw twin(key);
    if (before !== undefined) replaced.push(before);
    members.set(key, [first, last]);
    i = scan.skipSpace(source, last);
    separator = source[i] ?? 0;
    if (separator === scan.COMMA) i = scan.skipSpace(source, i + 1);
  }
  if (separator !== scan.CLOSE_BRACE) throw malformedAt(source, i);
  const rest = scan.skipSpace(source, i + 1);
  if (rest < end) throw malformedAt(source, rest);
  return { members, replaced };
}

/** Reads a value only to see that it is well-formed, and that nothing in it stands twice. */
function check(sliced: Sliced, range: Range, depth: number): void {
  const { source } = sliced;
  if (source[range[0]] === scan.OPEN_BRACKET) {
    eachElement(sliced, range, depth + 1, () => undefined);
    return;
  }
  const value = parseRange(source, range);
  if (scan.writtenMembers(source.subarray(...range)) !== countMembers(value)) sliced.onTwin();
}

function eachElement(
  { source, onTwin }: Sliced,
  [open, end]: Range,
  depth: number,
  visit: (element: unknown, index: number) => void,
): void {
  let index = 0;
  let first = scan.skipSpace(source, open + 1);
  if (source[first] === scan.CLOSE_BRACKET && first + 1 === end) return;
  for (;;) {
    const written = { members: 0 };
    const last = batchEnd(source, first, depth, written);
    if (last === first) throw malformedAt(source, first);
    const elements = parseRange(source, [first, last], '[', ']');
    if (written.members !== countMembers(elements)) onTwin();
    if (Array.isArray(elements)) for (const element of elements as unknown[]) visit(element, index++);
    const next = scan.skipSpace(source, last);
    if (source[next] === scan.CLOSE_BRACKET && next + 1 === end) return;
    if (source[next] !== scan.COMMA || next >= end) throw malformedAt(source, next);
    first = scan.skipSpace(source, next + 1);
  }
}

/** The end of as many elements as make a batch: at least one, and no separator behind the last. */
function batchEnd(source: Uint8Array, first: number, depth: number, written: scan.Tally): number {
  let last = scan.valueEnd(source, first, depth, written);
  while (last - first < BATCH) {
    const comma = scan.skipSpace(source, last);
    if (source[comma] !== scan.COMMA) return last;
    const start = scan.skipSpace(source, comma + 1);
    const end = scan.valueEnd(source, start, depth, written);
    if (end === start) return last;
    last = end;
  }
  return last;
}

function parseRange(source: Uint8Array, [start, end]: Range, before = '', after = ''): unknown {
  const text = decode(source.subarray(start, end));
  try {
    return JSON.parse(before + text + after) as unknown;
  } catch (cause) {
    throw malformedJson(text, cause, linesBefore(source, start));
  }
}

function malformedAt(source: Uint8Array, index: number): Failure {
  const line = linesBefore(source, index) + 1;
  const message =
    index < source.length
      ? `The JSON is malformed (line ${line}).`
      : `The JSON ends before it is complete (line ${line}).`;
  return new Failure('MALFORMED', message, { at: `line ${line}` });
}

function linesBefore(source: Uint8Array, index: number): number {
  let lines = 0;
  for (let i = source.indexOf(0x0a); i !== -1 && i < index; i = source.indexOf(0x0a, i + 1)) lines++;
  return lines;
}
