import type { Source } from '../source.ts';
import { folderSource } from './folder.ts';
import { hfCacheSource } from './hf-cache.ts';
import { ociLayoutSource } from './oci-layout.ts';
import { stdinSource } from './stdin.ts';

/** What can be written as `<where>` of `provgraph ingest`, in the order in which it is tried. */
export const SOURCES: readonly {
  readonly name: string;
  readonly doc: string;
  matches(where: string): boolean;
  open(where: string): Promise<Source>;
}[] = [
  {
    name: 'stdin',
    doc: '`-`: standard input, one document',
    matches: (where) => where === '-',
    open: () => Promise.resolve(stdinSource(process.stdin)),
  },
  {
    name: 'oci-layout',
    doc: '`oci-layout:<folder>`: an OCI image layout; `#<registry>/<repository>` behind it says whose its tags are',
    matches: (where) => where.startsWith('oci-layout:'),
    open: (where) => ociLayoutSource(where.slice('oci-layout:'.length)),
  },
  {
    name: 'hf-cache',
    doc: '`hf-cache:<folder>`: a cache of the Hugging Face hub, with `models--…` in it',
    matches: (where) => where.startsWith('hf-cache:'),
    open: (where) => hfCacheSource(where.slice('hf-cache:'.length)),
  },
  {
    name: 'folder',
    doc: 'a file, or a folder with everything in it',
    matches: (where) => !/^[a-z][a-z-]+:/.test(where),
    open: (where) => folderSource(where),
  },
];

/** The source that a text names, or undefined. Throws `Failure` where it cannot be opened. */
export function openSource(where: string): Promise<Source> | undefined {
  return SOURCES.find((source) => source.matches(where))?.open(where);
}
