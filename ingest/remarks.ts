import { LIMITS } from './limits.ts';
import type { Remark } from './reading.ts';

/** The remarks of one reading, at most `LIMITS.remarks`: the last one then counts the rest (REMARKS_CUT). */
export class Remarks {
  readonly #kept: Remark[] = [];
  #more = 0;

  add(code: string, at: string, message: string): void {
    if (this.#kept.length < LIMITS.remarks) this.#kept.push({ code, at, message });
    else this.#more++;
  }

  list(): readonly Remark[] {
    if (this.#more === 0) return this.#kept;
    const rest = this.#more + 1;
    const message = `${rest} more remarks are not shown.`;
    return [...this.#kept.slice(0, -1), { code: 'REMARKS_CUT', at: '', message }];
  }
}

/** The same cap for remarks that were gathered as a list. */
export function capRemarks(remarks: readonly Remark[]): readonly Remark[] {
  const capped = new Remarks();
  for (const { code, at, message } of remarks) capped.add(code, at, message);
  return capped.list();
}
