import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MODEL, deleteClaims, insertClaim, insertNode, modelPage, neo4jSchema, sqliteTables } from '#schema';
import { describe, expect, test } from 'vitest';

const claimed = MODEL.edges.filter(({ basis }) => basis === 'claimed');
const statements = (texts: readonly string[]): string => texts.map((text) => `${text};\n`).join('');
const WRITES = [...MODEL.nodes.map(insertNode), ...claimed.flatMap((kind) => [insertClaim(kind), deleteClaims(kind)])];

/** What derives from the model, and the file in which a review sees how it changed. */
const DERIVED: readonly { readonly file: string; readonly text: string }[] = [
  { file: 'docs/model.md', text: modelPage(MODEL) },
  { file: 'test/golden/derived/sqlite.sql', text: statements(sqliteTables(MODEL)) },
  { file: 'test/golden/derived/neo4j.cypher', text: statements(neo4jSchema(MODEL)) },
  { file: 'test/golden/derived/sqlite-writes.sql', text: statements(WRITES) },
];

describe('what derives from the model is as committed (UPDATE_GOLDEN=1 writes it anew)', () => {
  test.each(DERIVED)('$file', ({ file, text }) => {
    const path = join(import.meta.dirname, '..', file);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    expect(text).toBe(readFileSync(path, 'utf8'));
  });
});

describe('the statements derived from the model', () => {
  const database = new DatabaseSync(':memory:');
  for (const statement of sqliteTables(MODEL)) database.exec(statement);

  test.each(WRITES)('%s', (statement) => {
    expect(() => database.prepare(statement)).not.toThrow();
  });

  test('name every kind of node and claimed edge', () => {
    const page = modelPage(MODEL);
    for (const { label } of MODEL.nodes) expect(page).toContain(`\n### ${label}\n`);
    for (const { type } of MODEL.edges) expect(page).toContain(`\n### ${type}\n`);
  });
});

describe('the model', () => {
  const labels = new Set<string>(MODEL.nodes.map(({ label }) => label));

  test('has no two kinds of one name', () => {
    expect(labels.size).toBe(MODEL.nodes.length);
    expect(new Set(MODEL.edges.map(({ type }) => type)).size).toBe(MODEL.edges.length);
  });

  test.each(MODEL.edges)('$type leads from a kind that exists to one that exists', ({ from, to }) => {
    expect([labels.has(from), labels.has(to)]).toEqual([true, true]);
  });

  test('has labels that are PascalCase nouns and types in upper snake, each with a doc that ends in a full stop', () => {
    for (const { label, doc } of MODEL.nodes)
      expect([label, doc]).toEqual([expect.stringMatching(/^([A-Z][a-z]+)+$/), expect.stringMatching(/\.$/)]);
    for (const { type, doc } of MODEL.edges)
      expect([type, doc]).toEqual([expect.stringMatching(/^[A-Z]+(_[A-Z]+)*$/), expect.stringMatching(/\.$/)]);
  });

  test('reads from either end of a kind under a name of its own', () => {
    for (const { label } of MODEL.nodes) {
      const fields = MODEL.edges.flatMap(({ from, to, forward, backward }) => [
        ...(from === label ? [forward] : []),
        ...(to === label ? [backward] : []),
      ]);
      const twice = fields.filter((field, place) => fields.indexOf(field) !== place);
      expect({ label, twice }).toEqual({ label, twice: [] });
    }
  });
});
