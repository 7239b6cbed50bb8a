import type { Freshness } from './answer.ts';
import { cypher } from './cypher.ts';
import type { Moment } from './moment.ts';
import type { Reader, Statement } from '../question.ts';

const SOURCES: Statement = {
  name: 'freshness',
  sql: `SELECT s.key AS source, (SELECT max(l.observed_at) FROM listing l WHERE l.source = s.id AND l.observed_at <= :asOf AND l.rf <= :revision AND (l.rt IS NULL OR l.rt > :revision)) AS synced
    FROM source s ORDER BY s.key LIMIT 1000`,
  cypher: cypher`MATCH (s:Source) WHERE s.key >= '' WITH s ORDER BY s.key LIMIT 1000
    RETURN s.key AS source, COLLECT { MATCH (l:Listing {source: s.key})
      WHERE l.observedAt <= $asOf AND l.rf <= $revision AND (l.rt IS NULL OR l.rt > $revision) RETURN max(l.observedAt) AS synced }[0] AS synced
    ORDER BY source`,
};

export const freshnessStatements = { sources: SOURCES };

/** How fresh each source is. Files have no timetable: what they say is asserted by whoever offered them, and never stale. */
export async function freshnessOf(reader: Reader, moment: Moment): Promise<readonly Freshness[]> {
  const rows = await reader.rows(SOURCES, moment.parameters);
  return rows.map((row) => ({
    source: String(row['source']),
    lastCompleteSync: typeof row['synced'] === 'string' ? row['synced'] : null,
    asserted: true,
    stale: false,
  }));
}
