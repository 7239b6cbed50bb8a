import { cypher, cypherJoined, cypherName, cypherWhole } from '#queries';
import type { Cypher } from '#queries';
import type { Batches, SearchResult } from '../engine.ts';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import { nodeMap, nodeName, nodeOf } from './entities-nodes.ts';
import { cellsIn, cellsOf, wholeIn } from './entity-cells.ts';

/** Kinds of which there are few: any part of their id is looked for, in the first so many of each. */
const FEW = ['Reference', 'Identity', 'Builder', 'SourceRepository', 'DatasetVersion'] as const;
const LOOKED_THROUGH = 50_000;
/** Kinds of which there are many: the beginning of their id is looked for. */
const MANY = [
  'Artifact',
  'Document',
  'Build',
  'PackageVersion',
  'Purl',
  'SourceRevision',
  'Weights',
  'Digest',
] as const;

/** What goes by a text, in one statement: the exact id before the beginning of an id or a package's name before any part. */
export async function searchResult(
  transaction: Transaction,
  { text, first }: Batches['search']['request'],
): Promise<SearchResult> {
  const asked = { text, begun: idBegun(text), lower: text.toLowerCase(), most: whole(first + 1) };
  const rows = await cellsOf(transaction, SEARCH, asked);
  const nodes = rows.filter(({ node }) => node !== null).map((row) => nodeOf(cellsIn(row, 'node')));
  const isCut = rows.some((row) => row['node'] === null && wholeIn(row, 'rank') > LOOKED_THROUGH);
  return { nodes: nodes.slice(0, first), truncated: isCut || nodes.length > first };
}

/** A digest may be given without its algorithm. */
const idBegun = (text: string): string => (/^[0-9a-f]{6,}$/iu.test(text) ? `sha256:${text.toLowerCase()}` : text);

const RANK = cypher`CASE WHEN n.key IN [$text, $begun] THEN 0 WHEN n.key STARTS WITH $text THEN 1 ELSE 2 END`;

/** Of each kind no more than are shown; the name of a workload is looked up for these alone. */
const part = (label: string, found: Cypher): Cypher => cypher`
  ${found} WITH n, ${RANK} AS rank ORDER BY rank, n.key LIMIT $most
  WITH n, rank, ${nodeName(label)} AS name RETURN ${nodeMap(label)} AS node, rank`;

/** The first so many of a kind, in the order of its index. */
const lookedThrough = (label: string, more: Cypher): Cypher =>
  cypher`MATCH (n:${cypherName(label)}) WHERE n.key >= '' ${more} WITH n ORDER BY n.key LIMIT ${cypherWhole(LOOKED_THROUGH)}`;

/** The id of a workload is a hash: it is looked for by what the cluster calls it. */
const PARTS = [
  part('Package', cypher`MATCH (n:Package) WHERE n.name STARTS WITH $lower`),
  ...MANY.map((kind) => part(kind, cypher`MATCH (n:${cypherName(kind)}) WHERE n.key STARTS WITH $begun`)),
  part(
    'Workload',
    cypher`${lookedThrough('Workload', cypher`AND n.object IS NOT NULL`)} WITH n WHERE toLower(n.object) CONTAINS $lower`,
  ),
  ...FEW.map((kind) =>
    part(kind, cypher`${lookedThrough(kind, cypher``)} WITH n WHERE toLower(n.key) CONTAINS $lower`),
  ),
];
const COUNTS = [...FEW, 'Workload'].map((kind) => cypher`COUNT { (:${cypherName(kind)}) }`);

const SEARCH = cypher`
  CALL () {${cypherJoined(PARTS, cypher` UNION ALL `)}}
  RETURN node, rank ORDER BY rank, node.kind, node.key LIMIT $most
  UNION ALL
  UNWIND [${cypherJoined(COUNTS, cypher`, `)}] AS count RETURN null AS node, max(count) AS rank`;
