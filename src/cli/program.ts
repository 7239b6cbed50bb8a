import { readFileSync } from 'node:fs';
import { nearest } from '#schema';
import { Command, CommanderError, Option } from 'commander';
import { ENGINES, readSettings } from '../config.ts';
import type { SettingKey } from '../config.ts';
import type { CommandShape, OptionShape } from './command.ts';
import { GivenOptions } from './command.ts';
import { EXIT } from './exit-status.ts';
import type { ExitStatus } from './exit-status.ts';
import { Mistakes, UsageError } from './mistakes.ts';
import type { Terminal } from './terminal.ts';

/** What every command takes. */
export const EVERYWHERE: readonly OptionShape[] = [
  { name: 'data', value: 'DIR', setting: 'data', doc: 'the data folder (PROVGRAPH_DATA; ./.provgraph)' },
  {
    name: 'archive',
    value: 'DIR',
    setting: 'archive',
    doc: 'the archive of bytes (PROVGRAPH_ARCHIVE; inside the data folder)',
  },
  {
    name: 'engine',
    value: 'NAME',
    values: ENGINES,
    setting: 'engine',
    doc: 'where the graph is kept, sqlite or neo4j (PROVGRAPH_ENGINE; sqlite)',
  },
  { name: 'config', value: 'FILE', doc: 'the configuration (PROVGRAPH_CONFIG; ./provgraph.yaml, if it is there)' },
  { name: 'json', value: null, doc: 'JSON on stdout and nothing else there' },
];

/** Commands that the contract names and this version does not have. */
const NOT_BUILT: readonly string[] = ['run', 'sources', 'verify', 'policy', 'verify-bundle', 'backup', 'restore'];

const EXITS = `
Exit status: 0 done · 1 the run failed or was interrupted · 2 the command was wrong ·
3 some documents failed or are of an unsupported version · 4 a listing is held ·
5 ask --fail-on was met`;

/** The version of this program, as its package says it. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const found: unknown = JSON.parse(text);
  if (typeof found !== 'object' || found === null || !('version' in found))
    throw new TypeError('package.json: no version');
  return String(found.version);
}

/**
 * Runs one command line (without the program's own name) and returns its exit status.
 *
 * @throws UsageError with every mistake of it; whatever the command throws.
 */
export async function runCommandLine(
  line: readonly string[],
  commands: readonly CommandShape[],
  terminal: Terminal,
): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.done;
  const set = (outcome: ExitStatus): void => {
    status = outcome;
  };
  const program = new Command('provgraph')
    .description(
      'The provenance graph of a machine-learning estate: which deployed models depend on a package, and why.',
    )
    .version(ownVersion(), '--version', 'print the version')
    .enablePositionalOptions()
    .addHelpText('after', EXITS);
  prepare(program, EVERYWHERE, terminal);
  program.action(() => {
    refuseCommand(program.args, commands);
    program.outputHelp({ error: true });
    status = EXIT.usage;
  });
  for (const shape of commands) program.addCommand(registered(shape, program, terminal, set));
  try {
    await program.parseAsync(line, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.done;
    throw new UsageError([sentence(error.message)]);
  }
  return status;
}

function registered(
  shape: CommandShape,
  parent: Command,
  terminal: Terminal,
  done: (status: ExitStatus) => void,
): Command {
  const command = new Command(shape.name).description(shape.doc).copyInheritedSettings(parent);
  const options = [
    ...shape.options,
    ...EVERYWHERE.filter(({ name }) => !shape.options.some((own) => own.name === name)),
  ];
  prepare(command, options, terminal);
  command.usage([shape.operands ?? '', '[options]'].join(' ').trim());
  if (shape.more !== undefined) command.addHelpText('after', `\n${shape.more}`);
  command.action(async () => {
    done(await called(shape, command, terminal));
  });
  if (shape.commands !== undefined) command.enablePositionalOptions();
  for (const inner of shape.commands ?? [])
    command.addCommand(registered(inner, command, terminal, done), { hidden: true });
  return command;
}

/** What is wrong is checked by us, so that all of it can be said at once. */
function prepare(command: Command, options: readonly OptionShape[], terminal: Terminal): void {
  command
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        terminal.print(text);
      },
      writeErr: (text) => {
        for (const line of text.trimEnd().split('\n')) terminal.warn(line);
      },
      outputError: () => undefined, // The caller says it, with everything else that is wrong.
    });
  for (const { name, value, repeatable, doc } of options) {
    const flags = value === null ? `--${name}` : `--${name} <${value}>`;
    const option = new Option(flags, repeatable === true && !doc.includes('repeatable') ? `${doc} (repeatable)` : doc);
    if (value !== null) option.argParser((text: string, before: unknown) => [...texts(before), text]);
    command.addOption(option);
  }
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

