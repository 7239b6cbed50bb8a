import type { CommandShape, OptionShape } from './command.ts';

/** What may follow one command, as a shell needs to know it. */
export interface CompletionTable {
  /** `ask inventory`; empty for the program itself. */
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly doc: string }[];
  readonly options: readonly CompletionOption[];
  /** Whether its operands are files. */
  readonly files: boolean;
}

export interface CompletionOption {
  readonly name: string;
  readonly doc: string;
  /** Null: it takes no value. */
  readonly value: null | {
    readonly kind: 'words' | 'files' | 'folders' | 'any';
    readonly words: readonly string[];
  };
}

/** Everything that a shell can complete, a table for each command; the first one is that of the program. */
export function completionTables(
  commands: readonly CommandShape[],
  everywhere: readonly OptionShape[],
): readonly CompletionTable[] {
  const own = [...everywhere, { name: 'version', value: null, doc: 'print the version' }];
  const root = tableOf('', { options: [], operands: null, commands }, own);
  return [root, ...commands.flatMap((command) => tablesBelow('', command, everywhere))];
}

function tablesBelow(above: string, command: CommandShape, everywhere: readonly OptionShape[]): CompletionTable[] {
  const path = `${above} ${command.name}`.trim();
  return [
    tableOf(path, command, everywhere),
    ...(command.commands ?? []).flatMap((inner) => tablesBelow(path, inner, everywhere)),
  ];
}

function tableOf(
  path: string,
  { options, operands, words = [], commands = [] }: Pick<CommandShape, 'options' | 'operands' | 'words' | 'commands'>,
  everywhere: readonly OptionShape[],
): CompletionTable {
  const all = [...options, ...everywhere.filter(({ name }) => !options.some((own) => own.name === name))];
  const help = { name: 'help', value: null, doc: 'print this help' };
  return {
    path,
    words: [
      ...words.map((word) => ({ word, doc: '' })),
      ...commands.map(({ name, doc }) => ({ word: name, doc: doc.split('\n', 1)[0] ?? '' })),
    ],
    options: [...all, help].map(optionOf),
    files: operands?.includes('where') === true,
  };
}

function optionOf({ name, value, values, doc }: OptionShape): CompletionOption {
  if (value === null) return { name, doc, value: null };
  const kind = values !== undefined ? 'words' : value === 'FILE' ? 'files' : value === 'DIR' ? 'folders' : 'any';
  return { name, doc, value: { kind, words: values ?? [] } };
}
