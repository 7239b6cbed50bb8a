import type { Offered, Receipt } from '#ingest';
import { dumpOf } from './dump.ts';
import { Store } from './store.ts';

type Row = Readonly<Record<string, unknown>>;

/** What a store holds after some documents, as a reader of a story wants to see it. */
export interface Told {
  readonly receipts: readonly Receipt[];
  /** Source and target of each edge of a type, in order. */
  edges(type: string): readonly (readonly [source: unknown, target: unknown])[];
  /** Every row of a table of the store. */
  rows(table: string): readonly Row[];
  /** Everything, in canonical form. */
  readonly dump: readonly string[];
}

/** Ingests documents into a store of their own, as one run, and once more for each time that `again` says. */
export async function toldBy(documents: readonly Offered[], again = 0): Promise<Told> {
  const store = new Store();
  try {
    const { receipts } = await store.ingest({ documents });
    for (let time = 0; time < again; time++) await store.ingest({ documents });
    const dump = dumpOf(store.folder, 'all');
    const rows = (table: string): readonly Row[] =>
      dump
        .filter((line) => line.startsWith(`${table} `))
        .map((line) => JSON.parse(line.slice(table.length + 1)) as Row);
    return {
      receipts,
      dump,
      rows,
      edges: (type) => rows(type).map(({ source, target }) => [source, target] as const),
    };
  } finally {
    store.remove();
  }
}
