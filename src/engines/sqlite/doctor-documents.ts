import type { StoredDocuments } from '../doctor-bytes.ts';
import { textCell } from './database.ts';
import type { Database } from './database.ts';

/** Which documents a store has, and which of them hold others. */
export function storedDocuments(database: Database): StoredDocuments {
  const digests = database.all(
    'SELECT d.key FROM document_state s JOIN document d ON d.id = s.document ORDER BY d.key',
  );
  const holds = database.all(
    `SELECT DISTINCT o.key AS holder, i.key AS inner FROM holds h JOIN document i ON i.id = h.target
     JOIN document o ON o.id = h.source ORDER BY i.key, o.key`,
  );
  const holders = new Map<string, string[]>();
  for (const row of holds) {
    const inner = textCell(row['inner']);
    holders.set(inner, [...(holders.get(inner) ?? []), textCell(row['holder'])]);
  }
  return { digests: new Set(digests.map(({ key }) => textCell(key))), holders };
}
