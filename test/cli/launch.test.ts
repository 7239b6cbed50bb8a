import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const LAUNCH = fileURLToPath(new URL('../../src/cli/launch.mjs', import.meta.url));

/** A Node of this machine that is too old to run provgraph by itself. */
const old = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .filter((path) => existsSync(path))
  .find((path) => Number.parseInt(spawnSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout) < 24);

if (old === undefined)
  console.warn('SKIPPED: there is no Node older than 24 on this machine to launch provgraph from.');

test('on this Node it runs as it is, with its exit status', () => {
  expect(spawnSync(process.execPath, [LAUNCH, '--version'], { encoding: 'utf8' }).stdout).toMatch(/^\d+\.\d+\.\d+\n$/u);
  expect(spawnSync(process.execPath, [LAUNCH, 'nothing'], { encoding: 'utf8' }).status).toBe(2);
});

test.skipIf(old === undefined)('an older Node finds the one of the package, and passes everything through', () => {
  const launched = spawnSync(old ?? '', [LAUNCH, 'ingest', '-', '--dry-run', '--json'], {
    input: 'x',
    encoding: 'utf8',
  });
  expect(launched.stderr).toBe('');
  expect(launched.stdout).toContain('"outcome":"unrecognised"');
  expect(spawnSync(old ?? '', [LAUNCH, 'nothing'], { encoding: 'utf8' }).status).toBe(2);
});

test.skipIf(old === undefined)('where no Node is new enough, one sentence says so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'provgraph-launch-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  copyFileSync(LAUNCH, join(folder, 'launch.mjs'));
  const { status, stderr } = spawnSync(old ?? '', [join(folder, 'launch.mjs')], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^provgraph needs Node 24 or newer, and this is Node [\d.]+: .*\n$/u);
});
