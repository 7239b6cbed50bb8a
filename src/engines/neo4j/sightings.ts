import { cypher } from '#queries';
import { linkKey, objectKey, referenceKey } from '../keys.ts';
import { foldLocation } from '../location-fold.ts';
import type { LocationFolded, SightingHeld, StandingListing, StateSeen } from '../location-fold.ts';
import type { Transaction } from './connection.ts';
import { textIn, textOrNullIn, textsIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';
import { sightingKey } from './hashed-keys.ts';

const OF_SCOPES = cypher`UNWIND $given.scopes AS scope MATCH (o:Observation {scope: scope}) WHERE o.object IS NOT NULL AND o.state
  RETURN DISTINCT o.location AS location`;
const BEFORE = cypher`UNWIND $given.locations AS location MATCH (s:Sighting {location: location})
  RETURN location, s.document AS document, s.scope AS scope, s.object AS object, s.vf AS vf, s.vt AS vt`;
const SEEN = cypher`UNWIND $given.locations AS location MATCH (o:Observation {location: location})
  MATCH (d:Document {key: o.document}) WHERE NOT o.state OR (d.outcome IS NOT NULL AND d.rt IS NULL)
  RETURN location, o.document AS document, o.observedAt AS observedAt, o.scope AS scope, o.object AS object, o.state AS state`;
const STANDING = cypher`UNWIND $given.scopes AS scope MATCH (l:Listing {scope: scope}) WHERE l.rt IS NULL
  RETURN scope, l.kinds AS kinds, l.namespaces AS namespaces, l.observedAt AS observedAt`;
const END = cypher`UNWIND $given.keys AS key MATCH (s:Sighting {key: key}) DELETE s`;
const WRITE = cypher`UNWIND $given.rows AS row MERGE (s:Sighting {key: row.key}) SET s = row`;
const LINKS = cypher`UNWIND $given.documents AS document MATCH (:Document {key: document})-[:LINKED]->(l:Link)
  RETURN document, l.key AS key`;
const REFERENCES = cypher`UNWIND $given.documents AS document MATCH (r:Reference)-[t:RESOLVES_TO {document: document}]->(:Artifact)
  RETURN DISTINCT document, r.key AS key`;
const SIGHTED = cypher`UNWIND $given.documents AS document MATCH (s:Sighting {document: document})
  RETURN DISTINCT document, s.scope AS scope, s.object AS object`;
const PLACES = cypher`UNWIND $given.documents AS document MATCH (o:Observation {document: document}) WHERE o.state
  RETURN DISTINCT o.location AS location`;

/** Where something was seen, or no longer counts as seen. */
export interface TouchedPlaces {
  readonly locations: ReadonlySet<string>;
  /** Locations at which no state was seen: they matter if one was seen there before. */
  readonly replaced: ReadonlySet<string>;
  /** Scopes of which a listing came, fell or stands again: every object of theirs. */
  readonly scopes: ReadonlySet<string>;
}

/** Folds the touched locations anew. Gives the keys of the projection that rest on what changed. */
export async function foldTouched(transaction: Transaction, touched: TouchedPlaces): Promise<ReadonlySet<string>> {
  const scopes = [...touched.scopes];
  const covered = scopes.length === 0 ? [] : await givenRows(transaction, OF_SCOPES, { scopes });
  const locations = new Set([...touched.locations, ...covered.map((row) => textIn(row, 'location'))]);
  const asked = [...new Set([...locations, ...touched.replaced])];
  if (asked.length === 0) return new Set();
  const before = Map.groupBy(await givenRows(transaction, BEFORE, { locations: asked }), (row) =>
    textIn(row, 'location'),
  );
  const folded = await foldAll(transaction, [...new Set([...locations, ...before.keys()])], before);
  await writeFolded(transaction, folded, before);
  return marked(transaction, folded);
}

/** Of these locations those whose sightings are not what their observations give. Writes nothing. */
export async function locationsAmiss(
  transaction: Transaction,
  locations: readonly string[],
): Promise<readonly string[]> {
  const before = await givenRows(transaction, BEFORE, { locations });
  const folded = await foldAll(
    transaction,
    locations,
    Map.groupBy(before, (row) => textIn(row, 'location')),
  );
  return [...folded.keys()];
}

type ByLocation = ReadonlyMap<string, readonly Cells[]>;

async function foldAll(
  transaction: Transaction,
  locations: readonly string[],
  before: ByLocation,
): Promise<ReadonlyMap<string, LocationFolded>> {
  const folded = new Map<string, LocationFolded>();
  if (locations.length === 0) return folded;
  const seen = Map.groupBy(await givenRows(transaction, SEEN, { locations }), (row) => textIn(row, 'location'));
  const scopes = new Set(
    [...seen.values()].flat().flatMap((row) => (row['object'] === null ? [] : textIn(row, 'scope'))),
  );
  const standing = scopes.size === 0 ? [] : await givenRows(transaction, STANDING, { scopes: [...scopes] });
  const listings = Map.groupBy(standing.map(listingIn), ({ scope }) => scope);
  for (const location of locations) {
    const rows = seen.get(location) ?? [];
    const one = foldLocation({
      states: rows.filter(({ state }) => state === true).map(stateIn),
      before: (before.get(location) ?? []).map(heldIn),
      replacedAt: () => rows.filter(({ state }) => state !== true).map((row) => textIn(row, 'observedAt')),
      listings: (scope) => listings.get(scope) ?? [],
    });
    if (one !== null) folded.set(location, one);
  }
  return folded;
}

async function writeFolded(
  transaction: Transaction,
  folded: ReadonlyMap<string, LocationFolded>,
  before: ByLocation,
): Promise<void> {
  const rows = [...folded].flatMap(([location, { after }]) =>
    after.map((one) => ({ ...one, location, key: sightingKey(location, one.document, one.vf) })),
  );
  const kept = new Set(rows.map(({ key }) => key));
  const held = [...folded.keys()].flatMap((location) =>
    (before.get(location) ?? []).map((row) => sightingKey(location, textIn(row, 'document'), textIn(row, 'vf'))),
  );
  const keys = held.filter((key) => !kept.has(key));
  if (keys.length > 0) await givenRows(transaction, END, { keys });
  if (rows.length > 0) await givenRows(transaction, WRITE, { rows });
}

async function marked(
  transaction: Transaction,
  folded: ReadonlyMap<string, LocationFolded>,
): Promise<ReadonlySet<string>> {
  const documents = [...new Set([...folded.values()].flatMap((one) => [...one.documents]))];
  const found = await foundBy(transaction, documents);
  const keys = new Set<string>();
  for (const { scope, object, documents: those } of folded.values()) {
    if (object !== null) keys.add(objectKey(scope, object));
    for (const document of those) {
      for (const link of found.links.get(document) ?? []) keys.add(linkKey(scope, link));
      for (const reference of found.references.get(document) ?? []) keys.add(referenceKey(reference));
    }
  }
  return keys;
}

/** By document, under what it is found beside its object, as it is stored. */
export interface FoundBy {
  readonly links: ReadonlyMap<string, readonly string[]>;
  readonly references: ReadonlyMap<string, readonly string[]>;
}

export async function foundBy(transaction: Transaction, documents: readonly string[]): Promise<FoundBy> {
  if (documents.length === 0) return { links: new Map(), references: new Map() };
  const [links, references] = await Promise.all([
    givenRows(transaction, LINKS, { documents }),
    givenRows(transaction, REFERENCES, { documents }),
  ]);
  return { links: keysByDocument(links), references: keysByDocument(references) };
}

/** Where documents are in force, by document. */
export async function sightedAt(
  transaction: Transaction,
  documents: readonly string[],
): Promise<readonly { readonly document: string; readonly scope: string; readonly object: string | null }[]> {
  const rows = await givenRows(transaction, SIGHTED, { documents });
  return rows.map((row) => ({
    document: textIn(row, 'document'),
    scope: textIn(row, 'scope'),
    object: textOrNullIn(row, 'object'),
  }));
}

/** Every location at which one of these documents was seen as a state. */
export async function statePlaces(transaction: Transaction, documents: readonly string[]): Promise<readonly string[]> {
  return (await givenRows(transaction, PLACES, { documents })).map((row) => textIn(row, 'location'));
}

function keysByDocument(rows: readonly Cells[]): ReadonlyMap<string, readonly string[]> {
  const byDocument = Map.groupBy(rows, (row) => textIn(row, 'document'));
  return new Map([...byDocument].map(([document, some]) => [document, some.map((row) => textIn(row, 'key'))]));
}

const stateIn = (row: Cells): StateSeen => ({
  document: textIn(row, 'document'),
  observedAt: textIn(row, 'observedAt'),
  scope: textIn(row, 'scope'),
  object: textOrNullIn(row, 'object'),
});

const heldIn = (row: Cells): SightingHeld => ({
  document: textIn(row, 'document'),
  scope: textIn(row, 'scope'),
  object: textOrNullIn(row, 'object'),
  vf: textIn(row, 'vf'),
  vt: textOrNullIn(row, 'vt'),
});

const listingIn = (row: Cells): StandingListing & { readonly scope: string } => ({
  scope: textIn(row, 'scope'),
  kinds: textsIn(row, 'kinds'),
  namespaces: row['namespaces'] === null ? null : textsIn(row, 'namespaces'),
  observedAt: textIn(row, 'observedAt'),
});
