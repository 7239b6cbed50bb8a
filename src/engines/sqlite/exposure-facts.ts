import type { Hop, Thing } from '#queries';
import type { ThingShown } from '../engine.ts';
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
    `SELECT e.*, w.key AS workload_key FROM exposure e JOIN workload w ON w.id = e.workload_id
     WHERE e.rt IS NULL AND e.vt IS NULL
       AND e.${own} = ? ORDER BY e.standing, e.row_key, e.id LIMIT ?`,
    id,
    most,
  );
  const counted = database.get(
    `SELECT count(*) AS n FROM exposure e WHERE e.rt IS NULL AND e.vt IS NULL AND e.${own} = ?`,
    id,
  );
  return {
    facts: rows.map((row) => (kind === 'Workload' ? loaded(row) : loadedBy(row))),
    total: wholeCell(counted?.['n']),
  };
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
