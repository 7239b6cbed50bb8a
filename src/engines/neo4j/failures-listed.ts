import { cypher } from '#queries';
import type { FailureListed } from '../engine.ts';
import type { Transaction } from './connection.ts';

const FAILURES = cypher`MATCH (d:Document) USING INDEX SEEK d:Document(outcome) WHERE (d.outcome < 'read' OR d.outcome > 'read') AND d.rt IS NULL
    AND (d.format <> 'unread' OR EXISTS { MATCH (g:Sighting {document: d.key}) WHERE g.vt IS NULL })
  WITH d, coalesce(COLLECT { MATCH (o:Observation {document: d.key}) RETURN o.origin AS origin ORDER BY o.observedAt, o.origin LIMIT 1 }[0], '') AS origin
  RETURN d.key AS document, origin, d.outcome AS outcome, coalesce(d.code, '') AS code, coalesce(d.message, '') AS message, coalesce(d.at, '') AS at
  ORDER BY origin, document`;

/** Documents in force that could not be read, by origin. */
export async function failuresListed(transaction: Transaction): Promise<readonly FailureListed[]> {
  const { records } = await transaction.run<Record<keyof FailureListed, string>>(FAILURES);
  return records.map((record) => {
    const { outcome, ...failure } = record.toObject();
    return { ...failure, outcome: outcome === 'unsupported' ? 'unsupported' : 'failed' };
  });
}
