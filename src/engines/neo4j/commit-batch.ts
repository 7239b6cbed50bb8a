import { objectId } from '#schema';
import { cypher } from '#queries';
import { environmentKey, linkKey, objectKey, sbomsKey } from '../keys.ts';
import { touchedByClaims } from '../touched-keys.ts';
import { refreshBills } from './bills.ts';
import { removeClaims, touchingClaims, writeClaims, writeLinks } from './claim-writes.ts';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import type { Cells } from './entity-cells.ts';
import { recordRevision } from './estate-lock.ts';
import { Force } from './force.ts';
import type { DocumentForce } from './force.ts';
import { forceOf } from './force-reads.ts';
import { givenRows } from './given-rows.ts';
import type { PendingBatch, SettledSlim, Step } from './pending-batch.ts';
import { foldTouched, foundBy, sightedAt, statePlaces } from './sightings.ts';
import { moveListings } from './standing-listings.ts';

const OBSERVE = cypher`UNWIND $given.rows AS row MERGE (o:Observation {key: row.key}) ON CREATE SET o = row
  WITH DISTINCT CASE WHEN row.object IS NOT NULL THEN row.scope END AS scope WHERE scope IS NOT NULL MERGE (:Scope {key: scope})`;
const LIST = cypher`UNWIND $given.rows AS row MERGE (l:Listing {key: row.key}) ON CREATE SET l = row`;
const STATE = cypher`UNWIND $given.rows AS row MATCH (d:Document {key: row.key}) SET d += row`;
const DIRTY = cypher`UNWIND $given.keys AS key MERGE (:Dirty {key: key})`;

/** What a batch bears on, found out step by step. */
interface Touched {
  readonly keys: Set<string>;
  readonly sboms: Set<string>;
  readonly locations: Set<string>;
  readonly scopes: Set<string>;
}

/**
 * Writes everything that a batch says, as one revision, in the transaction of its caller, who has locked the estate. Whatever
 * the batch holds, the number of statements is bounded. The nodes and sets that it names must be there.
 *
 * @param run - the id under which the revision is recorded.
 * @returns the revision.
 */
export async function commitBatch(
  transaction: Transaction,
  batch: PendingBatch,
  { revision, run, recordedAt }: { readonly revision: number; readonly run: string; readonly recordedAt: string },
): Promise<number> {
  const documents = await forceOf(transaction, batch.steps);
  const withdrawnBefore = new Set([...documents.values()].flatMap(({ digest, rt }) => (rt === null ? [] : [digest])));
  const force = new Force(documents, revision);
  const touched: Touched = { keys: new Set(), sboms: new Set(), locations: new Set(), scopes: new Set() };
  const { written, replaced } = settleAll(batch.steps, force, touched);
  await Promise.all([
    writeObservations(transaction, batch, revision),
    writeListings(transaction, batch, revision),
    writeStates(transaction, force, written, revision),
  ]);
  const { changes } = force;
  const writtenAt = listedAt(batch.steps);
  for (const scope of await moveListings(transaction, { changes, withdrawnBefore, writtenAt, revision }))
    touched.scopes.add(scope);
  const again = [...new Set([...replaced, ...changes.map(({ document }) => document)])];
  await touchStored(transaction, again, written, touched);
  await removeClaims(transaction, replaced);
  const settled = [...written.values()].map((one) => one.settled);
  await writeClaims(
    transaction,
    settled.flatMap(({ claims }) => claims),
  );
  await writeLinks(
    transaction,
    settled.flatMap(({ digest: document, links }) => links.map((link) => ({ document, link }))),
  );
  for (const artifact of await refreshBills(transaction, [...touched.sboms], revision))
    touched.keys.add(sbomsKey(artifact));
  const replacedPlaces = [...batch.observations.values()].flatMap(({ state, location }) => (state ? [] : [location]));
  for (const key of await foldTouched(transaction, { ...touched, replaced: new Set(replacedPlaces) }))
    touched.keys.add(key);
  if (touched.keys.size > 0) await givenRows(transaction, DIRTY, { keys: [...touched.keys].sort() });
  await recordRevision(transaction, { n: revision, recordedAt, run });
  return revision;
}

/** What is written of a document, and whether nothing was stored of it before. */
interface Written {
  readonly settled: SettledSlim;
  readonly isNew: boolean;
}

/** Goes through the steps in their order. */
function settleAll(
  steps: readonly Step[],
  force: Force,
  touched: Touched,
): { readonly written: ReadonlyMap<string, Written>; readonly replaced: readonly string[] } {
  const written = new Map<string, Written>();
  for (const [ordinal, step] of steps.entries()) {
    force.begin(ordinal);
    if (step.do === 'settle') settle(step.settled, force, written, touched);
    else if (step.do === 'observe') {
      const { document, inner, environment, scope, state, location } = step.seen;
      if (!inner) force.offered(document);
      if (environment !== null) touched.keys.add(environmentKey(scope));
      if (state) touched.locations.add(location);
    } else if (step.do === 'list') touched.scopes.add(step.listing.scope);
    else if (step.do === 'withdraw') force.withdraw(step.document, step.reason, step.at);
    else force.restore(step.document);
  }
  const replaced = [...written].flatMap(([digest, { isNew }]) => (isNew ? [] : [digest]));
  return { written, replaced };
}

