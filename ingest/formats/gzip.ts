import { gunzipSync } from 'node:zlib';
import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import { LIMITS } from '../limits.ts';
import type { Reading } from '../reading.ts';

const ALWAYS_ALLOWED = 64 * 1024 * 1024;

/** gzip around any document: one or several members, which make one inner document. */
export const gzip: Format = {
  name: 'gzip',
  doc: 'gzip around any of the others',
  reader: 1,
  recognises: ({ shape }: Head) => shape === 'gzip',
  read,
};

function read({ bytes }: Document): Reading {
  const limit = Math.min(LIMITS.documentBytes, Math.max(ALWAYS_ALLOWED, bytes.length * LIMITS.inflationRatio));
  const { inflated, consumed } = inflate(bytes, limit);
  // Padding with zeros is usual (tapes, block devices); anything else would be passed over in silence.
  if (bytes.subarray(consumed).some((byte) => byte !== 0)) {
    throw new Failure('MALFORMED', `After the compressed content something else follows (byte ${consumed}).`);
  }
  return { version: null, claims: [], inner: [{ bytes: inflated, at: '' }], remarks: [] };
}

function inflate(bytes: Uint8Array, limit: number): { inflated: Uint8Array; consumed: number } {
  try {
    const result: unknown = gunzipSync(bytes, { maxOutputLength: limit, info: true });
    return counted(result);
  } catch (cause) {
    const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new Failure('TOO_LARGE', `The content would inflate to more than ${limit} bytes.`, { cause });
    }
    if (cause instanceof Error && typeof code === 'string' && code.startsWith('Z_')) {
      throw new Failure('MALFORMED', `The compressed content is damaged or cut off: ${cause.message}.`, { cause });
    }
    throw cause;
  }
}

/** With `info`, zlib also tells how many bytes it took; its type declarations do not say so. */
function counted(result: unknown): { inflated: Uint8Array; consumed: number } {
  if (typeof result === 'object' && result !== null && 'buffer' in result && 'engine' in result) {
    const { buffer, engine } = result;
    const consumed: unknown =
      typeof engine === 'object' && engine !== null ? Reflect.get(engine, 'bytesWritten') : undefined;
    if (buffer instanceof Uint8Array && typeof consumed === 'number') return { inflated: buffer, consumed };
  }
  throw new TypeError('zlib did not say how many bytes it took');
}
