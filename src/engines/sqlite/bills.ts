import { wholeCell } from './database.ts';
import type { Database } from './database.ts';

/**
 * The bills of an SBOM: which artifact it describes (whoever says so) and which sets it lists, joined once so that a
 * question does not have to. Rows are closed, never changed: they carry the revisions between which they held.
 */
export function refreshBills(database: Database, document: number, revision: number): void {
  const wanted = database.all(
    `SELECT DISTINCT d.target AS artifact, l.target AS set_id, d.document AS describer, d.at AS describer_at
     FROM lists l JOIN document_state own ON own.document = l.document AND own.rt IS NULL
     JOIN describes d ON d.source = l.source JOIN document_state said ON said.document = d.document AND said.rt IS NULL
     WHERE l.source = ?`,
    document,
  );
  const open = database.all(
    'SELECT rowid AS id, artifact, set_id, describer, describer_at FROM bill WHERE document = ? AND rt IS NULL',
    document,
  );
  const spelled = (row: Record<string, unknown>): string =>
    [row['artifact'], row['set_id'], row['describer'], row['describer_at']].map(String).join(' ');
  const keep = new Set(wanted.map(spelled));
  const held = new Set(open.map(spelled));
  for (const row of open) {
    if (!keep.has(spelled(row))) database.run('UPDATE bill SET rt = ? WHERE rowid = ?', revision, wholeCell(row['id']));
  }
  for (const row of wanted) {
    if (held.has(spelled(row))) continue;
    const { artifact = null, set_id = null, describer = null, describer_at = null } = row;
    database.run(
      'INSERT INTO bill VALUES (?, ?, ?, ?, ?, ?, NULL)',
      artifact,
      set_id,
      document,
      describer,
      describer_at,
      revision,
    );
  }
}
