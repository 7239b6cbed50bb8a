import type { SettingKey, Settings } from '../config.ts';
import type { ExitStatus } from './exit-status.ts';
import type { Mistakes } from './mistakes.ts';
import type { Terminal } from './terminal.ts';

/** One option of a command, without the dashes. */
export interface OptionShape {
  readonly name: string;
  /** What its value is called in the help; null: it has none. */
  readonly value: string | null;
  readonly repeatable?: true;
  /** The values that there are, where the list is closed. */
  readonly values?: readonly string[];
  /** The setting that it overrides. */
  readonly setting?: SettingKey;
  readonly doc: string;
}

/** One command is data: registration, help and usage checks derive from it. */
export interface CommandShape {
  readonly name: string;
  readonly doc: string;
  /** How its operands are written in the help, `<where>…`; null: it takes none. */
  readonly operands: string | null;
  /** What an operand may be, where the list is closed. */
  readonly words?: readonly string[];
  readonly options: readonly OptionShape[];
  /** Below the help: examples and what else is worth knowing. */
  readonly more?: string;
  readonly commands?: readonly CommandShape[];
  /** Adds its own mistakes to those of the call and refuses before it does anything. */
  run(call: Call): Promise<ExitStatus>;
}

/** A command as it was called. */
export interface Call {
  readonly operands: readonly string[];
  readonly options: GivenOptions;
  readonly settings: Settings;
  readonly mistakes: Mistakes;
  readonly terminal: Terminal;
}

/** The options as they were given, by name. */
export class GivenOptions {
  readonly #given: ReadonlyMap<string, readonly string[]>;

  constructor(given: ReadonlyMap<string, readonly string[]>) {
    this.#given = given;
  }

  has(name: string): boolean {
    return this.#given.has(name);
  }

  text(name: string): string | undefined {
    return this.#given.get(name)?.at(-1);
  }

  texts(name: string): readonly string[] {
    return this.#given.get(name) ?? [];
  }
}
