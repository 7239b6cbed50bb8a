import { artifactKey, buildsKey, referenceKey, sbomsKey } from '../keys.ts';
import { textCell, wholeCell } from './database.ts';
import type { Database } from './database.ts';

/** What the claims of one document answer: the keys of the projection, and the SBOMs whose bills it bears on. */
export interface Touched {
  readonly keys: ReadonlySet<string>;
  readonly sboms: ReadonlySet<number>;
}

const ENDS = {
  embodies: ['target'],
  has_platform: ['source', 'target'],
  has_config: ['source', 'target'],
  holds_file: ['source'],
} as const;

/** Asked of what is stored before its claims are taken away, and when it goes out of force or comes back. */
export function touchedBy(database: Database, document: number): Touched {
  const keys = new Set<string>();
  for (const [table, ends] of Object.entries(ENDS)) {
    for (const end of ends) {
      const rows = database.all(
        `SELECT DISTINCT a.key FROM ${table} e JOIN artifact a ON a.id = e.${end} WHERE e.document = ?`,
        document,
      );
      for (const { key } of rows) keys.add(artifactKey(textCell(key)));
    }
  }
  for (const { key } of database.all(
    `SELECT a.key FROM has_digest e JOIN artifact a ON a.id = e.source WHERE e.document = ?1
     UNION SELECT g.key FROM has_digest e JOIN digest g ON g.id = e.target WHERE e.document = ?1`,
    document,
  )) {
    keys.add(artifactKey(textCell(key)));
  }
  const references = database.all(
    'SELECT DISTINCT r.key FROM resolves_to e JOIN reference r ON r.id = e.source WHERE e.document = ?',
    document,
  );
  for (const { key } of references) keys.add(referenceKey(textCell(key)));
  const products = database.all(
    'SELECT DISTINCT a.key FROM produced e JOIN artifact a ON a.id = e.target WHERE e.document = ?',
    document,
  );
  for (const { key } of products) keys.add(buildsKey(textCell(key)));
  const sboms = new Set(
    database
      .all(
        `SELECT source AS id FROM describes WHERE document = :d UNION SELECT source FROM inventories WHERE document = :d
         UNION SELECT source FROM lists WHERE document = :d`.replaceAll(':d', '?1'),
        document,
      )
      .map(({ id }) => wholeCell(id)),
  );
  for (const sbom of sboms) for (const key of describedKeys(database, sbom)) keys.add(key);
  return { keys, sboms };
}

/** The keys of the artifacts that an SBOM describes, whoever says so. */
export function describedKeys(database: Database, sbom: number): string[] {
  const rows = database.all(
    'SELECT DISTINCT a.key FROM describes e JOIN artifact a ON a.id = e.target WHERE e.source = ?',
    sbom,
  );
  return rows.map(({ key }) => sbomsKey(textCell(key)));
}
