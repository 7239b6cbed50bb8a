import { cypher, cypherJoined, cypherName, cypherWhole } from '../answering/cypher.ts';
import { inForce } from '../answering/in-force.ts';
import { timed } from '../answering/moment.ts';
import { MODEL_CODE_STANDINGS, MODEL_CODE_STANDINGS_CYPHER } from '../lineage/things.ts';
import type { Cypher } from '../answering/cypher.ts';
import type { Moment, Open, OpenCypher } from '../answering/moment.ts';
import { idOf } from '../answering/rows.ts';
import type { NodeId, Reader, Row, Statement } from '../question.ts';
import { RUNGS } from '../exposure/exposure.ts';
import { IN_SCOPE, IN_SCOPE_CYPHER, scopeValues } from '../answering/scope.ts';
import type { Scope } from '../answering/scope.ts';

/** More adapters than these are cut, and said. */
export const ADAPTERS_MOST = 10_000;

const RANK = `CASE e.rung ${RUNGS.map((rung, rank) => `WHEN '${rung}' THEN ${rank}`).join(' ')} END`;
const COLUMNS =
  'e.id, e.row_key, e.environment, e.cluster, e.namespace, e.workload, e.workload_id, e.owner, e.slot, e.model, e.rung, e.state, e.standing';

const RANK_CYPHER = cypher`CASE e.rung ${cypherJoined(
  RUNGS.map((rung, rank) => cypher`WHEN '${cypherName(rung)}' THEN ${cypherWhole(rank)}`),
  cypher` `,
)} END`;
const LIMIT = cypherWhole(ADAPTERS_MOST + 1);

/** Adapters in slots; and the models of workloads that take adapters while they run and show none. */
const DEPLOYED = timed(
  'adapters-deployed',
  ({ exposure }) => `
  WITH opening(id) AS MATERIALIZED (SELECT c.id FROM coverage_class c WHERE json_extract(c.text, '$.reason') = 'ADAPTERS_OPEN'),
  served AS MATERIALIZED (SELECT ${COLUMNS}, e.class IN (SELECT id FROM opening) AS open, e.slot GLOB 'adapter/*' AS adapter, ${RANK} AS rank, x.key AS artifact_key FROM exposure e
    LEFT JOIN artifact x ON x.id = e.artifact WHERE ${exposure} AND e.standing IN (${MODEL_CODE_STANDINGS}) AND e.slot IS NOT NULL AND ${IN_SCOPE}),
  best AS (SELECT s.*, row_number() OVER (PARTITION BY s.row_key ORDER BY ifnull(s.open, 0), s.standing, s.rank, s.artifact_key, (SELECT x.hops FROM exposure x WHERE x.id = s.id)) AS place FROM served s),
  opened AS MATERIALIZED (SELECT DISTINCT workload_id FROM served WHERE open),
  adapted AS MATERIALIZED (SELECT DISTINCT workload_id FROM served WHERE adapter)
  SELECT CASE WHEN b.adapter THEN '0' ELSE '1' END AS part, b.*, w.key AS workload_key, b.workload_id IN (SELECT workload_id FROM opened) AS is_open
  FROM best b JOIN workload w ON w.id = b.workload_id
  WHERE b.place = 1 AND (b.adapter OR (b.slot <> 'draft' AND b.workload_id IN (SELECT workload_id FROM opened) AND b.workload_id NOT IN (SELECT workload_id FROM adapted)))
  ORDER BY part, b.row_key LIMIT ${ADAPTERS_MOST + 1}`,
  // The text of a class is one of ours, in which the reason comes last.
  ({ exposed, exposure }) => cypher`
  MATCH (e:${exposed}) WHERE ${exposure} AND e.standing IN [${MODEL_CODE_STANDINGS_CYPHER}] AND e.rowKey >= '' AND e.slot IS NOT NULL AND ${IN_SCOPE_CYPHER}
  WITH e, coalesce(e.class ENDS WITH '"reason":"ADAPTERS_OPEN"}', false) AS open, e.slot STARTS WITH 'adapter/' AS adapter, ${RANK_CYPHER} AS rank
  WITH e.workload AS workload, max(open) AS opened, max(adapter) AS adapted,
    collect({e: e, open: open, adapter: adapter, rank: rank}) AS served
  UNWIND served AS x WITH workload, opened, adapted, x
  ORDER BY x.e.rowKey, x.open, x.e.standing, x.rank, coalesce(x.e.artifact, ''), x.e.hops
  WITH workload, opened, adapted, x.e.rowKey AS rowKey, head(collect(x)) AS b
  WHERE b.adapter OR (b.e.slot <> 'draft' AND opened AND NOT adapted)
  WITH b.e AS e, opened, CASE WHEN b.adapter THEN '0' ELSE '1' END AS part ORDER BY part, rowKey LIMIT ${LIMIT}
  RETURN part, e.key AS id, e.rowKey AS row_key, e.environment AS environment, e.cluster AS cluster, e.namespace AS namespace,
    e.workloadName AS workload, e.workload AS workload_id, e.workload AS workload_key, e.owner AS owner, e.slot AS slot, e.model AS model,
    e.rung AS rung, e.state AS state, opened AS is_open`,
);

