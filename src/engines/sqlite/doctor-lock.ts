import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Primary result code of SQLite: another connection holds the file. */
const BUSY = 5;

/**
 * Who holds the writer's lock of a data folder: `process 812, since …`, or null where nobody does. Asked by reading the
 * file that a writer holds exclusively; the lock itself is not taken.
 */
export function lockHolder(folder: string): string | null {
  const path = join(folder, 'writer.lock');
  if (!existsSync(path)) return null;
  const connection = new DatabaseSync(path, { readOnly: true, timeout: 0 });
  try {
    connection.prepare('SELECT count(*) AS n FROM sqlite_schema').get();
    return null;
  } catch (cause) {
    if (!(cause instanceof Error && 'errcode' in cause && Number(cause.errcode) % 256 === BUSY)) throw cause;
    return namedIn(join(folder, 'writer.json'));
  } finally {
    connection.close();
  }
}

function namedIn(path: string): string {
  const nobody = 'a process that has not given its name';
  try {
    const holder: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('since' in holder)) return nobody;
    return `process ${String(holder.pid)}, since ${String(holder.since)}`;
  } catch {
    // It is written after the lock is taken, and may be half written now: the lock itself is what counts.
    return nobody;
  }
}
