import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompleteListing, FailureCode, Observation, Settled, Stored, Writer } from '#ingest';
import type { ObjectName } from '#schema';
import { environmentKey, parseSummary } from '../keys.ts';
import { touchedByClaims } from '../touched-keys.ts';
import { refreshBills } from './bills.ts';
import { Claims } from './claims.ts';
import { openForWriting, textCell, textOrNull, wholeCell } from './database.ts';
import type { Database } from './database.ts';
import { takeLock } from './lock.ts';
import { Nodes } from './nodes.ts';
import { Projector } from './projector.ts';
import { Sightings } from './sightings.ts';
import { Withdrawals } from './withdrawals.ts';
import { describedKeys, touchedBy } from './touched.ts';

/** Codes were written by this program: any text in the column is one of them. */
const failureCode = (code: string | null): FailureCode | null => code as FailureCode | null;

/** Where the Namespace kube-system, whose uid identifies a cluster, was seen. */
const SEEN_KUBE_SYSTEM = `FROM kubernetes_object k JOIN observation o ON o.object = k.id JOIN run r ON r.id = o.run
  JOIN states t ON t.document = o.document JOIN document_state s ON s.document = o.document AND s.rt IS NULL
  WHERE k.key = 'Namespace||kube-system' AND t.uid IS NOT NULL`;

/** The SQLite writer: one transaction from commit to commit, synchronous inside. */
export class SqliteWriter implements Writer {
  readonly #database: Database;
  readonly #lock: { release(): void };
  readonly #clock: () => string;
  readonly #nodes: Nodes;
  readonly #claims: Claims;
  readonly #sightings: Sightings;
  readonly #withdrawals: Withdrawals;
  readonly #sboms = new Set<number>();
  readonly #keys = new Set<string>();
  #revision: number | null = null;

  /** Takes the writer's lock of the folder. `clock` gives the recorded time of a revision. */
  static open(folder: string, waitSeconds: number, clock: () => string): SqliteWriter {
    const lock = takeLock(folder, waitSeconds);
    try {
      return new SqliteWriter(openForWriting(folder), lock, clock);
    } catch (cause) {
      lock.release();
      throw cause;
    }
  }

