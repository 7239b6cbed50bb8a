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

/** The words of command and arguments: a shell script gives its words, each at the place of the script. */
export function wordsOf({ command, args, env, at }: ContainerSpec): readonly Word[] {
  const literal = new Map(env.map(({ name, value }) => [name, value]));
  const given = [
    ...command.map((text, position) => ({ text, at: `${at}/command/${position}` })),
    ...args.map((text, position) => ({ text, at: `${at}/args/${position}` })),
  ];
  return given.flatMap(({ text: written, at: place }) => {
    const text = filledIn(written, literal);
    const texts = isScript(text) ? scriptWords(text, literal) : [expanded(text, literal)];
    return texts.map((one) => ({ text: one, at: place }));
  });
}

const isScript = (text: string): boolean => /\s/.test(text) && !/^\s*(?:--?[\w.-]+=\s*)?[[{'"]/.test(text);

/** A shell splits what a variable holds as it does what is written. */
function scriptWords(text: string, literal: ReadonlyMap<string, string | null>): readonly string[] {
  return shellWords(text).flatMap((word) => {
    const whole = expanded(word, literal);
    return whole !== word && isScript(whole) ? shellWords(whole) : [whole];
  });
}

/**
 * The words of a script, in one pass. Quotes are passed over, since what they hold may be a script again (`sh -c '…'`) or
 * nothing at all (an apostrophe); only JSON in quotes stays in one piece.
 */
function shellWords(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let isClosed = true;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "'" || character === '"') {
      const opens = isClosed && /^\s?[[{]/.test(text.slice(i + 1, i + 3));
      const end = opens ? closing(text, i) : -1;
      if (opens && end < 0) isClosed = false;
      if (end < 0) continue;
      word += text.slice(i + 1, end);
      i = end;
    } else if (/[\s;&|()]/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
    } else if (character !== '\\') word += character;
  }
  return word === '' ? words : [...words, word];
}

/** Where the quote that begins here ends; -1: nowhere. */
function closing(text: string, start: number): number {
  const quote = text.charAt(start);
  if (quote === "'") return text.indexOf("'", start + 1);
  for (let i = start + 1; i < text.length; i++) {
    if (text.charAt(i) === '\\') i++;
    else if (text.charAt(i) === quote) return i;
  }
  return -1;
}

/** `$(NAME)` is filled in by Kubernetes, before any shell sees it; what has no literal value stays as it is. */
function filledIn(text: string, literal: ReadonlyMap<string, string | null>): string {
  return text.replaceAll(/\$\(([A-Za-z_]\w*)\)/g, (whole, name: string) => literal.get(name) ?? whole);
}

/** The same of `$NAME` and `${NAME}`, by a shell. */
function expanded(text: string, literal: ReadonlyMap<string, string | null>): string {
  return text.replaceAll(
    /\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g,
    (whole, braced: string | undefined, bare: string | undefined) => literal.get(braced ?? bare ?? '') ?? whole,
  );
}

/** A variable whose value is not known, in the place of whole options: where a flag would stand, or behind its value. */
export function hiddenOptions(flags: readonly Flag[]): readonly Word[] {
  return flags.flatMap(({ name, values }) =>
    values.filter(
      ({ text }, position) =>
        OPTIONS.test(text) ||
        (/^\$\(\w+\)$/.test(text) && (name === '' || position > 0)) ||
        (text.startsWith('$') && name !== '' && position > 0),
    ),
  );
}

/** By what people call variables that hold options. */
const OPTIONS = /^\$[({]?\w*(?:ARG|OPT|OPTION|EXTRA|FLAG|PARAM)S?(?:\W|$)/i;

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
/** A word without the quotes around it, where it has a pair. */
export const unquoted = (text: string): string => text.replace(/^(['"])(.*)\1$/s, '$2');
