import { cypher, cypherWhole } from '#queries';
import type { Cypher, WorkloadName } from '#queries';
import type { ObjectName } from '#schema';
import type { ExposureRow } from '../exposure-rows.ts';
import { workloadKey } from '../keys.ts';
import type { Transaction } from './connection.ts';
import { cellsIn, cellsOf, textIn, textOrNullIn, textsIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

/** How many workloads are recomputed in one transaction. */
const WORKLOADS = 200;
/** How many keys are turned into workloads in one transaction. */
const KEYS = 5_000;
/** What the keys of waiting workloads begin with. The keys of everything else come before it. */
const PREFIX = workloadKey('');

// Read in one statement: the revision and what it left waiting.
const ESTATE = cypher`OPTIONAL MATCH (e:Estate {key: 'estate'})
  RETURN coalesce(e.revision, 0) AS revision, coalesce(e.projected, 0) AS projected`;
const OTHERS = cypher`MATCH (d:Dirty) WHERE d.key < $given.prefix RETURN d.key AS key ORDER BY key LIMIT ${cypherWhole(KEYS)}`;
const ALL_OTHERS = cypher`MATCH (d:Dirty) WHERE d.key < $given.prefix RETURN d.key AS key`;
const WAITING = cypher`MATCH (d:Dirty) WHERE d.key >= $given.prefix RETURN d.key AS key ORDER BY key LIMIT ${cypherWhole(WORKLOADS)}`;
const NAMES = cypher`UNWIND $given.ids AS id MATCH (w:Workload {key: id}) WHERE w.scope IS NOT NULL
  RETURN id, w.scope AS scope, w.object AS object`;
const ROWS = cypher`UNWIND $given.ids AS id MATCH (x:Exposure {workload: id}) USING INDEX SEEK x:Exposure(workload)
  WHERE x.rt IS NULL
  RETURN x {.*} AS exposure`;
const INPUTS = cypher`UNWIND $given.ids AS id MATCH (:Workload {key: id})-[:ASKED]->(i:Input) RETURN id, collect(i.key) AS keys`;

/** What waits when a step begins: `waiting` are keys of workloads, or else those that are to be turned into some. */
export interface Beginning {
  readonly revision: number;
  /** The last revision that a projector made. */
  readonly projected: number;
  readonly kind: 'keys' | 'workloads';
  readonly waiting: readonly string[];
}

/** The revision, and what waits at it or a later one. */
export async function beginning(transaction: Transaction): Promise<Beginning> {
  const [estate = {}] = await cellsOf(transaction, ESTATE, {});
  const at = { revision: wholeIn(estate, 'revision'), projected: wholeIn(estate, 'projected') };
  const keys = await keysOf(transaction, OTHERS);
  if (keys.length > 0) return { ...at, kind: 'keys', waiting: keys };
  return { ...at, kind: 'workloads', waiting: await keysOf(transaction, WAITING) };
}

async function keysOf(transaction: Transaction, statement: Cypher): Promise<string[]> {
  const rows = await givenRows(transaction, statement, { prefix: PREFIX });
  return rows.map((row) => textIn(row, 'key'));
}

/** The keys that wait to be turned into workloads. */
export async function othersWaiting(transaction: Transaction): Promise<ReadonlySet<string>> {
  return new Set(await keysOf(transaction, ALL_OTHERS));
}

/** The last revision that a projector made; 0: none did. */
export async function projectionBefore(transaction: Transaction): Promise<number> {
  const [estate = {}] = await cellsOf(transaction, ESTATE, {});
  return wholeIn(estate, 'projected');
}

/** A workload that is computed anew, with what is stored of it. Nobody but a projector changes that. */
export interface StoredWorkload {
  readonly id: string;
  readonly name: WorkloadName;
  readonly rows: readonly StoredRow[];
  readonly inputs: readonly string[];
}

export interface StoredRow {
  readonly key: string;
  readonly row: ExposureRow;
}

/** The workloads of waiting keys; those that have no name are none. */
export async function storedWorkloads(
  transaction: Transaction,
  waiting: readonly string[],
): Promise<readonly StoredWorkload[]> {
  const ids = waiting.map(idOf);
  const names = await givenRows(transaction, NAMES, { ids });
  const rows = (await givenRows(transaction, ROWS, { ids })).map((row) => storedRow(cellsIn(row, 'exposure')));
  const inputs = await givenRows(transaction, INPUTS, { ids });
  const rowsOf = Map.groupBy(rows, ({ row }) => row.workload);
  const inputsOf = new Map(inputs.map((row) => [textIn(row, 'id'), textsIn(row, 'keys')]));
  return names.map((row) => {
    const id = textIn(row, 'id');
    // Written by this program, as canonical JSON of an ObjectName.
    const object = JSON.parse(textIn(row, 'object')) as ObjectName;
    const name = { scope: textIn(row, 'scope'), object };
    return { id, name, rows: rowsOf.get(id) ?? [], inputs: inputsOf.get(id) ?? [] };
  });
}

function idOf(key: string): string {
  if (!key.startsWith(PREFIX)) throw new Error(`a key waits that names no workload: ${key}`);
  return key.slice(PREFIX.length);
}

const storedRow = (cells: Cells): StoredRow => ({
  key: textIn(cells, 'key'),
  row: {
    rowKey: textIn(cells, 'rowKey'),
    workload: textIn(cells, 'workload'),
    workloadName: textIn(cells, 'workloadName'),
    scope: textIn(cells, 'scope'),
    environment: textOrNullIn(cells, 'environment'),
    cluster: textOrNullIn(cells, 'cluster'),
    namespace: textIn(cells, 'namespace'),
    owner: textOrNullIn(cells, 'owner'),
    slot: textOrNullIn(cells, 'slot'),
    model: textOrNullIn(cells, 'model'),
    route: textIn(cells, 'route'),
    artifact: textOrNullIn(cells, 'artifact'),
    class: textOrNullIn(cells, 'class'),
    rung: textIn(cells, 'rung'),
    state: textIn(cells, 'state'),
    hops: textIn(cells, 'hops'),
    since: textIn(cells, 'since'),
    standing: wholeIn(cells, 'standing'),
    vf: textIn(cells, 'vf'),
    vt: textOrNullIn(cells, 'vt'),
  },
});
