import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QUESTIONS } from '#queries';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { SHELLS, completionScript } from '../../src/cli/completion-script.ts';
import type { Shell } from '../../src/cli/completion-script.ts';
import { completionTables } from '../../src/cli/completion-tables.ts';
import { EVERYWHERE } from '../../src/cli/program.ts';
import { provgraph } from './command-line.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'provgraph-completion-'));
  mkdirSync(join(folder, 'sboms'));
  writeFileSync(join(folder, 'server file.json'), '');
  for (const shell of SHELLS) writeFileSync(join(folder, `script.${shell}`), completionScript(shell, TABLES));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const TABLES = completionTables(COMMANDS, EVERYWHERE);
const NAMES = COMMANDS.map(({ name }) => name);

/** What the real shell offers for the last word, sorted. */
const OFFERED: Readonly<Record<Shell, (words: readonly string[]) => readonly string[]>> = {
  bash: (words) =>
    linesOf('bash', [
      '--norc',
      '-c',
      `source script.bash; complete -p provgraph >/dev/null || exit 1
       COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _provgraph; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      'provgraph',
      ...words,
    ]),
  // The functions that are zsh's own are stood in for: they work inside a line editor alone.
  zsh: (words) =>
    linesOf('zsh', [
      '-fc',
      `compdef() { [[ $1 = _provgraph && $2 = provgraph ]] || exit 1 }
       compadd() { shift; for one in "$@"; do [[ $one = \${words[CURRENT]}* ]] && print -r -- $one; done }
       _files() { for one in \${words[CURRENT]}*(N); do [[ $1 = -/ && ! -d $one ]] || print -r -- $one; done }
       source script.zsh; words=("$@"); CURRENT=$#; _provgraph; true`,
      'zsh',
      'provgraph',
      ...words,
    ]),
  fish: (words) =>
    linesOf('fish', [
      '--no-config',
      '-c',
      `source script.fish; complete -C ${quoted(['provgraph', ...words].join(' '))}`,
    ])
      .map((line) => line.split('\t', 1)[0] ?? '')
      .map((line) => line.replace(/\/$/u, '')),
};

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

function linesOf(shell: string, words: readonly string[]): readonly string[] {
  const { status, stdout, stderr } = spawnSync(shell, words, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

test('every command, question, option and closed list is in the tables', () => {
  expect(TABLES[0]?.words.map(({ word }) => word)).toEqual(NAMES);
  const ask = TABLES.find(({ path }) => path === 'ask');
  expect(ask?.words.map(({ word }) => word)).toEqual(QUESTIONS.map(({ name }) => name));
  for (const { name } of QUESTIONS) {
    expect(TABLES.find(({ path }) => path === `ask ${name}`)?.options.map((option) => option.name)).toContain('csv');
  }
});

for (const shell of SHELLS) {
  const isHere = spawnSync(shell, ['-c', 'exit 0']).status === 0;
  if (!isHere) console.warn(`SKIPPED: there is no ${shell} on this machine to try the completion script in.`);
  describe.skipIf(!isHere)(shell, () => {
    const offered = (...words: string[]): readonly string[] => OFFERED[shell](words);

    test('commands and questions', () => {
      expect(offered('')).toEqual([...NAMES].sort());
      expect(offered('in')).toEqual(['ingest']);
      expect(offered('ask', 'deployed-')).toEqual(
        QUESTIONS.map(({ name }) => name)
          .filter((name) => name.startsWith('deployed-'))
          .sort(),
      );
      expect(offered('completion', '')).toEqual([...SHELLS].sort());
    });

    test('options of the command that is being written, and no others', () => {
      expect(offered('ingest', '--cl')).toEqual(['--cluster']);
      expect(offered('failures', '--cl')).toEqual([]);
      expect(offered('ask', 'deployed-models-using-package', '--pa')).toEqual(['--package', '--paths']);
      expect(offered('--data', 'ask', '')).toEqual([...NAMES].sort());
      expect(offered('--data', 'x', 'ask', 'inventory', '--fi')).toEqual(['--first']);
    });

    test('the values of closed lists, files and folders; nothing for a free text', () => {
      const question = ['ask', 'deployed-models-using-package'];
      expect(offered(...question, '--route', '')).toEqual(['BUILD_TIME', 'LOADER', 'MODEL_CODE', 'RUNTIME']);
      expect(offered(...question, '--route', 'RUNTIME', '--route', 'L')).toEqual(['LOADER']);
      expect(offered(...question, '--fail-on', '')).toEqual(['affected', 'unknown']);
      expect(offered(...question, '--package', '')).toEqual([]);
      expect(offered('--engine', '')).toEqual(['neo4j', 'sqlite']);
      expect(offered('ingest', 's')).toEqual(expect.arrayContaining(['sboms']));
      expect(offered('ingest', 'serv')).toHaveLength(1);
      expect(offered('ingest', '--data', 's')).toEqual(['sboms']);
    });
  });
}

test('the command prints the script, and says what is wrong with its operand', () => {
  for (const shell of SHELLS) {
    const { status, out, err } = provgraph(folder, ['completion', shell]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toBe(completionScript(shell, TABLES));
  }
  const wrong = provgraph(folder, ['completion', 'fsh']);
  expect(wrong.status).toBe(2);
  expect(wrong.err).toContain('the nearest is fish');
  expect(provgraph(folder, ['completion']).err).toContain('bash|zsh|fish');
});

test.skipIf(spawnSync('bash', ['-c', 'exit 0']).status !== 0)('bash completes what is written with =', () => {
  expect(OFFERED.bash(['ask', 'inventory', '--engine', '='])).toEqual(['neo4j', 'sqlite']);
  expect(OFFERED.bash(['ask', 'inventory', '--engine', '=', 'sq'])).toEqual(['sqlite']);
});