/** From `q`, which is said to be an adapter, to what holds it; itself where nothing does. */
const IDLE_CYPHER = (open: OpenCypher): Cypher => {
  const said = (type: Cypher): Cypher =>
    cypher`${inForce(cypher`(q:Artifact)-[e:${type} {relation: 'adapter'}]->()`, open)} RETURN q`;
  const loaded = cypher`<-[:${open.exposes}]-(e) WHERE e.slot STARTS WITH 'adapter/' AND ${open.exposure}`;
  return cypher`
  CALL () { ${said(cypher`DERIVED_FROM`)} UNION ${said(cypher`DERIVED_FROM_REFERENCE`)} }
  CALL (q) {
    ${inForce(cypher`(q)<-[e:HOLDS_FILE|HAS_LAYER|HAS_CONFIG]-(a:Artifact)`, open)} RETURN a
    UNION WITH q WHERE NOT EXISTS { (q)<-[:HOLDS_FILE|HAS_LAYER|HAS_CONFIG]-() } RETURN q AS a
  }
  WITH DISTINCT a WHERE NOT EXISTS { MATCH (a)${loaded} }
    AND NOT EXISTS { MATCH (a)-[:CARRIES_WEIGHTS]->(:Weights)<-[:CARRIES_WEIGHTS]-(:Artifact)${loaded} }
  RETURN '2' AS part, a.key AS row_key ORDER BY row_key LIMIT ${LIMIT}`;
};

/** What documents call an adapter, and no workload loads by these bytes or these weights. */
const IDLE_SQL = ({ exposure, document }: Pick<Open, 'exposure' | 'document'>): string => {
  const live = `JOIN document_state s ON s.document = e.document AND ${document}`;
  const said = (table: string): string => `SELECT e.source FROM "${table}" e ${live} WHERE e.relation = 'adapter'`;
  const holder = (table: string): string => `SELECT e.source FROM said q JOIN "${table}" e ON e.target = q.id ${live}`;
  const same = `SELECT o.source FROM carries_weights c JOIN carries_weights o ON o.target = c.target WHERE c.source = a.id`;
  return `
  WITH said(id) AS MATERIALIZED (${said('derived_from')} UNION ${said('derived_from_reference')}),
  whole(id) AS MATERIALIZED (${holder('holds_file')} UNION ${holder('has_layer')} UNION ${holder('has_config')}
    UNION SELECT q.id FROM said q WHERE NOT EXISTS (SELECT 1 FROM holds_file x WHERE x.target = q.id)
      AND NOT EXISTS (SELECT 1 FROM has_layer x WHERE x.target = q.id) AND NOT EXISTS (SELECT 1 FROM has_config x WHERE x.target = q.id))
  SELECT '2' AS part, a.key AS row_key FROM whole h JOIN artifact a ON a.id = h.id
    WHERE NOT EXISTS (SELECT 1 FROM exposure e WHERE (e.artifact = a.id OR e.artifact IN (${same})) AND e.slot GLOB 'adapter/*' AND ${exposure})
  ORDER BY a.key LIMIT ${ADAPTERS_MOST + 1}`;
};

