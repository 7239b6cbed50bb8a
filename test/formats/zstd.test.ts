import { constants, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { zstd } from '../../ingest/formats/zstd.ts';
import { FORMATS } from '../../ingest/formats/index.ts';
import { recognise } from '../../ingest/recognise.ts';
import { seeded } from './damage.ts';
import { documentOf } from './golden-cases.ts';

const frame = (content: Uint8Array): Uint8Array =>
  zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const contentOf = (bytes: Uint8Array): Uint8Array | undefined => zstd.read(documentOf(bytes)).inner[0]?.bytes;

/** A frame that a reader passes over, of this many bytes. */
function skippable(length: number): Uint8Array {
  const bytes = Buffer.alloc(8 + length, 0xff);
  bytes.writeUInt32LE(0x184d2a5e, 0);
  bytes.writeUInt32LE(length, 4);
  return bytes;
}

describe('zstd', () => {
  test('large frames are walked to the last byte of each', () => {
    const random = seeded(7);
    const parts = [3_000_001, 1, 0, 200_000].map((length) => Uint8Array.from({ length }, () => random() * 256));
    const bytes = joined(...parts.flatMap((part) => [skippable(part.length % 100_003), frame(part)]));
    expect(recognise(FORMATS, bytes)).toBe(zstd);
    expect(Buffer.compare(contentOf(bytes) ?? Buffer.alloc(0), joined(...parts))).toBe(0);
  });

  test('thousands of frames, as a writer makes that flushes each line', () => {
    const line = frame(new TextEncoder().encode('{"a":1}\n'));
    expect(contentOf(joined(...Array.from({ length: 5_000 }, () => line)))?.length).toBe(8 * 5_000);
  });

  test('the limit holds for all frames together', () => {
    const part = frame(Buffer.alloc(40 * 1024 * 1024));
    expect(contentOf(part)?.length).toBe(40 * 1024 * 1024);
    expect(() => contentOf(joined(part, part))).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }) as Error);
  });

  test.each([
    ['a skippable frame longer than the document', joined(frame(Buffer.from('a')), skippable(100).subarray(0, 50))],
    ['a frame cut in its magic number', joined(frame(Buffer.from('a')), frame(Buffer.from('b')).subarray(0, 3))],
    ['nothing but the magic number', frame(Buffer.from('a')).subarray(0, 4)],
  ])('%s is damage', (_what, bytes) => {
    expect(() => contentOf(bytes)).toThrow(expect.objectContaining({ code: 'MALFORMED' }) as Error);
  });

  test('a skippable frame alone, or before something else, is no document of zstd', () => {
    expect(recognise(FORMATS, skippable(10))).toBeUndefined();
    expect(recognise(FORMATS, joined(skippable(10), Buffer.from('PK')))).toBeUndefined();
  });
});
