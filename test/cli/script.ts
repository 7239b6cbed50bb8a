import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from '../../src/cli/run-program.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import { provgraph } from './command-line.ts';
import type { Outcome } from './command-line.ts';

/** A script of commands with what they write, and the files that they find in their folder. */
export interface Script {
  /** Lines as they stand: comments, blank lines, and commands with their output. */
  readonly blocks: readonly { readonly text: string; readonly command: boolean }[];
  readonly files: ReadonlyMap<string, string>;
}

const FILE = /^-- (\S+) --$/u;

/**
 * Reads a script: `$ provgraph …` is a command (`< file` gives it standard input, `'…'` quotes), the lines below it are
 * its stdout (`.` is an empty one), those that begin with `! ` its stderr, and `? 3` its exit status where that is not 0.
 * Files follow at the end, each below `-- name --`.
 */
export function parseScript(text: string): Script {
  const lines = text.split('\n');
  const firstFile = lines.findIndex((line) => FILE.test(line));
  const body = firstFile === -1 ? lines : lines.slice(0, firstFile);
  const files = new Map<string, string>();
  let name = '';
  for (const line of firstFile === -1 ? [] : lines.slice(firstFile)) {
    const next = FILE.exec(line)?.[1];
    if (next === undefined) files.set(name, `${files.get(name) ?? ''}${line}\n`);
    else files.set((name = next), '');
  }
  const blocks: { text: string; command: boolean }[] = [];
  for (const line of body) {
    const last = blocks.at(-1);
    if (line.startsWith('$ ')) blocks.push({ text: line, command: true });
    else if (last?.command === true && line !== '' && !line.startsWith('#')) last.text += `\n${line}`;
    else blocks.push({ text: line, command: false });
  }
  return { blocks, files };
}

/** Runs a script in the working folder and returns its body as it is written when every output is the present one. */
export async function runScript({ blocks, files }: Script, folder: string): Promise<string> {
  for (const [name, content] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const texts: string[] = [];
  for (const { text, command } of blocks) {
    texts.push(command ? await ran(text.split('\n')[0] ?? '', files, folder) : text);
  }
  return texts.join('\n');
}

async function ran(line: string, files: Script['files'], folder: string): Promise<string> {
  const [, text = '', input] = /^\$ provgraph ?(.*?)(?: < (\S+))?$/u.exec(line) ?? [];
  const words = [...text.matchAll(/'([^']*)'|\S+/gu)].map(([word, quoted]) => quoted ?? word);
  // Standard input belongs to a process; everything else is quicker in this one.
  const { status, out, err } =
    input === undefined ? await runHere(words, folder) : provgraph(folder, words, files.get(input) ?? '');
  const lines = [line];
  // An empty line would end the block.
  for (const written of linesOf(out, folder)) lines.push(written === '' ? '.' : written);
  for (const written of linesOf(err, folder)) lines.push(`! ${written}`);
  if (status !== 0) lines.push(`? ${status ?? 'killed'}`);
  return lines.join('\n');
}

/** Runs `provgraph` in this process, in a working folder that is already its own. */
export async function runHere(words: readonly string[], folder: string): Promise<Outcome> {
  const written = { out: '', err: '' };
  const screen = (name: 'out' | 'err'): { write(text: string): void } => ({
    write: (text) => {
      written[name] += text;
    },
  });
  const status = await runProgram(words, new Terminal(screen('out'), screen('err'), {}, folder));
  return { status, ...written };
}

/** Lines without what differs from run to run. */
function linesOf(text: string, folder: string): string[] {
  if (text === '') return [];
  const same = text
    .replaceAll(folder, '$FOLDER')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gu, 'RUN')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+\d{3}Z/gu, 'TIME')
    .replace(/(\d{4}-\d{2}-\d{2} )?\d{2}:\d{2} UTC/gu, 'CLOCK UTC')
    .replace(/"elapsedMs":\d+/gu, '"elapsedMs":N')
    .replace(/\(\d+ (pages|kinds of edges)\)/gu, '(N $1)')
    .replace(/ in \d+\.\d s\b/gu, ' in N s');
  return same.replace(/\n$/u, '').split('\n');
}
