import type { Parameter, Reader, Row, Statement } from '#queries';
import type { Database } from './database.ts';

/** Questions over one open snapshot. */
export class SqliteReader implements Reader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  rows(statement: Statement, parameters: Readonly<Record<string, Parameter>>): Promise<readonly Row[]> {
    const prepared = this.#database.prepare(statement.sql);
    prepared.setAllowUnknownNamedParameters(true);
    const spelled: Record<string, string | number | null> = {};
    for (const [name, value] of Object.entries(parameters)) {
      // SQLite has no lists: the statements take them apart by json_each.
      spelled[name] = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
    }
    return Promise.resolve(prepared.all(spelled) as readonly Row[]);
  }
}
