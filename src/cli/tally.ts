import type { Outcome, Receipt, Refused, Summary } from '#ingest';
import { OUTCOMES } from '#ingest';

/** Counts the receipts of one run, and whether each document offered has got exactly one (law 4). */
export class Tally {
  readonly remarks = new Map<string, number>();
  readonly #counts: Record<Outcome, number> = { read: 0, known: 0, unrecognised: 0, unsupported: 0, failed: 0 };
  #claims = 0;
  #inner = 0;

  add(receipt: Receipt): void {
    this.#counts[receipt.outcome]++;
    this.#claims += receipt.claims ?? 0;
    this.#inner += receipt.inner?.length ?? 0;
    for (const { code } of receipt.remarks ?? []) this.remarks.set(code, (this.remarks.get(code) ?? 0) + 1);
  }

  count(outcome: Outcome): number {
    return this.#counts[outcome];
  }

  get receipts(): number {
    return OUTCOMES.reduce((sum, outcome) => sum + this.#counts[outcome], 0);
  }

  /** How many receipts there must be: one for each document that a source offered, one for each found inside another. */
  due(offered: number): number {
    return offered + this.#inner;
  }

  summary(run: string, elapsedMs: number, interrupted: boolean, { notComplete, held, warnings }: Refused): Summary {
    const refused = [...notComplete, ...held];
    return {
      run,
      offered: this.receipts,
      ...this.#counts,
      claims: this.#claims,
      elapsedMs,
      ...(interrupted ? { interrupted } : {}),
      ...(refused.length > 0 ? { notComplete: refused } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    };
  }
}
