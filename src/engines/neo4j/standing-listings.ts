import { cypher } from '#queries';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import { textIn, wholeIn } from './entity-cells.ts';
import type { ForceChange } from './force.ts';
import { givenRows } from './given-rows.ts';

/** Formats of what an export of objects lies in. */
const EXPORTS = ['kubernetes', 'json-lines', 'gzip', 'zstd'];

const OF_DOCUMENTS = cypher`UNWIND $given.documents AS document MATCH (d:Document {key: document}) WHERE d.format IN $given.exports
  MATCH (o:Observation {document: document}) MATCH (l:Listing {scope: o.scope}) WHERE l.run = o.run
  RETURN DISTINCT document, l.key AS listing, l.scope AS scope, l.rt AS rt`;
const WITHDRAWN = cypher`UNWIND $given.listings AS listing MATCH (l:Listing {key: listing})
  MATCH (o:Observation {run: l.run, scope: l.scope}) MATCH (d:Document {key: o.document})
  WHERE d.format IN $given.exports AND d.rt IS NOT NULL RETURN DISTINCT listing, d.key AS document`;
const SET = cypher`UNWIND $given.rows AS row MATCH (l:Listing {key: row.key}) SET l.rt = row.rt`;

interface Listing {
  readonly scope: string;
  rt: number | null;
  /** Documents of it that are out of force. */
  readonly withdrawn: Set<string>;
}

export interface ListingChanges {
  readonly changes: readonly ForceChange[];
  /** Those of the documents of `changes` that were out of force before. */
  readonly withdrawnBefore: ReadonlySet<string>;
  /** By key, the step that wrote a listing of this batch: what went before it does not end it. */
  readonly writtenAt: ReadonlyMap<string, number>;
  readonly revision: number;
}

/**
 * A listing rests on all that it listed: it falls with any document of it that a person withdraws, and stands again when the
 * last of them is back. The documents must be stored as they are after all changes.
 *
 * @returns the scopes of which a listing fell or stands again.
 */
export async function moveListings(transaction: Transaction, given: ListingChanges): Promise<ReadonlySet<string>> {
  const { changes, writtenAt, revision } = given;
  const documents = [...new Set(changes.map(({ document }) => document))];
  if (documents.length === 0) return new Set();
  const rows = await givenRows(transaction, OF_DOCUMENTS, { documents, exports: EXPORTS });
  const listings = new Map(
    rows.map((row): [string, Listing] => [
      textIn(row, 'listing'),
      { scope: textIn(row, 'scope'), rt: row['rt'] === null ? null : wholeIn(row, 'rt'), withdrawn: new Set() },
    ]),
  );
  if (listings.size === 0) return new Set();
  const isMoving = new Set(documents);
  for (const row of await givenRows(transaction, WITHDRAWN, { listings: [...listings.keys()], exports: EXPORTS })) {
    const document = textIn(row, 'document');
    if (!isMoving.has(document)) listings.get(textIn(row, 'listing'))?.withdrawn.add(document);
  }
  const ofDocument = Map.groupBy(rows, (row) => textIn(row, 'document'));
  for (const [document, some] of ofDocument) {
    if (!given.withdrawnBefore.has(document)) continue;
    for (const row of some) listings.get(textIn(row, 'listing'))?.withdrawn.add(document);
  }
  const moved = new Map<string, Listing>();
  for (const { document, isEnd, step } of changes) {
    for (const row of ofDocument.get(document) ?? []) {
      const key = textIn(row, 'listing');
      const listing = listings.get(key);
      if (listing !== undefined && move(listing, document, isEnd, (writtenAt.get(key) ?? -1) > step, revision))
        moved.set(key, listing);
    }
  }
  const changed = [...moved].map(([key, { rt }]) => ({ key, rt: rt === null ? null : whole(rt) }));
  if (changed.length > 0) await givenRows(transaction, SET, { rows: changed });
  return new Set([...moved.values()].map(({ scope }) => scope));
}

/** Whether that changed the listing. */
function move(listing: Listing, document: string, isEnd: boolean, isLater: boolean, revision: number): boolean {
  if (isEnd) listing.withdrawn.add(document);
  else listing.withdrawn.delete(document);
  if (isLater) return false;
  if (isEnd && listing.rt === null) {
    listing.rt = revision;
    return true;
  }
  if (!isEnd && listing.rt !== null && listing.withdrawn.size === 0) {
    listing.rt = null;
    return true;
  }
  return false;
}
