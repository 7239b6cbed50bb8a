import { snake } from '#schema';
import { HOLDERS, RESOLVED, SAME, SEEN_BY_THEN, alike, parts, sameBytes, sameBytesCypher } from './shapes.ts';
import type { Claimed, Text } from './shapes.ts';
import { cypher, cypherJoined, cypherName, cypherWhole } from '../answering/cypher.ts';
import type { Cypher } from '../answering/cypher.ts';
import { inForce } from '../answering/in-force.ts';
import { timed } from '../answering/moment.ts';
import type { Open, OpenCypher, TimedStatement } from '../answering/moment.ts';

/** Rows of one level; more than these are cut, and said. */
export const STEP_ROWS = 20_000;

/** Node labels as parameters of the statements: a list of keys each. */
const LIST: Readonly<Record<string, string>> = {
  Artifact: 'artifacts',
  Reference: 'references',
  Build: 'builds',
  Weights: 'weights',
  DatasetVersion: 'datasets',
};

const NULL = alike(cypher`NULL`);
const TRUE = alike(cypher`TRUE`);
const listOf = ({ list, from }: Claimed): string => list ?? LIST[from] ?? '';

/** `edge, relation, from_kind, from_key, to_kind, to_key, name, document, at` of the claims in force at the things listed. */
function claimed(claim: Claimed, { document }: Open): string {
  const { edge, relation, type, from, to, back = false, name = NULL, where = TRUE } = claim;
  const [near, far] = back ? ['target', 'source'] : ['source', 'target'];
  return `SELECT '${edge}' AS edge, ${relation.sql} AS relation, '${from}' AS from_kind, q.key AS from_key, '${to}' AS to_kind, o.key AS to_key, ${name.sql} AS name,
    d.key AS document, e.at AS at FROM json_each(:${listOf(claim)}) w JOIN "${snake(from)}" q ON q.key = w.value
    JOIN "${snake(type)}" e ON e."${near}" = q.id JOIN document_state s ON s.document = e.document AND ${document} JOIN document d ON d.id = e.document
    JOIN "${snake(to)}" o ON o.id = e."${far}" WHERE ${where.sql}`;
}

/** The same in Cypher. */
function claimedCypher(claim: Claimed, open: OpenCypher): Cypher {
  const { edge, relation, type, from, to, back = false, name = NULL, where = TRUE } = claim;
  const [near, far, along] = [cypherName(from), cypherName(to), cypher`[e:${cypherName(type)}]`];
  const path = back ? cypher`(q)<-${along}-(o:${far})` : cypher`(q)-${along}->(o:${far})`;
  return cypher`UNWIND $${cypherName(listOf(claim))} AS key MATCH (q:${near} {key: key}) WITH q ${inForce(path, open)} AND (${where.cypher})
    RETURN '${cypherName(edge)}' AS edge, ${relation.cypher} AS relation, '${near}' AS from_kind, q.key AS from_key, '${far}' AS to_kind,
      o.key AS to_key, ${name.cypher} AS name, e.document AS document, e.at AS at`;
}

/** An input of a build that is a model, or that nobody says is none; data that was given to it, whatever its role. */
const IS_MODEL: Text = {
  sql: `e.role IN ('model', 'unknown')`,
  cypher: cypher`e.role IN ['model', 'unknown']`,
};
const INPUT = alike(cypher`CASE e.role WHEN 'unknown' THEN 'built with (role unknown)' ELSE 'built with' END`);
const DATA_INPUT = alike(cypher`'built with'`);

/** Whether a part, or the index of a platform, at that end of `e` says anything of the origin of what it is a part of. */
const saysOrigin = (id: string): Text => ({
  sql: `(EXISTS (SELECT 1 FROM derived_from x WHERE x.source = ${id}) OR EXISTS (SELECT 1 FROM derived_from_reference x WHERE x.source = ${id})
    OR EXISTS (SELECT 1 FROM trained_on x WHERE x.source = ${id}) OR EXISTS (SELECT 1 FROM produced x WHERE x.target = ${id}))`,
  cypher: cypher`EXISTS { (o)-[:DERIVED_FROM|DERIVED_FROM_REFERENCE|TRAINED_ON]->() } OR EXISTS { (o)<-[:PRODUCED]-() }`,
});

/** Whether something was made from it, or may have been. */
const isOrigin = (id: string): Text => ({
  sql: `(EXISTS (SELECT 1 FROM derived_from x WHERE x.target = ${id})
    OR EXISTS (SELECT 1 FROM consumed x WHERE x.target = ${id} AND x.role IN ('model', 'unknown')))`,
  cypher: cypher`EXISTS { (o)<-[:DERIVED_FROM]-() } OR EXISTS { MATCH (o)<-[x:CONSUMED]-() WHERE x.role IN ['model', 'unknown'] }`,
});

