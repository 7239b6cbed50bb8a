import { wholeCell } from './database.ts';
import type { Database } from './database.ts';
import type { Sightings } from './sightings.ts';

/**
 * Which documents are out of force, because a person said so. What lies inside a withdrawn document goes with it unless
 * something else in force offers it, and comes back with it; what a person withdrew by itself stays withdrawn.
 */
export class Withdrawals {
  readonly #database: Database;
  readonly #sightings: Sightings;
  readonly #touch: (document: number) => void;

  /** `touch` is told of every document whose force changes. */
  constructor(database: Database, sightings: Sightings, touch: (document: number) => void) {
    this.#database = database;
    this.#sightings = sightings;
    this.#touch = touch;
  }

  end(document: number, revision: number, reason: string, at: string): void {
    this.#end(document, revision, { reason, at, withHolder: false });
  }

  restore(document: number, revision: number): void {
    this.#database.run(
      'INSERT INTO withdrawal SELECT document, rt, ? FROM document_state WHERE document = ? AND rt < ?',
      revision,
      document,
      revision,
    );
    this.#database.run(
      'UPDATE document_state SET rt = NULL, withdrawn_reason = NULL, withdrawn_at = NULL, with_holder = 0 WHERE document = ?',
      document,
    );
    this.#touch(document);
    this.#sightings.restoreListings(document);
    for (const inner of this.#innerOf(document)) this.#comesBack(inner, revision);
  }

  /** A document was settled that may be in force: what it holds is offered by it. */
  held(document: number, revision: number): void {
    if (!this.#inForce(document)) return;
    for (const inner of this.#innerOf(document)) this.#comesBack(inner, revision);
  }

  /** A source offers the document by itself. */
  offered(document: number, revision: number): void {
    this.#comesBack(document, revision);
  }

  #end(document: number, revision: number, why: { reason: string; at: string; withHolder: boolean }): void {
    this.#database.run(
      'UPDATE document_state SET rt = ifnull(rt, ?), withdrawn_reason = ?, withdrawn_at = ?, with_holder = ? WHERE document = ?',
      revision,
      why.reason,
      why.at,
      Number(why.withHolder),
      document,
    );
    this.#touch(document);
    this.#sightings.endListings(document, revision);
    for (const inner of this.#innerOf(document)) {
      if (this.#inForce(inner) && !this.#offeredElsewhere(inner))
        this.#end(inner, revision, { ...why, withHolder: true });
    }
  }

  #comesBack(document: number, revision: number): void {
    const ended = this.#database.get(
      'SELECT 1 AS yes FROM document_state WHERE document = ? AND with_holder = 1',
      document,
    );
    if (ended !== undefined) this.restore(document, revision);
  }

  #inForce(document: number): boolean {
    const open = this.#database.get('SELECT 1 AS yes FROM document_state WHERE document = ? AND rt IS NULL', document);
    return open !== undefined;
  }

  #innerOf(document: number): number[] {
    const rows = this.#database.all('SELECT DISTINCT target FROM holds WHERE document = ? ORDER BY target', document);
    return rows.map(({ target }) => wholeCell(target));
  }

  /** Whether a source offers the document by itself, or another document in force holds it. */
  #offeredElsewhere(document: number): boolean {
    const elsewhere = this.#database.get(
      `SELECT 1 AS yes FROM holds h JOIN document_state s ON s.document = h.source WHERE h.target = ?1 AND s.rt IS NULL
       UNION SELECT 1 FROM observation WHERE document = ?1 AND inner = 0 LIMIT 1`,
      document,
    );
    return elsewhere !== undefined;
  }
}
