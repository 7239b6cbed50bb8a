import type { EvidenceShown } from '../answering/answer.ts';
import { cypher } from '../answering/cypher.ts';
import type { Cypher } from '../answering/cypher.ts';
import { EvidenceDocuments } from '../answering/evidence.ts';
import { inForce } from '../answering/in-force.ts';
import { timed } from '../answering/moment.ts';
import type { Moment, Open, OpenCypher } from '../answering/moment.ts';
import type { Reader } from '../question.ts';

/** Statements about an artifact, its platforms and indexes, or whatever carries the same weights. */
const STATEMENTS_SQL = ({ document }: Pick<Open, 'document'>): string => {
  const live = `JOIN document_state s ON s.document = e.document AND ${document}`;
  const via = (from: string, table: string, near: string, far: string): string =>
    `SELECT q.key, e."${far}" FROM ${from} q CROSS JOIN "${table}" e ON e."${near}" = q.id ${live}`;
  return `
  WITH asked(key, id) AS MATERIALIZED (SELECT a.key, a.id FROM json_each(:artifacts) w JOIN artifact a ON a.key = w.value),
  whole(key, id) AS MATERIALIZED (SELECT key, id FROM asked UNION ${via('asked', 'has_platform', 'source', 'target')}
    UNION ${via('asked', 'has_platform', 'target', 'source')}),
  carried(key, id) AS MATERIALIZED (${via('whole', 'carries_weights', 'source', 'target')}),
  same(key, id) AS MATERIALIZED (SELECT key, id FROM whole UNION ${via('carried', 'carries_weights', 'target', 'source')})
  SELECT f.key, d.key AS document, min(e.at) AS at FROM same f CROSS JOIN attests e ON e.target = f.id ${live} JOIN document d ON d.id = e.source
  GROUP BY f.key, d.key ORDER BY 1, 2 LIMIT 20001`;
};

/** From what was asked to its platforms and indexes `x`, from these to what carries the same weights `y`. */
const STATEMENTS_CYPHER = (open: OpenCypher): Cypher => cypher`
  UNWIND $artifacts AS key MATCH (a:Artifact {key: key})
  CALL (a) { RETURN a AS x UNION ${inForce(cypher`(a)-[e:HAS_PLATFORM]-(x:Artifact)`, open)} RETURN x }
  WITH DISTINCT a, x
  CALL (x) {
    RETURN x AS y
    UNION ${inForce(cypher`(x)-[e:CARRIES_WEIGHTS]->(v:Weights)`, open)} WITH DISTINCT v
      ${inForce(cypher`(v)<-[e:CARRIES_WEIGHTS]-(y:Artifact)`, open)} RETURN y
  }
  WITH DISTINCT a, y ${inForce(cypher`(d:Document)-[e:ATTESTS]->(y)`, open)}
  RETURN a.key AS key, d.key AS document, min(e.at) AS at ORDER BY key, document LIMIT 20001`;

const STATEMENTS = timed('adapters-statements', STATEMENTS_SQL, STATEMENTS_CYPHER);

export const signatureStatements = { statements: STATEMENTS.now, statementsThen: STATEMENTS.then };

/** By digest: the signed statements about an artifact. A signature is claimed, and its verdict is in the evidence. */
export async function signaturesOf(
  reader: Reader,
  moment: Moment,
  artifacts: readonly string[],
): Promise<ReadonlyMap<string, readonly EvidenceShown[]>> {
  if (artifacts.length === 0) return new Map();
  const asked = { artifacts: [...new Set(artifacts)], ...moment.parameters };
  const rows = await reader.rows(STATEMENTS[moment.mode], asked);
  const documents = new EvidenceDocuments();
  await documents.load(
    reader,
    rows.map(({ document }) => String(document)),
  );
  const found = new Map<string, EvidenceShown[]>();
  for (const row of rows) {
    const { shown } = documents.at(String(row['document']), String(row['at']));
    if (shown.verdict === null || shown.verdict.status === 'unsigned') continue;
    const key = String(row['key']);
    found.set(key, [...(found.get(key) ?? []), shown]);
  }
  return found;
}
