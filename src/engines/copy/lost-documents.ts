import type { Archive } from '#ingest';
import { ArchiveError } from '../../archive/archive-error.ts';
import { textCell } from '../sqlite/database.ts';
import type { Database } from '../sqlite/database.ts';

/** A stored document of which the archive gives no bytes. */
export interface LostDocument {
  readonly document: string;
  /** Where it was seen first. */
  readonly origin: string;
}

const OUTERMOST = `SELECT d.key, ifnull((SELECT o.origin FROM observation o WHERE o.document = d.id ORDER BY o.id LIMIT 1), '') AS origin
  FROM document_state s JOIN document d ON d.id = s.document
  WHERE NOT EXISTS (SELECT 1 FROM holds h WHERE h.target = d.id) ORDER BY d.key`;

/** The documents without bytes, or with damaged ones. What lies inside another one comes with that one's bytes. */
export async function lostDocuments(database: Database, archive: Archive): Promise<readonly LostDocument[]> {
  const lost: LostDocument[] = [];
  for (const row of database.all(OUTERMOST)) {
    const document = textCell(row['key']);
    if (!(await isKept(archive, document))) lost.push({ document, origin: textCell(row['origin']) });
  }
  return lost;
}

async function isKept(archive: Archive, digest: string): Promise<boolean> {
  try {
    return (await archive.read(digest)) !== null;
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    return false;
  }
}
