import { cypher } from '#queries';
import { environmentKey } from '../keys.ts';
import type { Transaction } from './connection.ts';
import { textIn } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

/** `>= ''` is always so of what is there: with it the index holds no other, in order. */
const ENVIRONMENTS = cypher`UNWIND $given.scopes AS scope CALL (scope) {
    MATCH (o:Observation {scope: scope}) USING INDEX o:Observation(scope, observedAt, environment)
    WHERE o.observedAt >= '' AND o.environment >= ''
    RETURN o.environment AS environment, o.observedAt AS observedAt ORDER BY observedAt DESC, environment DESC LIMIT 1
  } RETURN scope, environment`;

/** What the last offering that said so said of the environment of scopes, by `environmentKey`. */
export async function fetchEnvironments(
  transaction: Transaction,
  asked: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const rows = await givenRows(transaction, ENVIRONMENTS, { scopes: [...asked.values()] });
  return new Map(rows.map((row) => [environmentKey(textIn(row, 'scope')), textIn(row, 'environment')]));
}
