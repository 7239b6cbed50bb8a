import { AskError } from '#queries';
import { Failure } from '#ingest';
import { ArchiveError } from '../archive/archive-error.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT } from './exit-status.ts';
import type { ExitStatus } from './exit-status.ts';
import { RunFailure, UsageError } from './mistakes.ts';
import { runCommandLine } from './program.ts';
import { Terminal } from './terminal.ts';

const terminal = new Terminal(process.stdout, process.stderr, process.env, process.cwd());

// Whoever read our output has gone: there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.failed);
});

const status = await runCommandLine(process.argv.slice(2), COMMANDS, terminal).catch(told);
await drained(process.stdout);
await drained(process.stderr);
process.exit(status);

/** Says what went wrong, and with which status the process ends. */
function told(error: unknown): ExitStatus {
  if (error instanceof UsageError) {
    for (const mistake of error.mistakes) terminal.warn(`provgraph: ${mistake}`);
    return EXIT.usage;
  }
  if (error instanceof AskError) {
    const named = error.nearest.some((near) => error.message.includes(near));
    const hint = named || error.nearest.length === 0 ? '' : ` The nearest: ${error.nearest.join(', ')}.`;
    terminal.warn(`provgraph: ${error.message}${hint}`);
    const usage = error.code === 'BAD_PARAMETER' || error.code === 'BAD_CURSOR' || error.code === 'UNKNOWN_QUESTION';
    return usage ? EXIT.usage : EXIT.failed;
  }
  if (error instanceof RunFailure || error instanceof Failure || error instanceof ArchiveError || isRefusal(error)) {
    terminal.warn(`provgraph: ${error.message}`);
    return EXIT.failed;
  }
  terminal.warn('provgraph: this is a mistake in provgraph, not in what you did. Please report the lines below.');
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  for (const line of trace.split('\n')) terminal.warn(line);
  return EXIT.failed;
}

/** What the store or the server refuses, known by name: neither is loaded by a command that does not need it. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && (error.name === 'StoreError' || error.name === 'ServerFailure');
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}
