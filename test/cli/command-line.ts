import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
export const EXAMPLE = fileURLToPath(new URL('../../examples/estate/', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** The environment of a test, without what the machine's own says to provgraph. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(PROVGRAPH|NEO4J)_/.test(name) && name !== 'NODE_OPTIONS',
  );
  return Object.fromEntries(own);
}

/** Runs `provgraph` in a folder, to its end. */
export function provgraph(folder: string, words: readonly string[], input = '', more: NodeJS.ProcessEnv = {}): Outcome {
  const run = spawnSync(process.execPath, [MAIN, ...words], {
    cwd: folder,
    input,
    encoding: 'utf8',
    env: { ...environment(), ...more },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.error !== undefined) throw run.error;
  return { status: run.status, out: run.stdout, err: run.stderr };
}

/** Starts `provgraph` in a folder; its output is piped. */
export function started(folder: string, words: readonly string[], more: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], {
    cwd: folder,
    env: { ...environment(), ...more },
    stdio: 'pipe',
  });
}

/** Everything that a process writes until it ends. */
export async function ended(child: ChildProcess): Promise<Outcome> {
  const written = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (written.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (written.err += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { status, ...written };
}
