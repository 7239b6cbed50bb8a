import { snake } from '#schema';
import { HOLDERS, RESOLVED, SAME, SEEN_BY_THEN, parts, sameBytes } from './shapes.ts';
import type { Claimed } from './shapes.ts';
import { timed } from '../answering/moment.ts';
import type { Open, TimedStatement } from '../answering/moment.ts';

/** Rows of one level; more than these are cut, and said. */
export const STEP_ROWS = 20_000;

/** Node labels as parameters of the statements: a JSON list of keys each, spelled `:artifacts`. */
const LIST: Readonly<Record<string, string>> = {
  Artifact: ':artifacts',
  Reference: ':references',
  Build: ':builds',
  Weights: ':weights',
  DatasetVersion: ':datasets',
};

/** `edge, relation, from_kind, from_key, to_kind, to_key, name, document, at` of the claims in force at the things listed. */
function claimed(claim: Claimed, { document }: Open): string {
  const { edge, relation, table, from, to, back = false, name = 'NULL', where = 'TRUE' } = claim;
  const [near, far] = back ? ['target', 'source'] : ['source', 'target'];
  return `SELECT '${edge}' AS edge, ${relation} AS relation, '${from}' AS from_kind, q.key AS from_key, '${to}' AS to_kind, o.key AS to_key, ${name} AS name,
    d.key AS document, e.at AS at FROM json_each(${claim.list ?? LIST[from] ?? ''}) w JOIN "${snake(from)}" q ON q.key = w.value
    JOIN "${table}" e ON e."${near}" = q.id JOIN document_state s ON s.document = e.document AND ${document} JOIN document d ON d.id = e.document
    JOIN "${snake(to)}" o ON o.id = e."${far}" WHERE ${where}`;
}

/** An input of a build that is a model, or that nobody says is none; data that was given to it, whatever its role. */
const IS_MODEL = `e.role IN ('model', 'unknown')`;
const INPUT = `CASE e.role WHEN 'unknown' THEN 'built with (role unknown)' ELSE 'built with' END`;
const DATA_INPUT = `'built with'`;

/** Whether a part says anything of the origin of what it is a part of. */
const saysOrigin = (id: string): string =>
  `(EXISTS (SELECT 1 FROM derived_from x WHERE x.source = ${id}) OR EXISTS (SELECT 1 FROM derived_from_reference x WHERE x.source = ${id})
    OR EXISTS (SELECT 1 FROM trained_on x WHERE x.source = ${id}) OR EXISTS (SELECT 1 FROM produced x WHERE x.target = ${id}))`;

/** Whether something was made from it, or may have been. */
const isOrigin = (id: string): string =>
  `(EXISTS (SELECT 1 FROM derived_from x WHERE x.target = ${id})
    OR EXISTS (SELECT 1 FROM consumed x WHERE x.target = ${id} AND x.role IN ('model', 'unknown')))`;

const revisionOf = (key: string): string => `substr(${key}, instr(${key}, '@') + 1)`;
const isCommit = (key: string): string =>
  `(length(${revisionOf(key)}) = 40 AND ${revisionOf(key)} NOT GLOB '*[^0-9a-f]*')`;

/** The same repository of a hub at another revision, where at least one of the two may have been the other. */
const SIBLINGS = `SELECT 'SAME_NAME', 'another revision by name', 'Reference', q.value, 'Reference', o.key, NULL, NULL, '' FROM json_each(:nameable) q
  JOIN reference o ON o.key > substr(q.value, 1, instr(q.value, '@')) AND o.key < substr(q.value, 1, instr(q.value, '@') - 1) || 'A'
  WHERE (q.value LIKE 'hf:%@%' OR q.value LIKE 'modelscope:%@%') AND o.key <> q.value AND NOT (${isCommit('q.value')} AND ${isCommit('o.key')})`;

/** A name that holds a digest means the artifact of that digest. */
const BY_ITS_DIGEST = `SELECT 'RESOLVES_TO', 'same name', 'Reference', q.value, 'Artifact', o.key, NULL, NULL, '' FROM json_each(:resolved) q
  JOIN artifact o ON o.key = ${revisionOf('q.value')} WHERE q.value LIKE 'oci:%@%'`;

