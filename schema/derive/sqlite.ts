import type { EdgeKind, Model, NodeKind, PropertyKind } from '../model/index.ts';

/** `PackageVersion`, `HAS_PLATFORM`, `artifactType` as a table or column: lower snake. */
export const snake = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

const column = (name: string, { type, optional }: PropertyKind): string =>
  `"${snake(name)}" ${type === 'whole' || type === 'flag' ? 'INTEGER' : 'TEXT'}${optional ? '' : ' NOT NULL'}`;

const columns = (properties: Readonly<Record<string, PropertyKind>>): string[] =>
  Object.entries(properties).map(([name, property]) => column(name, property));

/** A table for each node kind: an integer inside, the natural id outside, and what that id implies. */
function nodeTable({ label, implies }: NodeKind): string[] {
  const own = ['id INTEGER PRIMARY KEY', 'key TEXT NOT NULL UNIQUE', ...columns(implies ?? {})];
  const searched = Object.keys(implies ?? {}).map((name) => index(snake(label), snake(name)));
  return [`CREATE TABLE "${snake(label)}" (${own.join(', ')}) STRICT`, ...searched];
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

/** A table for each implied edge kind; one with an ordinal is a list, any other has one target for each source. */
function impliedTable({ type, properties }: EdgeKind): string[] {
  const table = snake(type);
  if (!('ordinal' in properties)) {
    return [
      `CREATE TABLE "${table}" (source INTEGER PRIMARY KEY, target INTEGER NOT NULL) STRICT`,
      index(table, 'target'),
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
    ...nodes.flatMap(nodeTable),
    ...edges.filter(({ basis }) => basis === 'claimed').flatMap(claimTable),
    ...edges.filter(({ basis }) => basis === 'implied').flatMap(impliedTable),
  ];
}

/** Inserts a node unless it is there. */
export function insertNode({ label, implies }: NodeKind): string {
  const names = ['key', ...Object.keys(implies ?? {}).map(snake)];
  const values = names.map(() => '?').join(', ');
  return `INSERT INTO "${snake(label)}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${values}) ON CONFLICT DO NOTHING RETURNING id`;
}

/** Inserts one claim: document, source, target, at, then the properties in the order of the model. */
export function insertClaim({ type, properties }: EdgeKind): string {
  const names = ['document', 'source', 'target', 'at', ...Object.keys(properties).map(snake)];
  return `INSERT INTO "${snake(type)}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
}

/** Removes what one document claims of this kind. */
export const deleteClaims = ({ type }: EdgeKind): string => `DELETE FROM "${snake(type)}" WHERE document = ?`;
