/** The codes that this program writes by itself; whatever else looks like one came from a document. */
const PAINTS = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;
export type Paint = keyof typeof PAINTS;

interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * Where a command writes. `say` and `warn` are for people and show control characters, which documents may hold, as
 * escapes; `print` is for programs and writes exactly what it is given. A status line stays at the foot of a terminal.
 */
export class Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working folder. */
  readonly folder: string;
  readonly #out: Screen;
  readonly #err: Screen;
  #status = '';

  constructor(out: Screen, err: Screen, environment: Readonly<Record<string, string | undefined>>, folder: string) {
    this.#out = out;
    this.#err = err;
    this.environment = environment;
    this.folder = folder;
  }

  /** How many columns a table may have; null: as many as it needs. */
  get width(): number | null {
    return this.#out.isTTY === true ? (this.#out.columns ?? 80) : null;
  }

  /** Whether progress may be drawn over itself. */
  get draws(): boolean {
    return this.#err.isTTY === true;
  }

  /** Colours stand beside words, never alone, and only on a terminal that wants them. */
  paint(paint: Paint, text: string): string {
    const wanted = this.#out.isTTY === true && (this.environment['NO_COLOR'] ?? '') === '';
    return wanted ? `\u001b[${PAINTS[paint]}m${text}\u001b[0m` : text;
  }

  /** A line for people on stdout. */
  say(line = ''): void {
    this.#above(() => this.#out.write(`${printable(line)}\n`));
  }

  /** A line for people on stderr. */
  warn(line: string): void {
    this.#above(() => this.#err.write(`${printable(line)}\n`));
  }

  /** Text for programs on stdout. */
  print(text: string): void {
    this.#above(() => this.#out.write(text));
  }

  /** The line at the foot of a terminal; empty to take it away. */
  status(text: string): void {
    if (!this.draws) return;
    const line = printable(text).slice(0, (this.#err.columns ?? 80) - 1);
    if (line !== this.#status) this.#err.write(`\r\u001b[2K${line}`);
    this.#status = line;
  }

  #above(write: () => void): void {
    const status = this.#status;
    this.status('');
    write();
    this.status(status);
  }
}

const OWN = /\\x1b(\[(?:0|1|2|31|32|33)m)/gu;
/** Control characters, and those that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** One line with everything escaped that could make a terminal do something or forge another line; our own colours stay. */
export function printable(text: string): string {
  const escaped = text.replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`;
  });
  return escaped.replace(OWN, '\u001b$1');
}
