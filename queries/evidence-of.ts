import { z } from 'zod';
import { cypher } from './answering/cypher.ts';
import { mentionedCypher } from './digest-mentions-cypher.ts';
import { LOOKED_THROUGH, ROLES_DOC, digestAsked, mentioned, placeOf } from './digest-mentions.ts';
import { estateCoverage, estateCoverageStatements, WHOLE } from './answering/estate-coverage.ts';
import { EvidenceDocuments } from './answering/evidence.ts';
import { Disagreements, disagreementStatements } from './evidence-of-disagreements.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf, timed } from './answering/moment.ts';
import { question } from './question.ts';
import type { Row } from './question.ts';

const KEY = ['seen', 'document', 'role', 'kind', 'thing', 'at', 'part'] as const;

const MENTIONS = timed(
  'evidence-of',
  (open) => `
  WITH ${mentioned(open)},
  seen AS MATERIALIZED (SELECT DISTINCT m.*, ifnull((SELECT min(o.observed_at) FROM observation o JOIN document x ON x.id = o.document
      WHERE x.key = m.document AND o.rf <= :revision), '') AS seen FROM mention m)
  SELECT seen.*, (SELECT count(*) FROM seen) AS total FROM seen
  WHERE :afterSeen IS NULL OR (seen, document, role, kind, thing, at, part)
    > (:afterSeen, :afterDocument, :afterRole, :afterKind, :afterThing, :afterAt, :afterPart)
  ORDER BY seen, document, role, kind, thing, at, part LIMIT :limit`,
  (open) => cypher`
  ${mentionedCypher(open)}
  WITH DISTINCT role, kind, thing, document, at, name, text, ordinal, part
  CALL (document) { MATCH (o:Observation {document: document}) WHERE o.rf <= $revision RETURN coalesce(min(o.observedAt), '') AS seen }
  WITH collect({key: [seen, document, role, kind, thing, at, part], name: name, text: text, ordinal: ordinal}) AS found
  UNWIND found AS f
  WITH f.key AS key, f.name AS name, f.text AS text, f.ordinal AS ordinal, size(found) AS total
    WHERE $afterSeen IS NULL OR key > [$afterSeen, $afterDocument, $afterRole, $afterKind, $afterThing, $afterAt, $afterPart]
  WITH key, name, text, ordinal, total ORDER BY key[0], key[1], key[2], key[3], key[4], key[5], key[6] LIMIT $limit
  RETURN key[0] AS seen, key[1] AS document, key[2] AS role, key[3] AS kind, key[4] AS thing, key[5] AS at, key[6] AS part, name, text, ordinal, total
  ORDER BY seen, document, role, kind, thing, at, part`,
);

/** Q28. */
export const evidenceOf = question({
  name: 'evidence-of',
  asks: 'Which documents mention this digest, as what, and where do they disagree?',
  doc: 'One row for each place in a document in force, the earliest seen first, with what is made of its signature and what other documents say against it. It draws no conclusion.',
  parameters: z.strictObject({
    digest: z
      .string()
      .describe(
        'The digest with its algorithm, as any tool spells it (`sha256:…`, `SHA-512:…`); 64 hex digits alone are a sha256.',
      ),
  }),
  rowType: 'EvidenceOfRow',
  columns: [
    {
      name: 'seen',
      type: 'DateTime',
      doc: 'When the document was first seen; null where nobody offered it by itself.',
    },
    { name: 'role', type: 'String!', doc: `What the document says the digest is: ${ROLES_DOC}` },
    { name: 'thing', type: 'Thing!', doc: 'What it is that to.' },
    { name: 'name', type: 'String', doc: 'How the document names it; null where it does not.' },
    { name: 'evidence', type: 'Evidence!', doc: 'The document, the place in it, and the verdict on its signature.' },
    {
      name: 'disagrees',
      type: '[String!]!',
      doc: 'What this document says and another one says otherwise: a sentence each. Empty: nobody disagrees.',
    },
  ],
  statements: {
    mentions: MENTIONS.now,
    mentionsThen: MENTIONS.then,
    ...disagreementStatements,
    ...estateCoverageStatements,
  },
  async answer(reader, parameters, options) {
    const asked = digestAsked('digest', parameters.digest);
    const { moment, after } = await momentOf(reader, options);
    const past = KEY.map((name, index) => [
      `after${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`,
      after?.[index] ?? null,
    ]);
    const found = await reader.rows(MENTIONS[moment.mode], {
      ...asked,
      ...moment.parameters,
      ...(Object.fromEntries(past) as Record<string, string | null>),
      limit: options.first + 1,
    });
    const { shown, next } = pageOfKeyed(found, options.first, keyOf);
    const digests = shown.map((row) => String(row['document']));
    const documents = new EvidenceDocuments();
    await documents.load(reader, digests);
    const disagreements = await Disagreements.load(reader, moment, asked, digests);
    const rows = shown.map((row) => ({
      seen: row['seen'] === '' ? null : row['seen'],
      role: row['role'],
      thing: { kind: row['kind'], id: row['thing'], name: row['thing'] },
      name: row['name'],
      evidence: documents.at(String(row['document']), placeOf(row, asked.hex)).shown,
      disagrees: disagreements.of(row),
    }));
    const total = Number(found[0]?.['total'] ?? 0);
    const nothing = total === 0 && after === null;
    return listingAnswer(reader, options, {
      question: 'evidence-of',
      parameters: { digest: asked.digest },
      moment,
      rows,
      total,
      next,
      coverage: await estateCoverage(reader, moment, WHOLE),
      notes: nothing ? [`No document in force mentions it. ${LOOKED_THROUGH}`] : disagreements.inWords(),
    });
  },
});

const keyOf = (row: Row): string[] => KEY.map((name) => String(row[name]));
