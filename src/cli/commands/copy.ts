import type { Copied } from '../../engines/index.ts';
import type { Call, CommandShape } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { stopping } from '../stopping.ts';
import { copyIntoNeo4j, nameOfStore } from '../store.ts';
import type { Terminal } from '../terminal.ts';

export const copyCommand: CommandShape = {
  name: 'copy',
  doc: 'copy the estate of a data folder into an empty Neo4j, with its whole past',
  operands: null,
  options: [
    { name: 'from', value: 'ENGINE', values: ['sqlite'], doc: 'where the estate is: sqlite, in the data folder' },
    { name: 'to', value: 'ENGINE', values: ['neo4j'], setting: 'engine', doc: 'where it goes: neo4j, at NEO4J_URI' },
  ],
  more: `The archive of bytes is not copied: both stores use the one of --archive. A copy that was interrupted goes on when it is run
again; until it is whole, nothing reads or writes that database.
Exit status: 0 both sides hold the same, 1 not so, interrupted, or the bytes of a document are missing. --json: {"summary": …}.`,
  run: runCopy,
};

async function runCopy({ options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  if (options.text('from') !== 'sqlite' || options.text('to') !== 'neo4j')
    mistakes.add('This version copies in one direction: provgraph copy --from sqlite --to neo4j.');
  mistakes.refuse();
  const copied = await copyIntoNeo4j(settings, {
    progress: (written) => {
      terminal.status(`${written.toLocaleString('en-US')} rows written`);
    },
    signal: stopping(),
  }).finally(() => {
    terminal.status('');
  });
  const differences = copied.counts.filter(({ source, target }) => source !== target);
  if (options.has('json')) terminal.print(`${JSON.stringify({ summary: copied })}\n`);
  else report(copied, nameOfStore(settings), terminal);
  return copied.isInterrupted || differences.length > 0 || copied.lost.length > 0 ? EXIT.failed : EXIT.done;
}

function report({ isResumed, isInterrupted, counts, lost }: Copied, target: string, terminal: Terminal): void {
  if (isInterrupted) {
    terminal.say(`Interrupted: ${target} holds a part of the copy; run the same again to go on.`);
    return;
  }
  for (const { document, origin } of lost)
    terminal.say(
      `without bytes  ${origin} (${document}): what it says was copied; put its bytes into the archive again.`,
    );
  for (const { name, source, target: there } of counts) {
    const both = source === there ? '' : `, but ${there.toLocaleString('en-US')} in the copy`;
    terminal.say(`${name.padEnd('observations'.length)}  ${source.toLocaleString('en-US')}${both}`);
  }
  terminal.say();
  if (counts.some(({ source, target: there }) => source !== there))
    terminal.say(`The copy in ${target} is not the same, and stays closed; empty the database, and copy again.`);
  else terminal.say(`${target} holds the same estate now${isResumed ? ', after an interruption' : ''}.`);
}
