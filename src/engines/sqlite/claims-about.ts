import { snake } from '#schema';
import { CONSUMPTIONS } from '../build-facts.ts';
import type { Consumption, Production } from '../build-facts.ts';
import type { Resolved } from '../reference-sightings.ts';
import type { SbomClaims } from '../sbom-facts.ts';
import { textCell, textOrNull, wholeCell } from './database.ts';
import type { Cell, Database } from './database.ts';
import { LIVE } from './live.ts';

/** What documents in force say that a reference names, and how they were seen. */
export function resolutions(database: Database, id: string): Resolved[] {
  const rows = database.all(
    `SELECT a.key AS digest, said.key AS said, e.at, e.document,
       (SELECT min(o.observed_at) FROM observation o WHERE o.document = e.document) AS first,
       EXISTS (SELECT 1 FROM observation o WHERE o.document = e.document AND o.state = 1) AS state
     FROM reference r JOIN resolves_to e ON e.source = r.id ${LIVE} JOIN artifact a ON a.id = e.target WHERE r.key = ?`,
    id,
  );
  return rows.map((row) => ({
    digest: textCell(row['digest']),
    document: textCell(row['said']),
    at: textCell(row['at']),
    state: row['state'] === 1,
    first: textOrNull(row['first']),
    sightings: row['state'] === 1 ? sightingsOf(database, row['document'] ?? null) : [],
  }));
}

function sightingsOf(database: Database, document: Cell): Resolved['sightings'] {
  const rows = database.all('SELECT vf, vt FROM sighting WHERE document = ?', document);
  return rows.map(({ vf, vt }) => ({ vf: textCell(vf), vt: textOrNull(vt) }));
}

/** The builds that documents in force say produced an artifact. */
export function productions(database: Database, artifact: string): Production[] {
  const rows = database.all(
    `SELECT b.id, b.key AS build, e.document, said.key AS said, e.at FROM artifact a JOIN produced e ON e.target = a.id ${LIVE}
     JOIN build b ON b.id = e.source WHERE a.key = ?`,
    artifact,
  );
  return rows.map((row) => ({
    build: textCell(row['build']),
    document: textCell(row['said']),
    at: textCell(row['at']),
    consumptions: database.all(CONSUMED, row['id'] ?? null, row['document'] ?? null).map(consumptionOf),
  }));
}

const CONSUMED = Object.entries(CONSUMPTIONS)
  .map(
    ([edge, label]) =>
      `SELECT '${edge}' AS edge, e.ordinal, e.role, e.name, e.at, n.key AS target FROM ${snake(edge)} e ${LIVE}
       JOIN ${snake(label)} n ON n.id = e.target WHERE e.source = ?1 AND e.document = ?2`,
  )
  .join(' UNION ALL ');

const consumptionOf = (row: Record<string, Cell>): Consumption => ({
  edge: textCell(row['edge']),
  target: textCell(row['target']),
  ordinal: wholeCell(row['ordinal']),
  role: textCell(row['role']),
  name: textOrNull(row['name']),
  at: textCell(row['at']),
});

/** The SBOMs in force that documents in force say to describe an artifact. */
export function sbomClaims(database: Database, artifact: string): SbomClaims[] {
  const rows = database.all(
    `SELECT DISTINCT d.id, d.key AS digest, i.catalogues, i.types, i.completeness, i.cut, i.empty
     FROM artifact a JOIN describes e ON e.target = a.id ${LIVE} JOIN document d ON d.id = e.source
     JOIN document_state own ON own.document = d.id AND own.rt IS NULL JOIN inventories i ON i.source = d.id
     WHERE a.key = ? ORDER BY d.key`,
    artifact,
  );
  return rows.map((row) => ({
    document: textCell(row['digest']),
    catalogues: textCell(row['catalogues']),
    types: textCell(row['types']),
    completeness: textCell(row['completeness']),
    cut: row['cut'] === 1,
    empty: row['empty'] === 1,
    subjects: subjectsOf(database, row['id'] ?? null),
  }));
}

function subjectsOf(database: Database, sbom: Cell): SbomClaims['subjects'] {
  const rows = database.all(
    `SELECT a.key AS digest, e.document = e.source AS self, e.how FROM describes e ${LIVE} JOIN artifact a ON a.id = e.target
     WHERE e.source = ?`,
    sbom,
  );
  return rows.map((row) => ({ digest: textCell(row['digest']), self: row['self'] === 1, how: textCell(row['how']) }));
}
