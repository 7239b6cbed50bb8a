import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { Failure } from '../failure.ts';
import type { Offered, Source } from '../source.ts';
import { contentWithin, reasonOf, spelled } from './content-within.ts';

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
  return { location: spelled(relative(root, file)), origin, content: await contentWithin(root, file, origin) };
}
