import { cypher } from '#queries';
import type { ReferenceSighting } from '#queries';
import { referenceKey } from '../keys.ts';
import { referenceSightings } from '../reference-sightings.ts';
import type { Resolved } from '../reference-sightings.ts';
import type { Transaction } from './connection.ts';
import { claimsInForce } from './entities-claims.ts';
import { listIn, textIn, textOrNullIn } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

const RESOLVED = cypher`UNWIND $given.references AS reference
  ${claimsInForce(cypher`(:Reference {key: reference})-[e:RESOLVES_TO]->(a:Artifact)`)}
  RETURN reference, a.key AS digest, e.document AS document, e.at AS at`;
const SEEN = cypher`UNWIND $given.documents AS document
  OPTIONAL MATCH (o:Observation {document: document}) USING INDEX SEEK o:Observation(document)
  WITH document, min(o.observedAt) AS first, count(CASE WHEN o.state THEN 1 END) > 0 AS state
  RETURN document, first, state, COLLECT { MATCH (s:Sighting {document: document}) USING INDEX SEEK s:Sighting(document) RETURN s {.vf, .vt} } AS sightings`;

type Seen = Pick<Resolved, 'state' | 'first' | 'sightings'>;

/** Every sighting of references, by `referenceKey`. */
export async function fetchReferences(
  transaction: Transaction,
  asked: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly ReferenceSighting[]>> {
  const rows = await givenRows(transaction, RESOLVED, { references: [...asked.values()] });
  const seen = await seenOf(transaction, [...new Set(rows.map((row) => textIn(row, 'document')))]);
  const resolved = rows.map((row) => {
    const document = textIn(row, 'document');
    const how = seen.get(document) ?? { state: false, first: null, sightings: [] };
    const one: Resolved = { digest: textIn(row, 'digest'), document, at: textIn(row, 'at'), ...how };
    return { key: referenceKey(textIn(row, 'reference')), one };
  });
  const grouped = Map.groupBy(resolved, ({ key }) => key);
  return new Map([...grouped].map(([key, all]) => [key, referenceSightings(all.map(({ one }) => one))]));
}

async function seenOf(transaction: Transaction, documents: readonly string[]): Promise<ReadonlyMap<string, Seen>> {
  if (documents.length === 0) return new Map();
  const rows = await givenRows(transaction, SEEN, { documents });
  return new Map(
    rows.map((row) => [
      textIn(row, 'document'),
      {
        state: row['state'] === true,
        first: textOrNullIn(row, 'first'),
        sightings: listIn(row, 'sightings').map((one) => ({ vf: textIn(one, 'vf'), vt: textOrNullIn(one, 'vt') })),
      },
    ]),
  );
}
