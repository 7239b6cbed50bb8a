import type { ThingShown } from '../engine.ts';
import { exposureFact, namedModel } from '../exposure-fact.ts';
import type { OpenExposure } from '../exposure-fact.ts';
import { textCell, textOrNull, wholeCell } from './database.ts';
import type { Cell, Database } from './database.ts';

/** What a workload loads, or which workloads load an artifact, as far as that holds now: the first facts, and how many. */
export function exposureFacts(
  database: Database,
  kind: string,
  id: number,
  most: number,
): { readonly facts: ThingShown['facts']; readonly total: number } {
  if (kind !== 'Workload' && kind !== 'Artifact') return { facts: [], total: 0 };
  const own = kind === 'Workload' ? 'workload_id' : 'artifact';
  const rows = database.all(
    `SELECT e.*, w.key AS workload_key, c.text AS class_text FROM exposure e JOIN workload w ON w.id = e.workload_id
       LEFT JOIN coverage_class c ON c.id = e.class LEFT JOIN artifact a ON a.id = e.artifact
     WHERE e.rt IS NULL AND e.vt IS NULL
       AND e.${own} = ? ORDER BY e.standing, e.row_key, a.key, e.vf, e.hops LIMIT ?`,
    id,
    most,
  );
  const counted = database.get(
    `SELECT count(*) AS n FROM exposure e WHERE e.rt IS NULL AND e.vt IS NULL AND e.${own} = ?`,
    id,
  );
  return {
    facts: rows.map((row) => exposureFact(kind, openExposure(row))),
    total: wholeCell(counted?.['n']),
  };
}

/** A model that workloads are told to load by a name of which no document says more. Null where none is. */
export function modelNamed(database: Database, id: string, most: number): ThingShown | null {
  const rows = database.all(
    `SELECT e.*, w.key AS workload_key, c.text AS class_text FROM exposure e JOIN workload w ON w.id = e.workload_id
       LEFT JOIN coverage_class c ON c.id = e.class
     WHERE e.rt IS NULL AND e.vt IS NULL AND e.route = 'MODEL_CODE' AND e.model ->> 'id' = ? ORDER BY e.standing, e.row_key, e.id`,
    id,
  );
  return namedModel(id, rows.map(openExposure), most);
}

const openExposure = (row: Record<string, Cell>): OpenExposure => ({
  workload: textCell(row['workload_key']),
  name: `${textCell(row['namespace'])}/${textCell(row['workload'])}`,
  model: textOrNull(row['model']),
  hops: textCell(row['hops']),
  route: textCell(row['route']),
  state: textCell(row['state']),
  rung: textCell(row['rung']),
  slot: textOrNull(row['slot']),
  cluster: textOrNull(row['cluster']),
  environment: textOrNull(row['environment']),
  judgement: textOrNull(row['class_text']),
});
