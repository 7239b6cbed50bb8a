import { cypher } from '#queries';
import type { Cypher } from '#queries';
import type { Found } from '../doctor-check.ts';
import type { Transaction } from './connection.ts';
import { cellsOf, textsIn, wholeIn } from './entity-cells.ts';

/** Counts the rows of a text that has no RETURN, and keeps the first places: `place` is what is wrong in a row, in words. */
export const countedPlaces = (rows: Cypher, place: Cypher): Cypher =>
  cypher`${rows} WITH ${place} AS place RETURN count(place) AS count, collect(place)[..3] AS places`;

/** Runs statements made by `countedPlaces`, and adds what they find. */
export async function findAll(transaction: Transaction, statements: readonly Cypher[], found: Found): Promise<void> {
  for (const statement of statements) {
    const [row = {}] = await cellsOf(transaction, statement, {});
    found.addAll(wholeIn(row, 'count'), textsIn(row, 'places'));
  }
}

/** The one number of a statement that returns `n`. */
export async function numberOf(transaction: Transaction, statement: Cypher): Promise<number> {
  const [row = {}] = await cellsOf(transaction, statement, {});
  return wholeIn(row, 'n');
}
