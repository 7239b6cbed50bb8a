import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Of } from '#schema';
import type { Archive } from '#ingest';
import { ArchiveError } from './archive-error.ts';

const DIGEST = /^sha256:([0-9a-f]{64})$/u;
/** Files written and synced at once: enough to keep a disk busy, few enough for any limit on open files. */
const WRITERS = 16;
/** Older unfinished files are nobody's: no sync takes a day. In milliseconds. */
const ABANDONED = 24 * 60 * 60 * 1000;

/**
 * The archive of bytes as a folder (design.md §8): `sha256/ab/<hex>` holds the bytes whose sha256 is `<hex>`. A file
 * appears under its name only when all of it is on the disk, so a crash leaves either nothing or everything of it; what
 * it leaves in `unfinished/` is never read. Several processes may share one folder. Made when the first bytes are kept.
 *
 * @throws ArchiveError from `sync` and `read`, when the folder cannot be used or a kept file is damaged.
 */
export function folderArchive(folder: string): Archive {
  return new FolderArchive(folder);
}

class FolderArchive implements Archive {
  readonly #folder: string;
  #queued = new Map<string, Uint8Array>();
  #swept = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  keep(digest: string, bytes: Uint8Array): void {
    if (!DIGEST.test(digest)) throw new RangeError(`no sha256 digest: ${digest}`);
    this.#queued.set(digest, bytes);
  }

  async sync(): Promise<void> {
    if (this.#queued.size === 0) return;
    const queued = [...this.#queued];
    try {
      await this.#prepare();
      const made = await this.#shards(queued.map(([digest]) => dirname(this.#path(digest))));
      const touched = new Set(made);
      await bounded(queued, async ([digest, bytes]) => {
        if (await this.#place(digest, bytes)) touched.add(dirname(this.#path(digest)));
      });
      await bounded([...touched], syncFolder);
    } catch (cause) {
      throw new ArchiveError(`Cannot keep ${queued.length} documents in ${this.#folder}: ${reasonOf(cause)}.`, {
        cause,
      });
    }
    for (const [digest] of queued) this.#queued.delete(digest);
  }

  async read(digest: string): Promise<Uint8Array | null> {
    if (!DIGEST.test(digest)) return null;
    const path = this.#path(digest);
    const bytes = await this.#bytes(path);
    if (bytes === null || sha256Of(bytes) === digest) return bytes;
    throw new ArchiveError(
      `The kept bytes of ${digest} are damaged: ${path} holds other bytes. Put the right file there from a backup.`,
    );
  }

  async #bytes(path: string): Promise<Uint8Array | null> {
    try {
      return await readFile(path);
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return null;
      throw new ArchiveError(`Cannot read ${path} from the archive: ${reasonOf(cause)}.`, { cause });
    }
  }

  #path(digest: string): string {
    const hex = DIGEST.exec(digest)?.[1] ?? '';
    return join(this.#folder, 'sha256', hex.slice(0, 2), hex);
  }

  async #prepare(): Promise<void> {
    const unfinished = join(this.#folder, 'unfinished');
    await mkdir(unfinished, { recursive: true });
    if (this.#swept) return;
    this.#swept = true;
    for (const name of await readdir(unfinished)) {
      const path = join(unfinished, name);
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0, // Another process has just finished it.
      );
      if (age > ABANDONED) await rm(path, { force: true });
    }
  }

  /** Makes the folders; returns those whose list of names changed by it. */
  async #shards(shards: readonly string[]): Promise<readonly string[]> {
    const changed = new Set<string>();
    for (const shard of new Set(shards)) {
      const first = await mkdir(shard, { recursive: true });
      if (first === undefined) continue;
      for (let made = shard; made.length >= first.length; made = dirname(made)) changed.add(dirname(made));
    }
    if (changed.size > 0) changed.add(this.#folder).add(dirname(this.#folder));
    return [...changed];
  }

  /** False when the bytes are there already; a damaged file is replaced. */
  async #place(digest: string, bytes: Uint8Array): Promise<boolean> {
    const path = this.#path(digest);
    const present = await this.#bytes(path);
    if (present !== null && Buffer.compare(present, bytes) === 0) return false;
    const unfinished = join(this.#folder, 'unfinished', randomUUID());
    const file = await open(unfinished, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    return true;
  }
}

async function bounded<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(WRITERS, items.length) }, worker));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const codeOf = (cause: unknown): unknown =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;

function reasonOf(cause: unknown): string {
  const words: Readonly<Record<string, string>> = {
    ENOSPC: 'there is no space left on the disk',
    EACCES: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'a part of the path is no folder',
    EEXIST: 'a part of the path is no folder',
    EISDIR: 'a folder is where a file should be',
  };
  const code = codeOf(cause);
  return (
    (typeof code === 'string' ? words[code] : undefined) ?? (cause instanceof Error ? cause.message : String(cause))
  );
}