const revisionOf = (key: string): string => `substr(${key}, instr(${key}, '@') + 1)`;
const isCommit = (key: string): string =>
  `(length(${revisionOf(key)}) = 40 AND ${revisionOf(key)} NOT GLOB '*[^0-9a-f]*')`;

/** The same repository of a hub at another revision, where at least one of the two may have been the other. */
const SIBLINGS = `SELECT 'SAME_NAME', 'another revision by name', 'Reference', q.value, 'Reference', o.key, NULL, NULL, '' FROM json_each(:nameable) q
  JOIN reference o ON o.key > substr(q.value, 1, instr(q.value, '@')) AND o.key < substr(q.value, 1, instr(q.value, '@') - 1) || 'A'
  WHERE (q.value GLOB 'hf:*@*' OR q.value GLOB 'modelscope:*@*') AND o.key <> q.value AND NOT (${isCommit('q.value')} AND ${isCommit('o.key')})`;

const REPOSITORY = (key: Cypher): Cypher => cypher`split(${key}, '@')[0]`;
const IS_COMMIT = (key: Cypher): Cypher => cypher`substring(${key}, size(${REPOSITORY(key)}) + 1) =~ '[0-9a-f]{40}'`;

const UNSAID = cypher`null AS name, null AS document, '' AS at`;
const SIBLINGS_CYPHER = cypher`UNWIND $nameable AS key
  WITH key WHERE (key STARTS WITH 'hf:' OR key STARTS WITH 'modelscope:') AND key CONTAINS '@'
  MATCH (o:Reference) WHERE o.key STARTS WITH ${REPOSITORY(cypher`key`)} + '@' AND o.key <> key AND o.key <> ${REPOSITORY(cypher`key`)} + '@'
    AND NOT (${IS_COMMIT(cypher`key`)} AND ${IS_COMMIT(cypher`o.key`)})
  RETURN 'SAME_NAME' AS edge, 'another revision by name' AS relation, 'Reference' AS from_kind, key AS from_key, 'Reference' AS to_kind,
    o.key AS to_key, ${UNSAID}`;

const BY_ITS_DIGEST_CYPHER = cypher`UNWIND $resolved AS key WITH key WHERE key STARTS WITH 'oci:' AND key CONTAINS '@'
  MATCH (o:Artifact {key: substring(key, size(${REPOSITORY(cypher`key`)}) + 1)})
  RETURN 'RESOLVES_TO' AS edge, 'same name' AS relation, 'Reference' AS from_kind, key AS from_key, 'Artifact' AS to_kind,
    o.key AS to_key, ${UNSAID}`;

/** A name that holds a digest means the artifact of that digest. */
const BY_ITS_DIGEST = `SELECT 'RESOLVES_TO', 'same name', 'Reference', q.value, 'Artifact', o.key, NULL, NULL, '' FROM json_each(:resolved) q
  JOIN artifact o ON o.key = ${revisionOf('q.value')} WHERE q.value GLOB 'oci:*@*'`;

const RELATION = alike(cypher`e.relation`);
const NAME = alike(cypher`e.name`);
const BUILDER: Text = {
  sql: '(SELECT b.key FROM ran_on r JOIN builder b ON b.id = r.target WHERE r.source = e.source ORDER BY 1 LIMIT 1)',
  cypher: cypher`head(COLLECT { MATCH (o)-[:RAN_ON]->(b:Builder) RETURN b.key AS builder ORDER BY builder LIMIT 1 })`,
};
/** A model that is named by a revision alone. */
const ONLY_REVISION: Text = {
  sql: `e.role = 'model' AND NOT EXISTS (SELECT 1 FROM consumed x WHERE x.document = e.document AND x.ordinal = e.ordinal)
    AND NOT EXISTS (SELECT 1 FROM consumed_reference x WHERE x.document = e.document AND x.ordinal = e.ordinal)`,
  cypher: cypher`e.role = 'model' AND NOT EXISTS { MATCH (q)-[x:CONSUMED|CONSUMED_REFERENCE]->()
    WHERE x.document = e.document AND x.ordinal = e.ordinal }`,
};

