import { z } from 'zod';
import { Contained, hitParameters, hits, hitsCypher } from './answering/contains.ts';
import { cypher } from './answering/cypher.ts';
import { estateCoverage, WHOLE } from './answering/estate-coverage.ts';
import { EvidenceDocuments } from './answering/evidence.ts';
import type { Thing } from './exposure/exposure.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf, timed } from './answering/moment.ts';
import { matchPackage } from './answering/package-match.ts';
import { exposureStatements } from './answering/package-exposures.ts';
import { question } from './question.ts';
import { pathStrength } from './answering/strength.ts';

const HOLDING = timed(
  'artifacts-with-package',
  ({ exposure, ...open }) => `
  WITH ${hits(open)},
  keyed AS MATERIALIZED (SELECT a.id, a.key AS artifact, h.package FROM hit h JOIN artifact a ON a.id = h.artifact)
  SELECT k.artifact, k.package, (SELECT count(*) FROM keyed) AS total,
    (SELECT count(DISTINCT e.workload_id) FROM exposure e WHERE e.artifact = k.id AND ${exposure}) AS workloads,
    (SELECT min(r.key) FROM resolves_to t JOIN reference r ON r.id = t.source JOIN document_state s ON s.document = t.document
      WHERE t.target = k.id AND ${open.document}) AS reference
  FROM keyed k WHERE :afterArtifact IS NULL OR k.artifact > :afterArtifact OR (k.artifact = :afterArtifact AND k.package > :afterPackage)
  ORDER BY k.artifact, k.package LIMIT :limit`,
  (open) => cypher`
  ${hitsCypher(open)}
  WITH collect({node: a, artifact: a.key, package: package, place: place}) AS keyed
  UNWIND keyed AS k
  WITH k.node AS a, k.artifact AS artifact, k.package AS package, k.place AS place, size(keyed) AS total
    WHERE $afterArtifact IS NULL OR artifact > $afterArtifact OR (artifact = $afterArtifact AND place > $afterPlace)
  WITH a, artifact, package, place, total ORDER BY artifact, place LIMIT $limit
  CALL (a) { MATCH (a)<-[:${open.exposes}]-(e:Exposure) WHERE ${open.exposure} RETURN count(DISTINCT e.workload) AS workloads }
  CALL (a) { MATCH (r:Reference)-[t:RESOLVES_TO]->(a) MATCH (s:Document {key: t.document}) WHERE ${open.document} RETURN min(r.key) AS reference }
  RETURN artifact, package, total, workloads, reference ORDER BY artifact, place`,
);

export const artifactsWithPackage = question({
  name: 'artifacts-with-package',
  asks: 'Which artifacts contain this package, deployed or not?',
  doc: 'Every artifact that an SBOM in force lists the package for, with the same matching and the same evidence as the flagship. It never says NOT_AFFECTED: artifacts of which no document is known cannot be counted.',
  parameters: z.strictObject({
    package: z.string().describe('The package: a purl with or without a version, or a bare name.'),
    version: z.array(z.string()).default([]).describe('Only these versions (repeatable).'),
  }),
  rowType: 'ArtifactRow',
  columns: [
    {
      name: 'artifact',
      type: 'Thing!',
      doc: 'The artifact; its name is a reference that was seen to name it, else the digest.',
    },
    { name: 'package', type: 'String!', doc: 'The package version found.' },
    { name: 'match', type: 'Match!', doc: 'How the component matched the question.' },
    { name: 'direct', type: 'Boolean', doc: 'Whether the artifact depends on it directly; null where no SBOM says.' },
    { name: 'workloads', type: 'Int!', doc: 'How many deployed workloads load the artifact.' },
    { name: 'strength', type: 'Strength!', doc: 'Strength of the hop.' },
    { name: 'weakest', type: 'Weakest', doc: 'Why it is not stronger.' },
    {
      name: 'path',
      type: '[PathHop!]!',
      doc: 'The hop from the artifact to the package, with the documents that say so.',
    },
  ],
  statements: { ...exposureStatements, holding: HOLDING.now, holdingThen: HOLDING.then },
  async answer(reader, parameters, options) {
    const { moment, after } = await momentOf(reader, options);
    const match = await matchPackage(reader, parameters.package, parameters.version, moment);
    const [afterArtifact = null, afterPackage = null] = after ?? [];
    const values = { ...hitParameters(match, afterPackage), ...moment.parameters, limit: options.first + 1 };
    const found = await reader.rows(HOLDING[moment.mode], { ...values, afterArtifact, afterPackage });
    const { shown, next } = pageOfKeyed(found, options.first, (row) => [
      String(row['artifact']),
      String(row['package']),
    ]);
    const contained = await Contained.load(reader, moment, match, [
      ...new Set(shown.map((row) => String(row['artifact']))),
    ]);
    const documents = new EvidenceDocuments();
    await documents.load(reader, contained.documents());
    const rows = shown.map((row) => {
      const id = String(row['artifact']);
      const name = String(row['package']);
      const artifact: Thing = {
        kind: 'Artifact',
        id,
        name: typeof row['reference'] === 'string' ? row['reference'].replace(/^oci:/, '') : id,
      };
      const hop = contained.hop(documents, artifact, name);
      const direct = contained.direct([id], name);
      return {
        artifact,
        package: name,
        match: contained.match(id, name),
        direct,
        workloads: row['workloads'],
        ...pathStrength([hop]),
        path: [hop.hop],
      };
    });
    const total = found.length > 0 ? Number(found[0]?.['total']) : 0;
    return listingAnswer(reader, options, {
      question: 'artifacts-with-package',
      parameters: { ...parameters },
      moment,
      rows,
      total,
      next,
      coverage: await estateCoverage(reader, moment, WHOLE),
      conclusion: total > 0 ? 'AFFECTED' : 'UNKNOWN',
      matched: match.matched,
      similar: match.similar,
      notes:
        total > 0
          ? []
          : [
              'No artifact that provgraph knows is known to contain it. Ask deployed-workloads-using-package whether that can be relied on for what is deployed.',
            ],
    });
  },
});
