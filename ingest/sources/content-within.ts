import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { sha256Of } from '#schema';
import { Failure } from '../failure.ts';
import { LIMITS } from '../limits.ts';

/** A path with `/` between its parts; control characters, which no key may hold, are written as escapes. */
export function spelled(path: string): string {
  const escaped = path.replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return escaped.split(sep).join('/');
}

/**
 * The bytes of a file of a source, or why they are not had: OUTSIDE_SOURCE for a link that leads out of `root` (a real
 * path), TOO_LARGE, UNREADABLE, and DIGEST_MISMATCH for a blob of an image layout that does not hash to its name.
 */
export async function contentWithin(root: string, file: string, origin: string): Promise<Uint8Array | Failure> {
  try {
    const real = await realpath(file);
    if (real !== resolve(file) && real !== root && !real.startsWith(root + sep)) {
      return new Failure('OUTSIDE_SOURCE', `${origin} is a link that leads out of the folder; it was not followed.`);
    }
    const found = await stat(real);
    if (!found.isFile()) {
      const what = (await lstat(file)).isSymbolicLink() ? 'a link to a folder' : 'no regular file';
      return new Failure('UNREADABLE', `${origin} is ${what}; it was not read.`);
    }
    if (found.size > LIMITS.documentBytes) {
      return new Failure('TOO_LARGE', `${origin} has ${found.size} bytes; the limit is ${LIMITS.documentBytes}.`);
    }
    return refuseMisnamed(await readFile(real), origin);
  } catch (cause) {
    return new Failure('UNREADABLE', `Cannot read ${origin}: ${reasonOf(cause)}.`, { retry: true, cause });
  }
}

/** A blob of an OCI layout is named by its digest; what does not hash to its name is not what it claims to be. */
const BLOB = /(?:^|\/)blobs\/sha256\/(?<hex>[0-9a-f]{64})$/;

function refuseMisnamed(bytes: Uint8Array, origin: string): Uint8Array | Failure {
  const named = BLOB.exec(origin)?.groups?.['hex'];
  if (named === undefined) return bytes;
  const digest = sha256Of(bytes);
  if (digest === `sha256:${named}`) return bytes;
  return new Failure(
    'DIGEST_MISMATCH',
    `${origin} does not hash to its name: its bytes are ${digest}. It is damaged or was swapped.`,
  );
}

/** Why the system refused, in words. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as NodeJS.ErrnoException).code;
  const words: Record<string, string> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    ELOOP: 'the link leads back to itself',
    ENOTDIR: 'a part of the path is no folder',
  };
  return (code === undefined ? undefined : words[code]) ?? cause.message;
}
