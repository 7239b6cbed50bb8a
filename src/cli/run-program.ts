import { Failure } from '#ingest';
import { AskError } from '#queries';
import { ArchiveError } from '../archive/archive-error.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT, statusOfAskError } from './exit-status.ts';
import type { ExitStatus } from './exit-status.ts';
import { RunFailure, UsageError } from './mistakes.ts';
import { runCommandLine } from './program.ts';
import { systemRefusal } from './system-refusal.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line, says what went wrong with it, and returns the exit status. Never throws. */
export function runProgram(line: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  return runCommandLine(line, COMMANDS, terminal).catch((error: unknown) => told(error, terminal));
}

function told(error: unknown, terminal: Terminal): ExitStatus {
  terminal.status('');
  if (error instanceof UsageError) {
    for (const mistake of error.mistakes) terminal.warn(`provgraph: ${mistake}`);
    return EXIT.usage;
  }
  if (error instanceof AskError) {
    const named = error.nearest.some((near) => error.message.includes(near));
    const hint = named || error.nearest.length === 0 ? '' : ` The nearest: ${error.nearest.join(', ')}.`;
    terminal.warn(`provgraph: ${error.message}${hint}`);
    return statusOfAskError(error);
  }
  if (error instanceof RunFailure || error instanceof Failure || error instanceof ArchiveError || isRefusal(error)) {
    terminal.warn(`provgraph: ${error.message}`);
    return EXIT.failed;
  }
  const refusal = systemRefusal(error);
  if (refusal !== undefined) {
    terminal.warn(`provgraph: ${refusal}`);
    return EXIT.failed;
  }
  terminal.warn('provgraph: this is a mistake in provgraph, not in what you did. Please report the lines below.');
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  for (const text of trace.split('\n')) terminal.warn(text);
  return EXIT.failed;
}

/** What the store or the server refuses, known by name: neither is loaded by a command that does not need it. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && ['StoreError', 'ServerFailure', 'TokenFileError'].includes(error.name);
