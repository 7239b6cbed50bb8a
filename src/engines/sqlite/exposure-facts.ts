import type { CoverageClass, Hop, Thing } from '#queries';
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
    `SELECT e.*, w.key AS workload_key, c.text AS class_text FROM exposure e JOIN workload w ON w.id = e.workload_id
       LEFT JOIN coverage_class c ON c.id = e.class
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

/** A model that workloads are told to load by a name of which no document says more. Null where none is. */
export function modelNamed(database: Database, id: string, most: number): ThingShown | null {
  const rows = database.all(
    `SELECT e.*, w.key AS workload_key, c.text AS class_text FROM exposure e JOIN workload w ON w.id = e.workload_id
       LEFT JOIN coverage_class c ON c.id = e.class
     WHERE e.rt IS NULL AND e.vt IS NULL AND e.route = 'MODEL_CODE' AND e.model ->> 'id' = ? ORDER BY e.standing, e.row_key, e.id`,
    id,
  );
  const [first] = rows;
  if (first === undefined) return null;
  const { kind, name } = JSON.parse(textCell(first['model'])) as Thing;
  const understood = 'the name of a model in the specification of workloads';
  return { kind, id, name, understood, facts: rows.slice(0, most).map(loadedBy), factsTotal: rows.length };
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
  for (const name of ['slot', 'cluster', 'environment']) if (row[name] !== null) properties[name] = row[name];
  Object.assign(properties, judgement(textOrNull(row['class_text'])));
  return { edge, direction, other, properties, document: evidence?.document ?? null, at: evidence?.at ?? '' };
}

/** Why not every type of package is judged in it, and which types are all the same. */
function judgement(text: string | null): Readonly<Record<string, string>> {
  if (text === null) return {};
  const { all, judged, reason } = JSON.parse(text) as CoverageClass;
  if (all) return {};
  return judged.length === 0 ? { reason } : { reason, judged: judged.join(' ') };
}