async function called(shape: CommandShape, command: Command, terminal: Terminal): Promise<ExitStatus> {
  const mistakes = new Mistakes();
  const shapes = [...shape.options, ...EVERYWHERE];
  const given = givenOptions(command);
  for (const [name, values] of given) {
    const known = shapes.find((option) => option.name === name);
    if (known?.repeatable !== true && values.length > 1) mistakes.add(`--${name} may be given once only.`);
    for (const value of known?.value === null ? [] : values) if (value === '') mistakes.add(`--${name} needs a value.`);
  }
  const operands = command.args.filter((word) => word === '-' || !word.startsWith('-'));
  const unknown = command.args.filter((word) => word !== '-' && word.startsWith('-'));
  const path = pathOf(command);
  // After a question that does not exist, no option can be known: the command says which ones there are.
  const misnamed = shape.commands !== undefined && operands.length > 0;
  for (const word of misnamed ? [] : unknown) mistakes.add(unknownOption(word, path, shapes));
  if (shape.operands === null && unknown.length === 0 && operands.length > 0) {
    mistakes.add(`${path} takes no ${JSON.stringify(operands[0])}: it has options only (${path} --help).`);
  }
  const { settings, mistakes: wrong } = readSettings({
    given: settingsGiven(given, shapes),
    config: given.get('config')?.at(-1),
    environment: terminal.environment,
    folder: terminal.folder,
  });
  mistakes.add(...wrong);
  // What follows an option that is not known may be its value: nothing can be said of it.
  if (unknown.length > 0 && !misnamed) mistakes.refuse();
  return shape.run({ operands, options: new GivenOptions(given), settings, mistakes, terminal });
}

/** The options of a command and of those it is under, by name; the innermost goes first. */
function givenOptions(command: Command): Map<string, readonly string[]> {
  const given = new Map<string, readonly string[]>();
  for (let at: Command | null = command; at !== null; at = at.parent) {
    for (const option of at.options) {
      const set: unknown = at.getOptionValue(option.attributeName());
      // Commander takes --no-serve for the end of an option `serve` that is on by itself.
      const value = option.negate && set !== false ? undefined : set;
      const name = option.long?.slice(2) ?? '';
      if (value === undefined || given.has(name) || (name === 'version' && at.parent === null)) continue;
      given.set(name, texts(value));
    }
  }
  return given;
}

function settingsGiven(
  given: ReadonlyMap<string, readonly string[]>,
  shapes: readonly OptionShape[],
): Map<SettingKey, string> {
  const settings = new Map<SettingKey, string>();
  for (const { name, setting } of shapes) {
    const value = given.get(name)?.at(-1);
    if (setting !== undefined && value !== undefined && value !== '') settings.set(setting, value);
  }
  return settings;
}

function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

function unknownOption(word: string, path: string, shapes: readonly OptionShape[]): string {
  const name = word.split('=')[0] ?? word;
  if (name !== word && shapes.some((shape) => `--${shape.name}` === name && shape.value === null))
    return `${name} takes no value.`;
  const [best] = nearest(name.replace(/^-+/u, ''), [...shapes.map((shape) => shape.name), 'help']);
  const hint = best === undefined ? `${path} --help lists its options` : `the nearest is --${best}`;
  return `${path.replace('provgraph ', '')} has no option ${name}; ${hint}.`;
}

function refuseCommand([word]: readonly string[], commands: readonly CommandShape[]): void {
  if (word === undefined) return;
  if (word.startsWith('-')) throw new UsageError([unknownOption(word, 'provgraph', EVERYWHERE)]);
  if (word === 'help')
    throw new UsageError(['There is no command help; write provgraph --help, or provgraph <command> --help.']);
  if (NOT_BUILT.includes(word)) throw new UsageError([`The command ${word} is not built into this version.`]);
  const [best] = nearest(
    word,
    commands.map(({ name }) => name),
  );
  const hint = best === undefined ? 'provgraph --help lists them' : `the nearest is ${best}`;
  throw new UsageError([`There is no command ${JSON.stringify(word)}; ${hint}.`]);
}

/** Commander's message as one of our sentences. */
function sentence(message: string): string {
  const [, flag] = /^error: option '(--[\w-]+)[^']*' argument missing/u.exec(message) ?? [];
  if (flag !== undefined) return `${flag} needs a value.`;
  const text = message.replace(/^error: /u, '').replace(/\.?$/u, '.');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
