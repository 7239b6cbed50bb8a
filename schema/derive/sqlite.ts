import { EDGES } from '../model/index.ts';
import type { EdgeKind, Model, NodeKind, PropertyKind } from '../model/index.ts';

/** `PackageVersion`, `HAS_PLATFORM`, `artifactType` as a table or column: lower snake. */
export const snake = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

const column = (name: string, { type, optional }: PropertyKind): string =>
  `"${snake(name)}" ${type === 'whole' || type === 'flag' ? 'INTEGER' : 'TEXT'}${optional ? '' : ' NOT NULL'}`;

const columns = (properties: Readonly<Record<string, PropertyKind>>): string[] =>
  Object.entries(properties).map(([name, property]) => column(name, property));

/** An edge that the id of its source implies, and that is a list where it has an ordinal: else it has one target. */
const isImplied = ({ basis }: EdgeKind): boolean => basis === 'implied';
const isList = ({ properties }: EdgeKind): boolean => 'ordinal' in properties;

/** The edges that are a column of their source's table. */
const impliedBy = (label: string, edges: readonly EdgeKind[]): readonly EdgeKind[] =>
  edges.filter((edge) => isImplied(edge) && !isList(edge) && edge.from === label);

/** A table for each node kind: an integer inside, the natural id outside, and what that id implies. */
function nodeTable({ label, implies }: NodeKind, edges: readonly EdgeKind[]): string {
  const targets = impliedBy(label, edges).map(({ type }) => `"${snake(type)}" INTEGER NOT NULL`);
  const own = ['id INTEGER PRIMARY KEY', 'key TEXT NOT NULL UNIQUE', ...columns(implies ?? {}), ...targets];
  return `CREATE TABLE "${snake(label)}" (${own.join(', ')}) STRICT`;
}

/** A table for each claimed edge kind, indexed by the document that claims it and in both directions. */
function claimTable({ type, properties }: EdgeKind): string[] {
  const table = snake(type);
  const own = ['document INTEGER NOT NULL', 'source INTEGER NOT NULL', 'target INTEGER NOT NULL', 'at TEXT NOT NULL'];
  return [
    `CREATE TABLE "${table}" (${[...own, ...columns(properties)].join(', ')}) STRICT`,
    index(table, 'document'),
    index(table, 'source'),
    index(table, 'target'),
  ];
}

/** A table for each implied list; any other implied edge is a column of its source, seen as an edge through a view. */
function impliedTable(edge: EdgeKind): string[] {
  const { type, from, properties, within } = edge;
  const table = snake(type);
  if (within !== undefined) {
    const ends = ['within INTEGER NOT NULL', 'source INTEGER NOT NULL', 'target INTEGER NOT NULL'];
    return [
      `CREATE TABLE "${table}" (${[...ends, ...columns(properties)].join(', ')}, PRIMARY KEY (within, ordinal)) WITHOUT ROWID, STRICT`,
      `CREATE INDEX "${table}_target" ON "${table}" (target, within, source)`,
    ];
  }
  if (!isList(edge)) {
    return [
      index(snake(from), table),
      `CREATE VIEW "${table}" AS SELECT id AS source, "${table}" AS target FROM "${snake(from)}"`,
    ];
  }
  const own = ['source INTEGER NOT NULL', 'target INTEGER NOT NULL', ...columns(properties)];
  return [
    `CREATE TABLE "${table}" (${own.join(', ')}, PRIMARY KEY (source, ordinal)) WITHOUT ROWID, STRICT`,
    `CREATE INDEX "${table}_target" ON "${table}" (target)`,
  ];
}

const index = (table: string, name: string): string => `CREATE INDEX "${table}_${name}" ON "${table}" ("${name}")`;

/** The tables and indexes of the model, one statement each. Projected edges have none: exposures stand for them. */
export function sqliteTables({ nodes, edges }: Model): string[] {
  return [
    ...nodes.map((kind) => nodeTable(kind, edges)),
    ...edges.filter(({ basis }) => basis === 'claimed').flatMap(claimTable),
    ...edges.filter(isImplied).flatMap(impliedTable),
  ];
}

/** The columns that a node's key implies: attributes, then targets of edges, in the order of the model. */
export const impliedColumns = ({ label, implies }: NodeKind): readonly string[] =>
  [...Object.keys(implies ?? {}), ...impliedBy(label, EDGES).map(({ type }) => type)].map(snake);

/** Inserts a node that is not there: its integer, its key, then what the key implies. */
export function insertNode(kind: NodeKind): string {
  const { label } = kind;
  const names = ['id', 'key', ...impliedColumns(kind)];
  return `INSERT INTO "${snake(label)}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
}

/** Inserts one claim: document, source, target, at, then the properties in the order of the model. */
export function insertClaim({ type, properties }: EdgeKind): string {
  const names = ['document', 'source', 'target', 'at', ...Object.keys(properties).map(snake)];
  return `INSERT INTO "${snake(type)}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
}

/**
 * Inserts members of an implied list, several at once: the set if it is neither end, source, target, then the properties in
 * the order of the model.
 */
export function insertMembers({ type, properties, within }: EdgeKind, count: number): string {
  const set = within === undefined ? [] : ['within'];
  const names = [...set, 'source', 'target', ...Object.keys(properties).map(snake)];
  const row = `(${names.map(() => '?').join(', ')})`;
  const rows = Array.from({ length: count }, () => row).join(', ');
  return `INSERT INTO "${snake(type)}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES ${rows}`;
}

/** Removes what one document claims of this kind. */
export const deleteClaims = ({ type }: EdgeKind): string => `DELETE FROM "${snake(type)}" WHERE document = ?`;
