import { cypher } from '#queries';
import type { Cypher, Thing, WorkloadName } from '#queries';
import { canonicalJson } from '#schema';
import { idOfWorkload } from '../exposure-rows.ts';
import type { ExposureRow } from '../exposure-rows.ts';
import { modelKey, workloadKey } from '../keys.ts';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';
import { coverageCountKey, exposureKey } from './hashed-keys.ts';
import type { CountedParts } from './hashed-keys.ts';
import type { Prepared, WorkloadChange } from './projection-step.ts';

const NAMED = cypher`UNWIND $given.rows AS row MERGE (w:Workload {key: row.key})
  SET w.scope = coalesce(w.scope, row.scope), w.object = coalesce(w.object, row.object)`;
const MARKED = cypher`UNWIND $given.rows AS row MERGE (:Dirty {key: row.key})`;
const ASKERS = cypher`UNWIND $given.rows AS row MATCH (:Input {key: row.key})<-[:ASKED]-(w:Workload)
  WITH DISTINCT $given.prefix + w.key AS key ORDER BY key MERGE (:Dirty {key: key})`;
const DONE = cypher`UNWIND $given.rows AS row MATCH (d:Dirty {key: row.key}) DELETE d`;
const PROJECTED = cypher`MATCH (e:Estate {key: 'estate'}) SET e.projected = $given.n`;

const CLOSED = cypher`UNWIND $given.rows AS row MATCH (x:Exposure {key: row.key}) SET x.rt = $given.n REMOVE x:OpenExposure`;
const EXPOSED = cypher`UNWIND $given.rows AS row MATCH (x:Exposure {key: row.key})-[o:EXPOSES]->(a:Artifact)
  DELETE o CREATE (x)-[:EXPOSED]->(a)`;
const WAS_OF = cypher`UNWIND $given.rows AS row MATCH (x:Exposure {key: row.key})-[o:OF_WORKLOAD]->(w:Workload)
  DELETE o CREATE (x)-[:WAS_OF_WORKLOAD]->(w)`;
const CLASSES = cypher`UNWIND $given.rows AS row MERGE (:CoverageClass {key: row.key})`;
const ARTIFACTS = cypher`UNWIND $given.rows AS row MERGE (:Artifact {key: row.key})`;
const OPENED = cypher`UNWIND $given.rows AS row MATCH (w:Workload {key: row.workload})
  CREATE (x:Exposure:OpenExposure)-[:OF_WORKLOAD]->(w) SET x = row
  WITH x, row WHERE row.artifact IS NOT NULL
  MATCH (a:Artifact {key: row.artifact}) CREATE (x)-[:EXPOSES]->(a)`;
const PAST = cypher`UNWIND $given.rows AS row MATCH (w:Workload {key: row.workload})
  CREATE (x:Exposure)-[:WAS_OF_WORKLOAD]->(w) SET x = row
  WITH x, row WHERE row.artifact IS NOT NULL
  MATCH (a:Artifact {key: row.artifact}) CREATE (x)-[:EXPOSED]->(a)`;
const COUNTS = cypher`UNWIND $given.rows AS row MERGE (c:CoverageCount {key: row.key})
  ON CREATE SET c += row.parts, c.n = 0 SET c.n = c.n + row.more`;

const INPUTS = cypher`UNWIND $given.rows AS row MERGE (:Input {key: row.key})`;
const ASKED = cypher`UNWIND $given.rows AS row MATCH (w:Workload {key: row.workload}) MATCH (i:Input {key: row.key})
  CREATE (w)-[:ASKED]->(i)`;
const ASKED_NO_MORE = cypher`UNWIND $given.rows AS row MATCH (w:Workload {key: row.workload}) MATCH (i:Input {key: row.key})
  MATCH (w)-[asked:ASKED]->(i) DELETE asked`;
const FORGOTTEN = cypher`UNWIND $given.rows AS row MATCH (i:Input {key: row.key}) WHERE NOT EXISTS { (i)<-[:ASKED]-() } DELETE i`;

/** How many rows one statement is given. */
const BATCH = 5_000;

type Write = (statement: Cypher, rows: readonly Cells[]) => Promise<void>;

