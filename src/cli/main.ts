import { EXIT } from './exit-status.ts';
import { runProgram } from './run-program.ts';
import { Terminal } from './terminal.ts';

const terminal = new Terminal(process.stdout, process.stderr, process.env, process.cwd());

// Whoever read our output has gone: there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') terminal.warn(`provgraph: cannot write to standard output: ${error.message}.`);
  process.exit(EXIT.failed);
});

// Node is pinned: that a part of it may change in another version is nothing that a user can act on.
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (name !== 'ExperimentalWarning') terminal.warn(`provgraph: ${message}`);
});

const status = await runProgram(process.argv.slice(2), terminal);
await drained(process.stdout);
await drained(process.stderr);
process.exit(status);

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}
