import {
  DEFAULT_ENVIRONMENT_KEYS,
  DEFAULT_OWNER_KEYS,
  ROUTES,
  STATES,
  classify,
  exposuresOverTime,
  reasonClass,
  rootsOf,
} from '#queries';
import type { CoverageClass, Exposure, TimedExposure, WorkloadName } from '#queries';
import { canonicalJson, joinKey, workloadId } from '#schema';
import type { ObjectName } from '#schema';
import { environmentKey, sbomsKey, workloadKey } from '../keys.ts';
import { textCell, textOrNull, wholeCell } from './database.ts';
import type { Cell, Database } from './database.ts';
import { sbomFacts } from './sbom-facts.ts';
import { ScopeLookups } from './lookups.ts';
import type { Nodes } from './nodes.ts';
import { workloadsTouched } from './workloads.ts';

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
    for (const key of keys) {
      const workload = this.#nodes.find('Workload', key.slice('workload:'.length));
      if (workload !== null) this.#recompute(workload, revision);
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
      for (const name of workloadsTouched(this.#database, key, rootsOf)) mark(this.#workload(name));
      this.#database.run('DELETE FROM dirty WHERE key = ?', key);
    }
    return true;
  }

  #workload({ scope, object }: WorkloadName): string {
    const id = workloadId(scope, groupKind(object), object.namespace, object.name);
    const workload = this.#nodes.id('Workload', id);
    this.#database.run(
      'INSERT INTO workload_name VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      workload,
      scope,
      canonicalJson({ ...object }),
    );
    return id;
  }

  #recompute(workload: number, revision: number): void {
    const named = this.#database.get('SELECT scope, object FROM workload_name WHERE workload = ?', workload);
    if (named === undefined) return;
    const scope = textCell(named['scope']);
    const name = { scope, object: JSON.parse(textCell(named['object'])) as ObjectName };
    const lookups = new ScopeLookups(this.#database, scope);
    lookups.keys.add(environmentKey(scope));
    const settings = {
      ownerKeys: DEFAULT_OWNER_KEYS,
      environmentKeys: DEFAULT_ENVIRONMENT_KEYS,
      offeredEnvironment: this.#offeredEnvironment(scope),
    };
    const timed = exposuresOverTime(name, (moment) => lookups.at(moment), settings);
    const rows = timed.map((one) => this.#row(workload, name, one, lookups.keys));
    this.#replace(workload, withSince(rows), revision);
    this.#database.run('DELETE FROM exposure_input WHERE workload = ?', workload);
    const insert = this.#database.prepare('INSERT INTO exposure_input VALUES (?, ?)');
    for (const key of lookups.keys) insert.run(key, workload);
  }

  #offeredEnvironment(scope: string): string | null {
    const found = this.#database.get(
      `SELECT environment FROM observation WHERE scope = ? AND environment IS NOT NULL ORDER BY observed_at DESC, environment DESC LIMIT 1`,
      scope,
    );
    return textOrNull(found?.['environment']);
  }

  #row(
    workload: number,
    { scope, object }: WorkloadName,
    { exposure, environment, owner, vf, vt }: TimedExposure,
    keys: Set<string>,
  ): ExposureCells {
    const cluster = scope.startsWith('cluster:') ? scope.slice('cluster:'.length) : null;
    const shown = `${object.kind}/${object.name}`;
    const id = workloadId(scope, groupKind(object), object.namespace, object.name);
    const { slot, model, route, artifact, rung, state } = exposure;
    const parts = [environment ?? '', cluster ?? '', object.namespace, shown, id, slot ?? '', model?.id ?? '', route];
    return {
      row_key: joinKey(parts),
      workload_id: workload,
      scope,
      environment,
      cluster,
      namespace: object.namespace,
      workload: shown,
      owner,
      slot,
      model: model === null ? null : JSON.stringify(model),
      route,
      artifact: artifact === null ? null : this.#nodes.id('Artifact', artifact),
      class: exposure.counted ? this.#classId(this.#classOf(exposure, keys)) : null,
      rung,
      state,
      hops: JSON.stringify(exposure.hops),
      since: vf,
      standing: STATES.indexOf(state) * ROUTES.length + ROUTES.indexOf(route),
      vf,
      vt,
    };
  }

  #classOf({ reason, judgedBy, siblings, holdsNoCode }: Exposure, keys: Set<string>): CoverageClass {
    if (reason !== null) return reasonClass(reason);
    for (const artifact of [...judgedBy, ...siblings]) keys.add(sbomsKey(artifact));
    const asked = (key: string): void => void keys.add(key);
    const sboms = judgedBy.flatMap((artifact) => sbomFacts(this.#database, artifact, asked));
    const siblingHasSbom =
      sboms.length === 0 && siblings.some((one) => sbomFacts(this.#database, one, asked).length > 0);
    return classify(sboms, siblingHasSbom, holdsNoCode);
  }

  #classId({ all, judged, reason }: CoverageClass): number {
    const text = JSON.stringify({ all, judged: all ? [] : judged, reason });
    this.#database.run('INSERT INTO coverage_class (text) VALUES (?) ON CONFLICT DO NOTHING', text);
    return wholeCell(this.#database.get('SELECT id FROM coverage_class WHERE text = ?', text)?.['id']);
  }

  /** Rows are closed, never changed: what is as it was stays, the rest is ended, what is new is added. */
  #replace(workload: number, rows: readonly ExposureCells[], revision: number): void {
    const open = this.#database.all(
      `SELECT id, ${COLUMNS.join(', ')} FROM exposure WHERE workload_id = ? AND rt IS NULL`,
      workload,
    );
    const spelled = (row: Record<string, Cell>): string => JSON.stringify(COLUMNS.map((column) => row[column] ?? null));
    const wanted = new Map(rows.map((row) => [spelled({ ...row }), row]));
    for (const row of open) {
      const same = spelled(row);
      if (wanted.has(same)) wanted.delete(same);
      else this.#database.run('UPDATE exposure SET rt = ? WHERE id = ?', revision, row['id'] ?? null);
    }
    for (const row of wanted.values()) {
      const cells: Record<string, Cell> = { ...row };
      this.#database.run(
        `INSERT INTO exposure (${COLUMNS.join(', ')}, rf) VALUES (${COLUMNS.map(() => '?').join(', ')}, ?)`,
        ...COLUMNS.map((column) => cells[column] ?? null),
        revision,
      );
    }
  }
}

