import { parseDigest } from '#schema';
import { z } from 'zod';
import { cypher, cypherWhole } from './answering/cypher.ts';
import { mentionedCypher } from './digest-mentions-cypher.ts';
import { LOOKED_THROUGH, ROLES_DOC, digestAsked, mentioned, placeOf } from './digest-mentions.ts';
import type { DigestAsked } from './digest-mentions.ts';
import { estateCoverage, estateCoverageStatements, WHOLE } from './answering/estate-coverage.ts';
import { EvidenceDocuments } from './answering/evidence.ts';
import { ROUTES } from './exposure/exposure.ts';
import type { Route } from './exposure/exposure.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf, timed } from './answering/moment.ts';
import type { Moment } from './answering/moment.ts';
import { listIn } from './answering/rows.ts';
import { question } from './question.ts';
import type { Reader, Row, Statement } from './question.ts';

const EVIDENCE_SHOWN = 20;

const ROLES = timed(
  'digest',
  (open) => `
  WITH ${mentioned(open)},
  numbered AS MATERIALIZED (SELECT m.*, row_number() OVER same AS place, count(*) OVER (PARTITION BY role, kind, thing) AS documents,
      max(name) OVER (PARTITION BY role, kind, thing) AS named FROM mention m WINDOW same AS (PARTITION BY role, kind, thing ORDER BY document, at, part)),
  paged AS MATERIALIZED (SELECT role, kind, thing FROM numbered WHERE place = 1
    AND (:afterRole IS NULL OR (role, kind, thing) > (:afterRole, :afterKind, :afterThing)) ORDER BY role, kind, thing LIMIT :limit)
  SELECT n.*, (SELECT count(*) FROM numbered WHERE place = 1) AS total FROM paged p
    JOIN numbered n ON n.role = p.role AND n.kind = p.kind AND n.thing = p.thing AND n.place <= ${EVIDENCE_SHOWN} ORDER BY n.role, n.kind, n.thing, n.place`,
  (open) => cypher`
  ${mentionedCypher(open)}
  WITH role, kind, thing, {document: document, at: at, text: text, ordinal: ordinal} AS place, name ORDER BY document, at, part
  WITH role, kind, thing, count(*) AS documents, max(name) AS named, collect(place)[..${cypherWhole(EVIDENCE_SHOWN)}] AS places
  WITH collect({role: role, kind: kind, thing: thing, documents: documents, named: named, places: places}) AS found
  UNWIND found AS f
  WITH f, size(found) AS total WHERE $afterRole IS NULL OR f.role > $afterRole OR (f.role = $afterRole AND (f.kind > $afterKind
    OR (f.kind = $afterKind AND f.thing > $afterThing)))
  WITH f, total ORDER BY f.role, f.kind, f.thing LIMIT $limit
  UNWIND range(1, size(f.places)) AS place
  WITH f, total, place, f.places[place - 1] AS mention
  RETURN f.role AS role, f.kind AS kind, f.thing AS thing, f.documents AS documents, f.named AS named, total, place,
    mention.document AS document, mention.at AS at, mention.text AS text, mention.ordinal AS ordinal
  ORDER BY role, kind, thing, place`,
);

/** Who loads an artifact, a platform of the index that it is, or the manifest whose config it is. */
const LOADED = timed(
  'digest-loaded',
  ({ exposure, document }) => `
  WITH asked(key, id) AS MATERIALIZED (SELECT a.key, a.id FROM json_each(:artifacts) w JOIN artifact a ON a.key = w.value),
  family(key, id) AS MATERIALIZED (SELECT key, id FROM asked
    UNION SELECT q.key, p.target FROM asked q JOIN has_platform p ON p.source = q.id JOIN document_state s ON s.document = p.document AND ${document}
    UNION SELECT q.key, c.source FROM asked q JOIN has_config c ON c.target = q.id JOIN document_state s ON s.document = c.document AND ${document})
  SELECT f.key, count(DISTINCT e.workload_id) AS workloads, json_group_array(DISTINCT e.route) AS routes
  FROM family f JOIN exposure e ON e.artifact = f.id AND ${exposure} GROUP BY f.key`,
  ({ exposes, exposure, document }) => cypher`
  UNWIND $artifacts AS asked MATCH (q:Artifact {key: asked})
  CALL (q) {
    RETURN q AS f
    UNION
    MATCH (q)-[p:HAS_PLATFORM]->(f:Artifact) MATCH (s:Document {key: p.document}) WHERE ${document} RETURN f
    UNION
    MATCH (q)<-[c:HAS_CONFIG]-(f:Artifact) MATCH (s:Document {key: c.document}) WHERE ${document} RETURN f
  }
  MATCH (f)<-[:${exposes}]-(e:Exposure) WHERE ${exposure}
  RETURN q.key AS key, count(DISTINCT e.workload) AS workloads, collect(DISTINCT e.route) AS routes`,
);

const NAMESAKES: Statement = {
  name: 'digest-namesakes',
  sql: `SELECT w.value AS digest FROM json_each(:digests) w WHERE EXISTS (SELECT 1 FROM artifact WHERE key = w.value) OR EXISTS (SELECT 1 FROM digest WHERE key = w.value)
    OR EXISTS (SELECT 1 FROM source_revision WHERE key = w.value) OR EXISTS (SELECT 1 FROM dataset_version WHERE key = w.value) ORDER BY 1`,
  cypher: cypher`UNWIND $digests AS digest WITH digest WHERE EXISTS { MATCH (:Artifact {key: digest}) } OR EXISTS { MATCH (:Digest {key: digest}) }
      OR EXISTS { MATCH (:SourceRevision {key: digest}) } OR EXISTS { MATCH (:DatasetVersion {key: digest}) }
    RETURN digest ORDER BY digest`,
};

