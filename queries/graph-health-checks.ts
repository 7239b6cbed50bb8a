import { cypher, cypherJoined, cypherName } from './answering/cypher.ts';
import type { Cypher } from './answering/cypher.ts';
import { originOf } from './answering/evidence.ts';
import { inForce } from './answering/in-force.ts';
import { timed } from './answering/moment.ts';
import type { Open, OpenCypher, TimedStatement } from './answering/moment.ts';
import type { Statement } from './question.ts';
import { disputed, disputesCypher } from './answering/subject-disputes.ts';

/** One thing that is counted. The text gives one row: `n`, and of the first by code point `example` and `name`. */
export interface Check {
  readonly name: string;
  /** Kind of the example. */
  readonly kind: string;
  readonly says: string;
  /** What settles it, given the id of the example; null: a plain count, nothing to settle. */
  readonly action: ((example: string) => string) | null;
  readonly statement: TimedStatement;
}

const ORIGIN = `(SELECT o.origin FROM observation o WHERE o.document = d.id ORDER BY o.observed_at, o.origin LIMIT 1)`;

type Texts = readonly [sql: (open: Open) => string, graph: (open: OpenCypher) => Cypher];

/** Of rows with `key`: how many there are and the smallest. */
const COUNTED = cypher`RETURN count(DISTINCT key) AS n, min(key) AS example, null AS name`;
const SEEN = cypher`WITH count(DISTINCT key) AS n, min(key) AS example RETURN n, example, ${originOf(cypher`example`)} AS name`;

/** Counts documents in force, and shows the one of the smallest digest by the place where it was seen. */
const documents = (condition: (open: Open) => string, graph: (open: OpenCypher) => Cypher): Texts => [
  (open) => `
  WITH found AS MATERIALIZED (SELECT d.id, d.key FROM document_state s JOIN document d ON d.id = s.document WHERE ${open.document} AND ${condition(open)})
  SELECT (SELECT count(*) FROM found) AS n, d.key AS example, ${ORIGIN} AS name FROM found d ORDER BY d.key LIMIT 1`,
  (open) =>
    cypher`MATCH (s:Document) USING INDEX SEEK s:Document(outcome) WHERE s.outcome >= '' AND ${open.document} AND ${graph(open)} WITH s.key AS key ${SEEN}`,
];

/** Whether a document has a remark of one of these codes. In Cypher: by a text that no other text can hold, as quotes are escaped. */
const remarked = (...codes: readonly string[]): Texts => {
  const listed = codes.map((code) => `'${code}'`).join(', ');
  return documents(
    () => `${READ} AND EXISTS (SELECT 1 FROM json_each(s.remarks) r WHERE r.value ->> 'code' IN (${listed}))`,
    () => {
      const held = codes.map((code) => cypher`s.remarks CONTAINS '"code":"${cypherName(code)}"'`);
      return cypher`${READ_CYPHER} AND (${cypherJoined(held, cypher` OR `)})`;
    },
  );
};

const READ = `s.outcome = 'read'`;
const READ_CYPHER = cypher`s.outcome = 'read'`;
const LISTED = `EXISTS (SELECT 1 FROM inventories i WHERE i.source = s.document)`;
const LISTED_CYPHER = cypher`EXISTS { (s)-[:INVENTORIES]->() }`;

/** Exposures `e` of the classes whose text (of `all`, `judged` and `reason`, in this order) fulfils a condition on `c.key`. */
const ofClasses = (condition: Cypher, { exposed, every, exposure }: OpenCypher): Cypher =>
  cypher`MATCH (c:CoverageClass) WHERE ${condition} WITH collect(c.key) AS classes
    MATCH (e:${exposed}) WHERE ${every} AND e.class IN classes AND ${exposure}`;

function check(name: string, kind: string, says: string, action: Check['action'], [sql, graph]: Texts): Check {
  const statement = timed(`graph-health-${name.toLowerCase().replaceAll('_', '-')}`, sql, graph);
  return { name, kind, says, action, statement };
}

