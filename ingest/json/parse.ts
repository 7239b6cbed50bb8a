import { constants, isAscii } from 'node:buffer';
import { Failure } from '../failure.ts';
import { markLength, writtenMembers } from './scan.ts';
import { countMembers, noteTwins } from './twins.ts';

/**
 * The JSON value of these bytes (UTF-8, a byte-order mark is tolerated).
 * Throws `Failure` TOO_DEEP beyond `LIMITS.depth`, MALFORMED (with the line) where it is no JSON to its end or its outermost
 * object has a member twice, TOO_LARGE where it is longer than a text can be.
 */
export function parseJson(bytes: Uint8Array): unknown {
  const members = writtenMembers(bytes);
  const value = parseText(decode(bytes.subarray(markLength(bytes))));
  if (members !== countMembers(value)) noteTwins(bytes);
  return value;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw malformedJson(text, cause);
  }
}

/** The text of UTF-8 bytes; a byte-order mark is part of it. Throws `Failure` TOO_LARGE beyond what a string holds. */
export function decode(bytes: Uint8Array): string {
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    throw new Failure('TOO_LARGE', `A text of ${bytes.length} bytes is longer than can be read at once.`);
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // One byte a character is both quicker to make and quicker to parse.
  return isAscii(buffer) ? buffer.toString('latin1') : buffer.toString('utf8');
}

/** @param linesBefore - how many lines of the document lie before this text. */
export function malformedJson(text: string, cause: unknown, linesBefore = 0): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const position = /position (\d+)/.exec(reason)?.[1];
  const before = position === undefined ? text : text.slice(0, Number(position));
  const line = linesBefore + countLines(before);
  const isAtEnd =
    position !== undefined && Number(position) <= text.length && text.slice(Number(position)).trim() === '';
  const truncated = isAtEnd || /end of JSON|Unterminated/.test(reason);
  const message = truncated
    ? `The JSON ends before it is complete (line ${line}).`
    : `The JSON is malformed (line ${line}): ${reason}`;
  return new Failure('MALFORMED', message, { at: `line ${line}`, cause });
}

function countLines(text: string): number {
  let lines = 1;
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) lines++;
  return lines;
}
