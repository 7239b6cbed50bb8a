import type { Coverage } from './answer.ts';
import { coverageOf } from './coverage.ts';
import { cypher } from './cypher.ts';
import type { Moment } from './moment.ts';
import { timed } from './moment.ts';
import type { Reader } from '../question.ts';
import { IN_SCOPE, IN_SCOPE_CYPHER, scopeValues } from './scope.ts';
import type { Scope } from './scope.ts';

const WITHOUT_MODEL = timed(
  'all-workloads-without-model',
  ({ exposure }) =>
    `SELECT count(DISTINCT e.workload_id) AS n FROM exposure e WHERE ${exposure} AND e.slot IS NULL AND ${IN_SCOPE}`,
  ({ exposed, every, exposure }) =>
    cypher`MATCH (e:${exposed}) WHERE ${every} AND ${exposure} AND e.slot IS NULL AND ${IN_SCOPE_CYPHER} RETURN count(DISTINCT e.workload) AS n`,
);

/** The whole estate, unnarrowed. */
export const WHOLE: Scope = { route: [] };

/**
 * The coverage of a question that is about no package: what was never listed and what could not be read. Nothing is
 * judged, so no route is counted; `workloadsWithoutModel` counts all of them.
 */
export async function estateCoverage(reader: Reader, moment: Moment, scope: Scope): Promise<Coverage> {
  const { coverage } = await coverageOf(reader, { moment, scope, types: [], bare: true, using: [] });
  const everywhere = coverage.unknown.filter(({ route }) => route === null);
  const exposures = coverage.routes.reduce((sum, { unknown }) => sum + unknown, 0);
  const count = coverage.unknownTotal.count - exposures;
  const [without] = await reader.rows(WITHOUT_MODEL[moment.mode], { ...scopeValues(scope), ...moment.parameters });
  return {
    complete: count === 0,
    routes: [],
    unknown: everywhere,
    unknownTotal: { count, exact: true },
    workloadsWithoutModel: { count: Number(without?.['n'] ?? 0), exact: true, unjudged: 0 },
    failedDocuments: coverage.failedDocuments,
  };
}

export const estateCoverageStatements = { withoutModel: WITHOUT_MODEL.now, withoutModelThen: WITHOUT_MODEL.then };
