import { canonicalJson } from '#schema';
import type { ObjectName } from '#schema';
import type { WorkloadName } from '#queries';
import { idOfWorkload, rowChanges } from '../exposure-rows.ts';
import type { ExposureRow } from '../exposure-rows.ts';
import { workloadKey } from '../keys.ts';
import { projectWorkload } from '../workload-projection.ts';
import { workloadsTouched } from '../workloads-touched.ts';
import { textCell, wholeCell } from './database.ts';
import type { Cell, Database } from './database.ts';
import type { Nodes } from './nodes.ts';
import { SqliteSource } from './projection-source.ts';

/** How many workloads are recomputed in one transaction. */
const STEP = 200;

/** Recomputes the exposures of the workloads whose inputs changed. */
export class Projector {
  readonly #database: Database;
  readonly #nodes: Nodes;

  constructor(database: Database, nodes: Nodes) {
    this.#database = database;
    this.#nodes = nodes;
  }

  pending(): number {
    return wholeCell(this.#database.get('SELECT count(*) AS n FROM dirty')?.['n']);
  }

  /** Turns dirty keys into dirty workloads, or recomputes some workloads: one transaction's worth. */
  step(revision: number): void {
    if (this.#spread()) return;
    const keys = this.#database.all('SELECT key FROM dirty ORDER BY key LIMIT ?', STEP).map(({ key }) => textCell(key));
    // Nothing that the projection asks is written in this transaction.
    const source = new SqliteSource(this.#database);
    for (const key of keys) {
      const workload = this.#nodes.find('Workload', key.slice('workload:'.length));
      if (workload !== null) this.#recompute(workload, source, revision);
      this.#database.run('DELETE FROM dirty WHERE key = ?', key);
    }
  }

  /** Marks the workloads that asked for the dirty keys, and those that a changed object belongs to. */
  #spread(): boolean {
    const keys = this.#database
      .all("SELECT key FROM dirty WHERE key NOT LIKE 'workload:%' ORDER BY key LIMIT 5000")
      .map(({ key }) => textCell(key));
    if (keys.length === 0) return false;
    const mark = (id: string): void => {
      this.#database.run('INSERT INTO dirty VALUES (?) ON CONFLICT DO NOTHING', workloadKey(id));
    };
    for (const key of keys) {
      const asked = this.#database.all(
        'SELECT w.key FROM exposure_input i JOIN workload w ON w.id = i.workload WHERE i.key = ?',
        key,
      );
      for (const row of asked) mark(textCell(row['key']));
      for (const name of workloadsTouched(new SqliteSource(this.#database), key)) mark(this.#workload(name));
      this.#database.run('DELETE FROM dirty WHERE key = ?', key);
    }
    return true;
  }

  #workload(name: WorkloadName): string {
    const id = idOfWorkload(name);
    const workload = this.#nodes.id('Workload', id);
    this.#database.run(
      'INSERT INTO workload_name VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      workload,
      name.scope,
      canonicalJson({ ...name.object }),
    );
    return id;
  }

  #recompute(workload: number, source: SqliteSource, revision: number): void {
    const named = this.#database.get('SELECT scope, object FROM workload_name WHERE workload = ?', workload);
    if (named === undefined) return;
    const object = JSON.parse(textCell(named['object'])) as ObjectName;
    const { rows, keys } = projectWorkload({ scope: textCell(named['scope']), object }, source);
    this.#replace(workload, rows, revision);
    this.#database.run('DELETE FROM exposure_input WHERE workload = ?', workload);
    const insert = this.#database.prepare('INSERT INTO exposure_input VALUES (?, ?)');
    for (const key of keys) insert.run(key, workload);
  }

  #replace(workload: number, rows: readonly ExposureRow[], revision: number): void {
    const open = this.#database.all(
      `SELECT id, ${COLUMNS.join(', ')} FROM exposure WHERE workload_id = ? AND rt IS NULL`,
      workload,
    );
    const spelled = (row: Record<string, Cell>): string => JSON.stringify(COLUMNS.map((column) => row[column] ?? null));
    const wanted = rows.map((row) => this.#cells(workload, row));
    const { ended, added } = rowChanges(open, wanted, { stored: spelled, wanted: spelled });
    for (const { id } of ended) this.#database.run('UPDATE exposure SET rt = ? WHERE id = ?', revision, id ?? null);
    for (const cells of added) {
      this.#database.run(
        `INSERT INTO exposure (${COLUMNS.join(', ')}, rf) VALUES (${COLUMNS.map(() => '?').join(', ')}, ?)`,
        ...COLUMNS.map((column) => cells[column] ?? null),
        revision,
      );
    }
  }

  /** A row under the integer ids of this engine. */
  #cells(workload: number, row: ExposureRow): Record<string, Cell> {
    const { rowKey, workloadName, artifact, class: text, ...same } = row;
    return {
      ...same,
      row_key: rowKey,
      workload_id: workload,
      workload: workloadName,
      artifact: artifact === null ? null : this.#nodes.id('Artifact', artifact),
      class: text === null ? null : this.#classId(text),
    };
  }

  #classId(text: string): number {
    this.#database.run('INSERT INTO coverage_class (text) VALUES (?) ON CONFLICT DO NOTHING', text);
    return wholeCell(this.#database.get('SELECT id FROM coverage_class WHERE text = ?', text)?.['id']);
  }
}

const COLUMNS = [
  'row_key',
  'workload_id',
  'scope',
  'environment',
  'cluster',
  'namespace',
  'workload',
  'owner',
  'slot',
  'model',
  'route',
  'artifact',
  'class',
  'rung',
  'state',
  'hops',
  'since',
  'standing',
  'vf',
  'vt',
] as const;
