import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseScript, runScript } from './script.ts';

const SCRIPTS = new URL('scripts/', import.meta.url);
const before = process.cwd();
let folder = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'provgraph-script-')));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

test.for(readdirSync(SCRIPTS))('%s', async (name) => {
  const path = new URL(name, SCRIPTS);
  const text = readFileSync(path, 'utf8');
  const body = await runScript(parseScript(text), folder);
  const files = text.search(/^-- \S+ --$/mu);
  const now = files === -1 ? body : `${body}\n${text.slice(files)}`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, now);
  else expect(now).toBe(text);
});
