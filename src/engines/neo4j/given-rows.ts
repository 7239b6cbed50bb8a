import type { Cypher } from '#queries';
import type { Transaction } from './connection.ts';
import { cellsOf } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';

/**
 * The rows of a statement whose parameters are in one map, `$given.keys`. The server plans a statement anew for each order of
 * magnitude of a list that is a parameter by itself; into a map it does not look, and the plan is made once.
 */
export function givenRows(transaction: Transaction, statement: Cypher, given: Cells): Promise<readonly Cells[]> {
  return cellsOf(transaction, statement, { given });
}
