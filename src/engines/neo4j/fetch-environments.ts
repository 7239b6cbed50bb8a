import { cypher } from '#queries';
import { environmentKey } from '../keys.ts';
import type { Transaction } from './connection.ts';
import { cellsOf, textIn } from './entity-cells.ts';

/** `observedAt >= ''` is always so: with it the index gives the order. */
const ENVIRONMENTS = cypher`UNWIND $scopes AS scope CALL (scope) {
    MATCH (o:Observation {scope: scope}) WHERE o.observedAt >= '' AND o.environment IS NOT NULL
    RETURN o.environment AS environment, o.observedAt AS observedAt ORDER BY observedAt DESC, environment DESC LIMIT 1
  } RETURN scope, environment`;

/** What the last offering that said so said of the environment of scopes, by `environmentKey`. */
export async function fetchEnvironments(
  transaction: Transaction,
  asked: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const rows = await cellsOf(transaction, ENVIRONMENTS, { scopes: [...asked.values()] });
  return new Map(rows.map((row) => [environmentKey(textIn(row, 'scope')), textIn(row, 'environment')]));
}
