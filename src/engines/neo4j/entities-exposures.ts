import { cypher } from '#queries';
import type { Cypher } from '#queries';
import type { ThingShown } from '../engine.ts';
import { exposureFact, namedModel } from '../exposure-fact.ts';
import { modelKey } from '../keys.ts';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import { cellsIn, cellsOf, listIn, textIn, textOrNullIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';

const facts = (path: Cypher): Cypher => cypher`
  MATCH ${path} WITH e ORDER BY e.standing, e.rowKey, coalesce(e.artifact, ''), e.vf, e.hops
  RETURN count(e) AS total, collect(e {.namespace, .workloadName, .workload, .model, .hops, .route, .state, .rung, .slot, .cluster,
    .environment, .class})[..$most] AS facts`;

const FACTS: Readonly<Record<string, Cypher>> = {
  Workload: facts(cypher`(:Workload {key: $id})<-[:OF_WORKLOAD]-(e:Exposure)`),
  Artifact: facts(cypher`(:Artifact {key: $id})<-[:EXPOSES]-(e:Exposure)`),
};

/** What a workload loads, or which workloads load an artifact, as far as that holds now: the first facts, and how many. */
export async function exposureFacts(
  transaction: Transaction,
  kind: string,
  id: string,
  most: number,
): Promise<{ readonly facts: ThingShown['facts']; readonly total: number }> {
  const statement = FACTS[kind];
  if (statement === undefined) return { facts: [], total: 0 };
  const [row = {}] = await cellsOf(transaction, statement, { id, most: whole(most) });
  return {
    facts: listIn(row, 'facts').map((one) => exposureFact(kind, cellsToFact(one))),
    total: wholeIn(row, 'total'),
  };
}

const NAMED = cypher`MATCH (e:OpenExposure {modelId: $modelId}) WHERE e.route = 'MODEL_CODE'
  WITH e ORDER BY e.standing, e.rowKey, e.vf, e.key RETURN e {.*} AS exposure`;

/** A model that workloads are told to load by a name of which no document says more. Null where none is. */
export async function modelNamed(transaction: Transaction, id: string, most: number): Promise<ThingShown | null> {
  const rows = await cellsOf(transaction, NAMED, { modelId: modelKey(id) });
  return namedModel(
    id,
    rows.map((row) => cellsToFact(cellsIn(row, 'exposure'))),
    most,
  );
}

const cellsToFact = (cells: Cells): Parameters<typeof exposureFact>[1] => ({
  workload: textIn(cells, 'workload'),
  name: `${textIn(cells, 'namespace')}/${textIn(cells, 'workloadName')}`,
  model: textOrNullIn(cells, 'model'),
  hops: textIn(cells, 'hops'),
  route: textIn(cells, 'route'),
  state: textIn(cells, 'state'),
  rung: textIn(cells, 'rung'),
  slot: textOrNullIn(cells, 'slot'),
  cluster: textOrNullIn(cells, 'cluster'),
  environment: textOrNullIn(cells, 'environment'),
  judgement: textOrNullIn(cells, 'class'),
});
