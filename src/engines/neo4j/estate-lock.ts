import { cypher } from '#queries';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import { wholeIn } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

// Setting a property takes the write lock of the node, before anything is read behind it.
const LOCK = cypher`MERGE (e:Estate {key: 'estate'}) ON CREATE SET e.revision = 0 SET e.locked = true
  WITH e RETURN e.revision AS revision`;
const RECORD = cypher`MATCH (e:Estate {key: 'estate'}) SET e.revision = $given.n REMOVE e.locked
  CREATE (:Revision {n: $given.n, recordedAt: $given.recordedAt, run: $given.run, waiting: EXISTS { MATCH (:Dirty) }})`;
const RECORDED = cypher`MATCH (r:Revision) WHERE r.n > $given.after AND r.run = $given.run RETURN r.n AS n`;
const LAST = cypher`MATCH (e:Estate {key: 'estate'}) RETURN e.revision AS revision`;

/**
 * Waits until no other transaction changes the estate, and keeps others waiting until this one ends.
 *
 * @returns the last revision: what is read from here on is of it.
 */
export async function lockEstate(transaction: Transaction): Promise<number> {
  const [row = {}] = await givenRows(transaction, LOCK, {});
  return wholeIn(row, 'revision');
}

/** Makes a revision: what this transaction writes becomes visible with it. `run` is the one that `recordedBy` looks for. */
export async function recordRevision(
  transaction: Transaction,
  revision: { readonly n: number; readonly recordedAt: string; readonly run: string },
): Promise<void> {
  await givenRows(transaction, RECORD, { ...revision, n: whole(revision.n) });
}

/** The revision behind this one that was made under this id, or null: a commit may have come through without being heard. */
export async function recordedBy(transaction: Transaction, run: string, after: number): Promise<number | null> {
  const [row] = await givenRows(transaction, RECORDED, { run, after: whole(after) });
  return row === undefined ? null : wholeIn(row, 'n');
}

/** The last revision; 0: nothing was ever stored. */
export async function lastRevision(transaction: Transaction): Promise<number> {
  const [row] = await givenRows(transaction, LAST, {});
  return row === undefined ? 0 : wholeIn(row, 'revision');
}
