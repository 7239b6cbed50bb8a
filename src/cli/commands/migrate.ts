import type { MigrationState } from '../../engines/index.ts';
import type { Call, CommandShape } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { migrationsOf, nameOfStore, openForWriting } from '../store.ts';
import type { Paint, Terminal } from '../terminal.ts';

export const migrateCommand: CommandShape = {
  name: 'migrate',
  doc: 'make what the schema of the store lacks, and list its migrations',
  operands: null,
  options: [{ name: 'check', value: null, doc: 'change nothing; exit 1 when a migration is due or cannot be made' }],
  more: `Whatever writes (ingest, reread, withdraw) makes what is due by itself. Where its user has no right on the schema of a
Neo4j, let one who has it run this once after each update; who only writes then needs none.
Exit status: 0 everything is there, 1 not so. --json: one migration a line, then {"summary": …}.`,
  run: runMigrate,
};

async function runMigrate({ options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  mistakes.refuse();
  const before = await migrationsOf(settings);
  const isDue = before.some(({ state }) => state === 'due');
  const isStuck = before.some(({ state }) => state === 'newer' || state === 'outdated');
  const makes = isDue && !isStuck && !options.has('check');
  if (makes) {
    terminal.status(`making the schema of ${nameOfStore(settings)}`);
    const { writer } = await openForWriting(settings);
    await writer.close();
    terminal.status('');
  }
  const after = makes ? await migrationsOf(settings) : before;
  const counts = { applied: 0, due: 0, newer: 0, outdated: 0 };
  for (const { state } of after) counts[state]++;
  const made = before.filter(({ n, state }) => state === 'due' && isApplied(after, n)).length;
  if (options.has('json')) {
    for (const state of after) terminal.print(`${JSON.stringify(state)}\n`);
    terminal.print(`${JSON.stringify({ summary: { ...counts, made } })}\n`);
  } else {
    for (const state of after) terminal.say(lineOf(state, terminal));
    terminal.say();
    terminal.say(summaryOf(counts, made, nameOfStore(settings)));
  }
  return counts.applied === after.length ? EXIT.done : EXIT.failed;
}

const isApplied = (states: readonly MigrationState[], n: number): boolean =>
  states.some((one) => one.n === n && one.state === 'applied');

type Counts = Readonly<Record<MigrationState['state'], number>>;
const PAINTS: Readonly<Record<MigrationState['state'], Paint>> = {
  applied: 'green',
  due: 'yellow',
  newer: 'red',
  outdated: 'red',
};

function lineOf({ n, makes, state, appliedAt }: MigrationState, terminal: Terminal): string {
  const when = appliedAt === null ? '' : ` (${state === 'due' ? 'first made' : 'made'} ${appliedAt})`;
  const what = makes ?? 'this version of provgraph does not know what it makes';
  return `${terminal.paint(PAINTS[state], state.padEnd('outdated'.length))}  ${n}  ${what}${when}`;
}

function summaryOf({ due, newer, outdated }: Counts, made: number, store: string): string {
  if (newer > 0) return `${store} was made by a newer version of provgraph; use that version. Nothing was changed.`;
  if (outdated > 0)
    return `${store} was made by an older version of provgraph, from which no migration leads on; use that version, or ingest the documents again into an empty data folder. Nothing was changed.`;
  if (due > 0) return `${count(due)} due in ${store}; provgraph migrate makes what is missing.`;
  return made > 0 ? `${count(made)} made; ${store} has everything now.` : `Nothing is due in ${store}.`;
}

const count = (n: number): string => (n === 1 ? '1 migration is' : `${n} migrations are`);
