import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FORMATS } from '#ingest';
import { QUESTIONS } from '#queries';
import { describe, expect, test } from 'vitest';
import { importTrouble } from './tidy/imports.ts';
import { styleTrouble } from './tidy/style.ts';
import { HOSTS, lockTrouble, textTrouble } from './tidy/texts.ts';

const ROOT = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isFile());
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const code = tracked.filter((path) => /\.(ts|js|mjs)$/u.test(path) && path.includes('/'));
const typed = code.filter((path) => path.endsWith('.ts'));
const foldersIn = (path: string): readonly string[] =>
  readdirSync(join(ROOT, path), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

describe('law 11 and the layout', () => {
  test('files are there to be looked at', () => {
    expect(typed.length).toBeGreaterThan(150);
  });

  test('every file imports only what its folder may, through the front doors', () => {
    expect(typed.flatMap((path) => importTrouble(path, textOf(path)))).toEqual([]);
  });

  test('the front doors are those of package.json', () => {
    const { imports } = JSON.parse(textOf('package.json')) as { imports: Readonly<Record<string, string>> };
    expect(imports).toEqual({
      '#schema': './schema/index.ts',
      '#ingest': './ingest/index.ts',
      '#queries': './queries/index.ts',
    });
  });

  test('only src/engines writes SQL that changes a store', () => {
    const writes = /\b(INSERT INTO|DELETE FROM|CREATE TABLE|UPDATE [a-z_]+ SET)\b/u;
    const elsewhere = typed.filter(
      (path) => !/^(src\/engines|schema\/derive|test|bench)\//u.test(path) && writes.test(textOf(path)),
    );
    expect(elsewhere).toEqual([]);
  });
});

describe('the style', () => {
  test('names say what they name, files and functions are short, nothing is silenced or left undone', () => {
    expect(
      code.filter((path) => !path.startsWith('src/web/')).flatMap((path) => styleTrouble(path, textOf(path))),
    ).toEqual([]);
  });

  test('no tracked text names a registry or a path of some machine', () => {
    const texts = tracked.filter((path) =>
      /\.(ts|js|mjs|json|md|yaml|yml|css|html|txt|sh|graphql|sql)$|^[^/.]+$/u.test(path),
    );
    const trouble = texts
      .filter((path) => !path.startsWith('test/tidy'))
      .flatMap((path) => textTrouble(path, textOf(path)));
    expect(trouble).toEqual([]);
  });

  test('the lock file names no address', () => {
    expect(lockTrouble(textOf('package-lock.json'))).toEqual([]);
  });
});

describe('one more is a file and a line in a list', () => {
  test('every format has golden cases, and every folder of golden cases a format', () => {
    const names = FORMATS.map(({ name }) => name);
    const cases = foldersIn('test/golden/formats');
    // A predicate is read by the format of its statement.
    expect(cases.filter((name) => !names.includes(name))).toEqual([]);
    expect(
      names.filter((name) => !cases.includes(name) || foldersIn(`test/golden/formats/${name}`).length === 0),
    ).toEqual([]);
  });

  test('every golden case says why it is there', () => {
    const silent = FORMATS.flatMap(({ name }) =>
      foldersIn(`test/golden/formats/${name}`).map((one) => `test/golden/formats/${name}/${one}/README.md`),
    );
    expect(silent.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('every question has golden answers, and is a file of its name', () => {
    const names = QUESTIONS.map(({ name }) => name);
    expect(names.filter((name) => !existsSync(join(ROOT, `queries/${name}.ts`)))).toEqual([]);
    expect(names.filter((name) => !existsSync(join(ROOT, `test/golden/questions/${name}`)))).toEqual([]);
  });

  test('every law of ARCHITECTURE.md names a test that exists', () => {
    const rows = textOf('ARCHITECTURE.md').matchAll(/^\| (\d+)\. [^|]+\| (.+) \|$/gmu);
    const laws = [...rows].map(([, law = '', tests = '']) => ({
      law,
      tests: [...tests.matchAll(/`([^`]+\.test\.ts)`/gu)].map(([, path = '']) => path),
    }));
    expect(laws.map(({ law }) => Number(law))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const missing = laws.filter(
      ({ tests }) => tests.length === 0 || tests.some((path) => !existsSync(join(ROOT, path))),
    );
    expect(missing).toEqual([]);
  });
});

describe('what is planted is found', () => {
  test.each([
    ['schema/identity/x.ts', "import { a } from '#ingest';", 'schema/identity/x.ts: imports #ingest'],
    ['schema/x.ts', "import { readFileSync } from 'node:fs';", 'schema/x.ts: imports node:fs'],
    ['schema/x.ts', 'export const now = (): number => Date.now();', 'schema/x.ts: Date.now in a pure folder'],
    [
      'ingest/x.ts',
      "import { a } from '../queries/ask.ts';",
      'ingest/x.ts: reaches queries/ask.ts past its front door',
    ],
    ['ingest/x.ts', "export { a } from '../src/config.ts';", 'ingest/x.ts: reaches src/config.ts past its front door'],
    ['ingest/formats/x.ts', "import { DatabaseSync } from 'node:sqlite';", 'ingest/formats/x.ts: imports node:sqlite'],
    ['ingest/formats/x.ts', "const a = await import('node:http');", 'ingest/formats/x.ts: imports node:http'],
    ['ingest/formats/x.ts', "import a from 'left-pad';", 'ingest/formats/x.ts: imports left-pad'],
    [
      'ingest/formats/x.ts',
      "import {\n  a,\n} from 'node:child_process';",
      'ingest/formats/x.ts: imports node:child_process',
    ],
    ['queries/x.ts', 'const at = new Date();', 'queries/x.ts: new Date() in a pure folder'],
    ['queries/x.ts', "const a = process.env['A'];", 'queries/x.ts: process. in a pure folder'],
    ['queries/exposure/x.ts', 'setTimeout(() => 1, 1);', 'queries/exposure/x.ts: setTimeout in a pure folder'],
    ['src/cli/x.ts', "import { DatabaseSync } from 'node:sqlite';", 'src/cli/x.ts: imports node:sqlite'],
    ['src/server/x.ts', "import { DatabaseSync } from 'node:sqlite';", 'src/server/x.ts: imports node:sqlite'],
    [
      'src/engines/x.ts',
      "import { a } from '../cli/main.ts';",
      'src/engines/x.ts: reaches src/cli/main.ts past its front door',
    ],
    ['elsewhere/x.ts', '', 'elsewhere/x.ts: no rule says what may be imported here'],
  ])('in %s: %s', (path, text, expected) => {
    expect(importTrouble(path, text)).toContain(expected);
  });

  test.each([
    ['src/x-utils.ts', '', 'utils'],
    ['src/x.ts', 'export class RowManager {}', 'manager'],
    ['src/x.ts', 'export const dataOf = 1;', 'data'],
    ['src/x.ts', 'export function helperFor(): void {}', 'helper'],
    ['src/x.ts', 'const a: any = 1;', 'any'],
    ['src/x.ts', '// @ts-ignore', 'a silenced type error'],
    ['src/x.ts', '/* eslint-disable */', 'a silenced lint'],
    ['src/x.ts', '// TODO later', 'work left undone'],
    ['src/x.ts', 'a;\n'.repeat(301), '301 lines'],
    ['src/x.ts', `function a() {\n${'  a;\n'.repeat(60)}}\n`, 'a function of 62 lines'],
  ])('in %s: %j', (path, text, expected) => {
    expect(styleTrouble(path, text).join('\n')).toContain(expected);
  });

  test.each([
    ['docs/x.md', `fetched from https://${HOSTS[0].join('.')}/a`, HOSTS[0].join('.')],
    ['src/x.ts', "const path = '/home/someone/checkout/a';", '/home/someone/'],
  ])('in %s: %s', (path, text, expected) => {
    expect(textTrouble(path, text).join('\n')).toContain(expected);
  });

  test('in the lock file', () => {
    const text = '{"packages":{"":{},"node_modules/a":{"resolved":"https://somewhere.example/a.tgz"}}}';
    expect(lockTrouble(text)).toEqual(['package-lock.json: node_modules/a was resolved from an address']);
  });

  test('and what is allowed is not', () => {
    expect(
      importTrouble(
        'queries/x.ts',
        "// Date.now() is the caller's.\nimport { a } from '#schema';\nimport { z } from 'zod';",
      ),
    ).toEqual([]);
    expect(importTrouble('src/engines/sqlite/x.ts', "import { DatabaseSync } from 'node:sqlite';")).toEqual([]);
    expect(
      styleTrouble('ingest/formats/kubernetes/inference-service.ts', 'export const inferenceService = 1;'),
    ).toEqual([]);
  });
});
