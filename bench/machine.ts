import { cpus, totalmem } from 'node:os';
import { DatabaseSync } from 'node:sqlite';

/** The machine in one line: processor, cores, memory, Node, SQLite. */
export function machineLine(): string {
  const cores = cpus();
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  const model = cores[0]?.model.trim().replace(/\s+/g, ' ') ?? 'unknown processor';
  return `${model}, ${cores.length} cores, ${memory} memory, Node ${process.versions.node}, SQLite ${sqliteVersion()}`;
}

function sqliteVersion(): string {
  const database = new DatabaseSync(':memory:');
  const version = database.prepare('SELECT sqlite_version() AS version').get()?.['version'];
  database.close();
  return String(version);
}