const mend = (document: string): string =>
  `Mend the document and ingest it, or: provgraph withdraw ${document} --reason …`;

/** In the order of their names, which is that of the rows. */
export const CHECKS: readonly Check[] = [
  check(
    'ARTIFACTS_DEPLOYED_UNJUDGED',
    'Artifact',
    'Deployed artifacts of which no SBOM can show a single package: of these nothing is known, and every question about packages says so.',
    (artifact) =>
      `Make an SBOM of ${artifact} and ingest it; provgraph ask missing-sbom lists all, each with its reason.`,
    [
      ({ exposure }) => `
    WITH found AS MATERIALIZED (SELECT DISTINCT a.key FROM exposure e JOIN coverage_class c ON c.id = e.class JOIN artifact a ON a.id = e.artifact
      WHERE ${exposure} AND json_extract(c.text, '$.all') = 0 AND json_array_length(c.text, '$.judged') = 0)
    SELECT (SELECT count(*) FROM found) AS n, key AS example, NULL AS name FROM found ORDER BY key LIMIT 1`,
      (
        open,
      ) => cypher`${ofClasses(cypher`c.key STARTS WITH '{"all":false,"judged":[],'`, open)} AND e.artifact IS NOT NULL
      WITH e.artifact AS key ${COUNTED}`,
    ],
  ),
  check(
    'CLUSTERS_NEVER_LISTED',
    'Cluster',
    'Clusters or places with Kubernetes objects of which no complete listing was given: there may be workloads that nobody told of.',
    (scope) => `Give a complete listing: provgraph ingest --complete --cluster ${scope.replace(/^cluster:/, '')} …`,
    [
      () => `
    WITH found AS MATERIALIZED (SELECT o.scope FROM (SELECT DISTINCT scope FROM observation
        WHERE object IS NOT NULL AND rf <= :revision AND observed_at <= :asOf) o
      WHERE NOT EXISTS (SELECT 1 FROM listing l WHERE l.scope = o.scope AND l.observed_at <= :asOf AND l.rf <= :revision AND (l.rt IS NULL OR l.rt > :revision)
        AND l.namespaces IS NULL AND EXISTS (SELECT 1 FROM json_each(l.kinds) WHERE value = 'Pod')))
    SELECT (SELECT count(*) FROM found) AS n, scope AS example, NULL AS name FROM found ORDER BY scope LIMIT 1`,
      () => cypher`MATCH (c:Scope) WHERE c.key >= ''
        AND EXISTS { MATCH (o:Observation {scope: c.key}) WHERE o.object IS NOT NULL AND o.observedAt <= $asOf AND o.rf <= $revision }
        AND NOT EXISTS { MATCH (l:Listing {scope: c.key}) WHERE l.observedAt <= $asOf AND l.rf <= $revision AND (l.rt IS NULL OR l.rt > $revision)
          AND l.namespaces IS NULL AND 'Pod' IN l.kinds }
      WITH c.key AS key ${COUNTED}`,
    ],
  ),
  check(
    'DOCUMENTS_FAILED',
    'Document',
    'Documents in force that could not be read: each may concern anything, so that no answer is an all-clear.',
    mend,
    documents(
      () => `s.outcome NOT IN ('read', 'unsupported') AND s.format <> 'unread'`,
      () => cypher`NOT s.outcome IN ['read', 'unsupported'] AND s.format <> 'unread'`,
    ),
  ),
  check(
    'DOCUMENTS_READ',
    'Document',
    'Documents in force that were read.',
    null,
    documents(
      () => READ,
      () => READ_CYPHER,
    ),
  ),
  check(
    'DOCUMENTS_UNREADABLE',
    'Document',
    'Files whose bytes could not be taken in at all, and that are still there: each may concern anything.',
    mend,
    documents(
      () =>
        `s.outcome <> 'read' AND s.format = 'unread' AND EXISTS (SELECT 1 FROM sighting g WHERE g.document = s.document AND (g.vt IS NULL OR g.vt > :asOf))`,
      () => cypher`s.outcome <> 'read' AND s.format = 'unread'
        AND EXISTS { MATCH (g:Sighting {document: s.key}) WHERE g.vt IS NULL OR g.vt > $asOf }`,
    ),
  ),
  check(
    'DOCUMENTS_UNSUPPORTED',
    'Document',
    'Documents in force of a format or version that is not read yet: each may concern anything.',
    (document) => `Give the same in a version that is read, and: provgraph withdraw ${document} --reason …`,
    documents(
      () => `s.outcome = 'unsupported'`,
      () => cypher`s.outcome = 'unsupported'`,
    ),
  ),
  check(
    'DOCUMENTS_WITH_REMARKS',
    'Document',
    'Documents that were read, but for a part that could not be used; provgraph show tells which.',
    (document) => `Look whether it matters: provgraph show ${document}`,
    documents(
      () => `${READ} AND s.remarks <> '[]'`,
      () => cypher`${READ_CYPHER} AND s.remarks <> '[]'`,
    ),
  ),
  {
    name: 'EFFECTS_WAITING',
    kind: 'Document',
    says: 'Facts that arrived and whose effect on what is deployed is not computed: until then nothing is NOT_AFFECTED.',
    action: () => 'Run an ingest to its end.',
    statement: {
      now: {
        name: 'graph-health-waiting',
        sql: 'SELECT count(*) AS n, NULL AS example, NULL AS name FROM dirty',
        cypher: cypher`MATCH (d:Dirty) WHERE d.key >= '' RETURN count(d) AS n, null AS example, null AS name`,
      },
      then: {
        name: 'graph-health-waited',
        sql: 'SELECT waiting AS n, NULL AS example, NULL AS name FROM revision WHERE n = :revision',
        cypher: cypher`MATCH (r:Revision {n: $revision}) RETURN r.waiting AS n, null AS example, null AS name`,
      },
    },
  },
  check(
    'PREDICATES_NOT_READ',
    'Document',
    'Statements whose kind of predicate is not read: their subjects are known, what they say is not.',
    (document) => `Look whether it matters: provgraph show ${document}`,
    remarked('PREDICATE_NOT_READ', 'PREDICATE_UNREADABLE'),
  ),
  check(
    'REFERENCES_NEVER_SEEN',
    'Reference',
    'References that builds used and of which no document says which bytes they meant.',
    (reference) => `Ingest a registry record or listing that shows what ${reference} meant.`,
    [
      ({ document }) => `
    WITH found AS MATERIALIZED (SELECT DISTINCT r.id, r.key FROM consumed_reference e JOIN document_state s ON s.document = e.document AND ${document}
      JOIN reference r ON r.id = e.target WHERE NOT EXISTS (SELECT 1 FROM resolves_to t JOIN document_state s ON s.document = t.document AND ${document} WHERE t.source = r.id))
    SELECT (SELECT count(*) FROM found) AS n, key AS example, NULL AS name FROM found ORDER BY key LIMIT 1`,
      (open) => cypher`${inForce(cypher`(:Build)-[e:CONSUMED_REFERENCE]->(r:Reference) WHERE e.document >= ''`, open)}
      WITH DISTINCT r WHERE NOT EXISTS { ${inForce(cypher`(r)-[e:RESOLVES_TO]->()`, open)} }
      WITH r.key AS key ${COUNTED}`,
    ],
  ),
  check(
    'SBOMS',
    'Document',
    'SBOMs in force.',
    null,
    documents(
      () => LISTED,
      () => LISTED_CYPHER,
    ),
  ),
  check(
    'SBOMS_ABOUT_NOTHING',
    'Document',
    'SBOMs of which no document says what they are about: they judge nothing, and a package that they list is never NOT_AFFECTED.',
    (document) => `Give a statement about its image, or: provgraph withdraw ${document} --reason …`,
    documents(
      ({ describer }) =>
        `${LISTED} AND NOT EXISTS (SELECT 1 FROM describes e JOIN document_state w ON w.document = e.document AND ${describer} WHERE e.source = s.document)`,
      ({ describer }) =>
        cypher`${LISTED_CYPHER} AND NOT EXISTS { MATCH (s)-[e:DESCRIBES]->() MATCH (w:Document {key: e.document}) WHERE ${describer} }`,
    ),
  ),
  check(
    'SIGNATURES_UNCHECKED',
    'Document',
    'Documents with a signature that no policy was applied to: it is a claim, and adds no strength.',
    null,
    documents(
      ({ describer }) =>
        `EXISTS (SELECT 1 FROM signs g JOIN document_state w ON w.document = g.document AND ${describer} WHERE g.target = s.document)`,
      ({ describer }) =>
        cypher`EXISTS { MATCH (s)<-[g:SIGNS]-() MATCH (w:Document {key: g.document}) WHERE ${describer} }`,
    ),
  ),
  check(
    'SUBJECTS_DISPUTED',
    'Document',
    'SBOMs of which documents say that they are about different artifacts: they judge none of them.',
    (document) =>
      `Look who says what, provgraph ask evidence-of --digest ${document}, and withdraw the document that is wrong.`,
    [
      (open) => `
    WITH ${disputed(open, '1')},
    found AS MATERIALIZED (SELECT DISTINCT d.id, d.key FROM disputed q JOIN document d ON d.id = q.sbom)
    SELECT (SELECT count(*) FROM found) AS n, d.key AS example, ${ORIGIN} AS name FROM found d ORDER BY d.key LIMIT 1`,
      (open) => cypher`MATCH (d:Document)-[e:DESCRIBES]->(:Artifact) WHERE e.document >= '' WITH DISTINCT d
      ${disputesCypher(open)}
      WITH d.key AS key, disputes WHERE size(disputes) > 0 ${SEEN}`,
    ],
  ),
  check(
    'WORKLOADS_UNRESOLVED',
    'Workload',
    'Deployed workloads of which it is not known which bytes an image or a model is.',
    (workload) => `Ingest the running pods, manifests and registry records of it: provgraph show ${workload}`,
    [
      ({ exposure }) => `
    WITH found AS MATERIALIZED (SELECT DISTINCT w.key, e.namespace || '/' || e.workload AS name FROM exposure e JOIN workload w ON w.id = e.workload_id
      WHERE ${exposure} AND e.artifact IS NULL AND e.class IN (SELECT c.id FROM coverage_class c
        WHERE json_extract(c.text, '$.reason') IN ('IMAGE_UNRESOLVED', 'MODEL_UNRESOLVED', 'REFERENCE_AMBIGUOUS')))
    SELECT (SELECT count(DISTINCT key) FROM found) AS n, key AS example, name FROM found ORDER BY key, name LIMIT 1`,
      (open) => cypher`${ofClasses(
        cypher`any(one IN ['IMAGE_UNRESOLVED', 'MODEL_UNRESOLVED', 'REFERENCE_AMBIGUOUS']
        WHERE c.key ENDS WITH ',"reason":"' + one + '"}')`,
        open,
      )} AND e.artifact IS NULL
      WITH e.workload AS key, min(e.namespace + '/' + e.workloadName) AS name ORDER BY key
      WITH collect([key, name]) AS found
      RETURN size(found) AS n, found[0][0] AS example, found[0][1] AS name`,
    ],
  ),
];

export const checkStatements: Readonly<Record<string, Statement>> = Object.fromEntries(
  CHECKS.flatMap(({ statement: { now, then } }) => [
    [now.name, now],
    [then.name, then],
  ]),
);
