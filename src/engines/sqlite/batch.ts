import type { BatchKind, Batches } from '../engine.ts';
import type { Database } from './database.ts';
import { thingOfKind, wholeThing } from './details.ts';
import { documentsShown } from './documents-shown.ts';
import { neighbourPages } from './neighbours.ts';
import { nodesShown } from './nodes-shown.ts';
import { searchResult } from './search.ts';

const BATCHES: {
  readonly [Kind in BatchKind]: (database: Database, request: Batches[Kind]['request']) => Batches[Kind]['reply'];
} = {
  neighbours: neighbourPages,
  nodes: nodesShown,
  things: (database, keys) => keys.map((key) => thingOfKind(database, key)),
  whole: (database, keys) => keys.map((key) => wholeThing(database, key)),
  documents: documentsShown,
  search: searchResult,
};

/** Reads many things at once over an open snapshot. */
export function batch<Kind extends BatchKind>(
  database: Database,
  kind: Kind,
  request: Batches[Kind]['request'],
): Batches[Kind]['reply'] {
  return BATCHES[kind](database, request);
}