/** Algorithms whose digests are as long as another's, and are taken for it. */
const CONFUSED = ['sha1', 'sha256', 'gitCommit', 'gitTree', 'gitBlob', 'blake3', 'xet', 'omsRootV1'];

/** Where the digest is a part of what a row names, that is what is deployed. */
const PART_OF = ['LAYER', 'CONFIG', 'FILE', 'FURTHER_DIGEST', 'COMPONENT_DIGEST'];

/** Q14. */
export const digest = question({
  name: 'digest',
  asks: 'Is this hash anywhere in the estate, and as what?',
  doc: 'Every role that documents in force give to the digest, with who says so and how many deployed workloads load it. It draws no conclusion: not found means not found in what provgraph was given.',
  parameters: z.strictObject({
    digest: z
      .string()
      .describe(
        'The digest with its algorithm, as any tool spells it (`sha256:…`, `SHA-512:…`); 64 hex digits alone are a sha256.',
      ),
  }),
  rowType: 'DigestRow',
  columns: [
    { name: 'role', type: 'String!', doc: `What the digest is: ${ROLES_DOC}` },
    {
      name: 'thing',
      type: 'Thing!',
      doc: 'What it is that to: the manifest of a layer, the build of an input; the document itself.',
    },
    { name: 'name', type: 'String', doc: 'How a document names it there; null where none does.' },
    { name: 'workloads', type: 'Int!', doc: 'How many deployed workloads load it, or what it is a part of.' },
    { name: 'routes', type: '[Route!]!', doc: 'By which routes they do.' },
    { name: 'evidence', type: '[Evidence!]!', doc: `The places that say so, at most ${EVIDENCE_SHOWN}.` },
    { name: 'evidenceTotal', type: 'Int!', doc: 'How many places say so.' },
  ],
  statements: {
    roles: ROLES.now,
    rolesThen: ROLES.then,
    loaded: LOADED.now,
    loadedThen: LOADED.then,
    namesakes: NAMESAKES,
    ...estateCoverageStatements,
  },
  async answer(reader, parameters, options) {
    const asked = digestAsked('digest', parameters.digest);
    const { moment, after } = await momentOf(reader, options);
    const [afterRole = null, afterKind = null, afterThing = null] = after ?? [];
    const found = await reader.rows(ROLES[moment.mode], {
      ...asked,
      ...moment.parameters,
      afterRole,
      afterKind,
      afterThing,
      limit: options.first + 1,
    });
    const groups = [...Map.groupBy(found, (row) => keyOf(row).join('\u0001')).values()];
    const { shown, next } = pageOfKeyed(groups, options.first, (same) => keyOf(same[0] ?? {}));
    const rows = await rolesShown(reader, moment, asked, shown);
    const similar = await namesakes(reader, asked);
    const total = Number(found[0]?.['total'] ?? 0);
    return listingAnswer(reader, options, {
      question: 'digest',
      parameters: { digest: asked.digest },
      moment,
      rows,
      total,
      next,
      coverage: await estateCoverage(reader, moment, WHOLE),
      similar,
      notes: notesOf(total === 0 && after === null, similar),
    });
  },
});

const keyOf = (row: Row): string[] => [String(row['role']), String(row['kind']), String(row['thing'])];

function notesOf(nothing: boolean, similar: readonly string[]): string[] {
  const namesake = similar.map((other) => `The same digits are known as ${other}: ask for that too.`);
  return nothing ? [`No document in force mentions it. ${LOOKED_THROUGH}`, ...namesake] : namesake;
}

async function namesakes(reader: Reader, { digest: asked, hex }: DigestAsked): Promise<string[]> {
  const others = CONFUSED.map((algorithm) => parseDigest(`${algorithm}:${hex}`)).filter((one) => one !== undefined);
  const found = await reader.rows(NAMESAKES, { digests: others.filter((one) => one !== asked) });
  return found.map((row) => String(row['digest']));
}

async function rolesShown(
  reader: Reader,
  moment: Moment,
  asked: DigestAsked,
  groups: readonly (readonly Row[])[],
): Promise<Readonly<Record<string, unknown>>[]> {
  const documents = new EvidenceDocuments();
  await documents.load(
    reader,
    groups.flat().map((row) => String(row['document'])),
  );
  const loadedOf = ([first]: readonly Row[]): string =>
    PART_OF.includes(String(first?.['role'])) ? String(first?.['thing']) : asked.digest;
  const loaded = await reader.rows(LOADED[moment.mode], {
    artifacts: [...new Set(groups.map(loadedOf))],
    ...moment.parameters,
  });
  const byArtifact = new Map(loaded.map((row) => [String(row['key']), row]));
  return groups.map((same) => {
    const [role = '', kind = '', thing = ''] = keyOf(same[0] ?? {});
    const use = byArtifact.get(loadedOf(same));
    return {
      role,
      thing: { kind, id: thing, name: thing },
      name: same[0]?.['named'] ?? null,
      workloads: Number(use?.['workloads'] ?? 0),
      routes: use === undefined ? [] : routesIn(use),
      evidence: same.map((row) => documents.at(String(row['document']), placeOf(row, asked.hex)).shown),
      evidenceTotal: Number(same[0]?.['documents'] ?? 0),
    };
  });
}

function routesIn(row: Row): Route[] {
  const routes = listIn(row, 'routes');
  return ROUTES.filter((route) => routes.includes(route));
}
