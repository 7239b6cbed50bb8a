import { cypher } from '#queries';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import { textIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

const DESCRIBED = cypher`UNWIND $given.sboms AS document MATCH (:Document {key: document})-[d:DESCRIBES]->(a:Artifact)
  MATCH (said:Document {key: d.document})
  RETURN DISTINCT document, a.key AS artifact, d.document AS describer, d.at AS describerAt,
    said.outcome IS NOT NULL AND said.rt IS NULL AS counts`;
const LISTED = cypher`UNWIND $given.sboms AS document MATCH (own:Document {key: document}) WHERE own.outcome IS NOT NULL AND own.rt IS NULL
  MATCH (own)-[l:LISTS]->(s:ComponentSet) WHERE l.document = document RETURN DISTINCT document, s.key AS set`;
const OPEN = cypher`UNWIND $given.sboms AS document MATCH (a:Artifact)-[b:BILL {document: document}]->(s:ComponentSet)
  RETURN document, a.key AS artifact, s.key AS set, b.describer AS describer, b.describerAt AS describerAt`;
const CLOSE = cypher`UNWIND $given.rows AS row MATCH (a:Artifact)-[b:BILL {document: row.document}]->(s:ComponentSet)
  WHERE a.key = row.artifact AND s.key = row.set AND b.describer = row.describer AND b.describerAt = row.describerAt
  CREATE (a)-[:BILL_WAS {document: b.document, describer: b.describer, describerAt: b.describerAt, rf: b.rf, rt: $given.revision}]->(s)
  DELETE b`;
const WRITE = cypher`UNWIND $given.rows AS row MATCH (a:Artifact {key: row.artifact}) MATCH (s:ComponentSet {key: row.set})
  CREATE (a)-[:BILL {document: row.document, describer: row.describer, describerAt: row.describerAt, rf: $given.revision}]->(s)
  RETURN count(*) AS n`;

interface Bill {
  readonly document: string;
  readonly artifact: string;
  readonly set: string;
  readonly describer: string;
  readonly describerAt: string;
}

/**
 * The bills of SBOMs: which artifact each describes (whoever says so) and which sets it lists, joined once so that a question
 * does not have to. They are closed, never changed.
 *
 * @returns the artifacts that they describe, whoever says so, in force or not.
 */
export async function refreshBills(
  transaction: Transaction,
  sboms: readonly string[],
  revision: number,
): Promise<ReadonlySet<string>> {
  if (sboms.length === 0) return new Set();
  const [described, listed, found] = await Promise.all([
    givenRows(transaction, DESCRIBED, { sboms }),
    givenRows(transaction, LISTED, { sboms }),
    givenRows(transaction, OPEN, { sboms }),
  ]);
  const sets = Map.groupBy(listed, (row) => textIn(row, 'document'));
  const counting = described.filter(({ counts }) => counts === true);
  const wanted = counting.flatMap((row) =>
    (sets.get(textIn(row, 'document')) ?? []).map(({ set }) => billIn({ ...row, set })),
  );
  const open = found.map(billIn);
  const [held, kept] = [new Set(open.map(spelled)), new Set(wanted.map(spelled))];
  const gone = open.filter((bill) => !kept.has(spelled(bill)));
  const rows = wanted.filter((bill) => !held.has(spelled(bill)));
  if (gone.length > 0) await givenRows(transaction, CLOSE, { rows: gone, revision: whole(revision) });
  if (rows.length > 0) {
    const [written = {}] = await givenRows(transaction, WRITE, { rows, revision: whole(revision) });
    if (wholeIn(written, 'n') !== rows.length) throw new RangeError('an end of a bill is not there');
  }
  return new Set(described.map((row) => textIn(row, 'artifact')));
}

const billIn = (row: Cells): Bill => ({
  document: textIn(row, 'document'),
  artifact: textIn(row, 'artifact'),
  set: textIn(row, 'set'),
  describer: textIn(row, 'describer'),
  describerAt: textIn(row, 'describerAt'),
});

const spelled = ({ document, artifact, set, describer, describerAt }: Bill): string =>
  JSON.stringify([document, artifact, set, describer, describerAt]);
