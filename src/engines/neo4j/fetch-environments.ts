import { cypher } from '#queries';
import { environmentKey } from '../keys.ts';
import type { Transaction } from './connection.ts';
import { textIn } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

/** In the order of the index, which holds nothing else: the first one is the last that was said. */
const ENVIRONMENTS = cypher`UNWIND $given.scopes AS scope CALL (scope) {
    MATCH (o:Observation {scope: scope}) USING INDEX SEEK o:Observation(scope, observedAt, environment)
    WHERE o.observedAt IS NOT NULL AND o.environment IS NOT NULL
    RETURN o.environment AS environment ORDER BY o.scope DESC, o.observedAt DESC, o.environment DESC LIMIT 1
  } RETURN scope, environment`;

/** What the last offering that said so said of the environment of scopes, by `environmentKey`. */
export async function fetchEnvironments(
  transaction: Transaction,
  asked: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const rows = await givenRows(transaction, ENVIRONMENTS, { scopes: [...asked.values()] });
  return new Map(rows.map((row) => [environmentKey(textIn(row, 'scope')), textIn(row, 'environment')]));
}
