import { FIRST_DEFAULT, QUESTIONS, ask } from '#queries';
import type { Answer } from '#queries';
import { FORMATS, documentBytes } from '#ingest';
import type { Archive } from '#ingest';
import { batch } from './batch.ts';
import { thingShown } from './details.ts';
import { documentsShown } from './documents-shown.ts';
import type { AskRequest, BatchKind, Batches, DocumentShown, Estate, FailureListed, ThingShown } from '../engine.ts';
import { instant } from '../instant.ts';
import { openForReading, textCell, textOrNull, wholeCell } from './database.ts';
import { memoryDatabase } from './memory.ts';
import type { Database } from './database.ts';
import { SqliteReader } from './sqlite-reader.ts';

/** The SQLite read side in this process: every answer is made of one snapshot. */
export class SqliteEstate implements Estate {
  readonly #folder: string;
  readonly #archive: Archive;
  readonly #clock: () => string;
  #database: Database | undefined;
  /** Settles when the snapshot before is closed, however it ended. */
  #last: Promise<void> = Promise.resolve();

  constructor(folder: string, archive: Archive, clock: () => string) {
    this.#folder = folder;
    this.#archive = archive;
    this.#clock = clock;
  }

  async ask({ question, parameters, first, after, asOf, knownAt }: AskRequest): Promise<Answer> {
    const options = {
      first: first ?? FIRST_DEFAULT,
      after: after ?? null,
      asOf: asOf === undefined ? null : instant(asOf, 'asOf'),
      knownAt: knownAt === undefined ? null : instant(knownAt, 'knownAt'),
      now: this.#clock(),
    };
    return this.#snapshot((database) => ask(QUESTIONS, question, parameters, options, new SqliteReader(database)));
  }

  show(id: string): Promise<ThingShown | null> {
    return this.#snapshot((database) => Promise.resolve(thingShown(database, id)));
  }

  document(digest: string): Promise<DocumentShown | null> {
    return this.#snapshot((database) => Promise.resolve(documentsShown(database, [digest])[0] ?? null));
  }

  batch<Kind extends BatchKind>(kind: Kind, request: Batches[Kind]['request']): Promise<Batches[Kind]['reply']> {
    return this.#snapshot((database) => Promise.resolve(batch(database, kind, request)));
  }

  bytes(digest: string): Promise<Uint8Array | null> {
    const database = this.#open();
    const holderOf = (inner: string): Promise<string | null> => {
      const found = database.get(
        'SELECT o.key FROM document i JOIN holds h ON h.target = i.id JOIN document o ON o.id = h.source WHERE i.key = ? ORDER BY o.key LIMIT 1',
        inner,
      );
      return Promise.resolve(textOrNull(found?.['key']));
    };
    return documentBytes(digest, FORMATS, (kept) => this.#archive.read(kept), holderOf);
  }

  failures(): Promise<readonly FailureListed[]> {
    return this.#snapshot((database) => {
      const rows = database.all(
        `SELECT d.key, s.outcome, s.code, s.message, s.at,
           (SELECT o.origin FROM observation o WHERE o.document = d.id ORDER BY o.observed_at, o.origin LIMIT 1) AS origin
         FROM document_state s JOIN document d ON d.id = s.document WHERE s.outcome <> 'read' AND s.rt IS NULL
           AND (s.format <> 'unread' OR EXISTS (SELECT 1 FROM sighting g WHERE g.document = s.document AND g.vt IS NULL)) ORDER BY origin, d.key`,
      );
      return Promise.resolve(
        rows.map((row) => ({
          document: textCell(row['key']),
          origin: textOrNull(row['origin']) ?? '',
          outcome: row['outcome'] === 'unsupported' ? ('unsupported' as const) : ('failed' as const),
          code: textOrNull(row['code']) ?? '',
          message: textOrNull(row['message']) ?? '',
          at: textOrNull(row['at']) ?? '',
        })),
      );
    });
  }

  dataVersion(): Promise<string> {
    return this.#snapshot((database) =>
      Promise.resolve(String(wholeCell(database.get('SELECT ifnull(max(n), 0) AS n FROM revision')?.['n']))),
    );
  }

  close(): Promise<void> {
    this.#database?.close();
    this.#database = undefined;
    return Promise.resolve();
  }

  /** A folder in which nothing was ingested yet reads as an empty estate, until something is. */
  #open(): Database {
    this.#database ??= openForReading(this.#folder);
    return this.#database ?? memoryDatabase();
  }

  /** One after another: a connection has one snapshot at a time. */
  #snapshot<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const snapshot = this.#last.then(() => this.#worked(work));
    this.#last = snapshot.then(
      () => undefined,
      () => undefined,
    );
    return snapshot;
  }

  async #worked<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const database = this.#open();
    database.connection.exec('BEGIN');
    try {
      return await work(database);
    } finally {
      database.connection.exec('ROLLBACK');
    }
  }
}
