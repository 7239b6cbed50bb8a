import { EDGES, snake } from '#schema';
import { cypher, cypherJoined, cypherName } from '../answering/cypher.ts';
import type { Cypher } from '../answering/cypher.ts';
import { inForce } from '../answering/in-force.ts';
import type { Open, OpenCypher } from '../answering/moment.ts';

/** One text for each language. */
export interface Text {
  readonly sql: string;
  readonly cypher: Cypher;
}

/** A text that means the same in both. */
export const alike = (text: Cypher): Text => ({ sql: text, cypher: text });

/** One kind of step along the claims `e` of one kind of edge. */
export interface Claimed {
  /** The kind of step, from the thing that is nearer to the one asked for. */
  readonly edge: string;
  readonly relation: Text;
  /** The type of the edge. */
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** The claim points the other way. */
  readonly back?: boolean;
  /** The parameter with the keys of the things to step from. */
  readonly list?: string;
  readonly name?: Text;
  /** In Cypher of `q`, from which a step leads, and `o`, to which it does. */
  readonly where?: Text;
}

const PATH = alike(cypher`e.path`);
const TITLE = alike(cypher`e.title`);

/** The parts of an artifact that `where` lets through: what an artifact is made from, its files and its config may say. */
export const parts = (where: Text): Claimed[] => {
  const part = { from: 'Artifact', to: 'Artifact', where };
  return [
    { ...part, edge: 'HOLDS_FILE', relation: alike(cypher`'holds file'`), type: 'HOLDS_FILE', name: PATH },
    { ...part, edge: 'HAS_LAYER', relation: alike(cypher`'has layer'`), type: 'HAS_LAYER', name: TITLE },
    { ...part, edge: 'HAS_CONFIG', relation: alike(cypher`'has config'`), type: 'HAS_CONFIG' },
  ];
};

const HOLDER = { from: 'Artifact', to: 'Artifact', back: true, list: 'named' } as const;

/** What holds a file, a layer or a config that is itself named as a model. */
export const HOLDERS: readonly Claimed[] = [
  { ...HOLDER, edge: 'FILE_OF', relation: alike(cypher`'file of'`), type: 'HOLDS_FILE', name: PATH },
  { ...HOLDER, edge: 'LAYER_OF', relation: alike(cypher`'layer of'`), type: 'HAS_LAYER', name: TITLE },
  { ...HOLDER, edge: 'CONFIG_OF', relation: alike(cypher`'config of'`), type: 'HAS_CONFIG' },
];

/** What a name was seen to mean at any time until the moment: what was made from it may be made from any of these. */
export const SEEN_BY_THEN: Text = {
  sql: 'EXISTS (SELECT 1 FROM observation v WHERE v.document = e.document AND v.observed_at <= :asOf)',
  cypher: cypher`EXISTS { MATCH (v:Observation {document: e.document}) WHERE v.observedAt <= $asOf }`,
};

export const RESOLVED: Claimed = {
  edge: 'RESOLVES_TO',
  relation: alike(cypher`'same name'`),
  type: 'RESOLVES_TO',
  from: 'Reference',
  to: 'Artifact',
  list: 'resolved',
  where: SEEN_BY_THEN,
};

const GROUP: Text = { sql: `nullif(e."group", '')`, cypher: cypher`CASE WHEN e.group <> '' THEN e.group END` };

/** Things that are the same model: its platforms, the same weights, the same bytes by another digest. */
export const SAME: readonly Claimed[] = [
  {
    edge: 'HAS_PLATFORM',
    relation: alike(cypher`'platform'`),
    type: 'HAS_PLATFORM',
    from: 'Artifact',
    to: 'Artifact',
    list: 'wholes',
  },
  {
    edge: 'CARRIES_WEIGHTS',
    relation: alike(cypher`'weights'`),
    type: 'CARRIES_WEIGHTS',
    from: 'Artifact',
    to: 'Weights',
    name: GROUP,
    where: {
      sql: 'EXISTS (SELECT 1 FROM carries_weights x WHERE x.target = e.target AND x.source <> e.source)',
      cypher: cypher`EXISTS { MATCH (o)<-[:CARRIES_WEIGHTS]-(x) WHERE x <> q }`,
    },
  },
  {
    edge: 'CARRIED_BY',
    relation: alike(cypher`'same weights'`),
    type: 'CARRIES_WEIGHTS',
    from: 'Weights',
    to: 'Artifact',
    back: true,
    name: GROUP,
  },
];

