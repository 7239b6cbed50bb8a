import type { FailureListed } from '../../engines/engine.ts';
import type { Call, CommandShape } from '../command.ts';
import { csvOf } from '../csv.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { actionForAll, actionOf, sameAction } from '../failure-actions.ts';
import { listed } from '../section.ts';
import { openForReading } from '../store.ts';
import type { Terminal } from '../terminal.ts';

export const failuresCommand: CommandShape = {
  name: 'failures',
  doc: 'list the documents that could not be read, by what to do about them: why, and where',
  operands: null,
  options: [
    { name: 'all', value: null, doc: 'every document, however many' },
    { name: 'csv', value: null, doc: 'the documents as CSV' },
  ],
  run: runFailures,
};

async function runFailures({ options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  if (options.has('csv') && options.has('json')) mistakes.add('Give --csv or --json, not both.');
  mistakes.refuse();
  const estate = await openForReading(settings, terminal);
  try {
    const failures = await estate.failures();
    if (options.has('json')) for (const failure of failures) terminal.print(`${JSON.stringify(failure)}\n`);
    else if (options.has('csv')) terminal.print(failuresCsv(failures));
    else reportFailures(failures, options.has('all'), terminal);
    return EXIT.done;
  } finally {
    await estate.close();
  }
}

const COLUMNS = [
  'document',
  'origin',
  'outcome',
  'code',
  'message',
  'at',
] as const satisfies readonly (keyof FailureListed)[];

function failuresCsv(failures: readonly FailureListed[]): string {
  const rows = failures.map((failure) => [...COLUMNS.map((column) => failure[column]), actionOf(failure)]);
  return csvOf([...COLUMNS, 'action'], rows);
}

/** A list of things to do: what settles most documents first. */
function reportFailures(failures: readonly FailureListed[], all: boolean, terminal: Terminal): void {
  if (failures.length === 0) {
    terminal.say('Nothing to do: every document in force was read.');
    return;
  }
  const count = failures.length === 1 ? '1 document' : `${failures.length.toLocaleString('en-US')} documents`;
  terminal.say(`${count} could not be read. Until each is read or withdrawn, nothing is NOT_AFFECTED.`);
  const groups = [...Map.groupBy(failures, sameAction)];
  groups.sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
  for (const [, same] of groups) {
    const [first] = same;
    if (first === undefined) continue;
    terminal.say();
    const head = terminal.paint(
      'bold',
      `${same.length.toLocaleString('en-US')} × ${terminal.paint('red', first.code)}`,
    );
    terminal.say(`${head}: ${actionForAll(first, same.length)}`);
    for (const line of listed(same.map(lineOf), all)) terminal.say(`  ${line}`);
  }
  terminal.say();
  terminal.say('Then, or where one does not matter: provgraph withdraw <digest> --reason …');
}

function lineOf({ document, origin, message, at }: FailureListed): string {
  // Most messages say the place themselves.
  const place = at === '' || message.includes(at) ? '' : ` at ${at}`;
  // A document that is all there is in another lies at no place of it.
  return `${origin.replace(/#$/u, '')}${place}: ${message}  ${document}`;
}