const ANCESTORS: readonly Claimed[] = [
  {
    edge: 'DERIVED_FROM',
    relation: 'e.relation',
    table: 'derived_from',
    from: 'Artifact',
    to: 'Artifact',
    name: 'e.name',
  },
  {
    edge: 'DERIVED_FROM_REFERENCE',
    relation: 'e.relation',
    table: 'derived_from_reference',
    from: 'Artifact',
    to: 'Reference',
    name: 'e.name',
  },
  {
    edge: 'TRAINED_ON',
    relation: `'trained on'`,
    table: 'trained_on',
    from: 'Artifact',
    to: 'DatasetVersion',
    name: 'e.name',
  },
  {
    edge: 'PRODUCED_BY',
    relation: `'built by'`,
    table: 'produced',
    from: 'Artifact',
    to: 'Build',
    back: true,
    name: '(SELECT b.key FROM ran_on r JOIN builder b ON b.id = r.target WHERE r.source = e.source ORDER BY 1 LIMIT 1)',
  },
  ...(
    [
      ['consumed', 'Artifact', IS_MODEL],
      ['consumed_reference', 'Reference', IS_MODEL],
      ['consumed_dataset', 'DatasetVersion', 'TRUE'],
      [
        'consumed_revision',
        'SourceRevision',
        `e.role = 'model' AND NOT EXISTS (SELECT 1 FROM consumed x WHERE x.document = e.document AND x.ordinal = e.ordinal)
          AND NOT EXISTS (SELECT 1 FROM consumed_reference x WHERE x.document = e.document AND x.ordinal = e.ordinal)`,
      ],
    ] as const
  ).map(([table, to, where]) => ({
    edge: 'CONSUMED',
    relation: to === 'DatasetVersion' ? DATA_INPUT : INPUT,
    table,
    from: 'Build',
    to,
    name: 'e.name',
    where,
  })),
  ...parts(saysOrigin),
  ...HOLDERS,
  ...SAME,
  {
    edge: 'PLATFORM_OF',
    relation: `'platform of'`,
    table: 'has_platform',
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
    relation: 'e.relation',
    table: 'derived_from',
    from: 'Artifact',
    to: 'Artifact',
    back: true,
    name: 'e.name',
  },
  {
    edge: 'ORIGIN_OF',
    relation: 'e.relation',
    table: 'derived_from_reference',
    from: 'Reference',
    to: 'Artifact',
    back: true,
    name: 'e.name',
  },
  {
    edge: 'USED_TO_TRAIN',
    relation: `'trained on'`,
    table: 'trained_on',
    from: 'DatasetVersion',
    to: 'Artifact',
    back: true,
    name: 'e.name',
  },
  ...(
    [
      ['consumed', 'Artifact', IS_MODEL],
      ['consumed_reference', 'Reference', IS_MODEL],
      ['consumed_dataset', 'DatasetVersion', 'TRUE'],
    ] as const
  ).map(([table, from, where]) => ({
    edge: 'CONSUMED_BY',
    relation: from === 'DatasetVersion' ? DATA_INPUT : INPUT,
    table,
    from,
    to: 'Build',
    back: true,
    name: 'e.name',
    where,
  })),
  { edge: 'PRODUCED', relation: `'built'`, table: 'produced', from: 'Build', to: 'Artifact', name: 'e.name' },
  ...parts(isOrigin),
  ...HOLDERS,
  ...SAME,
  {
    edge: 'PLATFORM_OF',
    relation: `'platform of'`,
    table: 'has_platform',
    from: 'Artifact',
    to: 'Artifact',
    back: true,
    where: isOrigin('e.source'),
  },
  {
    edge: 'NAMED_BY',
    relation: `'named'`,
    table: 'resolves_to',
    from: 'Artifact',
    to: 'Reference',
    back: true,
    where: SEEN_BY_THEN,
  },
  RESOLVED,
];

function statement(name: string, claims: readonly Claimed[]): TimedStatement {
  return timed(name, (open) => {
    const all = [...claims.map((claim) => claimed(claim, open)), ...sameBytes(open), SIBLINGS, BY_ITS_DIGEST];
    return `${all.join('\n UNION ALL ')}\n ORDER BY 3, 4, 1, 5, 6, 2, 8, 9 LIMIT ${STEP_ROWS + 1}`;
  });
}

/** One step further from each of the things listed, towards what they were made from or what was made from them. */
export const STEPS = {
  ancestors: statement('lineage-ancestors', ANCESTORS),
  descendants: statement('lineage-descendants', DESCENDANTS),
} as const;

export type Way = keyof typeof STEPS;