/** Writes a step into a transaction that holds the lock of the estate, as the revision `n`. */
export async function writeStep(transaction: Transaction, step: Prepared, n: number): Promise<void> {
  const parameters = { n: whole(n), prefix: workloadKey('') };
  const write: Write = async (statement, rows) => {
    for (let start = 0; start < rows.length; start += BATCH)
      await givenRows(transaction, statement, { ...parameters, rows: rows.slice(start, start + BATCH) });
  };
  if (step.kind === 'keys') await writeTouched(write, step.done, step.touched);
  else await writeChanges(write, step.changes, n);
  await write(DONE, keyed(step.done));
  await givenRows(transaction, PROJECTED, parameters);
}

/** In one order, so that two transactions that make the same nodes wait for each other in one direction. */
const keyed = (keys: Iterable<string>): Cells[] => [...new Set(keys)].sort().map((key) => ({ key }));

async function writeTouched(write: Write, keys: readonly string[], touched: readonly WorkloadName[]): Promise<void> {
  const names = new Map(touched.map((name) => [idOfWorkload(name), name]));
  const rows = [...names].map(([key, { scope, object }]) => ({ key, scope, object: canonicalJson({ ...object }) }));
  await write(
    NAMED,
    rows.sort((a, b) => (a.key < b.key ? -1 : 1)),
  );
  await write(MARKED, keyed(rows.map(({ key }) => workloadKey(key))));
  await write(ASKERS, keyed(keys));
}

async function writeChanges(write: Write, changes: readonly WorkloadChange[], n: number): Promise<void> {
  const ended = changes.flatMap((change) => change.ended);
  const added = changes.flatMap((change) => change.added);
  for (const statement of [CLOSED, EXPOSED, WAS_OF]) await write(statement, keyed(ended.map(({ key }) => key)));
  await write(CLASSES, keyed(added.flatMap((row) => row.class ?? [])));
  await write(ARTIFACTS, keyed(added.flatMap((row) => row.artifact ?? [])));
  const [open, past] = [added.filter(isOpen), added.filter((row) => !isOpen(row))];
  for (const [statement, rows] of [
    [OPENED, open],
    [PAST, past],
  ] as const) {
    await write(
      statement,
      rows.map((row) => stored(row, n)),
    );
  }
  await write(COUNTS, countChanges(ended.map(({ row }) => row).filter(isOpen), open));
  await writeInputs(write, changes);
}

const isOpen = ({ vt }: ExposureRow): boolean => vt === null;

function stored(row: ExposureRow, n: number): Cells {
  const key = exposureKey({ ...row, rf: n });
  return { ...row, key, modelId: modelIdOf(row.model), standing: whole(row.standing), rf: whole(n) };
}

/** By which a model is found that only workloads name. */
const modelIdOf = (model: string | null): string | null =>
  model === null ? null : modelKey((JSON.parse(model) as Thing).id);

/** How the counts of open exposures change. */
function countChanges(ended: readonly ExposureRow[], opened: readonly ExposureRow[]): Cells[] {
  const changes = new Map<string, { readonly parts: CountedParts; more: number }>();
  const count = (row: ExposureRow, by: number): void => {
    if (row.class === null) return;
    const { route, environment, cluster, namespace, slot } = row;
    const place = { environment: environment ?? '', cluster: cluster ?? '', namespace };
    const parts = { class: row.class, route, ...place, modelled: slot !== null };
    const key = coverageCountKey(parts);
    const change = changes.get(key) ?? { parts, more: 0 };
    change.more += by;
    changes.set(key, change);
  };
  for (const row of ended) count(row, -1);
  for (const row of opened) count(row, 1);
  return [...changes]
    .filter(([, { more }]) => more !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { parts, more }]) => ({ key, parts, more: whole(more) }));
}

async function writeInputs(write: Write, changes: readonly WorkloadChange[]): Promise<void> {
  const pairs = (of: (change: WorkloadChange) => readonly string[]): Cells[] =>
    changes.flatMap((change) => of(change).map((key) => ({ workload: change.id, key })));
  await write(INPUTS, keyed(changes.flatMap(({ inputsAdded }) => inputsAdded)));
  await write(
    ASKED,
    pairs(({ inputsAdded }) => inputsAdded),
  );
  await write(
    ASKED_NO_MORE,
    pairs(({ inputsEnded }) => inputsEnded),
  );
  await write(FORGOTTEN, keyed(changes.flatMap(({ inputsEnded }) => inputsEnded)));
}