/** What may be said of an artifact, from either end, but that it has a further digest. */
const SAYING = EDGES.filter(({ basis, type }) => basis === 'claimed' && type !== 'HAS_DIGEST');
const typesOf = (end: 'from' | 'to'): readonly string[] =>
  SAYING.filter((edge) => edge[end] === 'Artifact').map(({ type }) => type);

/** Whether a document in force says anything of the artifact `o`: a digest that nothing is known of is no step further. */
const isSaid = ({ document }: Open): string =>
  [...typesOf('from').map((type) => [type, 'source']), ...typesOf('to').map((type) => [type, 'target'])]
    .map(
      ([type = '', end = '']) =>
        `EXISTS (SELECT 1 FROM "${snake(type)}" x JOIN document_state s ON s.document = x.document AND ${document} WHERE x.${end} = o.id)`,
    )
    .join(' OR ');

const isSaidCypher = (open: OpenCypher): Cypher => {
  const types = (end: 'from' | 'to'): Cypher => cypherJoined(typesOf(end).map(cypherName), cypher`|`);
  return cypher`EXISTS { ${inForce(cypher`(o)-[e:${types('from')}]->()`, open)} } OR EXISTS { ${inForce(cypher`(o)<-[e:${types('to')}]-()`, open)} }`;
};

/** The same bytes under a digest of another algorithm, said from either side. */
export const sameBytes = (open: Open): string[] => {
  const { document } = open;
  const row = (from: string, to: string): string =>
    `SELECT 'HAS_DIGEST', 'same bytes', 'Artifact', ${from}.key, 'Artifact', ${to}.key, NULL, d.key, e.at FROM json_each(:artifacts) w`;
  const standing = `JOIN document_state s ON s.document = e.document AND ${document} JOIN document d ON d.id = e.document`;
  return [
    `${row('q', 'o')} JOIN artifact q ON q.key = w.value JOIN has_digest e ON e.source = q.id ${standing} JOIN digest g ON g.id = e.target
      JOIN artifact o ON o.key = g.key AND o.id <> q.id AND (${isSaid(open)})`,
    `${row('g', 'o')} JOIN digest g ON g.key = w.value JOIN has_digest e ON e.target = g.id ${standing} JOIN artifact o ON o.id = e.source AND o.key <> g.key`,
  ];
};

/** The same in Cypher, as `claimedCypher` of the steps has its rows. */
export const sameBytesCypher = (open: OpenCypher): readonly Cypher[] => {
  const row = (
    from: Cypher,
  ): Cypher => cypher`RETURN 'HAS_DIGEST' AS edge, 'same bytes' AS relation, 'Artifact' AS from_kind, ${from} AS from_key,
    'Artifact' AS to_kind, o.key AS to_key, null AS name, document, at`;
  return [
    cypher`UNWIND $artifacts AS key MATCH (q:Artifact {key: key}) WITH q ${inForce(cypher`(q)-[e:HAS_DIGEST]->(g:Digest)`, open)}
      MATCH (o:Artifact {key: g.key}) WHERE o <> q WITH q, o, e.document AS document, e.at AS at
      WITH q, o, document, at WHERE ${isSaidCypher(open)} ${row(cypher`q.key`)}`,
    cypher`UNWIND $artifacts AS key MATCH (g:Digest {key: key}) WITH g ${inForce(cypher`(g)<-[e:HAS_DIGEST]-(o:Artifact)`, open)}
      AND o.key <> g.key WITH g, o, e.document AS document, e.at AS at ${row(cypher`g.key`)}`,
  ];
};
