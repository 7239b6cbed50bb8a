import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StartMeasured } from './measured.ts';

const ROOT = join(import.meta.dirname, '..');
const POLL_MS = 10;
const LONGEST_MS = 60_000;

/**
 * How long a server takes from the start of its process until `/readyz` says yes, on a data folder. Null where the
 * program has no `serve` yet.
 */
export async function serverStart(data: string): Promise<StartMeasured | null> {
  const port = await freePort();
  const started = performance.now();
  const program = join(ROOT, 'src/cli/main.ts');
  const server = spawn(process.execPath, [program, 'serve', '--data', data, '--port', String(port)], {
    cwd: ROOT,
    stdio: 'ignore',
  });
  try {
    while (server.exitCode === null && performance.now() - started < LONGEST_MS) {
      if (await isReady(port)) return { seconds: (performance.now() - started) / 1e3, how: 'serve' };
      await pause(POLL_MS);
    }
    return null;
  } finally {
    await ended(server);
  }
}

async function isReady(port: number): Promise<boolean> {
  // Nobody listens yet: that is what is waited for.
  const reply = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
  return reply?.ok ?? false;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}

function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => {
      resolve();
    });
    server.kill('SIGTERM');
  });
}
