import type { Verdict } from './answer.ts';
import { cypher } from './cypher.ts';
import type { Cypher } from './cypher.ts';
import { NOW_CYPHER } from './moment.ts';
import { flagOf } from './rows.ts';
import type { Reader, Row, Statement } from '../question.ts';
import type { DocumentEvidence } from './strength.ts';

/** Where a document of this key was seen first, in Cypher; null where nobody saw it. */
export const originOf = (key: Cypher): Cypher =>
  cypher`COLLECT { MATCH (o:Observation {document: ${key}}) RETURN o.origin AS origin ORDER BY o.observedAt, o.origin LIMIT 1 }[0]`;

/** How deep a signed document may hold the one that is asked for. */
const HELD = cypher`(h:Document WHERE h.rt IS NULL AND h.outcome IS NOT NULL)-[:HOLDS]->(:Document)`;

const DOCUMENTS: Statement = {
  name: 'evidence-documents',
  sql: `SELECT d.key AS document, s.format,
      (SELECT o.origin FROM observation o WHERE o.document = d.id ORDER BY o.observed_at, o.origin LIMIT 1) AS origin,
      EXISTS (SELECT 1 FROM states t WHERE t.document = d.id AND t.uid IS NOT NULL AND t.resource_version IS NOT NULL) AS observed,
      (WITH RECURSIVE up(id, depth) AS (SELECT d.id, 0 UNION SELECT h.source, up.depth + 1 FROM up JOIN holds h ON h.target = up.id
         JOIN document_state w ON w.document = h.source AND w.rt IS NULL WHERE up.depth < 8)
       SELECT min(ifnull(i.key, '')) FROM up JOIN signs g ON g.target = up.id JOIN document_state w ON w.document = g.document AND w.rt IS NULL
         LEFT JOIN signed_by b ON b.source = g.source LEFT JOIN identity i ON i.id = b.target) AS signer
    FROM json_each(:documents) w JOIN document d ON d.key = w.value LEFT JOIN document_state s ON s.document = d.id`,
  cypher: cypher`UNWIND $documents AS asked MATCH (d:Document {key: asked})
    CALL (d) {
      MATCH (up:Document) (${HELD}){0,8} (d) MATCH (up)<-[g:SIGNS]-(signature:Signature)
      MATCH (w:Document {key: g.document}) WHERE ${NOW_CYPHER.describer}
      OPTIONAL MATCH (signature)-[:SIGNED_BY]->(identity:Identity)
      RETURN min(coalesce(identity.key, '')) AS signer
    }
    RETURN d.key AS document, d.format AS format, ${originOf(cypher`d.key`)} AS origin, signer,
      EXISTS { MATCH ()-[t:STATES]->() WHERE t.document = d.key AND t.uid IS NOT NULL AND t.resourceVersion IS NOT NULL } AS observed`,
};

/** Formats whose documents are never signed: what a cluster reports, what a registry serves by its digest. */
const NEVER_SIGNED = ['kubernetes', 'oci-manifest', 'oci-index', 'oci-config', 'sighting', 'unread'];

/** Documents as evidence, by digest: format, origin, and the verdict on whoever signed them or what holds them. */
export class EvidenceDocuments {
  readonly #known = new Map<string, Row>();

  /** Fetches what is not known yet. */
  async load(reader: Reader, digests: Iterable<string>): Promise<void> {
    const missing = [...new Set(digests)].filter((digest) => !this.#known.has(digest));
    if (missing.length === 0) return;
    for (const row of await reader.rows(DOCUMENTS, { documents: missing })) {
      this.#known.set(String(row['document']), row);
    }
  }

  /** A place in a document, as evidence. */
  at(document: string, place: string): DocumentEvidence {
    const row = this.#known.get(document);
    const format = typeof row?.['format'] === 'string' ? row['format'] : '';
    const origin = typeof row?.['origin'] === 'string' ? row['origin'] : '';
    const verdict = NEVER_SIGNED.includes(format) ? null : verdictOf(row?.['signer']);
    const observed = row !== undefined && flagOf(row, 'observed');
    return { shown: { document, format, origin, at: place, verdict }, observed };
  }
}

/** No policy is applied: a signature is there, claimed by someone and unchecked, or there is none. */
function verdictOf(signer: unknown): Verdict {
  const status = typeof signer === 'string' ? 'unchecked' : 'unsigned';
  const identity = typeof signer === 'string' && signer !== '' ? signer : null;
  return { status, reasons: [], identity, policy: null, trustedTime: null };
}
