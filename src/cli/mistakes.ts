/** The command was wrong: every mistake, as a sentence each. Exit status 2. */
export class UsageError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.name = 'UsageError';
    this.mistakes = mistakes;
  }
}

/** The run failed for a reason outside this program; the message is one sentence for people. Exit status 1. */
export class RunFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RunFailure';
  }
}

/** Gathers the mistakes of a command line, so that all of them are said at once. */
export class Mistakes {
  readonly #mistakes: string[] = [];

  add(...mistakes: readonly string[]): void {
    this.#mistakes.push(...mistakes);
  }

  /** @throws UsageError when there is any. */
  refuse(): void {
    if (this.#mistakes.length > 0) throw new UsageError([...new Set(this.#mistakes)]);
  }
}