interface ExposureCells {
  readonly row_key: string;
  readonly workload_id: number;
  readonly scope: string;
  readonly environment: string | null;
  readonly cluster: string | null;
  readonly namespace: string;
  readonly workload: string;
  readonly owner: string | null;
  readonly slot: string | null;
  readonly model: string | null;
  readonly route: string;
  readonly artifact: number | null;
  readonly class: number | null;
  readonly rung: string;
  readonly state: string;
  readonly hops: string;
  readonly since: string;
  readonly standing: number;
  readonly vf: string;
  readonly vt: string | null;
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
] as const satisfies readonly (keyof ExposureCells)[];

const groupKind = ({ group, kind }: ObjectName): string => (group === '' ? kind : `${group}/${kind}`);

/** `since` is the earliest start of the unbroken time in which the same row held, whichever exposure was behind it. */
function withSince(rows: readonly ExposureCells[]): readonly ExposureCells[] {
  const dated: ExposureCells[] = [];
  for (const same of Map.groupBy(rows, ({ row_key }) => row_key).values()) {
    let since = '';
    let until: string | null = '';
    for (const row of same.sort((a, b) => (a.vf < b.vf ? -1 : a.vf > b.vf ? 1 : 0))) {
      if (until !== null && row.vf > until) since = row.vf;
      until = until === null || row.vt === null ? null : row.vt > until ? row.vt : until;
      dated.push({ ...row, since });
    }
  }
  return dated;
}
