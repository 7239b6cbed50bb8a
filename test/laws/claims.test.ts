import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  EDGES,
  NODES,
  componentSetId,
  dependencySetId,
  identifyPackage,
  impliedColumns,
  memberLine,
  pairLine,
  parseDigest,
  snake,
} from '#schema';
import { ESTATE, EU_PROD, GOLDEN, US_STAGING } from './corpus.ts';
import { Store } from './store.ts';

type Row = Readonly<Record<string, unknown>>;

describe('law 5: identity implies, documents claim', () => {
  const store = new Store();
  beforeAll(async () => {
    await store.ingest({ documents: [...ESTATE, ...GOLDEN, EU_PROD, US_STAGING], cluster: 'everywhere' });
  });
  afterAll(() => {
    store.remove();
  });

  function rows(sql: string): readonly Row[] {
    const database = new DatabaseSync(join(store.folder, 'estate.sqlite'), { readOnly: true });
    try {
      return database.prepare(sql).all();
    } finally {
      database.close();
    }
  }

  test('a node has no column beside its id and what its id implies', () => {
    for (const kind of NODES) {
      const implied = impliedColumns(kind);
      const columns = rows(`SELECT name FROM pragma_table_info('${snake(kind.label)}')`).map(({ name }) => name);
      expect(columns).toEqual(['id', 'key', ...implied]);
    }
  });

  test('every purl gives its version, its package and all their columns by itself', () => {
    const found =
      rows(`SELECT u.key AS purl, v.key AS package_version, v.version, p.key AS coordinate, p.type, p.name, p.group_name
      FROM purl u JOIN of_version o ON o.source = u.id JOIN package_version v ON v.id = o.target
      JOIN version_of w ON w.source = v.id JOIN package p ON p.id = w.target`);
    expect(found).toHaveLength(rows('SELECT id FROM purl').length);
    for (const row of found) {
      const identity = identifyPackage(String(row['purl']));
      expect({ ...row }).toEqual({
        purl: identity?.purl,
        package_version: identity?.packageVersion,
        version: identity?.version,
        coordinate: identity?.coordinate,
        type: identity?.type,
        name: identity?.name,
        group_name: identity?.groupName,
      });
    }
  });

  test('the id of a set is the hash of what it includes', () => {
    const members = rows(`SELECT s.key AS id, u.key AS purl, i.scope, i.source_package AS source FROM includes i
      JOIN component_set s ON s.id = i.source JOIN purl u ON u.id = i.target ORDER BY s.key, i.ordinal`);
    const sets = Map.groupBy(members, ({ id }) => String(id));
    expect(sets.size).toBeGreaterThan(20);
    for (const [id, rows] of sets) {
      const lines = rows.map(({ purl, scope, source }) =>
        memberLine({
          purl: String(purl),
          scope: scope as 'required',
          source: typeof source === 'string' ? source : null,
        }),
      );
      const type = identifyPackage(String(rows[0]?.['purl']))?.type ?? '';
      expect([componentSetId(type, lines), [...lines].sort()]).toEqual([id, lines]);
    }
  });

  test('the id of a set of dependency pairs is the hash of its pairs, in their order', () => {
    const pairs = rows(`SELECT s.key AS id, f.key AS dependent, t.key AS dependency FROM depends_on p
      JOIN dependency_set s ON s.id = p.within JOIN purl f ON f.id = p.source JOIN purl t ON t.id = p.target
      ORDER BY s.key, p.ordinal`);
    const sets = Map.groupBy(pairs, ({ id }) => String(id));
    expect(sets.size).toBeGreaterThan(5);
    for (const [id, rows] of sets) {
      const lines = rows.map(({ dependent, dependency }) => pairLine(String(dependent), String(dependency)));
      const type = identifyPackage(String(rows[0]?.['dependent']))?.type ?? '';
      expect([dependencySetId(type, lines), [...lines].sort()]).toEqual([id, lines]);
    }
  });

  test('every claimed edge names the document that claims it, and that document is stored', () => {
    for (const { type } of EDGES.filter(({ basis }) => basis === 'claimed')) {
      const homeless = rows(
        `SELECT rowid FROM "${snake(type)}" WHERE document NOT IN (SELECT document FROM document_state)`,
      );
      expect({ type, homeless }).toEqual({ type, homeless: [] });
    }
  });

  test('every artifact and every digest is spelled the one way', () => {
    for (const table of ['artifact', 'digest', 'document']) {
      const keys = rows(`SELECT key FROM ${table}`).map(({ key }) => String(key));
      expect(keys.filter((key) => parseDigest(key) !== key)).toEqual([]);
    }
  });
});
