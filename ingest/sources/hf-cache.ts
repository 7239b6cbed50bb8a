import { readdir, realpath } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import type { Offered, Source } from '../source.ts';
import { reasonOf } from './content-within.ts';
import { isRepositoryFolder, repositoryOffers } from './hub-repository.ts';

/**
 * A cache of the Hugging Face hub: a folder of `models--<org>--<name>` and `datasets--<org>--<name>`, each with blobs, refs
 * and snapshots. Locks, the notes of files that a repository does not have (`.no_exist`) and whatever else is there are no
 * part of a repository, and are passed over. Throws `Failure` UNREADABLE where the folder cannot be opened or holds none.
 */
export async function hfCacheSource(where: string): Promise<Source> {
  const refused = (cause: unknown): never => {
    throw new Failure('UNREADABLE', `Cannot open ${where}: ${reasonOf(cause)}.`, { cause });
  };
  const root = await realpath(where).catch(refused);
  const entries = await readdir(root, { withFileTypes: true }).catch(refused);
  const repositories = entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && isRepositoryFolder(entry.name))
    .map(({ name }) => name)
    .sort();
  if (repositories.length === 0) {
    const hint = entries.some(({ name }) => name === 'hub')
      ? ` Its folder hub may be one: hf-cache:${where.replace(/\/$/, '')}/hub.`
      : '';
    const message = `${where} is no cache of the Hugging Face hub: it holds no folder models--<org>--<name>.${hint}`;
    throw new Failure('UNREADABLE', message);
  }
  return { id: `hf-cache:${root}`, expected: null, offers: (signal) => offersOf(root, repositories, signal) };
}

async function* offersOf(root: string, repositories: readonly string[], signal: AbortSignal): AsyncGenerator<Offered> {
  for (const name of repositories) {
    if (signal.aborted) return;
    yield* repositoryOffers(root, name, signal);
  }
}
