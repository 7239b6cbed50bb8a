#!/usr/bin/env node
// Starts provgraph on Node 24 or newer, wherever the machine's own Node is older: in plain JavaScript that any Node runs.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;
const main = fileURLToPath(new URL('./main.ts', import.meta.url));

/** The Node of the npm package `node`, or undefined. */
function packagedNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const path = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(path) ? path : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function runWith(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`provgraph: cannot start ${node}: ${error.message}.\n`);
    process.exitCode = 1;
  });
  child.on('exit', (status, signal) => {
    process.exitCode = signal === null ? (status ?? 1) : 128 + (constants.signals[signal] ?? 0);
  });
}

if (Number.parseInt(process.versions.node, 10) >= OLDEST) {
  await import(new URL('./main.ts', import.meta.url).href);
} else {
  const node = packagedNode();
  if (node === undefined) {
    process.stderr.write(
      `provgraph needs Node ${OLDEST} or newer, and this is Node ${process.versions.node}: ` +
        'install a newer Node, or run `npm install` in the folder of provgraph, which brings one.\n',
    );
    process.exitCode = 1;
  } else {
    runWith(node);
  }
}
