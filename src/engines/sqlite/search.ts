import { snake } from '#schema';
import type { Batches, SearchResult } from '../engine.ts';
import { wholeCell } from './database.ts';
import type { Database } from './database.ts';
import { nodeColumns, nodeOf } from './nodes-shown.ts';

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
/** The id of a workload is a hash: it is looked for by what the cluster calls it. */
const WORKLOADS = `(SELECT w.*, c.object AS called FROM workload w JOIN workload_name c ON c.workload = w.id
  ORDER BY w.key LIMIT ${LOOKED_THROUGH})`;
/** Behind every text that begins with it. */
const END = '\u{10FFFF}';

/** What goes by a text, in one statement: the exact id before the beginning of an id or a package's name before any part. */
export function searchResult(database: Database, { text, first }: Batches['search']['request']): SearchResult {
  const rows = database.all(SEARCH, text, idBegun(text), text.toLowerCase(), first + 1);
  const nodes = rows.filter(({ kind }) => kind !== null);
  const isCut = rows.some(({ kind, rank }) => kind === null && wholeCell(rank) > LOOKED_THROUGH);
  return { nodes: nodes.slice(0, first).map(nodeOf), truncated: isCut || nodes.length > first };
}

/** A digest may be given without its algorithm. */
const idBegun = (text: string): string => (/^[0-9a-f]{6,}$/iu.test(text) ? `sha256:${text.toLowerCase()}` : text);

const RANK = `CASE WHEN n.key IN (?1, ?2) THEN 0 WHEN substr(n.key, 1, length(?1)) = ?1 THEN 1 ELSE 2 END AS rank`;

function part(kind: string, from: string, where: string): string {
  return `SELECT * FROM (SELECT ${nodeColumns(kind, 'n')}, ${RANK} FROM ${from} n WHERE ${where} ORDER BY rank, n.key LIMIT ?4)`;
}

const SEARCH = `SELECT * FROM (${[
  part('Package', '"package"', `n.name >= ?3 AND n.name < ?3 || '${END}'`),
  ...MANY.map((kind) => part(kind, `"${snake(kind)}"`, `n.key >= ?2 AND n.key < ?2 || '${END}'`)),
  part('Workload', WORKLOADS, 'instr(folded(n.called), ?3) > 0'),
  ...FEW.map((kind) =>
    part(kind, `(SELECT * FROM "${snake(kind)}" ORDER BY key LIMIT ${LOOKED_THROUGH})`, 'instr(folded(n.key), ?3) > 0'),
  ),
].join(' UNION ALL ')} ORDER BY rank, kind, key LIMIT ?4)
  UNION ALL SELECT NULL, NULL, NULL, NULL, max(${[...FEW, 'Workload']
    .map((kind) => `(SELECT count(*) FROM (SELECT 1 FROM "${snake(kind)}" LIMIT ${LOOKED_THROUGH + 1}))`)
    .join(', ')})`;
