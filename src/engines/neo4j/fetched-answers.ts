import type { Transaction } from './connection.ts';

/** Fetches what is asked for, in one or two statements for all of it. What is not found may be left out. */
export type Fetch<Asked, Answer> = (
  transaction: Transaction,
  asked: ReadonlyMap<string, Asked>,
) => Promise<ReadonlyMap<string, Answer>>;

/** How many keys one statement is given. */
const BATCH = 1_000;

/**
 * Answers of one kind by their key: of what was fetched. What was not is noted, and answered as if there were nothing, so
 * that whoever asks goes on and asks for more that will be needed.
 */
export class FetchedAnswers<Asked, Answer> {
  readonly #known = new Map<string, Answer>();
  readonly #missing = new Map<string, Asked>();
  readonly #nothing: Answer;
  readonly #fetch: Fetch<Asked, Answer>;
  readonly #missed: () => void;

  /** @param missed is told of every answer that was missing. */
  constructor(nothing: Answer, fetch: Fetch<Asked, Answer>, missed: () => void) {
    this.#nothing = nothing;
    this.#fetch = fetch;
    this.#missed = missed;
  }

  answer(key: string, asked: Asked): Answer {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#missing.set(key, asked);
    this.#missed();
    return this.#nothing;
  }

  get size(): number {
    return this.#known.size;
  }

  /** Fetches everything that was missing. */
  async fill(transaction: Transaction): Promise<void> {
    const missing = [...this.#missing];
    for (let start = 0; start < missing.length; start += BATCH) {
      const asked = new Map(missing.slice(start, start + BATCH));
      const found = await this.#fetch(transaction, asked);
      for (const key of asked.keys()) this.#known.set(key, found.get(key) ?? this.#nothing);
    }
    for (const [key] of missing) this.#missing.delete(key);
  }
}
