import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { sha256Of } from '#schema';
import { Failure } from '../failure.ts';
import { LIMITS } from '../limits.ts';
import type { Offered, Source } from '../source.ts';

/**
 * A file, or a folder with everything in it (recursive, in order of name). Links are followed as long as they stay in
 * the folder. Throws `Failure` UNREADABLE where the path itself cannot be opened.
 */
export async function folderSource(path: string): Promise<Source> {
  const top = await realpath(path).catch((cause: unknown) => {
    throw new Failure('UNREADABLE', `Cannot open ${path}: ${reasonOf(cause)}.`, { cause });
  });
  const single = (await stat(top)).isFile();
  const root = single ? dirname(top) : top;
  const files = single ? [top] : await listed(top);
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  return {
    id: `folder:${root}`,
    expected: { documents: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) },
    async *offers(signal) {
      const ahead: Promise<Offered>[] = [];
      for (const [index, file] of files.entries()) {
        if (signal.aborted) return;
        ahead.push(offer(root, file, single ? basename(path) : relative(root, file)));
        const isLarge = (sizes[index] ?? 0) > READ_AHEAD.bytes;
        while (ahead.length >= READ_AHEAD.files || (isLarge && ahead.length > 0)) yield await take(ahead);
      }
      while (ahead.length > 0 && !signal.aborted) yield await take(ahead);
    },
  };
}

/** The disk reads the next files while one is settled; nothing is read ahead of a large one. */
const READ_AHEAD = { files: 16, bytes: 4 * 1024 * 1024 };

function take(ahead: Promise<Offered>[]): Promise<Offered> {
  const next = ahead.shift();
  if (next === undefined) throw new RangeError('nothing is read ahead');
  return next;
}

async function listed(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files.push(...(await listed(path)));
    else files.push(path);
  }
  return files;
}

async function offer(root: string, file: string, shown: string): Promise<Offered> {
  const origin = spelled(shown);
  return { location: spelled(relative(root, file)), origin, content: await contentOf(root, file, origin) };
}

/** A path with `/` between its parts; control characters, which no key may hold, are written as escapes. */
function spelled(path: string): string {
  const escaped = path.replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return escaped.split(sep).join('/');
}

async function contentOf(root: string, file: string, origin: string): Promise<Uint8Array | Failure> {
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

function reasonOf(cause: unknown): string {
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