const IDLE = timed('adapters-not-deployed', IDLE_SQL, IDLE_CYPHER);

/** The models that workloads serve beside their adapters, each with the way to it. */
const BASES = timed(
  'adapters-bases',
  ({ exposure }) => `
  SELECT DISTINCT e.workload_id, e.model FROM json_each(:workloads) w JOIN exposure e ON e.workload_id = w.value
  WHERE ${exposure} AND e.route = 'MODEL_CODE' AND e.slot IS NOT NULL AND e.slot NOT GLOB 'adapter/*' AND e.slot <> 'draft' ORDER BY 1, 2`,
  ({ exposure, ofWorkload }) => cypher`
  UNWIND $workloads AS key MATCH (:Workload {key: key})<-[:${ofWorkload}]-(e)
  WHERE ${exposure} AND e.route = 'MODEL_CODE' AND e.slot IS NOT NULL AND NOT e.slot STARTS WITH 'adapter/' AND e.slot <> 'draft'
  RETURN DISTINCT key AS workload_id, e.model AS model ORDER BY workload_id, coalesce(model, '')`,
);

const HOPS: Statement = {
  name: 'adapters-hops',
  sql: 'SELECT e.id, e.hops FROM json_each(:exposures) w JOIN exposure e ON e.id = w.value',
  cypher: cypher`UNWIND $exposures AS key MATCH (e:Exposure {key: key}) RETURN e.key AS id, e.hops AS hops`,
};

export const entryStatements = {
  deployed: DEPLOYED.now,
  deployedThen: DEPLOYED.then,
  idle: IDLE.now,
  idleThen: IDLE.then,
  bases: BASES.now,
  basesThen: BASES.then,
  hops: HOPS,
};

/** Rows as the store has them, by part ('0' adapters in slots, '1' open workloads, '2' not deployed), then by `row_key`. */
export async function adapterEntries(
  reader: Reader,
  moment: Moment,
  scope: Scope,
  withIdle: boolean,
): Promise<{ readonly entries: readonly Row[]; readonly limited: boolean }> {
  const deployed = await reader.rows(DEPLOYED[moment.mode], { ...scopeValues(scope), ...moment.parameters });
  const idle = withIdle ? await reader.rows(IDLE[moment.mode], moment.parameters) : [];
  const limited = deployed.length > ADAPTERS_MOST || idle.length > ADAPTERS_MOST;
  return { entries: [...deployed.slice(0, ADAPTERS_MOST), ...idle.slice(0, ADAPTERS_MOST)], limited };
}

/** By workload (its id), what it serves beside adapters: things as JSON text; null where that cannot be named. */
export async function servedBases(
  reader: Reader,
  moment: Moment,
  workloads: readonly NodeId[],
): Promise<ReadonlyMap<NodeId, readonly (string | null)[]>> {
  const asked = { workloads: [...new Set(workloads)], ...moment.parameters };
  const rows = await reader.rows(BASES[moment.mode], asked);
  return new Map(
    [...Map.groupBy(rows, (row) => idOf(row, 'workload_id'))].map(([id, same]) => [
      id,
      same.map(({ model }) => (typeof model === 'string' ? model : null)),
    ]),
  );
}

/** The hops of exposures, as JSON text, by their ids. */
export async function hopsOf(reader: Reader, exposures: readonly NodeId[]): Promise<ReadonlyMap<NodeId, string>> {
  const rows = await reader.rows(HOPS, { exposures });
  return new Map(rows.map((row) => [idOf(row, 'id'), String(row['hops'])]));
}
