import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sha256Of } from '#schema';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { folderArchive } from '../../src/archive/folder.ts';
import { examineStore, openWriter } from '../../src/engines/index.ts';
import type { Check } from '../../src/engines/engine.ts';
import { ingestExample } from '../cli/example-estate.ts';

let made = '';
let folder = '';
beforeAll(() => {
  made = mkdtempSync(join(tmpdir(), 'provgraph-doctor-'));
  ingestExample(made);
  const database = new DatabaseSync(join(made, '.provgraph/estate.sqlite'));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
});
afterAll(() => {
  rmSync(made, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provgraph-damaged-'));
  cpSync(join(made, '.provgraph'), folder, { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function examined(): Promise<readonly Check[]> {
  const archiveFolder = join(folder, 'archive');
  const archive = folderArchive(archiveFolder);
  const checks: Check[] = [];
  const store = { folder, archive, archiveFolder, clock: () => '2026-03-25T21:00:00.000Z' };
  for await (const check of examineStore(store)) checks.push(check);
  return checks;
}

/** The names of the checks that are not well. */
const ill = (checks: readonly Check[]): readonly string[] =>
  checks.filter(({ state }) => state !== 'ok').map(({ name }) => name);

function damage(...sql: readonly string[]): void {
  const database = new DatabaseSync(join(folder, 'estate.sqlite'));
  for (const one of sql) {
    database.exec(one);
    expect(database.prepare('SELECT total_changes() AS n').get()?.['n']).not.toBe(0);
  }
  database.close();
}

const pathOf = (digest: string): string => join(folder, 'archive/sha256', digest.slice(7, 9), digest.slice(7));

/** The digest of the document of which a condition holds. */
function documentWhere(condition: string): string {
  const database = new DatabaseSync(join(folder, 'estate.sqlite'), { readOnly: true });
  const found = database.prepare(`SELECT d.key FROM document d WHERE ${condition} ORDER BY d.key LIMIT 1`).get();
  database.close();
  return String(found?.['key']);
}

test('a store that is as it was written is well, and nothing of it is changed', async () => {
  const before = sha256Of(readFileSync(join(folder, 'estate.sqlite')));
  const checks = await examined();
  expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(checks.map(({ name }) => name)).toEqual([
    'store',
    'lock',
    'file',
    'ends',
    'observations',
    'sets',
    'bills',
    'coverage',
    'waiting',
    'sightings',
    'exposures',
    'readers',
    'sources',
    'bytes',
    'documents',
  ]);
  for (const { says } of checks) expect(says).not.toMatch(/^0 (?!keys)/u);
  expect(sha256Of(readFileSync(join(folder, 'estate.sqlite')))).toBe(before);
});

const SET_ROW = `INSERT INTO digest VALUES (900001, 'sha256:${'a'.repeat(64)}')`;

test.for<readonly [what: string, wrong: readonly string[], ...sql: string[]]>([
  ['an artifact is gone', ['ends'], 'DELETE FROM artifact WHERE id = (SELECT max(target) FROM has_layer)'],
  ['the document of a claim is gone', ['ends', 'bills'], 'UPDATE describes SET document = 900001 WHERE rowid = 1'],
  ['a package is gone', ['ends'], 'DELETE FROM package WHERE id = (SELECT max(id) FROM package)'],
  ['a purl of a set is gone', ['ends', 'sets'], 'DELETE FROM purl WHERE id = (SELECT target FROM includes LIMIT 1)'],
  [
    'an observation is of no document',
    ['observations'],
    'UPDATE observation SET document = 900001 WHERE state = 0 AND id = (SELECT min(id) FROM observation WHERE state = 0)',
  ],
  ['an observation is of no run', ['observations'], 'UPDATE observation SET run = 900001 WHERE id = 1'],
  [
    'what is in force was never observed',
    ['observations'],
    "INSERT INTO sighting SELECT 'nowhere', document, scope, NULL, vf, vt FROM sighting LIMIT 1",
  ],
  ['a set has lost a component', ['sets'], 'DELETE FROM includes WHERE source = 1 AND ordinal = 0'],
  [
    'a component has another scope',
    ['sets'],
    "UPDATE includes SET scope = 'excluded' WHERE source = 1 AND ordinal = 0",
  ],
  [
    'a set of digests has one too many',
    ['sets'],
    SET_ROW,
    'INSERT INTO includes_digest SELECT id, 900001, 900001 FROM digest_set LIMIT 1',
  ],
  ['a set of pairs has lost one', ['sets'], 'DELETE FROM depends_on WHERE within = 1 AND ordinal = 0'],
  ['a bill is gone', ['bills'], 'DELETE FROM bill WHERE rowid = 1'],
  [
    'a bill is too many',
    ['bills'],
    'INSERT INTO bill SELECT (SELECT max(id) FROM artifact), set_id, document, describer, describer_at, rf, NULL FROM bill WHERE rowid = 1',
  ],
  [
    'a count of coverage is wrong',
    ['coverage'],
    'UPDATE coverage_count SET n = n + 1 WHERE n = (SELECT max(n) FROM coverage_count)',
  ],
  [
    'a count of coverage is gone',
    ['coverage'],
    'DELETE FROM coverage_count WHERE n = (SELECT max(n) FROM coverage_count)',
  ],
  [
    'a state ended too early',
    ['sightings', 'exposures'],
    "UPDATE sighting SET vt = '2026-03-25T20:30:00.000Z' WHERE location LIKE 'cluster:%ClusterRole%' OR location LIKE '%Namespace||%'",
  ],
  [
    'an exposure says otherwise',
    ['exposures'],
    "UPDATE exposure SET state = 'IDLE' WHERE id = (SELECT min(id) FROM exposure WHERE state = 'SERVING' AND rt IS NULL)",
  ],
  [
    'an exposure is gone',
    ['coverage', 'exposures'],
    'DELETE FROM exposure WHERE id = (SELECT min(id) FROM exposure WHERE rt IS NULL AND vt IS NULL AND class IS NOT NULL)',
  ],
  [
    'a workload is forgotten',
    ['exposures'],
    'DELETE FROM workload_name',
    'DELETE FROM exposure',
    'DELETE FROM coverage_count',
    'DELETE FROM exposure_input',
    'DELETE FROM workload',
  ],
  ['a workload would not hear of a late document', ['exposures'], 'DELETE FROM exposure_input WHERE workload = 1'],
  [
    'the class of an exposure is another',
    ['coverage', 'exposures'],
    'UPDATE exposure SET class = (SELECT min(id) FROM coverage_class WHERE id <> exposure.class) WHERE id = (SELECT min(id) FROM exposure WHERE rt IS NULL AND vt IS NULL AND class IS NOT NULL)',
  ],
  ['a run was interrupted', ['waiting'], "INSERT INTO dirty VALUES ('sboms:sha256:00')"],
  ['a reading is of an older reader', ['readers'], 'UPDATE document_state SET reader = 0 WHERE document = 1'],
])('$0', async ([, wrong, ...sql]) => {
  damage(...sql);
  const checks = await examined();
  expect(ill(checks)).toEqual(wrong);
  for (const { state, count, places, action } of checks.filter((check) => check.state !== 'ok')) {
    expect(state).toBe('wrong');
    expect(count).toBeGreaterThan(0);
    expect(places.length).toBeGreaterThan(0);
    expect(places.length).toBeLessThanOrEqual(3);
    expect(action).not.toBeNull();
  }
});

test('what waits is no drift: workloads that will be worked out anyway are left out', async () => {
  damage(
    "UPDATE exposure SET state = 'IDLE' WHERE workload_id = 1 AND state = 'SERVING'",
    "INSERT INTO dirty SELECT 'workload:' || key FROM workload WHERE id = 1",
  );
  const checks = await examined();
  expect(ill(checks)).toEqual(['waiting']);
  expect(checks.find(({ name }) => name === 'exposures')?.says).toMatch(/1 waiting one left out/u);
});

test('damaged pages are found: a check that meets one has found something wrong', async () => {
  const path = join(folder, 'estate.sqlite');
  const database = new DatabaseSync(path, { readOnly: true });
  const rootOf = (name: string): number =>
    Number(database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name)?.['rootpage']);
  const roots = [rootOf('sighting_document'), rootOf('document_state')];
  const size = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
  database.close();
  const bytes = readFileSync(path);
  for (const root of roots) bytes.fill(0xff, (root - 1) * size, root * size);
  writeFileSync(path, bytes);
  const checks = await examined();
  const stateOf = (name: string): string | undefined => checks.find((check) => check.name === name)?.state;
  expect(stateOf('file')).toBe('wrong');
  expect(stateOf('readers')).toBe('wrong');
  expect(stateOf('sets')).toBe('ok');
});

test('damaged bytes, bytes that are gone, and bytes of no document', async () => {
  const holder = documentWhere(
    'EXISTS (SELECT 1 FROM holds h WHERE h.source = d.id) AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.target = d.id)',
  );
  const whole = readFileSync(pathOf(holder));
  writeFileSync(pathOf(holder), 'other bytes');
  const damaged = await examined();
  expect(damaged.find(({ name }) => name === 'bytes')).toMatchObject({ state: 'wrong', count: 1, places: [holder] });
  const lostWith = damaged.find(({ name }) => name === 'documents')?.count ?? 0;
  expect(lostWith).toBeGreaterThan(0);
  rmSync(pathOf(holder));
  const gone = await examined();
  expect(ill(gone)).toEqual(['documents']);
  expect(gone.find(({ name }) => name === 'documents')?.count).toBe(lostWith + 1);
  const inside = /, (\d+) of them inside others/u;
  const countedInside = (checks: typeof gone): string | undefined =>
    inside.exec(checks.find(({ name }) => name === 'documents')?.says ?? '')?.[1];
  expect(countedInside(gone)).toBe(countedInside(damaged));
  writeFileSync(pathOf(holder), whole);
  const orphan = sha256Of('of no document');
  mkdirSync(join(pathOf(orphan), '..'), { recursive: true });
  writeFileSync(pathOf(orphan), 'of no document');
  const orphaned = await examined();
  expect(ill(orphaned)).toEqual([]);
  expect(orphaned.find(({ name }) => name === 'bytes')?.says).toMatch(/, 1 of them of no stored document/u);
});

test('a store of another version, and none at all, are said and nothing else is', async () => {
  damage("INSERT INTO dirty VALUES ('x')", 'PRAGMA user_version = 9999');
  const [version, ...others] = await examined();
  expect(version).toMatchObject({ name: 'store', state: 'wrong' });
  expect(version?.places.join()).toMatch(/newer version of provgraph/u);
  expect(others).toEqual([]);
  rmSync(join(folder, 'estate.sqlite'));
  expect(ill(await examined())).toEqual(['store']);
  writeFileSync(join(folder, 'estate.sqlite'), 'this is no database, and never was one');
  expect(await examined()).toMatchObject([{ name: 'store', state: 'wrong' }]);
});

test('it runs while a writer does, says who that is, and sees nothing half-written', async () => {
  const writer = await openWriter({ folder, waitSeconds: 0, clock: () => '2026-03-25T21:00:00.000Z' });
  try {
    const withdrawn = documentWhere('d.id IN (SELECT source FROM inventories)');
    await writer.withdraw(withdrawn, 'a test', '2026-03-25T21:00:00.000Z');
    const before = await examined();
    expect(ill(before)).toEqual([]);
    expect(before.find(({ name }) => name === 'lock')?.says).toMatch(
      new RegExp(`^being written by process ${process.pid}, since `, 'u'),
    );
    await writer.commit();
    const waiting = await examined();
    expect(ill(waiting)).toEqual([]);
    expect(waiting.find(({ name }) => name === 'waiting')?.says).toMatch(/^\d+ keys? waiting, for the writer/u);
    expect(waiting.find(({ name }) => name === 'waiting')?.says).not.toMatch(/^0 /u);
    await writer.project(() => undefined);
    expect(ill(await examined())).toEqual([]);
    await writer.restore(withdrawn);
    await writer.project(() => undefined);
    expect(ill(await examined())).toEqual([]);
  } finally {
    await writer.close();
  }
});
