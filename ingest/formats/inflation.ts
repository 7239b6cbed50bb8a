import { Failure } from '../failure.ts';
import { LIMITS } from '../limits.ts';

const ALWAYS_ALLOWED = 64 * 1024 * 1024;

/** What was compressed, and how many bytes of the compressed ones were taken. */
export interface Inflated {
  readonly inflated: Uint8Array;
  readonly consumed: number;
}

/** How many bytes a compressed document of this size may inflate to. */
export function inflationLimit(size: number): number {
  return Math.min(LIMITS.documentBytes, Math.max(ALWAYS_ALLOWED, size * LIMITS.inflationRatio));
}

/**
 * Runs a function of zlib that was called with `info` and a `maxOutputLength` of `most`; `limit` is that of the document.
 *
 * @throws Failure TOO_LARGE beyond the limit, or where the content asks for more memory than is given to it; MALFORMED for
 *   damage.
 */
export function inflation(limit: number, decompress: () => unknown): Inflated {
  try {
    return counted(decompress());
  } catch (cause) {
    const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit, cause);
    if (!(cause instanceof Error) || typeof code !== 'string' || !/^(?:Z_|ZSTD_)/.test(code)) throw cause;
    if (code === 'ZSTD_error_frameParameter_windowTooLarge') {
      throw new Failure('TOO_LARGE', `The compressed content cannot be read: ${cause.message}.`, { cause });
    }
    throw new Failure('MALFORMED', `The compressed content is damaged or cut off: ${cause.message}.`, { cause });
  }
}

export function tooLarge(limit: number, cause?: unknown): Failure {
  return new Failure('TOO_LARGE', `The content would inflate to more than ${limit} bytes.`, { cause });
}

/** Padding with zeros is usual (tapes, block devices); anything else would be passed over in silence. */
export function refuseRest(bytes: Uint8Array, consumed: number): void {
  if (bytes.subarray(consumed).every((byte) => byte === 0)) return;
  throw new Failure('MALFORMED', `After the compressed content something else follows (byte ${consumed}).`);
}

/** With `info`, zlib also tells how many bytes it took; its type declarations do not say so. */
function counted(result: unknown): Inflated {
  if (typeof result === 'object' && result !== null && 'buffer' in result && 'engine' in result) {
    const { buffer, engine } = result;
    const consumed: unknown =
      typeof engine === 'object' && engine !== null ? Reflect.get(engine, 'bytesWritten') : undefined;
    if (buffer instanceof Uint8Array && typeof consumed === 'number') return { inflated: buffer, consumed };
  }
  throw new TypeError('zlib did not say how many bytes it took');
}
