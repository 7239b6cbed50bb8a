import { ROUTES } from './exposure/exposure.ts';
import type { Route, Thing } from './exposure/exposure.ts';
import { cypher } from './answering/cypher.ts';
import { timed } from './answering/moment.ts';
import type { Moment } from './answering/moment.ts';
import { idOf, idsIn } from './answering/rows.ts';
import type { NodeId, Reader, Row } from './question.ts';
import { IN_SCOPE, IN_SCOPE_CYPHER, scopeValues } from './answering/scope.ts';
import type { Scope } from './answering/scope.ts';

/** What loads each artifact of which an SBOM lists anything. A slot whose model cannot be named counts as a model of its own. */
const USES = timed(
  'blast-radius-uses',
  ({ exposure, bill }) => `
  SELECT DISTINCT e.artifact, e.environment, e.route, e.workload_id, e.slot, e.model
  FROM exposure e WHERE ${exposure} AND ${IN_SCOPE} AND e.artifact IN (SELECT b.artifact FROM bill b WHERE ${bill})
  ORDER BY e.artifact`,
  ({ exposed, every, exposure, billed, bill }) => cypher`
  MATCH (e:${exposed}) WHERE ${every} AND ${exposure} AND e.artifact IS NOT NULL AND ${IN_SCOPE_CYPHER}
  WITH DISTINCT e.artifact AS artifact, e.environment AS environment, e.route AS route, e.workload AS workload_id, e.slot AS slot, e.model AS model
  WITH artifact, collect([environment, route, workload_id, slot, model]) AS uses
  MATCH (a:Artifact {key: artifact}) WHERE EXISTS { MATCH (a)-[b:${billed}]->() WHERE ${bill} }
  UNWIND uses AS one
  RETURN artifact, one[0] AS environment, one[1] AS route, one[2] AS workload_id, one[3] AS slot, one[4] AS model ORDER BY artifact`,
);

/** The packages (ids) of each set that is listed for a deployed artifact, once each. */
const SETS = timed(
  'blast-radius-sets',
  ({ bill }) => `
  WITH listed AS MATERIALIZED (SELECT DISTINCT b.set_id FROM json_each(:artifacts) w JOIN bill b ON b.artifact = w.value AND ${bill})
  SELECT l.set_id, json_group_array(DISTINCT v.version_of) AS packages FROM listed l JOIN includes i ON i.source = l.set_id JOIN purl p ON p.id = i.target
    JOIN package_version v ON v.id = p.of_version GROUP BY l.set_id`,
  ({ billed, bill }) => cypher`
  UNWIND $artifacts AS asked MATCH (:Artifact {key: asked})-[b:${billed}]->(set:ComponentSet) WHERE ${bill}
  WITH DISTINCT set
  MATCH (set)-[:INCLUDES]->(:Purl)-[:OF_VERSION]->(:PackageVersion)-[:VERSION_OF]->(k:Package)
  RETURN set.key AS set_id, collect(DISTINCT k.key) AS packages`,
);

const BILLS = timed(
  'blast-radius-bills',
  ({ bill }) =>
    `SELECT DISTINCT b.artifact, b.set_id FROM json_each(:artifacts) w JOIN bill b ON b.artifact = w.value AND ${bill} ORDER BY b.set_id, b.artifact`,
  ({
    billed,
    bill,
  }) => cypher`UNWIND $artifacts AS asked MATCH (a:Artifact {key: asked})-[b:${billed}]->(set:ComponentSet) WHERE ${bill}
    RETURN DISTINCT a.key AS artifact, set.key AS set_id ORDER BY set_id, artifact`,
);

const PACKAGES = {
  name: 'blast-radius-packages',
  sql: 'SELECT k.id, k.key, k.type FROM json_each(:packages) w JOIN package k ON k.id = w.value WHERE :type IS NULL OR k.type = :type',
  cypher: cypher`UNWIND $packages AS asked MATCH (k:Package {key: asked}) WHERE $type IS NULL OR k.type = $type RETURN k.key AS id, k.key AS key, k.type AS type`,
};

