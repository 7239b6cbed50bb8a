import type { Check } from '../engine.ts';
import { Found, checkOf, counted } from '../doctor-check.ts';
import { DoctorNodes } from './doctor-nodes.ts';
import { textCell, textOrNull, wholeCell } from './database.ts';
import type { Database } from './database.ts';
import { Projector } from './projector.ts';
import { Sightings } from './sightings.ts';

/** How many workloads are worked out before what was found is looked at: bounds the memory it takes. */
const STEP = 200;
/** The revision of what is computed here; no revision of a store is below zero. */
const DOCTOR_REVISION = -1;

const NOTHING_WAITS = "SELECT 1 AS yes FROM dirty WHERE key NOT LIKE 'workload:%' LIMIT 1";

/**
 * Works out every exposure again and compares with what is stored. The computation is the projector's own: it runs over
 * the snapshot with temporary tables in place of those that it writes, so the store is not touched. Workloads that wait to
 * be worked out anyway are left out.
 */
export function checkExposures(database: Database): Check {
  const found = new Found();
  shadow(database, 'dirty', true);
  shadow(database, 'workload_name', true);
  const projector = new Projector(database, new DoctorNodes(database));
  const waiting = new Set(spread(database, projector));
  database.run(
    `INSERT INTO dirty SELECT DISTINCT 'object:' || s.scope || '|' || k.key FROM sighting s JOIN kubernetes_object k ON k.id = s.object
     WHERE true ON CONFLICT DO NOTHING`,
  );
  database.run("INSERT INTO dirty SELECT 'workload:' || key FROM main.workload WHERE true ON CONFLICT DO NOTHING");
  const all = spread(database, projector);
  for (const table of ['exposure', 'exposure_input', 'coverage_class'] as const)
    shadow(database, table, table === 'coverage_class');
  const known = all.filter((key) => !waiting.has(key));
  for (let first = 0; first < known.length; first += STEP) {
    compare(database, projector, known.slice(first, first + STEP), found);
  }
  const left = waiting.size === 0 ? '' : `, ${counted(waiting.size, 'waiting one')} left out`;
  const law = 'What each workload loads is what comes out when it is worked out again.';
  return checkOf(
    { name: 'exposures', law, action: 'provgraph reread --all' },
    `${counted(known.length, 'workload')}${left}`,
    found,
  );
}

/**
 * Folds every observation again and compares with the sightings that are stored: when each state was in force. As with
 * the exposures, the store is not touched.
 */
export function checkSightings(database: Database): Check {
  const found = new Found();
  shadow(database, 'sighting', true);
  const sightings = new Sightings(database, new DoctorNodes(database));
  const seen = database.all('SELECT DISTINCT document FROM observation WHERE state = 1');
  for (const { document } of seen) sightings.touchDocument(wholeCell(document));
  sightings.fold(() => undefined);
  const rows = database
    .prepare(
      `SELECT DISTINCT location FROM (SELECT * FROM (SELECT * FROM temp.sighting EXCEPT SELECT * FROM main.sighting)
       UNION ALL SELECT * FROM (SELECT * FROM main.sighting EXCEPT SELECT * FROM temp.sighting)) ORDER BY location`,
    )
    .iterate();
  for (const { location } of rows) found.add(textCell(location));
  const law = 'When each state was in force is what the observations give.';
  return checkOf(
    { name: 'sightings', law, action: 'provgraph reread --all' },
    counted(seen.length, 'state document'),
    found,
  );
}

/** A temporary table in place of a stored one, made by the same statement; with its rows, or empty. */
function shadow(database: Database, table: string, filled: boolean): void {
  const sql = textCell(
    database.get("SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?", table)?.['sql'],
  );
  database.connection.exec(sql.replace(/^CREATE TABLE/u, 'CREATE TEMP TABLE'));
  if (filled) database.connection.exec(`INSERT INTO temp."${table}" SELECT * FROM main."${table}"`);
}

/** Turns what waits into the keys of workloads, and takes them away. */
function spread(database: Database, projector: Projector): string[] {
  while (database.get(NOTHING_WAITS) !== undefined) projector.step(DOCTOR_REVISION);
  const keys = database.all('SELECT key FROM dirty ORDER BY key').map(({ key }) => textCell(key));
  database.run('DELETE FROM dirty');
  return keys;
}

const ID_OF =
  "SELECT id FROM main.workload WHERE key IN (SELECT substr(value, length('workload:') + 1) FROM json_each(?1))";

function compare(database: Database, projector: Projector, keys: readonly string[], found: Found): void {
  const asked = JSON.stringify(keys);
  database.run(
    `INSERT INTO temp.exposure SELECT * FROM main.exposure WHERE rt IS NULL AND workload_id IN (${ID_OF})`,
    asked,
  );
  database.run('INSERT INTO temp.dirty SELECT value FROM json_each(?)', asked);
  while (projector.pending() > 0) projector.step(DOCTOR_REVISION);
  // A row that is stored and not computed was closed, one that is computed and not stored was added.
  const differing = database.all(
    `SELECT e.namespace || '/' || e.workload AS workload, e.route, count(*) AS n FROM temp.exposure e
     WHERE e.rf = ?1 OR e.rt = ?1 GROUP BY e.workload_id, e.route ORDER BY 1, 2`,
    DOCTOR_REVISION,
  );
  for (const { workload, route } of differing) found.add(`${textCell(workload)} ${textCell(route)}`);
  const unheard = database.all(
    `SELECT DISTINCT w.key FROM (SELECT * FROM temp.exposure_input EXCEPT SELECT * FROM main.exposure_input) i
       JOIN main.workload w ON w.id = i.workload ORDER BY w.key`,
  );
  for (const { key } of unheard) found.add(`${textOrNull(key) ?? ''} would not hear of what it rests on`);
  database.run('DELETE FROM temp.exposure');
  database.run('DELETE FROM temp.exposure_input');
}
