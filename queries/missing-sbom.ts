import { z } from 'zod';
import { ROUTES } from './exposure/exposure.ts';
import { estateCoverage } from './answering/estate-coverage.ts';
import { CLASSES, classesOf, judges } from './answering/coverage.ts';
import { cypher } from './answering/cypher.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { NOW_CYPHER, momentOf, timed } from './answering/moment.ts';
import { idOf, listIn } from './answering/rows.ts';
import { question } from './question.ts';
import type { Row } from './question.ts';
import { IN_SCOPE, IN_SCOPE_CYPHER, scopeParameters, scopeValues } from './answering/scope.ts';

/** Deployed artifacts of the classes that are not judged; `:classes` is a list of class ids. */
const MISSING = timed(
  'missing-sbom',
  ({ exposure }) => `
  WITH found AS MATERIALIZED (SELECT a.key AS artifact, a.id AS artifact_id, e.class, c.text AS class_text, min(e.standing) AS standing, count(DISTINCT e.workload_id) AS workloads,
      json_group_array(DISTINCT e.route) AS routes, min(ifnull(e.environment, e.namespace) || '/' || e.workload) AS example, min(e.hops) AS hops
    FROM exposure e JOIN artifact a ON a.id = e.artifact JOIN coverage_class c ON c.id = e.class WHERE ${exposure} AND e.class IN (SELECT value FROM json_each(:classes)) AND ${IN_SCOPE}
    GROUP BY a.id, e.class)
  SELECT f.*, (SELECT count(*) FROM found) AS total, (SELECT json_group_array(d.key) FROM (SELECT DISTINCT x.source FROM describes x
      JOIN document_state s ON s.document = x.document AND s.rt IS NULL WHERE x.target = f.artifact_id) y JOIN document d ON d.id = y.source) AS sboms
  FROM found f WHERE :afterArtifact IS NULL OR artifact > :afterArtifact OR (artifact = :afterArtifact AND class_text > :afterClass)
  ORDER BY artifact, class_text LIMIT :limit`,
  ({ exposed, every, exposure }) => cypher`
  MATCH (e:${exposed}) WHERE ${every} AND ${exposure} AND e.artifact IS NOT NULL AND e.class IN $classes AND ${IN_SCOPE_CYPHER}
  WITH e.artifact AS artifact, e.class AS class, count(DISTINCT e.workload) AS workloads, collect(DISTINCT e.route) AS routes,
    min(coalesce(e.environment, e.namespace) + '/' + e.workloadName) AS example, min(e.hops) AS hops
  WITH collect({artifact: artifact, class: class, workloads: workloads, routes: routes, example: example, hops: hops}) AS found
  UNWIND found AS f
  WITH f, size(found) AS total WHERE $afterArtifact IS NULL OR f.artifact > $afterArtifact OR (f.artifact = $afterArtifact AND f.class > $afterClass)
  WITH f, total ORDER BY f.artifact, f.class LIMIT $limit
  RETURN f.artifact AS artifact, f.class AS class, f.class AS class_text, f.workloads AS workloads, f.routes AS routes, f.example AS example,
    f.hops AS hops, total, COLLECT { MATCH (:Artifact {key: f.artifact})<-[x:DESCRIBES]-(d:Document)
      MATCH (s:Document {key: x.document}) WHERE ${NOW_CYPHER.document} RETURN DISTINCT d.key AS sbom } AS sboms
  ORDER BY artifact, class_text`,
);

/** Q5, for what is deployed. */
export const missingSbom = question({
  name: 'missing-sbom',
  asks: 'Which deployed images and models have no SBOM that could show a package, and why?',
  doc: 'An SBOM for another platform, an empty one, one that declares itself incomplete and one whose tool does not look for the type asked all count as missing, each with its reason.',
  parameters: z.strictObject({
    type: z
      .string()
      .optional()
      .describe('Package type that the SBOM must be able to show (`pypi`, `deb`). Without it: any type at all.'),
    ...scopeParameters,
  }),
  rowType: 'MissingSbomRow',
  columns: [
    { name: 'artifact', type: 'ID!', doc: 'Digest of the image or model.' },
    { name: 'name', type: 'String!', doc: 'A name that someone gave it, else the digest.' },
    { name: 'reason', type: 'Reason!', doc: 'Why nothing can be said of its packages.' },
    { name: 'routes', type: '[Route!]!', doc: 'By which routes it is deployed.' },
    { name: 'workloads', type: 'Int!', doc: 'How many workloads load it.' },
    { name: 'example', type: 'String!', doc: 'One of them.' },
    { name: 'sboms', type: '[ID!]!', doc: 'The SBOMs that describe it, insufficient as they are.' },
  ],
  statements: { missing: MISSING.now, missingThen: MISSING.then, classes: CLASSES },
  async answer(reader, parameters, options) {
    const { moment, after } = await momentOf(reader, options);
    const classes = classesOf(await reader.rows(CLASSES, {}));
    const { type } = parameters;
    const lacking = [...classes].filter(([, one]) =>
      type === undefined ? !one.all && one.judged.length === 0 : !judges(one, [type]),
    );
    const values = {
      ...scopeValues(parameters),
      ...moment.parameters,
      classes: lacking.map(([id]) => id),
      limit: options.first + 1,
    };
    const found = await reader.rows(MISSING[moment.mode], {
      ...values,
      afterArtifact: after?.[0] ?? null,
      afterClass: after?.[1] ?? null,
    });
    const { shown, next } = pageOfKeyed(found, options.first, (row) => [
      String(row['artifact']),
      String(row['class_text']),
    ]);
    const rows = shown.map((row) => ({
      artifact: row['artifact'],
      name: nameIn(String(row['hops']), String(row['artifact'])),
      reason: classes.get(idOf(row, 'class'))?.reason ?? 'NO_SBOM',
      routes: ROUTES.filter((route) => textsIn(row, 'routes').includes(route)),
      workloads: row['workloads'],
      example: row['example'],
      sboms: textsIn(row, 'sboms').sort(),
    }));
    const total = found.length > 0 ? Number(found[0]?.['total']) : 0;
    const coverage = await estateCoverage(reader, moment, parameters);
    return listingAnswer(reader, options, {
      question: 'missing-sbom',
      parameters: { ...parameters },
      moment,
      rows,
      total,
      next,
      coverage,
    });
  },
});

const textsIn = (row: Row, name: string): string[] => listIn(row, name).map(String);

/** The name that a path gives to the artifact at its end. */
function nameIn(hops: string, artifact: string): string {
  const path = JSON.parse(hops) as readonly { to: { id: string; name: string } }[];
  return path.findLast(({ to }) => to.id === artifact)?.to.name ?? path.at(-1)?.to.name ?? artifact;
}
