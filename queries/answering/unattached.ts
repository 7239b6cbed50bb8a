import { hitParameters } from './contains.ts';
import { cypher } from './cypher.ts';
import { originOf } from './evidence.ts';
import { NOW_CYPHER, timed } from './moment.ts';
import type { Moment } from './moment.ts';
import type { PackageMatch } from './package-match.ts';
import type { Reader } from '../question.ts';

/** SBOMs in force that list the asked package and of which no document says what they are about. */
const UNATTACHED = timed(
  'unattached-sboms',
  ({ document }) => `
  SELECT DISTINCT (SELECT o.origin FROM observation o WHERE o.document = s.document ORDER BY o.observed_at, o.origin LIMIT 1) AS origin, d.key AS document
  FROM (SELECT l.source AS sbom FROM json_each(:purls) a CROSS JOIN includes i ON i.target = a.value ->> 0 CROSS JOIN lists l ON l.target = i.source
        UNION SELECT n.source FROM json_each(:components) c JOIN names n ON n.target = c.value ->> 0) found
    JOIN document d ON d.id = found.sbom JOIN document_state s ON s.document = d.id AND ${document}
  WHERE NOT EXISTS (SELECT 1 FROM describes e JOIN document_state w ON w.document = e.document AND w.rt IS NULL WHERE e.source = d.id)
  ORDER BY d.key LIMIT 4`,
  ({ document }) => cypher`
  CALL {
    UNWIND $purls AS asked MATCH (:Purl {key: asked[0]})<-[:INCLUDES]-(:ComponentSet)<-[:LISTS]-(s:Document) RETURN s
    UNION
    UNWIND $components AS asked MATCH (:Component {key: asked[0]})<-[:NAMES]-(s:Document) RETURN s
  }
  WITH s WHERE ${document} AND NOT EXISTS { MATCH (s)-[e:DESCRIBES]->() MATCH (w:Document {key: e.document}) WHERE ${NOW_CYPHER.describer} }
  WITH s ORDER BY s.key LIMIT 4
  RETURN ${originOf(cypher`s.key`)} AS origin, s.key AS document ORDER BY document`,
);

export const unattachedStatements = { unattached: UNATTACHED.now, unattachedThen: UNATTACHED.then };

/** Where such SBOMs were seen, at most four of them; asked only where an answer would otherwise say that nothing is affected. */
export async function unattachedSboms(reader: Reader, moment: Moment, match: PackageMatch): Promise<readonly string[]> {
  const rows = await reader.rows(UNATTACHED[moment.mode], { ...hitParameters(match), ...moment.parameters });
  return rows.map((row) => (typeof row['origin'] === 'string' ? row['origin'] : String(row['document'])));
}