function settle(settled: SettledSlim, force: Force, written: Map<string, Written>, touched: Touched): void {
  const { digest } = settled;
  const document = force.of(digest);
  const before = written.get(digest);
  // Another ingest came first: the same reader says the same of the same bytes.
  if (before === undefined && settled.wasAbsent && isSame(document, settled)) return;
  const isNew = before?.isNew ?? !document.isStored;
  written.set(digest, { settled, isNew });
  document.isStored = true;
  const { keys, sboms } = touchedByClaims(settled.claims.map(({ type, from, to }) => ({ edge: type, from, to })));
  for (const key of keys) touched.keys.add(key);
  for (const sbom of sboms) touched.sboms.add(sbom);
  force.settled(
    digest,
    settled.inner.map((one) => one.digest),
  );
}

const isSame = ({ isStored, format, reader, outcome }: DocumentForce, settled: SettledSlim): boolean =>
  isStored && format === settled.format && reader === settled.reader && outcome === settled.outcome;

function listedAt(steps: readonly Step[]): ReadonlyMap<string, number> {
  const at = new Map<string, number>();
  for (const [ordinal, step] of steps.entries()) if (step.do === 'list' && !at.has(step.key)) at.set(step.key, ordinal);
  return at;
}

async function writeObservations(transaction: Transaction, batch: PendingBatch, revision: number): Promise<void> {
  const rows = [...batch.observations].map(([key, seen]) => ({
    ...seen,
    key,
    object: seen.object === null ? null : objectId(seen.object),
    rf: whole(revision),
  }));
  if (rows.length > 0) await givenRows(transaction, OBSERVE, { rows });
}

async function writeListings(transaction: Transaction, { steps }: PendingBatch, revision: number): Promise<void> {
  const rows = steps.flatMap((step) =>
    step.do === 'list' ? [{ ...step.listing, key: step.key, rf: whole(revision) }] : [],
  );
  if (rows.length > 0) await givenRows(transaction, LIST, { rows });
}

async function writeStates(
  transaction: Transaction,
  force: Force,
  written: ReadonlyMap<string, Written>,
  revision: number,
): Promise<void> {
  const digests = new Set([...written.keys(), ...force.changes.map(({ document }) => document)]);
  const rows = [...digests].flatMap((digest): Cells[] => {
    const document = force.of(digest);
    return document.isStored ? [{ ...forceRow(document), ...stateRow(written.get(digest), revision) }] : [];
  });
  if (rows.length > 0) await givenRows(transaction, STATE, { rows });
}

const wholes = (numbers: readonly number[]): unknown => (numbers.length === 0 ? null : numbers.map(whole));

const forceRow = ({ digest, rt, withdrawnReason, withdrawnAt, withHolder, undone }: DocumentForce): Cells => ({
  key: digest,
  rt: rt === null ? null : whole(rt),
  withdrawnReason,
  withdrawnAt,
  withHolder,
  withdrawnFrom: wholes(undone.map(({ from }) => from)),
  withdrawnTo: wholes(undone.map(({ to }) => to)),
});

function stateRow(one: Written | undefined, revision: number): Cells {
  if (one === undefined) return {};
  const { format, version, reader, outcome, failure, remarks, size } = one.settled;
  return {
    format,
    version,
    reader: whole(reader),
    outcome,
    code: failure?.code ?? null,
    message: failure?.message ?? null,
    at: failure?.at ?? null,
    remarks,
    ...(one.isNew ? { size: whole(size), rf: whole(revision) } : {}),
  };
}

/** What rests on documents that are read otherwise, or are gone, or back: asked before anything of theirs is taken away. */
async function touchStored(
  transaction: Transaction,
  documents: readonly string[],
  written: ReadonlyMap<string, Written>,
  touched: Touched,
): Promise<void> {
  if (documents.length === 0) return;
  const [claims, found, sighted, places] = await Promise.all([
    touchingClaims(transaction, documents),
    foundBy(transaction, documents),
    sightedAt(transaction, documents),
    statePlaces(transaction, documents),
  ]);
  const { keys, sboms } = touchedByClaims(claims);
  for (const key of keys) touched.keys.add(key);
  for (const sbom of sboms) touched.sboms.add(sbom);
  for (const place of places) touched.locations.add(place);
  for (const { document, scope, object } of sighted) {
    if (object !== null) touched.keys.add(objectKey(scope, object));
    const links = [...(found.links.get(document) ?? []), ...(written.get(document)?.settled.links ?? [])];
    for (const link of links) touched.keys.add(linkKey(scope, link));
  }
}
