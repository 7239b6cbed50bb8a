import { zstdDecompressSync } from 'node:zlib';
import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import { skippableFrame, startsFrame } from '../head.ts';
import type { Reading } from '../reading.ts';
import { inflation, inflationLimit, refuseRest, tooLarge } from './inflation.ts';

/** More frames than any writer makes of a document: each one costs a decoder. */
const MOST_FRAMES = 100_000;

/** Zstandard (RFC 8878) around any document: one or several frames, which make one inner document. */
export const zstd: Format = {
  name: 'zstd',
  doc: 'zstd around any of the others',
  reader: 1,
  recognises: ({ shape }: Head) => shape === 'zstd',
  read,
};

/** zlib takes one frame and says nothing of what follows it, so the frames are walked here. */
function read({ bytes }: Document): Reading {
  const limit = inflationLimit(bytes.length);
  const parts: Uint8Array[] = [];
  let left = limit;
  let at = 0;
  for (let frames = 0; at < bytes.length; frames++) {
    if (frames > MOST_FRAMES) throw new Failure('TOO_LARGE', `The content has more than ${MOST_FRAMES} frames.`);
    const rest = bytes.subarray(at);
    const skipped = skippableFrame(rest);
    if (skipped !== null) {
      if (skipped > rest.length) throw new Failure('MALFORMED', `The frame at byte ${at} is cut off.`);
      at += skipped;
      continue;
    }
    if (!startsFrame(rest)) break;
    // zlib refuses a limit of 0, and an empty frame needs none.
    const most = Math.max(left, 1);
    const { inflated, consumed } = inflation(limit, () =>
      zstdDecompressSync(rest, { maxOutputLength: most, info: true }),
    );
    if (inflated.length > left) throw tooLarge(limit);
    left -= inflated.length;
    at += consumed;
    parts.push(inflated);
  }
  refuseRest(bytes, at);
  const [only] = parts;
  const content = parts.length === 1 && only !== undefined ? only : Uint8Array.from(Buffer.concat(parts));
  return { version: null, claims: [], inner: [{ bytes: content, at: '' }], remarks: [] };
}
