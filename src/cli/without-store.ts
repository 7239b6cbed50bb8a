import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Source } from '#ingest';
import type { Settings } from '../config.ts';
import type { Terminal } from './terminal.ts';

/** Sources that leave out the store itself, where it lies in a folder that is ingested; people are told so. */
export function withoutStore(sources: readonly Source[], settings: Settings, terminal: Terminal): readonly Source[] {
  const own = [settings.data, settings.archive].map(realOf);
  return sources.map((source) => {
    const root = source.id.startsWith('folder:') ? source.id.slice('folder:'.length) : undefined;
    const inside = own.filter((folder) => root !== undefined && isWithin(folder, root));
    if (root === undefined || inside.length === 0) return source;
    let told = false;
    return {
      id: source.id,
      expected: source.expected,
      async *offers(signal) {
        for await (const offered of source.offers(signal)) {
          const path = join(root, offered.location);
          const store = inside.find((folder) => isWithin(path, folder));
          if (store === undefined) yield offered;
          else if (!told) {
            told = true;
            terminal.warn(`provgraph: leaving out ${store}, which is the store itself.`);
          }
        }
      },
    };
  });
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);

/** The path without links; as it is, where nothing is there yet. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return path;
    throw error;
  }
}
