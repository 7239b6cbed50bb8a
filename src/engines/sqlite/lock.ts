import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from './database.ts';

/**
 * The writer's lock of a data folder: held as a SQLite lock, so that it ends with the process however that ends.
 * Waits up to `waitSeconds`; then throws `StoreError` that says who holds it.
 */
export function takeLock(folder: string, waitSeconds: number): { release(): void } {
  mkdirSync(folder, { recursive: true });
  const connection = new DatabaseSync(join(folder, 'writer.lock'), { timeout: Math.round(waitSeconds * 1000) });
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    connection.close();
    if (!(cause instanceof Error && /locked|busy/.test(cause.message))) throw cause;
    const holder = holderOf(folder);
    throw new StoreError(
      `Another writer holds the data folder ${folder}${holder}. Wait for it, or give --wait SECONDS.`,
      { cause },
    );
  }
  writeFileSync(join(folder, 'writer.json'), JSON.stringify({ pid: process.pid, since: new Date().toISOString() }));
  return {
    release: () => {
      connection.exec('ROLLBACK');
      connection.close();
    },
  };
}

function holderOf(folder: string): string {
  try {
    const holder = JSON.parse(readFileSync(join(folder, 'writer.json'), 'utf8')) as unknown;
    if (typeof holder !== 'object' || holder === null || !('pid' in holder) || !('since' in holder)) return '';
    return ` (process ${String(holder.pid)}, since ${String(holder.since)})`;
  } catch {
    // The holder has not written its name yet: the lock itself is what counts.
    return '';
  }
}
