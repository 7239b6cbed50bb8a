import { z } from 'zod';
import { cypher, cypherJoined, cypherName } from './cypher.ts';
import type { Cypher } from './cypher.ts';
import { ROUTES } from '../exposure/exposure.ts';
import type { Route } from '../exposure/exposure.ts';
import { timed } from './moment.ts';
import type { Moment, OpenCypher } from './moment.ts';
import { flagOf } from './rows.ts';
import type { Parameter, Reader } from '../question.ts';

/** The parameters by which an exposure question is narrowed (contract.md, *Flagship parameters*). */
export const scopeParameters = {
  environment: z.string().optional().describe('Only this environment; what has none stays in.'),
  cluster: z.string().optional().describe('Only this cluster; what has none stays in.'),
  namespace: z.string().optional().describe('Only this namespace.'),
  owner: z.string().optional().describe('Only what this owner owns; what has none stays in.'),
  workload: z.string().optional().describe('Only this workload: `InferenceService/scorer`, its name alone, or its id.'),
  route: z
    .array(z.enum(ROUTES))
    .default([])
    .describe('Only these routes (repeatable): RUNTIME, LOADER, MODEL_CODE, BUILD_TIME.'),
};

export interface Scope {
  readonly environment?: string | undefined;
  readonly cluster?: string | undefined;
  readonly namespace?: string | undefined;
  readonly owner?: string | undefined;
  readonly workload?: string | undefined;
  readonly route: readonly Route[];
}

const FILTERS = ['environment', 'cluster', 'namespace', 'owner', 'workload'] as const;

/** The condition on exposures `e`: a filter excludes only what is known to differ. */
export const IN_SCOPE = `
  (:environment IS NULL OR e.environment IS NULL OR e.environment = :environment)
  AND (:cluster IS NULL OR e.cluster IS NULL OR e.cluster = :cluster)
  AND (:namespace IS NULL OR e.namespace = '' OR e.namespace = :namespace)
  AND (:owner IS NULL OR e.owner IS NULL OR e.owner = :owner)
  AND (:workload IS NULL OR e.workload = :workload OR substr(e.workload, instr(e.workload, '/') + 1) = :workload
    OR e.workload_id = (SELECT id FROM workload WHERE key = :workload))
  AND (:routes = '[]' OR e.route IN (SELECT value FROM json_each(:routes)))`;

/** What workloads of this name or id have, in Cypher. */
const namedWorkload = (asked: Cypher): Cypher =>
  cypher`(e.workloadName = ${asked} OR substring(e.workloadName, size(split(e.workloadName, '/')[0]) + 1) = ${asked} OR e.workload = ${asked})`;

/** The same condition in Cypher. */
export const IN_SCOPE_CYPHER = cypher`
  ($environment IS NULL OR e.environment IS NULL OR e.environment = $environment)
  AND ($cluster IS NULL OR e.cluster IS NULL OR e.cluster = $cluster)
  AND ($namespace IS NULL OR e.namespace = '' OR e.namespace = $namespace)
  AND ($owner IS NULL OR e.owner IS NULL OR e.owner = $owner)
  AND ($workload IS NULL OR ${namedWorkload(cypher`$workload`)})
  AND CASE WHEN size($routes) = 0 THEN true ELSE e.route IN $routes END`;

export function scopeValues(scope: Scope): Readonly<Record<string, Parameter>> {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, scope[name] ?? null]));
  return { ...filters, routes: scope.route };
}

/** The routes that were asked for; all when none was named. */
export const routesAsked = ({ route }: Scope): readonly Route[] =>
  route.length === 0 ? ROUTES : ROUTES.filter((one) => route.includes(one));

/** Whether some exposure has the value of a filter; one that is not given is not looked for. */
function carries(filter: (typeof FILTERS)[number], { exposed, every, exposure }: OpenCypher): Cypher {
  const name = cypherName(filter);
  const has = filter === 'workload' ? namedWorkload(cypher`asked`) : cypher`e.${name} = asked`;
  return cypher`EXISTS { UNWIND [one IN [$${name}] WHERE one IS NOT NULL] AS asked MATCH (e:${exposed}) WHERE ${every} AND ${exposure} AND ${has} } AS ${name}`;
}

const CARRIED = timed(
  'filter-values-carried',
  ({ exposure }) => `
  SELECT EXISTS (SELECT 1 FROM exposure e WHERE ${exposure} AND e.environment = :environment) AS environment,
    EXISTS (SELECT 1 FROM exposure e WHERE ${exposure} AND e.cluster = :cluster) AS cluster,
    EXISTS (SELECT 1 FROM exposure e WHERE ${exposure} AND e.namespace = :namespace) AS namespace,
    EXISTS (SELECT 1 FROM exposure e WHERE ${exposure} AND e.owner = :owner) AS owner,
    EXISTS (SELECT 1 FROM exposure e WHERE ${exposure} AND (e.workload = :workload OR substr(e.workload, instr(e.workload, '/') + 1) = :workload
      OR e.workload_id = (SELECT id FROM workload WHERE key = :workload))) AS workload`,
  (open) =>
    cypher`RETURN ${cypherJoined(
      FILTERS.map((filter) => carries(filter, open)),
      cypher`, `,
    )}`,
);

/** The filter values that nothing in the estate carries: a mistyped one must not read as safety. */
export async function valuesNotCarried(reader: Reader, moment: Moment, scope: Scope): Promise<readonly string[]> {
  const given = FILTERS.filter((name) => scope[name] !== undefined);
  if (given.length === 0) return [];
  const [row] = await reader.rows(CARRIED[moment.mode], { ...scopeValues(scope), ...moment.parameters });
  return given.filter((name) => row === undefined || !flagOf(row, name)).map((name) => `${name} ${scope[name] ?? ''}`);
}

export const scopeStatements = { carriedNow: CARRIED.now, carriedThen: CARRIED.then };
