import type { SbomFacts } from '#queries';
import { textCell, textOrNull } from './database.ts';
import type { Cell, Database } from './database.ts';
import { disputes } from './disputes.ts';
import { LIVE } from './facts.ts';

/** The SBOMs in force that describe an artifact. `asked` is told of every artifact that the answer rests on. */
export function sbomFacts(database: Database, artifact: string, asked: (key: string) => void): readonly SbomFacts[] {
  const rows = database.all(
    `SELECT DISTINCT d.id, d.key AS digest, i.catalogues, i.types, i.completeness, i.cut, i.empty
     FROM artifact a JOIN describes e ON e.target = a.id ${LIVE} JOIN document d ON d.id = e.source
     JOIN document_state own ON own.document = d.id AND own.rt IS NULL JOIN inventories i ON i.source = d.id
     WHERE a.key = ? ORDER BY d.key`,
    artifact,
  );
  return rows.map((row) => ({
    document: textCell(row['digest']),
    types: words(row['types']),
    catalogues: words(row['catalogues']),
    completeness: completenessOf(row['completeness']),
    cut: row['cut'] === 1,
    empty: row['empty'] === 1,
    invalid: false,
    untrusted: false,
    disputedWith: disputes(database, artifact, row['id'] ?? null, asked),
  }));
}

const words = (cell: Cell | undefined): string[] => (textOrNull(cell) ?? '').split(' ').filter((word) => word !== '');
const completenessOf = (cell: Cell | undefined): SbomFacts['completeness'] =>
  cell === 'complete' || cell === 'incomplete' ? cell : 'unstated';
