import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EDGES, NODES, snake } from '#schema';
import type { EdgeKind } from '#schema';

/**
 * `all`: everything a store holds. `in-force`: what counts now, without the traces of what was withdrawn.
 * `claims`: what documents say and where they were seen, without what is computed from it.
 */
export type Dumped = 'all' | 'in-force' | 'claims';

type Row = Readonly<Record<string, unknown>>;

/** Of these a store may remember more than its documents imply: who offered, and what once was a workload. */
const HISTORY = new Set(['Run', 'Source', 'Workload', 'ModelSlot']);

/**
 * A store in canonical form: each row of each table as a line, integer ids replaced by natural keys; without revisions,
 * run ids and recorded times. Two stores with the same dump are the same graph.
 */
export function dumpOf(folder: string, of: Dumped): readonly string[] {
  const database = new DatabaseSync(join(folder, 'estate.sqlite'), { readOnly: true });
  try {
    const rows = (sql: string): Row[] => database.prepare(sql).all();
    const lines = [
      ...graphLines(rows, of),
      ...seenLines(rows, of),
      ...(of === 'claims' ? [] : projectedLines(rows, of)),
    ];
    return lines.sort();
  } finally {
    database.close();
  }
}

type Rows = (sql: string) => Row[];

const line = (table: string, row: Row): string => `${table} ${JSON.stringify(row)}`;
const inForce = (of: Dumped, column: string): string =>
  of === 'in-force' ? `WHERE ${column} IN (SELECT document FROM document_state WHERE rt IS NULL)` : '';
const key = (table: string, column: string): string => `(SELECT key FROM "${table}" WHERE id = ${column})`;

function graphLines(rows: Rows, of: Dumped): string[] {
  const lines: string[] = [];
  const nodes = of === 'in-force' ? [] : NODES.filter(({ label }) => !HISTORY.has(label));
  for (const kind of nodes) {
    const implied = Object.keys('implies' in kind ? kind.implies : {}).map((name) => `, "${snake(name)}"`);
    const found = rows(`SELECT key${implied.join('')} FROM "${snake(kind.label)}"`);
    lines.push(...found.map((row) => line(kind.label, row)));
  }
  for (const { type, from, to, properties, basis, within } of EDGES as readonly EdgeKind[]) {
    if (basis === 'projected' || (basis === 'implied' && of === 'in-force')) continue;
    const own = Object.keys(properties).map((name) => `, e."${snake(name)}"`);
    const ends = `${key(snake(from), 'e.source')} AS source, ${key(snake(to), 'e.target')} AS target`;
    const said = basis === 'claimed' ? `, ${key('document', 'e.document')} AS document, e.at` : '';
    const set = within === undefined ? '' : `, ${key(snake(within), 'e.within')} AS within`;
    const kept = basis === 'claimed' ? inForce(of, 'e.document') : '';
    lines.push(
      ...rows(`SELECT ${ends}${set}${said}${own.join('')} FROM "${snake(type)}" e ${kept}`).map((row) =>
        line(type, row),
      ),
    );
  }
  return lines;
}

function seenLines(rows: Rows, of: Dumped): string[] {
  const withdrawn = of === 'in-force' ? '' : ', s.withdrawn_reason, s.rt IS NOT NULL AS ended';
  const tables: Record<string, string> = {
    document_state: `SELECT ${key('document', 's.document')} AS document, s.format, s.version, s.reader, s.outcome, s.code,
      s.message, s.at, s.size, s.remarks${withdrawn} FROM document_state s ${inForce(of, 's.document')}`,
    observation: `SELECT ${key('source', 'o.source')} AS source, o.location, o.origin, ${key('document', 'o.document')} AS document,
      o.observed_at, o.state, o.inner, o.scope, ${key('kubernetes_object', 'o.object')} AS object, o.environment
      FROM observation o`,
    listing: `SELECT ${key('source', 'l.source')} AS source, l.scope, l.kinds, l.namespaces, l.observed_at FROM listing l`,
    link: `SELECT l.key, ${key('document', 'l.document')} AS document FROM link l ${inForce(of, 'l.document')}`,
    sighting: `SELECT s.location, ${key('document', 's.document')} AS document, s.scope,
      ${key('kubernetes_object', 's.object')} AS object, s.vf, s.vt FROM sighting s`,
  };
  // What was seen stays on record; of what counts now the sightings speak.
  if (of === 'in-force') delete tables['observation'];
  return Object.entries(tables).flatMap(([table, sql]) => rows(sql).map((row) => line(table, row)));
}

/** What is computed: open bills and exposures, their counts and inputs, what waits to be computed. */
function projectedLines(rows: Rows, of: Dumped): string[] {
  const open = 'workload IN (SELECT workload_id FROM exposure WHERE rt IS NULL)';
  const className = '(SELECT text FROM coverage_class WHERE id = class)';
  const tables: Record<string, string> = {
    bill: `SELECT ${key('artifact', 'artifact')} AS artifact, ${key('component_set', 'set_id')} AS set_id,
      ${key('document', 'document')} AS document, ${key('document', 'describer')} AS describer, describer_at
      FROM bill WHERE rt IS NULL`,
    exposure: `SELECT row_key, ${key('workload', 'workload_id')} AS workload_id, scope, environment, cluster, namespace, workload,
      owner, slot, model, route, ${key('artifact', 'artifact')} AS artifact, ${className} AS class, rung, state, hops, since,
      standing, vf, vt FROM exposure WHERE rt IS NULL`,
    coverage_count: `SELECT ${className} AS class, route, environment, cluster, namespace, modelled, n FROM coverage_count WHERE n <> 0`,
    exposure_input: `SELECT i.key, ${key('workload', 'i.workload')} AS workload FROM exposure_input i WHERE i.${open}`,
    workload_name: `SELECT ${key('workload', 'n.workload')} AS workload, n.scope, n.object FROM workload_name n WHERE n.${open}`,
    dirty: 'SELECT key FROM dirty',
  };
  if (of === 'in-force') delete tables['exposure_input'];
  return Object.entries(tables).flatMap(([table, sql]) => rows(sql).map((row) => line(table, row)));
}
