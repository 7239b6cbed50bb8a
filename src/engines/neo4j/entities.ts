import type { BatchKind, Batches } from '../engine.ts';
import type { Transaction } from './connection.ts';
import { thingsShown, wholeThings } from './entities-details.ts';
import { documentsShown } from './entities-documents.ts';
import { neighbourPages } from './entities-neighbours.ts';
import { nodesShown } from './entities-nodes.ts';
import { searchResult } from './entities-search.ts';

export { thingShown } from './entities-details.ts';
export { documentsShown } from './entities-documents.ts';

const BATCHES: {
  readonly [Kind in BatchKind]: (
    transaction: Transaction,
    request: Batches[Kind]['request'],
  ) => Promise<Batches[Kind]['reply']>;
} = {
  neighbours: neighbourPages,
  nodes: nodesShown,
  things: thingsShown,
  whole: wholeThings,
  documents: documentsShown,
  search: searchResult,
};

/** Reads many things at once in one transaction. */
export function batch<Kind extends BatchKind>(
  transaction: Transaction,
  kind: Kind,
  request: Batches[Kind]['request'],
): Promise<Batches[Kind]['reply']> {
  return BATCHES[kind](transaction, request);
}