const ANCESTORS: readonly Claimed[] = [
  {
    edge: 'DERIVED_FROM',
    relation: RELATION,
    type: 'DERIVED_FROM',
    from: 'Artifact',
    to: 'Artifact',
    name: NAME,
  },
  {
    edge: 'DERIVED_FROM_REFERENCE',
    relation: RELATION,
    type: 'DERIVED_FROM_REFERENCE',
    from: 'Artifact',
    to: 'Reference',
    name: NAME,
  },
  {
    edge: 'TRAINED_ON',
    relation: alike(cypher`'trained on'`),
    type: 'TRAINED_ON',
    from: 'Artifact',
    to: 'DatasetVersion',
    name: NAME,
  },
  {
    edge: 'PRODUCED_BY',
    relation: alike(cypher`'built by'`),
    type: 'PRODUCED',
    from: 'Artifact',
    to: 'Build',
    back: true,
    name: BUILDER,
  },
  ...(
    [
      ['CONSUMED', 'Artifact', IS_MODEL],
      ['CONSUMED_REFERENCE', 'Reference', IS_MODEL],
      ['CONSUMED_DATASET', 'DatasetVersion', TRUE],
      ['CONSUMED_REVISION', 'SourceRevision', ONLY_REVISION],
    ] as const
  ).map(([type, to, where]) => ({
    edge: 'CONSUMED',
    relation: to === 'DatasetVersion' ? DATA_INPUT : INPUT,
    type,
    from: 'Build',
    to,
    name: NAME,
    where,
  })),
  ...parts(saysOrigin('e.target')),
  ...HOLDERS,
  ...SAME,
  {
    edge: 'PLATFORM_OF',
    relation: alike(cypher`'platform of'`),
    type: 'HAS_PLATFORM',
    from: 'Artifact',
    to: 'Artifact',
    back: true,
    where: saysOrigin('e.source'),
  },
  RESOLVED,
];

const DESCENDANTS: readonly Claimed[] = [
  {
    edge: 'ORIGIN_OF',
    relation: RELATION,
    type: 'DERIVED_FROM',
    from: 'Artifact',
    to: 'Artifact',
    back: true,
    name: NAME,
  },
  {
    edge: 'ORIGIN_OF',
    relation: RELATION,
    type: 'DERIVED_FROM_REFERENCE',
    from: 'Reference',
    to: 'Artifact',
    back: true,
    name: NAME,
  },
  {
    edge: 'USED_TO_TRAIN',
    relation: alike(cypher`'trained on'`),
    type: 'TRAINED_ON',
    from: 'DatasetVersion',
    to: 'Artifact',
    back: true,
    name: NAME,
  },
  ...(
    [
      ['CONSUMED', 'Artifact', IS_MODEL],
      ['CONSUMED_REFERENCE', 'Reference', IS_MODEL],
      ['CONSUMED_DATASET', 'DatasetVersion', TRUE],
    ] as const
  ).map(([type, from, where]) => ({
    edge: 'CONSUMED_BY',
    relation: from === 'DatasetVersion' ? DATA_INPUT : INPUT,
    type,
    from,
    to: 'Build',
    back: true,
    name: NAME,
    where,
  })),
  { edge: 'PRODUCED', relation: alike(cypher`'built'`), type: 'PRODUCED', from: 'Build', to: 'Artifact', name: NAME },
  ...parts(isOrigin('e.target')),
  ...HOLDERS,
  ...SAME,
  {
    edge: 'PLATFORM_OF',
    relation: alike(cypher`'platform of'`),
    type: 'HAS_PLATFORM',
    from: 'Artifact',
    to: 'Artifact',
    back: true,
    where: isOrigin('e.source'),
  },
  {
    edge: 'NAMED_BY',
    relation: alike(cypher`'named'`),
    type: 'RESOLVES_TO',
    from: 'Artifact',
    to: 'Reference',
    back: true,
    where: SEEN_BY_THEN,
  },
  RESOLVED,
];

function statement(name: string, claims: readonly Claimed[]): TimedStatement {
  return timed(
    name,
    (open) => {
      const all = [...claims.map((claim) => claimed(claim, open)), ...sameBytes(open), SIBLINGS, BY_ITS_DIGEST];
      return `${all.join('\n UNION ALL ')}\n ORDER BY 3, 4, 1, 5, 6, 2, 8, 9 LIMIT ${STEP_ROWS + 1}`;
    },
    (open) => {
      const own = [...claims.map((claim) => claimedCypher(claim, open)), ...sameBytesCypher(open)];
      return cypher`CALL () { ${cypherJoined([...own, SIBLINGS_CYPHER, BY_ITS_DIGEST_CYPHER], cypher` UNION ALL `)} }
        RETURN edge, relation, from_kind, from_key, to_kind, to_key, name, document, at
        ORDER BY from_kind, from_key, edge, to_kind, to_key, relation, coalesce(document, ''), at LIMIT ${cypherWhole(STEP_ROWS + 1)}`;
    },
  );
}

/** One step further from each of the things listed, towards what they were made from or what was made from them. */
export const STEPS = {
  ancestors: statement('lineage-ancestors', ANCESTORS),
  descendants: statement('lineage-descendants', DESCENDANTS),
} as const;

export type Way = keyof typeof STEPS;
