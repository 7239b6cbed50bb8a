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
  /** Kept and not yet promised. */
  readonly #queued = new Map<string, Uint8Array>();
  /** Of those, what no writer has taken yet. */
  #waiting: [string, Uint8Array][] = [];
  readonly #writers = new Set<Promise<void>>();
  /** Folders whose list of names changed since the last sync. */
  readonly #touched = new Set<string>();
  #prepared: Promise<void> | undefined;
  #trouble: { cause: unknown } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writing begins at once, so that the disk works while the next document is read. */
  keep(digest: string, bytes: Uint8Array): void {
    if (!DIGEST.test(digest)) throw new RangeError(`no sha256 digest: ${digest}`);
    if (this.#queued.has(digest)) return;
    this.#queued.set(digest, bytes);
    this.#waiting.push([digest, bytes]);
    this.#employ();
  }

  async sync(): Promise<void> {
    if (this.#queued.size === 0) return;
    this.#employ();
    await Promise.all(this.#writers);
    try {
      if (this.#trouble !== undefined) throw this.#trouble.cause;
      await bounded([...this.#touched], syncFolder);
    } catch (cause) {
      const count = this.#queued.size;
      // What is already in place is found there when it is tried again.
      this.#waiting = [...this.#queued];
      this.#trouble = undefined;
      this.#prepared = undefined;
      throw new ArchiveError(`Cannot keep ${count} documents in ${this.#folder}: ${reasonOf(cause)}.`, { cause });
    }
    this.#touched.clear();
    this.#queued.clear();
  }

  #employ(): void {
    while (this.#writers.size < WRITERS && this.#writers.size < this.#waiting.length && this.#trouble === undefined) {
      const writer = this.#write();
      this.#writers.add(writer);
      void writer.finally(() => this.#writers.delete(writer));
    }
  }

  /** Takes one after another until nothing waits; the first trouble stops all, and is told by `sync`. */
  async #write(): Promise<void> {
    try {
      this.#prepared ??= this.#prepare();
      await this.#prepared;
      for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
        if (this.#trouble !== undefined) return;
        const [digest, bytes] = next;
        const shard = dirname(this.#path(digest));
        for (const changed of await this.#shards([shard])) this.#touched.add(changed);
        if (await this.#place(digest, bytes)) this.#touched.add(shard);
      }
    } catch (cause) {
      this.#trouble ??= { cause };
    }
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
