import { EDGES, edgeKind } from '#schema';
import type { EdgeKind, EdgeType } from '#schema';
import type { Claim } from '#ingest';
import { cypher, cypherJoined, cypherName } from '#queries';
import type { Cypher } from '#queries';
import { TOUCHING } from '../touched-keys.ts';
import type { EdgeEnds } from '../touched-keys.ts';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import { textIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

/** A claim as it is written: its ends, its type, and its properties with who says so where. */
export interface ClaimRow {
  readonly type: EdgeType;
  readonly from: string;
  readonly to: string;
  readonly properties: Cells;
}

const CLAIMED: readonly EdgeKind[] = EDGES.filter(({ basis }) => basis === 'claimed');
const endsOf = ({ from, to }: EdgeKind): string => `${from}_${to}`;

/** For each label that claims come from, one statement, in which each label that they lead to is a part. */
const WRITES: readonly { readonly ends: readonly string[]; readonly statement: Cypher }[] = [
  ...Map.groupBy(CLAIMED, ({ from }) => from).values(),
].map((kinds) => {
  const parts = [...Map.groupBy(kinds, endsOf)].flatMap(([ends, [kind]]) =>
    kind === undefined ? [] : [{ ends, kind }],
  );
  const texts = parts.map(({ ends, kind }) => writeText(cypherName(ends), kind));
  const counts = cypherJoined(
    parts.map(({ ends }) => cypherName(`n_${ends}`)),
    cypher` + `,
  );
  return {
    ends: parts.map(({ ends }) => ends),
    statement: cypher`${cypherJoined(texts, cypher` `)} RETURN ${counts} AS n`,
  };
});

function writeText(ends: Cypher, { from, to }: EdgeKind): Cypher {
  return cypher`CALL () { UNWIND $given.${ends} AS row
    MATCH (a:${cypherName(from)} {key: row.from}) MATCH (b:${cypherName(to)} {key: row.to})
    CREATE (a)-[r:$(row.type)]->(b) SET r = row.properties RETURN count(*) AS n_${ends} }`;
}

const ofDocument = (types: readonly string[], last: Cypher): Cypher =>
  cypherJoined(
    types.map((type) => cypher`MATCH (a)-[r:${cypherName(type)} {document: document}]->(b) ${last}`),
    cypher` UNION ALL `,
  );

const REMOVE = cypher`UNWIND $given.documents AS document CALL (document) { ${ofDocument(
  CLAIMED.map(({ type }) => type),
  cypher`RETURN r`,
)} } DELETE r`;
const UNLINK = cypher`UNWIND $given.documents AS document MATCH (:Document {key: document})-[l:LINKED]->(:Link) DELETE l`;
const LINK = cypher`UNWIND $given.rows AS row MATCH (d:Document {key: row.document}) MATCH (l:Link {key: row.link})
  CREATE (d)-[:LINKED]->(l) RETURN count(*) AS n`;
const TOUCHED = cypher`UNWIND $given.documents AS document CALL (document) { ${ofDocument(
  TOUCHING,
  cypher`RETURN type(r) AS edge, a.key AS from, b.key AS to`,
)} } RETURN DISTINCT edge, from, to`;

/** A claim of the reading of a document, with numbers and flags as the model has them. */
export function claimRow(document: string, { edge, from, to, at, properties = {} }: Claim): ClaimRow {
  const kind = edgeKind(edge);
  const own = Object.entries(kind.properties).flatMap(([name, { type }]): [string, unknown][] => {
    const value = properties[name] ?? null;
    if (value === null) return [];
    if (type === 'whole') return [[name, whole(Number(value))]];
    return [[name, type === 'flag' ? Boolean(value) : value]];
  });
  return { type: edge, from, to, properties: { ...Object.fromEntries(own), document, at } };
}

/** Takes away what these documents claim, with the links under which their objects are found. */
export async function removeClaims(transaction: Transaction, documents: readonly string[]): Promise<void> {
  if (documents.length === 0) return;
  await Promise.all([givenRows(transaction, REMOVE, { documents }), givenRows(transaction, UNLINK, { documents })]);
}

/**
 * Writes claims of documents that claim nothing yet. Their ends must be there.
 *
 * @throws RangeError when an end is not: nothing is left out in silence.
 */
export async function writeClaims(transaction: Transaction, claims: readonly ClaimRow[]): Promise<void> {
  const byEnds = Map.groupBy(claims, ({ type }) => endsOf(edgeKind(type)));
  await Promise.all(
    WRITES.map(async ({ ends, statement }) => {
      const rows = ends.map((one): [string, readonly ClaimRow[]] => [one, byEnds.get(one) ?? []]);
      const wanted = rows.reduce((sum, [, some]) => sum + some.length, 0);
      if (wanted === 0) return;
      const [written = {}] = await givenRows(transaction, statement, Object.fromEntries(rows));
      if (wholeIn(written, 'n') !== wanted) throw new RangeError('an end of a claim is not there');
    }),
  );
}

/** The links under which the objects of documents are found. */
export async function writeLinks(
  transaction: Transaction,
  rows: readonly { readonly document: string; readonly link: string }[],
): Promise<void> {
  if (rows.length === 0) return;
  const [written = {}] = await givenRows(transaction, LINK, { rows });
  if (wholeIn(written, 'n') !== rows.length) throw new RangeError('an end of a link is not there');
}

/** The claims of these documents that the projection or the bills rest on, as they are stored. */
export async function touchingClaims(
  transaction: Transaction,
  documents: readonly string[],
): Promise<readonly EdgeEnds[]> {
  const rows = await givenRows(transaction, TOUCHED, { documents });
  return rows.map((row) => ({ edge: textIn(row, 'edge'), from: textIn(row, 'from'), to: textIn(row, 'to') }));
}
