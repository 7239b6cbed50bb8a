import type { Verdict } from './answer.ts';
import { flagOf } from './rows.ts';
import type { Reader, Row, Statement } from '../question.ts';
import type { DocumentEvidence } from './strength.ts';

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
