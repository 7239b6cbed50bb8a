import { Failure } from '../failure.ts';
import { LIMITS } from '../limits.ts';

/**
 * The JSON value of these bytes (UTF-8, a byte-order mark is tolerated).
 * Throws `Failure` TOO_DEEP beyond `LIMITS.depth`, MALFORMED (with the line) where it is no JSON to its end.
 */
export function parseJson(bytes: Uint8Array): unknown {
  refuseDepth(bytes);
  const text = new TextDecoder('utf-8').decode(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw malformed(text, cause);
  }
}

/** Counts brackets outside strings, because `JSON.parse` itself takes millions of nested arrays. */
function refuseDepth(bytes: Uint8Array): void {
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const c = bytes[i];
    if (c === 0x22) {
      i = stringEnd(bytes, i);
    } else if (c === 0x7b || c === 0x5b) {
      if (++depth > LIMITS.depth) {
        throw new Failure('TOO_DEEP', `The JSON nests deeper than ${LIMITS.depth} levels (byte ${i}).`, { at: `byte ${i}` });
      }
    } else if (c === 0x7d || c === 0x5d) {
      depth--;
    }
  }
}

/** Index of the quote that closes the string opened at `open`, or the end of the bytes. */
export function stringEnd(bytes: Uint8Array, open: number): number {
  let from = open + 1;
  for (;;) {
    const quote = bytes.indexOf(0x22, from);
    if (quote === -1) return bytes.length;
    let slashes = 0;
    while (bytes[quote - 1 - slashes] === 0x5c) slashes++;
    if (slashes % 2 === 0) return quote;
    from = quote + 1;
  }
}

function malformed(text: string, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const position = /position (\d+)/.exec(reason)?.[1];
  const line = position === undefined ? text.split('\n').length : text.slice(0, Number(position)).split('\n').length;
  const truncated = /end of JSON|Unterminated/.test(reason);
  const message = truncated ? `The JSON ends before it is complete (line ${line}).` : `The JSON is malformed (line ${line}): ${reason}`;
  return new Failure('MALFORMED', message, { at: `line ${line}`, cause });
}
