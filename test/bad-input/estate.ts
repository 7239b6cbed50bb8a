import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Answer } from '#queries';
import type { Receipt, Summary } from '#ingest';
import { runProgram } from '../../src/cli/run-program.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import { ended, started } from '../cli/command-line.ts';
import type { Outcome } from '../cli/command-line.ts';
import { bytesOf } from '../laws/corpus.ts';
import { manifest, pod, podList, sbom } from '../laws/objects.ts';
import { sha256Of } from '#schema';
import type { BadInput } from './bad-input.ts';

export const SEEN = '2026-03-25T10:00:00Z';
export const QUESTION = 'deployed-models-using-package';
/** A package that nothing of the good estate holds, by the one route that is known in full. */
export const ABSENT = ['--package', 'pkg:pypi/litellm', '--route', 'RUNTIME'];

const IMAGE = manifest('image');
const DIGEST = sha256Of(bytesOf(IMAGE)).slice('sha256:'.length);

/** What a run of `ingest --json` wrote. */
export interface Ran {
  readonly status: number | null;
  readonly err: string;
  readonly receipts: readonly Receipt[];
  readonly summary: Summary;
}

/**
 * A folder with one cluster that is known in full (`pods.json`), what its image is (`good/`), and room for what is bad
 * (`bad/`); driven through the program.
 */
export class BadInputEstate {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'provgraph-bad-input-')));

  constructor() {
    writeFileSync(join(this.folder, 'outside.json'), '{}');
    writeFileSync(join(this.folder, 'pods.json'), bytesOf(podList('pods.json', [pod('serve', DIGEST)])));
    mkdirSync(join(this.folder, 'nothing'));
    mkdirSync(join(this.folder, 'good'));
    writeFileSync(join(this.folder, 'good/image.json'), bytesOf(IMAGE));
    writeFileSync(join(this.folder, 'good/sbom.json'), bytesOf(sbom('sbom.json', DIGEST, ['requests@2.32.0'])));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Puts a bad document in the place of the one before. */
  lay({ path, laid }: BadInput): void {
    const whole = join(this.folder, 'bad', path);
    rmSync(join(this.folder, 'bad'), { recursive: true, force: true });
    mkdirSync(dirname(whole), { recursive: true });
    if (laid instanceof Uint8Array) writeFileSync(whole, laid);
    else symlinkSync(laid.to, whole);
  }

  copyData(from: string, to: string): void {
    rmSync(join(this.folder, to), { recursive: true, force: true });
    cpSync(join(this.folder, from), join(this.folder, to), { recursive: true });
  }

  /** Runs a command on a data folder inside this one. */
  async run(words: readonly string[], data: string): Promise<Outcome> {
    const written = { out: '', err: '' };
    const screen = (name: 'out' | 'err'): { write(text: string): void } => ({
      write: (text) => {
        written[name] += text;
      },
    });
    const terminal = new Terminal(screen('out'), screen('err'), {}, this.folder);
    const status = await runProgram([...words, '--data', join(this.folder, data)], terminal);
    return { status, ...written };
  }

  async ingest(wheres: readonly string[], data: string, more: readonly string[] = []): Promise<Ran> {
    const paths = wheres.map((where) => join(this.folder, where));
    const { status, out, err } = await this.run(['ingest', '--json', '--observed-at', SEEN, ...more, ...paths], data);
    const lines = out.trimEnd().split('\n');
    const { summary } = JSON.parse(lines.pop() ?? '') as { summary: Summary };
    return { status, err, summary, receipts: lines.map((line) => JSON.parse(line) as Receipt) };
  }

  async ask(data: string, parameters: readonly string[] = ABSENT): Promise<Answer> {
    const { out, err } = await this.run(['ask', QUESTION, '--json', ...parameters], data);
    if (out === '') throw new Error(err);
    return JSON.parse(out) as Answer;
  }

  /** What `serve` over a data folder answers at these paths. */
  async served(data: string, paths: readonly string[]): Promise<readonly object[]> {
    const server = started(this.folder, ['serve', '--port', '0', '--data', join(this.folder, data)]);
    const end = ended(server);
    try {
      const url = await new Promise<string>((resolve, reject) => {
        let written = '';
        server.stderr?.on('data', (chunk: Buffer) => {
          written += chunk.toString();
          const found = /"url":"([^"]+)"/u.exec(written)?.[1];
          if (found !== undefined) resolve(found);
        });
        void end.then(({ err }) => {
          reject(new Error(err));
        });
      });
      const answers: object[] = [];
      for (const path of paths) answers.push((await (await fetch(url + path)).json()) as object);
      return answers;
    } finally {
      server.kill('SIGTERM');
      await end;
    }
  }
}
