import type { Check } from '../engine.ts';
import { Found, checkOf, counted } from '../doctor-check.ts';
import { textCell, textOrNull, wholeCell } from './database.ts';
import type { Database } from './database.ts';

const JOINED = `SELECT DISTINCT d.target AS artifact, l.target AS set_id, l.source AS document, d.document AS describer, d.at AS describer_at
  FROM lists l JOIN document_state own ON own.document = l.document AND own.rt IS NULL
  JOIN describes d ON d.source = l.source JOIN document_state said ON said.document = d.document AND said.rt IS NULL`;
const BILLS = 'SELECT artifact, set_id, document, describer, describer_at FROM bill WHERE rt IS NULL';

/** The bills are exactly what DESCRIBES joined with LISTS gives, of documents in force. */
export function checkBills(database: Database): Check {
  const found = new Found();
  for (const [side, sql] of [
    ['lacks', `${JOINED} EXCEPT ${BILLS}`],
    ['has and should not', `${BILLS} EXCEPT ${JOINED}`],
  ]) {
    const rows = database
      .prepare(
        `SELECT (SELECT key FROM document d WHERE d.id = x.document) AS sbom, (SELECT key FROM artifact a WHERE a.id = x.artifact) AS artifact FROM (${sql ?? ''}) x`,
      )
      .iterate();
    for (const { sbom, artifact } of rows) {
      found.add(
        `${textOrNull(sbom) ?? 'an SBOM that is not there'} ${side ?? ''} ${textOrNull(artifact) ?? 'an artifact that is not there'}`,
      );
    }
  }
  const bills = wholeCell(database.get('SELECT count(*) AS n FROM bill WHERE rt IS NULL')?.['n']);
  const law = 'What is known to be in an artifact is what the SBOMs in force that describe it list.';
  return checkOf({ name: 'bills', law, action: 'provgraph reread --all' }, counted(bills, 'bill'), found);
}

const OPEN = `SELECT class, route, ifnull(environment, '') AS environment, ifnull(cluster, '') AS cluster, namespace,
    slot IS NOT NULL AS modelled, count(*) AS n
  FROM exposure WHERE rt IS NULL AND vt IS NULL AND class IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6`;
const COUNTED = 'SELECT class, route, environment, cluster, namespace, modelled, n FROM coverage_count WHERE n <> 0';

/** The counts of coverage are those of the open exposures. */
export function checkCoverage(database: Database): Check {
  const found = new Found();
  const rows = database
    .prepare(
      `SELECT DISTINCT class, route, environment, cluster, namespace, modelled FROM
       (SELECT * FROM (${OPEN} EXCEPT ${COUNTED}) UNION ALL SELECT * FROM (${COUNTED} EXCEPT ${OPEN}))`,
    )
    .iterate();
  for (const { route, environment, cluster, namespace } of rows) {
    const scope = [environment, cluster, namespace].map((part) => textOrNull(part) ?? '').filter((part) => part !== '');
    found.add(`${scope.join('/')} ${textOrNull(route) ?? ''}`.trim());
  }
  const open = wholeCell(database.get(`SELECT ifnull(sum(n), 0) AS n FROM (${OPEN})`)?.['n']);
  const law = 'The counts of what is judged and unknown are those of the exposures.';
  const action = 'Coverage in answers is wrong: restore the file, or ingest everything into a new data folder.';
  return checkOf({ name: 'coverage', law, action }, counted(open, 'open exposure'), found);
}

/** Nothing waits to be recomputed, unless a writer is at work on it. */
export function checkWaiting(database: Database, writing: boolean): Check {
  const found = new Found();
  const keys = database.all('SELECT key FROM dirty ORDER BY key').map(({ key }) => textCell(key));
  if (!writing) for (const key of keys) found.add(key);
  const law = 'Nothing waits to be worked out: while something does, no answer is NOT_AFFECTED.';
  const looked = writing
    ? `${counted(keys.length, 'key')} waiting, for the writer that is at work`
    : `${counted(keys.length, 'key')} waiting`;
  return checkOf(
    { name: 'waiting', law, action: 'A run was interrupted; provgraph reread finishes it.' },
    looked,
    found,
  );
}

/** SQLite's own view of its file: pages, indexes, constraints. */
export function checkFile(database: Database): Check {
  const found = new Found();
  for (const row of database.all('PRAGMA integrity_check(100)')) {
    const says = textCell(row['integrity_check']);
    if (says !== 'ok') found.add(says);
  }
  const pages = wholeCell(database.get('PRAGMA page_count')?.['page_count']);
  const law = 'The file of the store is whole, its indexes with it.';
  const action = 'The disk or a copy has damaged the file: restore it, or ingest everything into a new data folder.';
  return checkOf({ name: 'file', law, action }, counted(pages, 'page'), found);
}