export const reachStatements = {
  uses: USES.now,
  usesThen: USES.then,
  sets: SETS.now,
  setsThen: SETS.then,
  bills: BILLS.now,
  billsThen: BILLS.then,
  packages: PACKAGES,
};

/** How much of the estate one package reaches. */
export interface Reach {
  readonly models: number;
  readonly workloads: number;
  readonly byPlace: readonly {
    readonly environment: string | null;
    readonly route: Route;
    readonly models: number;
    readonly workloads: number;
  }[];
}

export interface Ranked {
  readonly package: string;
  readonly type: string;
  readonly reach: Reach;
}

/**
 * Every package that an SBOM in force lists for something deployed in scope, the one that reaches most models first, then
 * most workloads, then by coordinate. Packages that are in the same artifacts are counted once, together.
 */
export async function ranking(
  reader: Reader,
  moment: Moment,
  scope: Scope,
  type: string | undefined,
): Promise<readonly Ranked[]> {
  const uses = Map.groupBy(
    await reader.rows(USES[moment.mode], { ...scopeValues(scope), ...moment.parameters }),
    (row) => idOf(row, 'artifact'),
  );
  const asked = { artifacts: [...uses.keys()], ...moment.parameters };
  const artifactsOf = Map.groupBy(await reader.rows(BILLS[moment.mode], asked), (row) => idOf(row, 'set_id'));
  const setsOf = new Map<NodeId, NodeId[]>();
  for (const row of await reader.rows(SETS[moment.mode], asked)) {
    for (const id of idsIn(row, 'packages')) {
      const sets = setsOf.get(id) ?? [];
      setsOf.set(id, sets);
      sets.push(idOf(row, 'set_id'));
    }
  }
  const named = await reader.rows(PACKAGES, { packages: [...setsOf.keys()], type: type ?? null });
  const counted = new Map<string, Reach>();
  const ranked = named.map((row): Ranked => {
    const sets = setsOf.get(idOf(row, 'id')) ?? [];
    const artifacts = new Set(
      sets.flatMap((set) => (artifactsOf.get(set) ?? []).map((bill) => idOf(bill, 'artifact'))),
    );
    const same = [...artifacts].map(String).sort().join(' ');
    const reach = counted.get(same) ?? reachOf([...artifacts].flatMap((artifact) => uses.get(artifact) ?? []));
    counted.set(same, reach);
    return { package: String(row['key']), type: String(row['type']), reach };
  });
  return ranked.sort(byReach);
}

/** Negative where the first reaches more; by code point of the coordinate where both reach as much. */
export function byReach(a: Ranked, b: Ranked): number {
  return (
    b.reach.models - a.reach.models ||
    b.reach.workloads - a.reach.workloads ||
    Buffer.compare(Buffer.from(a.package), Buffer.from(b.package))
  );
}

function reachOf(uses: readonly Row[]): Reach {
  const environmentOf = (row: Row): string | null =>
    typeof row['environment'] === 'string' ? row['environment'] : null;
  const environments = [...new Set(uses.map(environmentOf))].sort((a, b) =>
    a === null || b === null ? Number(b === null) - Number(a === null) : Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  const byPlace = environments.flatMap((environment) =>
    ROUTES.flatMap((route) => {
      const here = uses.filter((row) => environmentOf(row) === environment && row['route'] === route);
      return here.length === 0 ? [] : [{ environment, route, ...countsOf(here) }];
    }),
  );
  return { ...countsOf(uses), byPlace };
}

function countsOf(uses: readonly Row[]): { models: number; workloads: number } {
  const models = new Set(uses.flatMap(modelOf));
  return { models: models.size, workloads: new Set(uses.map((row) => row['workload_id'])).size };
}

/** What tells one model from another; none where no model was recognised. */
function modelOf({ slot, model, workload_id: workload }: Row): string[] {
  if (typeof slot !== 'string') return [];
  return [typeof model === 'string' ? (JSON.parse(model) as Thing).id : `${String(workload)} ${slot}`];
}
