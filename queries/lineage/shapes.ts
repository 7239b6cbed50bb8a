import { EDGES, snake } from '#schema';
import type { Open } from '../answering/moment.ts';

/** One kind of step along the claims of one table. */
export interface Claimed {
  /** The kind of step, from the thing that is nearer to the one asked for. */
  readonly edge: string;
  /** SQL text. */
  readonly relation: string;
  readonly table: string;
  readonly from: string;
  readonly to: string;
  /** The claim points the other way. */
  readonly back?: boolean;
  readonly list?: string;
  readonly name?: string;
  readonly where?: string;
}

/** The parts of an artifact that `where` lets through: what an artifact is made from, its files and its config may say. */
export const parts = (where: (id: string) => string): Claimed[] =>
  (
    [
      ['HOLDS_FILE', 'holds file', 'holds_file', 'e.path'],
      ['HAS_LAYER', 'has layer', 'has_layer', 'e.title'],
      ['HAS_CONFIG', 'has config', 'has_config', 'NULL'],
    ] as const
  ).map(([edge, relation, table, name]) => ({
    edge,
    relation: `'${relation}'`,
    table,
    from: 'Artifact',
    to: 'Artifact',
    name,
    where: where('e.target'),
  }));

/** What holds a file, a layer or a config that is itself named as a model. */
export const HOLDERS: readonly Claimed[] = (
  [
    ['FILE_OF', 'file of', 'holds_file', 'e.path'],
    ['LAYER_OF', 'layer of', 'has_layer', 'e.title'],
    ['CONFIG_OF', 'config of', 'has_config', 'NULL'],
  ] as const
).map(([edge, relation, table, name]) => ({
  edge,
  relation: `'${relation}'`,
  table,
  from: 'Artifact',
  to: 'Artifact',
  back: true,
  list: ':named',
  name,
}));

/** What a name was seen to mean at any time until the moment: what was made from it may be made from any of these. */
export const SEEN_BY_THEN =
  'EXISTS (SELECT 1 FROM observation v WHERE v.document = e.document AND v.observed_at <= :asOf)';

export const RESOLVED: Claimed = {
  edge: 'RESOLVES_TO',
  relation: `'same name'`,
  table: 'resolves_to',
  from: 'Reference',
  to: 'Artifact',
  list: ':resolved',
  where: SEEN_BY_THEN,
};

/** Things that are the same model: its platforms, the same weights, the same bytes by another digest. */
export const SAME: readonly Claimed[] = [
  {
    edge: 'HAS_PLATFORM',
    relation: `'platform'`,
    table: 'has_platform',
    from: 'Artifact',
    to: 'Artifact',
    list: ':wholes',
  },
  {
    edge: 'CARRIES_WEIGHTS',
    relation: `'weights'`,
    table: 'carries_weights',
    from: 'Artifact',
    to: 'Weights',
    name: `nullif(e."group", '')`,
    where: 'EXISTS (SELECT 1 FROM carries_weights x WHERE x.target = e.target AND x.source <> e.source)',
  },
  {
    edge: 'CARRIED_BY',
    relation: `'same weights'`,
    table: 'carries_weights',
    from: 'Weights',
    to: 'Artifact',
    back: true,
    name: `nullif(e."group", '')`,
  },
];

/** Whether a document in force says anything of the artifact `o`: a digest that nothing is known of is no step further. */
const isSaid = ({ document }: Open): string =>
  EDGES.filter(({ basis, type }) => basis === 'claimed' && type !== 'HAS_DIGEST')
    .flatMap(({ type, from, to }) => [
      ...(from === 'Artifact' ? [[type, 'source'] as const] : []),
      ...(to === 'Artifact' ? [[type, 'target'] as const] : []),
    ])
    .map(
      ([type, end]) =>
        `EXISTS (SELECT 1 FROM "${snake(type)}" x JOIN document_state s ON s.document = x.document AND ${document} WHERE x.${end} = o.id)`,
    )
    .join(' OR ');

/** The same bytes under a digest of another algorithm, said from either side. */
export const sameBytes = (open: Open): string[] => {
  const { document } = open;
  const row = (from: string, to: string): string =>
    `SELECT 'HAS_DIGEST', 'same bytes', 'Artifact', ${from}.key, 'Artifact', ${to}.key, NULL, d.key, e.at FROM json_each(:artifacts) w`;
  const inForce = `JOIN document_state s ON s.document = e.document AND ${document} JOIN document d ON d.id = e.document`;
  return [
    `${row('q', 'o')} JOIN artifact q ON q.key = w.value JOIN has_digest e ON e.source = q.id ${inForce} JOIN digest g ON g.id = e.target
      JOIN artifact o ON o.key = g.key AND o.id <> q.id AND (${isSaid(open)})`,
    `${row('g', 'o')} JOIN digest g ON g.key = w.value JOIN has_digest e ON e.target = g.id ${inForce} JOIN artifact o ON o.id = e.source AND o.key <> g.key`,
  ];
};
