import { readFileSync } from 'node:fs';
import type { Offered } from '#ingest';
import { Store } from './store.ts';
import type { Run } from './store.ts';

/** A process of its own that does some runs over a store: `node ingest-process.ts <folder> <runs as a file>`. */
interface Written extends Omit<Run, 'documents'> {
  readonly documents: readonly { readonly location: string; readonly base64: string }[];
}

const [folder = '', file = ''] = process.argv.slice(2);
const runs = JSON.parse(readFileSync(file, 'utf8')) as readonly Written[];
const store = new Store(folder);
process.send?.('ready');
for (const { documents, ...run } of runs) {
  const offered = documents.map(({ location, base64 }): Offered => {
    return { location, origin: location, content: Uint8Array.from(Buffer.from(base64, 'base64')) };
  });
  await store.ingest({ ...run, documents: offered });
}
