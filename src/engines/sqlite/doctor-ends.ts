import { EDGES, snake } from '#schema';
import type { EdgeKind } from '#schema';
import type { Check } from '../engine.ts';
import { Found, checkOf, counted } from '../doctor-check.ts';
import { textOrNull, wholeCell } from './database.ts';
import type { Database } from './database.ts';

/** Columns that hold the integer of a row of another table: `document.id` where it is a node. */
const ENGINE_ENDS: readonly (readonly [table: string, column: string, end: string])[] = [
  ['document_state', 'document', 'document.id'],
  ['withdrawal', 'document', 'document_state.document'],
  ['listing', 'source', 'source.id'],
  ['listing', 'run', 'run.id'],
  ['link', 'document', 'document_state.document'],
  ['bill', 'artifact', 'artifact.id'],
  ['bill', 'set_id', 'component_set.id'],
  ['bill', 'document', 'document_state.document'],
  ['bill', 'describer', 'document_state.document'],
  ['workload_name', 'workload', 'workload.id'],
  ['exposure', 'workload_id', 'workload.id'],
  ['exposure', 'artifact', 'artifact.id'],
  ['exposure', 'class', 'coverage_class.id'],
  ['coverage_count', 'class', 'coverage_class.id'],
  ['exposure_input', 'workload', 'workload.id'],
];

const OBSERVATION_ENDS: typeof ENGINE_ENDS = [
  ['observation', 'source', 'source.id'],
  ['observation', 'run', 'run.id'],
  ['observation', 'document', 'document_state.document'],
  ['observation', 'object', 'kubernetes_object.id'],
  ['sighting', 'document', 'document_state.document'],
  ['sighting', 'object', 'kubernetes_object.id'],
];

/** A sighting is folded from observations: there is one at its place. */
const UNSEEN = `SELECT s.location FROM sighting s WHERE NOT EXISTS (SELECT 1 FROM observation o
  WHERE o.location = s.location AND o.document = s.document AND o.state = 1)`;

/** Every end of every edge, and everything else that names a row, names one that is there. */
export function checkEnds(database: Database): Check {
  const found = new Found();
  for (const edge of EDGES.filter(({ basis }) => basis === 'claimed')) claimedEnds(database, edge, found);
  for (const edge of EDGES.filter(({ basis }) => basis === 'implied')) impliedEnds(database, edge, found);
  for (const end of ENGINE_ENDS) missing(database, end, found);
  const law = 'Everything that names a document, a thing or a set names one that is there.';
  const action =
    'The file was changed or damaged from outside: restore it, or ingest everything into a new data folder.';
  return checkOf({ name: 'ends', law, action }, counted(EDGES.length, 'kind of edge', 'kinds of edges'), found);
}

/** Every observation is of a stored document, by a source and a run that are there, and every sighting was observed. */
export function checkObservations(database: Database): Check {
  const found = new Found();
  for (const end of OBSERVATION_ENDS) missing(database, end, found);
  for (const row of database.prepare(UNSEEN).iterate()) found.add(textOrNull(row['location']) ?? '');
  const seen = wholeCell(database.get('SELECT count(*) AS n FROM observation')?.['n']);
  const law = 'Every observation is of a stored document, and everything in force was observed.';
  const action =
    'The file was changed or damaged from outside: restore it, or ingest everything into a new data folder.';
  return checkOf({ name: 'observations', law, action }, counted(seen, 'observation'), found);
}

function claimedEnds(database: Database, { type, from, to }: EdgeKind, found: Found): void {
  const rows = database
    .prepare(
      `SELECT e.rowid AS n, (SELECT key FROM document d WHERE d.id = e.document) AS document, e.at FROM "${snake(type)}" e
       WHERE NOT EXISTS (SELECT 1 FROM document_state s WHERE s.document = e.document)
         OR NOT EXISTS (SELECT 1 FROM "${snake(from)}" x WHERE x.id = e.source)
         OR NOT EXISTS (SELECT 1 FROM "${snake(to)}" x WHERE x.id = e.target)`,
    )
    .iterate();
  for (const row of rows) {
    const document = textOrNull(row['document']);
    found.add(
      `${type} ${document === null ? `in row ${String(row['n'])}` : `said by ${document} ${String(row['at'])}`}`.trim(),
    );
  }
}

function impliedEnds(database: Database, { type, from, to, within }: EdgeKind, found: Found): void {
  const set = within === undefined ? '' : ` OR NOT EXISTS (SELECT 1 FROM "${snake(within)}" x WHERE x.id = e.within)`;
  const rows = database
    .prepare(
      `SELECT (SELECT key FROM "${snake(within ?? from)}" x WHERE x.id = e."${within === undefined ? 'source' : 'within'}") AS owner
       FROM "${snake(type)}" e WHERE NOT EXISTS (SELECT 1 FROM "${snake(from)}" x WHERE x.id = e.source)
         OR NOT EXISTS (SELECT 1 FROM "${snake(to)}" x WHERE x.id = e.target)${set}`,
    )
    .iterate();
  for (const row of rows) found.add(`${type} of ${textOrNull(row['owner']) ?? 'nothing that is there'}`);
}

function missing(database: Database, [table, column, end]: (typeof ENGINE_ENDS)[number], found: Found): void {
  const [other = '', key = ''] = end.split('.');
  const rows = database
    .prepare(
      `SELECT e."${column}" AS n FROM "${table}" e WHERE e."${column}" IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM "${other}" x WHERE x."${key}" = e."${column}")`,
    )
    .iterate();
  for (const row of rows) found.add(`${table}.${column}: no ${other} ${String(row['n'])}`);
}
