import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import { markLength, stringEnd } from '../json/scan.ts';
import { LIMITS } from '../limits.ts';
import type { Inner, Reading } from '../reading.ts';

const LINE_FEED = 0x0a;

/** JSON Lines: each line a document of its own, in exactly its bytes. What a line is, its own receipt says. */
export const jsonLines: Format = {
  name: 'json-lines',
  doc: 'JSON Lines of any of the others',
  reader: 1,
  recognises: ({ shape }: Head) => shape === 'json-lines',
  read,
};

function read({ bytes }: Document): Reading {
  const inner = linesOf(bytes);
  const [first] = inner;
  if (first !== undefined && !isBalanced(first.bytes)) {
    // Each line of an object that is spread over several would look like nothing anyone knows.
    const message = 'The documents in this file are spread over several lines; JSON Lines has one on each line.';
    throw new Failure('MALFORMED', message, { at: first.at });
  }
  return { version: null, claims: [], inner, remarks: [] };
}

/** Whether as many brackets are closed as are opened, outside strings. */
function isBalanced(line: Uint8Array): boolean {
  let depth = 0;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (c === 0x22) i = stringEnd(line, i);
    else if (c === 0x7b || c === 0x5b) depth++;
    else if (c === 0x7d || c === 0x5d) depth--;
  }
  return depth === 0;
}

function linesOf(bytes: Uint8Array): Inner[] {
  const inner: Inner[] = [];
  let start = markLength(bytes);
  for (let line = 1; start < bytes.length; line++) {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    const next = lineFeed === -1 ? bytes.length : lineFeed;
    const end = bytes[next - 1] === 0x0d && next > start ? next - 1 : next;
    const slice = bytes.subarray(start, end);
    if (slice.some((byte) => !isSpace(byte))) {
      if (inner.length >= LIMITS.innerDocuments) {
        const message = `There are more than ${LIMITS.innerDocuments} documents in this file.`;
        throw new Failure('TOO_MANY_DOCUMENTS', message, { at: `line ${line}` });
      }
      inner.push({ bytes: slice, at: `line ${line}` });
    }
    start = next + 1;
  }
  return inner;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}
