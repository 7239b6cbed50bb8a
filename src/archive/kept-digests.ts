import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveError } from './archive-error.ts';

/**
 * The digests under which a folder archive keeps bytes (`sha256:…`), in no particular order. An archive that is not there
 * keeps none. Nothing is read but the names of files: what they hold is not looked at.
 *
 * @throws ArchiveError when a folder cannot be read.
 */
export async function* keptDigests(folder: string): AsyncGenerator<string> {
  for (const shard of await namesIn(join(folder, 'sha256'))) {
    if (!/^[0-9a-f]{2}$/u.test(shard)) continue;
    for (const name of await namesIn(join(folder, 'sha256', shard))) {
      if (/^[0-9a-f]{64}$/u.test(name) && name.startsWith(shard)) yield `sha256:${name}`;
    }
  }
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ArchiveError(`Cannot list ${path} of the archive: ${reason}.`, { cause });
  }
}
