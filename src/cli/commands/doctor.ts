import type { Check } from '../../engines/engine.ts';
import type { Call, CommandShape } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { examinedStore } from '../store.ts';
import type { Paint, Terminal } from '../terminal.ts';

export const doctorCommand: CommandShape = {
  name: 'doctor',
  doc: 'check the store against everything that should hold in it; changes nothing, and can run while an ingest does',
  operands: null,
  options: [],
  more: 'Exit status: 0 all is well, 1 something is wrong or could not be checked. --json: one check a line, then {"summary": …}.',
  run: runDoctor,
};

async function runDoctor({ options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  mistakes.refuse();
  const counts = { ok: 0, wrong: 0, unchecked: 0 };
  for await (const check of await examinedStore(settings)) {
    terminal.status('');
    counts[check.state]++;
    if (options.has('json')) terminal.print(`${JSON.stringify(check)}\n`);
    else terminal.say(lineOf(check, terminal));
    terminal.status(`${counts.ok + counts.wrong + counts.unchecked} checks done`);
  }
  terminal.status('');
  const { ok, wrong, unchecked } = counts;
  if (options.has('json')) {
    terminal.print(`${JSON.stringify({ summary: { checked: ok + wrong, ...counts } })}\n`);
  } else {
    terminal.say();
    terminal.say(summaryOf(counts));
  }
  return wrong + unchecked === 0 ? EXIT.done : EXIT.failed;
}

const PAINTS: Readonly<Record<Check['state'], Paint>> = { ok: 'green', wrong: 'red', unchecked: 'yellow' };
/** The longest state, and the longest name of a check. */
const WIDTHS = { state: 'unchecked'.length, name: 'observations'.length };

function lineOf({ name, law, state, says, count, places, action }: Check, terminal: Terminal): string {
  const head = `${terminal.paint(PAINTS[state], state.padEnd(WIDTHS.state))}  ${name.padEnd(WIDTHS.name)}  `;
  if (state === 'ok') return `${head}${law} (${says})`;
  const todo = action === null ? '' : ` → ${action}`;
  if (state === 'unchecked') return `${head}It could not be checked: ${says}.${todo}`;
  const more = count > places.length ? ', …' : '';
  return `${head}${law} Not so ${count === 1 ? 'once' : `${count.toLocaleString('en-US')} times`} (${says}): ${places.join(', ')}${more}${todo}`;
}

function summaryOf({ ok, wrong, unchecked }: Readonly<Record<Check['state'], number>>): string {
  const total = ok + wrong + unchecked;
  if (wrong + unchecked === 0) return `All ${total} checks are well.`;
  const parts = [`${wrong} of ${total} checks found something wrong`];
  if (unchecked > 0) parts.push(`${unchecked} could not be made, which is no all-clear`);
  return `${parts.join(', ')}.`;
}
