import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS, openDocument } from '#ingest';
import { sha256Of } from '#schema';
import { EU_PROD, ESTATE, GOLDEN, US_STAGING, bytesOf } from './corpus.ts';

const DOCUMENTS = [...GOLDEN, ...ESTATE, EU_PROD, US_STAGING].map(bytesOf);

/** What is read of some bytes, with everything inside them, as a text. */
function everythingIn(bytes: Uint8Array, depth = 0): string {
  const opened = openDocument(FORMATS, { bytes, digest: sha256Of(bytes) }, depth);
  if (opened === undefined) return 'unrecognised';
  const { format, reading, failure, inner } = opened;
  const within = inner.map(({ document, at }) => [at, document.digest, everythingIn(document.bytes, depth + 1)]);
  const said =
    failure === null ? { ...reading, inner: within } : { code: failure.code, at: failure.at, message: failure.message };
  return JSON.stringify({ format: format.name, ...said });
}

/** The same bytes somewhere in the middle of a larger buffer. */
function elsewhere(bytes: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(bytes.length + 31).fill(0x7b);
  buffer.set(bytes, 13);
  return buffer.subarray(13, 13 + bytes.length);
}

describe('law 2: reading is pure', () => {
  const expected = new Map(DOCUMENTS.map((bytes) => [bytes, everythingIn(bytes)]));

  test('the same bytes are read the same in any order, any number of times, wherever they lie in memory', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...DOCUMENTS], { minLength: 60, maxLength: 60 }), (some) => {
        for (const bytes of some) expect(everythingIn(elsewhere(bytes)) === expected.get(bytes)).toBe(true);
      }),
      { numRuns: 6, seed: 2 },
    );
  });

  test('neither a clock nor a locale nor the working folder is asked', () => {
    const [zone, now, random] = [process.env['TZ'], Date.now, Math.random];
    try {
      process.env['TZ'] = 'Pacific/Kiritimati';
      Date.now = (): number => 0;
      Math.random = (): number => 0.5;
      for (const bytes of DOCUMENTS) expect(everythingIn(bytes) === expected.get(bytes)).toBe(true);
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
      [Date.now, Math.random] = [now, random];
    }
  });

  test('reading leaves the bytes as they are', () => {
    for (const bytes of DOCUMENTS) {
      const before = sha256Of(bytes);
      everythingIn(bytes);
      expect(sha256Of(bytes)).toBe(before);
    }
  });
});
