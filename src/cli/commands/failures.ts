import type { FailureListed } from '../../engines/engine.ts';
import type { Call, CommandShape } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { openForReading } from '../store.ts';

export const failuresCommand: CommandShape = {
  name: 'failures',
  doc: 'list the documents that could not be read: why, where, and what to do',
  operands: null,
  options: [],
  run: runFailures,
};

async function runFailures({ options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  mistakes.refuse();
  const estate = await openForReading(settings, terminal);
  try {
    const failures = await estate.failures();
    if (options.has('json')) {
      for (const failure of failures) terminal.print(`${JSON.stringify(failure)}\n`);
      return EXIT.done;
    }
    if (failures.length === 0) {
      terminal.say('Nothing to do: every document in force was read.');
      return EXIT.done;
    }
    const count = failures.length === 1 ? '1 document' : `${failures.length} documents`;
    terminal.say(`${count} could not be read. Until each is read or withdrawn, nothing is NOT_AFFECTED.`);
    for (const failure of failures) {
      const place = failure.at === '' ? '' : ` at ${failure.at}`;
      terminal.say();
      terminal.say(`${terminal.paint('bold', failure.origin)}${place}`);
      terminal.say(`  ${failure.document}`);
      terminal.say(`  ${terminal.paint('red', failure.code)}: ${failure.message}`);
      terminal.say(`  → ${actionOf(failure)}`);
    }
    return EXIT.done;
  } finally {
    await estate.close();
  }
}

/** The one thing to do about a document that could not be read. */
export function actionOf({ code, document, origin }: Pick<FailureListed, 'code' | 'document' | 'origin'>): string {
  const withdraw = `provgraph withdraw ${document} --reason …`;
  switch (code) {
    case 'UNSUPPORTED_VERSION':
      return `Make it again in a version that is read, and ingest that; then: ${withdraw}`;
    case 'UNREADABLE':
      return `See to it that ${origin} can be read, and ingest it again, or, if it does not matter: ${withdraw}`;
    case 'OUTSIDE_SOURCE':
      return `Ingest the file that the link leads to; then: ${withdraw}`;
    case 'TOO_LARGE':
    case 'TOO_MANY_DOCUMENTS':
      return `Split it and ingest the parts; then: ${withdraw}`;
    case 'TOO_DEEP':
      return `Ingest the innermost document by itself; then: ${withdraw}`;
    case 'DIGEST_MISMATCH':
      return `Fetch it again from where it comes, its bytes are not those that were promised; then: ${withdraw}`;
    default:
      return `Make it again with the tool that made it, and ingest that; then: ${withdraw}`;
  }
}
