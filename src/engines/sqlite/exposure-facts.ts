import type { Hop, Thing } from '#queries';
import type { ThingShown } from '../engine.ts';
import { textCell, textOrNull } from './database.ts';
import type { Cell, Database } from './database.ts';

const SHOWN = 500;

/** What a workload loads, or which workloads load an artifact, as far as that holds now: facts of the projection. */
export function exposureFacts(database: Database, kind: string, id: number): ThingShown['facts'] {
  if (kind !== 'Workload' && kind !== 'Artifact') return [];
  const rows = database.all(
    `SELECT e.*, w.key AS workload_key FROM exposure e JOIN workload w ON w.id = e.workload_id
     WHERE e.rt IS NULL AND e.vt IS NULL
       AND e.${kind === 'Workload' ? 'workload_id' : 'artifact'} = ? ORDER BY e.standing, e.row_key, e.id LIMIT ${SHOWN}`,
    id,
  );
  return rows.map((row) => (kind === 'Workload' ? loaded(row) : loadedBy(row)));
}

function loaded(row: Record<string, Cell>): ThingShown['facts'][number] {
  const hops = JSON.parse(textCell(row['hops'])) as readonly Hop[];
  const last = hops.at(-1);
  const model = textOrNull(row['model']);
  const nothing: Thing = { kind: 'Artifact', id: '', name: 'nothing that is known' };
  const other = last?.to ?? (model === null ? nothing : (JSON.parse(model) as Thing));
  return factOf(row, last?.edge ?? 'LOADS', 'out', other);
}

function loadedBy(row: Record<string, Cell>): ThingShown['facts'][number] {
  const name = `${textCell(row['namespace'])}/${textCell(row['workload'])}`;
  return factOf(row, 'LOADS', 'in', { kind: 'Workload', id: textCell(row['workload_key']), name });
}

function factOf(
  row: Record<string, Cell>,
  edge: string,
  direction: 'out' | 'in',
  other: Thing,
): ThingShown['facts'][number] {
  const hops = JSON.parse(textCell(row['hops'])) as readonly Hop[];
  const evidence = hops[0]?.evidence[0];
  const properties: Record<string, unknown> = { route: row['route'], state: row['state'], rung: row['rung'] };
  if (row['slot'] !== null) properties['slot'] = row['slot'];
  return { edge, direction, other, properties, document: evidence?.document ?? null, at: evidence?.at ?? '' };
}
