import type { ContainerSpec } from '#schema';

/** A word of a command line, and where it is written. */
export interface Word {
  readonly text: string;
  /** JSON Pointer. */
  readonly at: string;
}

export interface Flag {
  /** Without dashes, lower case, `-` for `_`; empty for a word that belongs to no flag. */
  readonly name: string;
  readonly values: readonly Word[];
  readonly at: string;
}

const WORDS = 4_096;

/** The words of command and arguments: a shell script gives its words, each at the place of the script. */
export function wordsOf({ command, args, env, at }: ContainerSpec): readonly Word[] {
  const literal = new Map(env.map(({ name, value }) => [name, value]));
  const given = [
    ...command.map((text, position) => ({ text, at: `${at}/command/${position}` })),
    ...args.map((text, position) => ({ text, at: `${at}/args/${position}` })),
  ];
  const words: Word[] = [];
  for (const word of given) {
    for (const text of split(word.text)) words.push({ text: expanded(text, literal), at: word.at });
    if (words.length >= WORDS) break;
  }
  return words.slice(0, WORDS);
}

function split(text: string): readonly string[] {
  const isScript = /\s/.test(text) && !/^\s*(?:--?[\w.-]+=\s*)?[[{'"]/.test(text);
  if (!isScript) return [text];
  // An inline JSON value of a script keeps its spaces.
  const words = text.match(/(?:[^\s'"]|'[^']*'|"(?:[^"\\]|\\.)*")+|['"]/g) ?? [];
  return words.map((word) => word.replaceAll(/^(['"])(.*)\1$/gs, '$2')).filter((word) => word !== '\\');
}

/** `$(NAME)` is filled in by Kubernetes, `$NAME` and `${NAME}` by a shell; what has no literal value stays as it is. */
function expanded(text: string, literal: ReadonlyMap<string, string | null>): string {
  return text.replaceAll(
    /\$\(([A-Za-z_]\w*)\)|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g,
    (whole, a: string | undefined, b: string | undefined, c: string | undefined) =>
      literal.get(a ?? b ?? c ?? '') ?? whole,
  );
}

/** The words in order, each flag with the words up to the next one; `--name=value` is a flag with one value. */
export function flagsOf(words: readonly Word[]): readonly Flag[] {
  const flags: { name: string; values: Word[]; at: string }[] = [];
  let current: { name: string; values: Word[]; at: string } = { name: '', values: [], at: '' };
  flags.push(current);
  for (const word of words) {
    const match = /^--?([A-Za-z][A-Za-z0-9_.-]*)(?:=(.*))?$/s.exec(word.text);
    if (match === null) {
      current.values.push(word);
      continue;
    }
    const value = match[2];
    current = { name: normal(match[1] ?? ''), values: [], at: word.at };
    if (value !== undefined) current.values.push({ text: unquoted(value), at: word.at });
    flags.push(current);
  }
  return flags;
}

const normal = (name: string): string => name.toLowerCase().replaceAll('_', '-');
const unquoted = (text: string): string => text.replace(/^(['"])(.*)\1$/s, '$2');
