import { createHash } from 'node:crypto';
import { lstat, open, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { WhyPassedOver } from '../formats/hub-snapshot.ts';

/** Files up to this size are hashed, in bytes; a larger one goes by its name where that is a sha256. */
const HASHED = 64 * 1024 * 1024;
const CHUNK = 1024 * 1024;
/** The longest text that a link can be written down as. */
const LONGEST_LINK = 512;
const LINK_AS_TEXT = /^(?:\.\.\/){2,64}blobs\/(?<name>[0-9a-f]{40}|[0-9a-f]{64})\n?$/;

/** Where the bytes of a file of a snapshot lie. */
export interface Located {
  /** A real path, within the cache. */
  readonly real: string;
  /** The name of the blob, which is the hub's digest of it; null where the file itself lies in the snapshot. */
  readonly blob: string | null;
}

/** What the bytes are, and the digest that the name promises and they do not have, if so. */
export interface Digested {
  readonly sha256: string;
  readonly gitBlob: string | null;
  readonly size: number;
  readonly digestFrom: 'bytes' | 'name';
  readonly mismatch: string | null;
}

/**
 * Finds the bytes of a file of a snapshot: a link to a blob; the file itself, where a system has no links; or a link that was
 * written down as text, as archives and checkouts without links do. Nothing outside `root` (a real path) is looked at.
 *
 * @param blobs - the folder of the blobs of the repository.
 */
export async function locate(file: string, root: string, blobs: string): Promise<Located | WhyPassedOver> {
  try {
    const found = await lstat(file);
    if (!found.isFile() && !found.isSymbolicLink()) return 'UNREADABLE';
    const isSmall = found.isFile() && found.size <= LONGEST_LINK;
    const written = isSmall ? LINK_AS_TEXT.exec(await readFile(file, 'latin1'))?.groups?.['name'] : undefined;
    const real = await realpath(written === undefined ? file : join(blobs, written));
    if (!real.startsWith(root + sep)) return 'OUTSIDE';
    if (!(await lstat(real)).isFile()) return 'UNREADABLE';
    const name = basename(real);
    const isBlob = basename(dirname(real)) === 'blobs' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name);
    return { real, blob: isBlob ? name : null };
  } catch (cause) {
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    return isAbsent ? 'MISSING' : 'UNREADABLE';
  }
}

/**
 * The digests of a file. A large file is as the hub names it, if by a sha256 (large files are): reading all the weights of a
 * cache would take hours, and the document says which of the two it was. Any other file is read and hashed, and is checked
 * against its name. Throws what the system says where it cannot be read.
 */
export async function digested({ real, blob }: Located): Promise<Digested> {
  const handle = await open(real, 'r');
  try {
    const { size } = await handle.stat();
    if (blob?.length === 64 && size > HASHED) {
      return { sha256: blob, gitBlob: null, size, digestFrom: 'name', mismatch: null };
    }
    const sha256 = createHash('sha256');
    const git = createHash('sha1').update(`blob ${size}\0`);
    const chunk = Buffer.alloc(Math.min(CHUNK, Math.max(size, 1)));
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
      const part = chunk.subarray(0, bytesRead);
      sha256.update(part);
      git.update(part);
    }
    const found = { sha256: sha256.digest('hex'), gitBlob: git.digest('hex') };
    const isGit = blob?.length === 40;
    const expected = blob === null ? null : isGit ? found.gitBlob : found.sha256;
    return {
      sha256: found.sha256,
      gitBlob: isGit && blob === found.gitBlob ? blob : null,
      size: length,
      digestFrom: 'bytes',
      mismatch: blob === expected ? null : blob,
    };
  } finally {
    await handle.close();
  }
}
