import type { DocumentShown } from '../engine.ts';
import { textCell, textOrNull, wholeCell } from './database.ts';
import type { Cell, Database } from './database.ts';

type Row = Record<string, Cell>;

/** The documents asked for, each with its place in the list. */
const ASKED = 'json_each(?1) j CROSS JOIN document d ON d.key = j.value';
const firstOf = (each: string, most: number): string =>
  `SELECT * FROM (${each}) WHERE nth <= ${most} ORDER BY place, nth`;

const STATES = `SELECT j.key AS place, s.* FROM ${ASKED} JOIN document_state s ON s.document = d.id`;
const ORIGINS = firstOf(
  `SELECT j.key AS place, o.origin AS text,
     row_number() OVER (PARTITION BY j.key ORDER BY min(o.observed_at), o.origin) AS nth
   FROM ${ASKED} JOIN observation o ON o.document = d.id GROUP BY j.key, o.origin`,
  20,
);
const HOLDS = firstOf(
  `SELECT j.key AS place, i.key AS text, h.at, row_number() OVER (PARTITION BY j.key ORDER BY h.rowid) AS nth
   FROM ${ASKED} JOIN holds h ON h.source = d.id JOIN document i ON i.id = h.target`,
  1000,
);
const HELD_BY = firstOf(
  `SELECT j.key AS place, o.key AS text, row_number() OVER (PARTITION BY j.key ORDER BY o.key) AS nth
   FROM ${ASKED} JOIN holds h ON h.target = d.id JOIN document o ON o.id = h.source GROUP BY j.key, o.key`,
  100,
);

/**
 * Documents: what became of each, where it was seen, what it holds. Null: no such document was offered. Four statements,
 * however many are asked for.
 */
export function documentsShown(database: Database, digests: readonly string[]): readonly (DocumentShown | null)[] {
  const asked = JSON.stringify(digests);
  const byPlace = (sql: string): Map<Cell | undefined, Row[]> =>
    Map.groupBy(database.all(sql, asked), ({ place }) => place);
  const [origins, holds, heldBy] = [ORIGINS, HOLDS, HELD_BY].map(byPlace);
  const shown: (DocumentShown | null)[] = digests.map(() => null);
  for (const state of database.all(STATES, asked)) {
    const place = wholeCell(state['place']);
    const texts = (rows: Map<Cell | undefined, Row[]> | undefined): string[] =>
      (rows?.get(place) ?? []).map(({ text }) => textCell(text));
    shown[place] = {
      ...stateShown(state),
      digest: digests[place] ?? '',
      origins: texts(origins),
      heldBy: texts(heldBy),
      holds: (holds?.get(place) ?? []).map(({ text, at }) => ({ document: textCell(text), at: textCell(at) })),
    };
  }
  return shown;
}

function stateShown(state: Row): Omit<DocumentShown, 'digest' | 'origins' | 'heldBy' | 'holds'> {
  const reason = textOrNull(state['withdrawn_reason']);
  const code = textOrNull(state['code']);
  return {
    format: textOrNull(state['format']),
    version: textOrNull(state['version']),
    outcome: textCell(state['outcome']),
    size: wholeCell(state['size']),
    withdrawn: reason === null ? null : { reason, at: textOrNull(state['withdrawn_at']) ?? '' },
    remarks: JSON.parse(textCell(state['remarks'])) as DocumentShown['remarks'],
    failure:
      code === null ? null : { code, message: textOrNull(state['message']) ?? '', at: textOrNull(state['at']) ?? '' },
  };
}
