import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { provgraph } from './command-line.ts';

let folder = '';
const MANY = 1003;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'provgraph-csv-'));
  const components = Array.from({ length: MANY }, (_, index) => ({
    type: 'library',
    name: 'many',
    version: `1.${index}`,
    purl: `pkg:pypi/many@1.${index}`,
  }));
  const image = { type: 'container', name: 'image', version: `sha256:${'a'.repeat(64)}` };
  const sbom = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component: image }, components };
  writeFileSync(join(folder, 'sbom.json'), JSON.stringify(sbom));
  expect(provgraph(folder, ['ingest', 'sbom.json']).status).toBe(0);
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const asked = (...words: string[]): { lines: string[]; err: string } => {
  const all = ['ask', 'artifacts-with-package', '--package', 'pkg:pypi/many', '--csv', ...words];
  const { status, out, err } = provgraph(folder, all);
  expect(status).toBe(0);
  return { lines: out.trimEnd().split('\r\n'), err };
};

test('a sheet has the rows of every page under one line of headings', () => {
  const { lines, err } = asked();
  expect(lines).toHaveLength(MANY + 1);
  expect(new Set(lines)).toHaveLength(MANY + 1);
  expect(err).not.toContain('are written');
});

test('a sheet that was to be short says on stderr that there is more', () => {
  const { lines, err } = asked('--first', '2');
  expect(lines).toHaveLength(3);
  expect(err).toContain(`2 of ${MANY} rows are written; the next ones: --after `);
});

test('a version that is not there is answered with those that are', () => {
  const words = ['ask', 'artifacts-with-package', '--package', 'pkg:pypi/many', '--version', '2.0'];
  expect(provgraph(folder, words).out).toMatch(/Known versions of pkg:pypi\/many: 1\.0, /u);
  expect(provgraph(folder, [...words.slice(0, -1), '1.7']).out).not.toContain('Known versions');
});
