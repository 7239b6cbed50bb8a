import { cypher } from '#queries';
import type { Cypher } from '#queries';

/**
 * Claims `e` of documents in force: a document that others only name has no outcome, and says nothing. Its document is found
 * by its key, claim by claim; the path must hold `e`, and must not hold `s`.
 */
export const claimsInForce = (path: Cypher): Cypher =>
  cypher`MATCH ${path} MATCH (s:Document {key: e.document}) WHERE s.rt IS NULL AND s.outcome IS NOT NULL`;
