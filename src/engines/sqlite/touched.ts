import { artifactKey, buildsKey, referenceKey, sbomsKey } from '../keys.ts';
import { textCell, wholeCell } from './database.ts';
import type { Database } from './database.ts';

/** What the claims of one document answer: the keys of the projection, and the SBOMs whose bills it bears on. */
export interface Touched {
  readonly keys: ReadonlySet<string>;
  readonly sboms: ReadonlySet<number>;
}

const ENDS = ['embodies', 'has_platform', 'has_config'] as const;

/** Asked before claims are taken away and after they are written: both sides of a change are touched. */
export function touchedBy(database: Database, document: number): Touched {
  const keys = new Set<string>();
  for (const table of ENDS) {
    const ends = table === 'embodies' ? ['target'] : ['source', 'target'];
    for (const end of ends) {
      const rows = database.all(
        `SELECT DISTINCT a.key FROM ${table} e JOIN artifact a ON a.id = e.${end} WHERE e.document = ?`,
        document,
      );
      for (const { key } of rows) keys.add(artifactKey(textCell(key)));
    }
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
  for (const sbom of sboms) {
    const described = database.all(
      'SELECT DISTINCT a.key FROM describes e JOIN artifact a ON a.id = e.target WHERE e.source = ?',
      sbom,
    );
    for (const { key } of described) keys.add(sbomsKey(textCell(key)));
  }
  return { keys, sboms };
}
