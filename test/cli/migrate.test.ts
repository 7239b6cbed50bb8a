import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { provgraph } from './command-line.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provgraph-migrate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.for([
  [1, 'outdated', 'an older version of provgraph, from which no migration leads on'],
  [9_000, 'newer', 'a newer version of provgraph; use that version'],
] as const)('a store of version %i is %s, and left as it is', ([version, state, words]) => {
  expect(provgraph(folder, ['migrate']).status).toBe(0);
  const path = join(folder, '.provgraph', 'estate.sqlite');
  const store = new DatabaseSync(path);
  store.exec(`PRAGMA user_version = ${version}`);
  store.close();

  const migrated = provgraph(folder, ['migrate']);
  expect(migrated.status).toBe(1);
  expect(migrated.out).toContain(words);
  const [line = ''] = provgraph(folder, ['migrate', '--check', '--json']).out.split('\n');
  expect(JSON.parse(line)).toMatchObject({ n: version, state });

  const after = new DatabaseSync(path, { readOnly: true });
  expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: version });
  after.close();
});