  private constructor(database: Database, lock: { release(): void }, clock: () => string) {
    this.#database = database;
    this.#lock = lock;
    this.#clock = clock;
    this.#nodes = new Nodes(database);
    this.#claims = new Claims(database, this.#nodes);
    this.#sightings = new Sightings(database, this.#nodes);
    this.#withdrawals = new Withdrawals(database, this.#sightings, (document) => {
      this.#touch(document);
    });
  }

  stored(digest: string): Promise<Stored | null> {
    const found = this.#database.get(
      'SELECT s.*, d.id FROM document d JOIN document_state s ON s.document = d.id WHERE d.key = ?',
      digest,
    );
    if (found === undefined) return Promise.resolve(null);
    const inner = this.#database.all(
      'SELECT i.key, h.at FROM holds h JOIN document i ON i.id = h.target WHERE h.document = ? AND h.source = ? ORDER BY h.rowid',
      wholeCell(found['id']),
      wholeCell(found['id']),
    );
    const outcome = textCell(found['outcome']);
    return Promise.resolve({
      outcome: outcome === 'failed' || outcome === 'unsupported' ? outcome : 'read',
      format: textCell(found['format']),
      version: textOrNull(found['version']),
      reader: wholeCell(found['reader']),
      code: failureCode(textOrNull(found['code'])),
      message: textOrNull(found['message']),
      at: textOrNull(found['at']),
      withdrawn: found['withdrawn_reason'] !== null,
      remarks: JSON.parse(textCell(found['remarks'])) as Stored['remarks'],
      inner: inner.map(({ key }) => textCell(key)),
      innerAt: inner.map(({ at }) => textCell(at)),
    });
  }

  objectsOf(digests: readonly string[]): Promise<ReadonlyMap<string, { name: ObjectName; uid: string | null }>> {
    const objects = new Map<string, { name: ObjectName; uid: string | null }>();
    for (const digest of digests) {
      const found = this.#database.get(
        'SELECT s.summary, s.uid FROM document d JOIN states s ON s.document = d.id WHERE d.key = ?',
        digest,
      );
      if (found === undefined) continue;
      objects.set(digest, { name: parseSummary(textCell(found['summary'])).name, uid: textOrNull(found['uid']) });
    }
    return Promise.resolve(objects);
  }

  referencesOf(digest: string): Promise<readonly string[]> {
    const rows = this.#database.all(
      'SELECT DISTINCT r.key FROM document d JOIN resolves_to t ON t.document = d.id JOIN reference r ON r.id = t.source WHERE d.key = ?',
      digest,
    );
    return Promise.resolve(rows.map(({ key }) => textCell(key)));
  }

  clustersOf(uid: string): Promise<readonly string[]> {
    const rows = this.#database.all(
      `SELECT DISTINCT o.scope ${SEEN_KUBE_SYSTEM} AND t.uid = ? AND o.scope LIKE 'cluster:%' ORDER BY o.scope`,
      uid,
    );
    return Promise.resolve(rows.map(({ scope }) => textCell(scope).slice('cluster:'.length)));
  }

  clusterUid(scope: string, exceptRun: string): Promise<string | null> {
    const sql = `SELECT t.uid ${SEEN_KUBE_SYSTEM} AND o.scope = ? AND r.key <> ? ORDER BY o.observed_at DESC, t.uid LIMIT 1`;
    return Promise.resolve(textOrNull(this.#database.get(sql, scope, exceptRun)?.['uid']));
  }

  settle(settled: Settled): Promise<void> {
    const revision = this.#begin();
    const document = this.#nodes.id('Document', settled.document.digest);
    const known = this.#database.get('SELECT 1 AS yes FROM document_state WHERE document = ?', document) !== undefined;
    if (known) {
      this.#touch(document);
      this.#claims.remove(document);
    }
    const { failure, reading } = settled;
    this.#claims.write(document, settled.document.digest, reading, settled.inner);
    const { keys, sboms } = touchedByClaims(reading?.claims ?? []);
    for (const key of keys) this.#dirty(key);
    for (const sbom of sboms) this.#sboms.add(this.#nodes.id('Document', sbom));
    this.#database.run(
      `INSERT INTO document_state (document, format, version, reader, outcome, code, message, at, size, remarks, rf)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
       ON CONFLICT DO UPDATE SET format = ?2, version = ?3, reader = ?4, outcome = ?5, code = ?6, message = ?7, at = ?8, remarks = ?10`,
      document,
      settled.format,
      settled.version,
      settled.reader,
      settled.outcome,
      failure?.code ?? null,
      failure?.message ?? null,
      failure?.at ?? null,
      settled.document.bytes.length,
      JSON.stringify(reading?.remarks ?? []),
      revision,
    );
    if (known) this.#touchSightings(document);
    this.#withdrawals.held(document, revision);
    return Promise.resolve();
  }

  observe(observation: Observation): Promise<void> {
    const revision = this.#begin();
    const document = this.#nodes.id('Document', observation.document);
    this.#sightings.observe(observation, document, revision);
    if (!observation.inner) this.#withdrawals.offered(document, revision);
    if (observation.environment !== null) this.#dirty(environmentKey(observation.scope));
    return Promise.resolve();
  }

  listed(listing: CompleteListing): Promise<void> {
    this.#sightings.listed(listing, this.#begin());
    return Promise.resolve();
  }

  losses(listing: CompleteListing): Promise<{ open: number; ended: number }> {
    return Promise.resolve(this.#sightings.losses(listing));
  }

  commit(): Promise<number> {
    const revision = this.#revision;
    if (revision === null) return Promise.resolve(this.#lastRevision());
    for (const sbom of this.#sboms) {
      refreshBills(this.#database, sbom, revision);
      for (const key of describedKeys(this.#database, sbom)) this.#dirty(key);
    }
    this.#sightings.fold((key) => {
      this.#dirty(key);
    });
    for (const key of this.#keys) this.#database.run('INSERT INTO dirty VALUES (?) ON CONFLICT DO NOTHING', key);
    this.#database.run('INSERT INTO revision SELECT ?, ?, EXISTS (SELECT 1 FROM dirty)', revision, this.#clock());
    this.#database.connection.exec('COMMIT');
    this.#revision = null;
    this.#sboms.clear();
    this.#keys.clear();
    return Promise.resolve(revision);
  }

  async project(progress: (left: number) => void): Promise<void> {
    await this.commit();
    const projector = new Projector(this.#database, this.#nodes);
    for (let left = projector.pending(); left > 0; left = projector.pending()) {
      progress(left);
      projector.step(this.#begin());
      await this.commit();
      // A signal is heard between two steps.
      await nextTurn();
    }
  }

  withdraw(digest: string, reason: string, at: string): Promise<boolean> {
    const document = this.#nodes.find('Document', digest);
    if (document === null) return Promise.resolve(false);
    const revision = this.#begin();
    this.#withdrawals.end(document, revision, reason, at);
    return Promise.resolve(true);
  }

  restore(digest: string): Promise<boolean> {
    const document = this.#nodes.find('Document', digest);
    if (document === null) return Promise.resolve(false);
    this.#withdrawals.restore(document, this.#begin());
    return Promise.resolve(true);
  }

  holderOf(digest: string): Promise<string | null> {
    const found = this.#database.get(
      `SELECT o.key FROM document i JOIN holds h ON h.target = i.id JOIN document o ON o.id = h.source WHERE i.key = ?
       ORDER BY o.key LIMIT 1`,
      digest,
    );
    return Promise.resolve(textOrNull(found?.['key']));
  }

  observationsOf(digest: string): Promise<readonly Observation[]> {
    const rows = this.#database.all(
      `SELECT s.key AS source, r.key AS run, o.location, o.origin, o.observed_at, o.state, o.scope, o.environment, o.inner
       FROM document d JOIN observation o ON o.document = d.id JOIN source s ON s.id = o.source JOIN run r ON r.id = o.run
       WHERE d.key = ? ORDER BY o.id`,
      digest,
    );
    return Promise.resolve(
      rows.map((row) => ({
        source: textCell(row['source']),
        run: textCell(row['run']),
        location: textCell(row['location']),
        origin: textCell(row['origin']),
        document: digest,
        observedAt: textCell(row['observed_at']),
        state: row['state'] === 1,
        scope: textCell(row['scope']),
        object: null,
        environment: textOrNull(row['environment']),
        inner: row['inner'] === 1,
      })),
    );
  }

  outdated(readers: ReadonlyMap<string, number>): Promise<readonly string[]> {
    const known = JSON.stringify([...readers].map(([format, reader]) => ({ format, reader })));
    const rows = this.#database.all(
      `SELECT d.key FROM document_state s JOIN document d ON d.id = s.document
       WHERE s.format <> 'unread' AND NOT EXISTS (SELECT 1 FROM json_each(?) k
         WHERE k.value ->> 'format' = s.format AND k.value ->> 'reader' = s.reader) ORDER BY d.key`,
      known,
    );
    return Promise.resolve(rows.map(({ key }) => textCell(key)));
  }

  close(): Promise<void> {
    if (this.#revision !== null) this.#database.connection.exec('ROLLBACK');
    this.#database.close();
    this.#lock.release();
    return Promise.resolve();
  }

  #begin(): number {
    if (this.#revision === null) {
      this.#database.connection.exec('BEGIN IMMEDIATE');
      this.#revision = this.#lastRevision() + 1;
    }
    return this.#revision;
  }

  #lastRevision(): number {
    return wholeCell(this.#database.get('SELECT ifnull(max(n), 0) AS n FROM revision')?.['n']);
  }

  #dirty(key: string): void {
    this.#keys.add(key);
  }

  #touch(document: number): void {
    const { keys, sboms } = touchedBy(this.#database, document);
    for (const key of keys) this.#dirty(key);
    for (const sbom of sboms) this.#sboms.add(sbom);
    this.#touchSightings(document);
  }

  #touchSightings(document: number): void {
    this.#sightings.touchDocument(document);
    this.#sightings.markDocument(document, (key) => {
      this.#dirty(key);
    });
  }
}
