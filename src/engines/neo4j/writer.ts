import type { CompleteListing, Observation, Settled, Stored, Writer } from '#ingest';
import type { ObjectName } from '#schema';
import { commitBatch } from './commit-batch.ts';
import { Neo4jConnection } from './connection.ts';
import { refusePartOfCopy } from './copy-mark.ts';
import { lastRevision, lockEstate, recordedBy } from './estate-lock.ts';
import { FreshNodes } from './fresh-nodes.ts';
import { migrate } from './migrations.ts';
import { PendingBatch } from './pending-batch.ts';
import { Neo4jProjector } from './projector.ts';
import type { Neo4jSettings } from './settings.ts';
import { StoredDocuments, storedFrom } from './stored-documents.ts';
import { WriterReads } from './writer-reads.ts';

/**
 * The Neo4j writer. What is given is kept in memory until the commit, which is one transaction; only nodes and sets to which
 * nothing leads yet are written ahead of it. Several may be at work in one database: they take turns from commit to commit.
 */
export class Neo4jWriter implements Writer {
  readonly #connection: Neo4jConnection;
  readonly #clock: () => string;
  readonly #fresh: FreshNodes;
  readonly #stored: StoredDocuments;
  readonly #reads: WriterReads;
  /** Documents that were asked for and are not stored. */
  readonly #absent = new Set<string>();
  #batch = new PendingBatch();

  /**
   * Connects, and makes what the schema lacks. `clock` gives the recorded time of a revision.
   *
   * @throws StoreError
   */
  static async open(settings: Neo4jSettings, clock: () => string): Promise<Neo4jWriter> {
    const connection = new Neo4jConnection(settings);
    try {
      await connection.check();
      await migrate(connection, clock);
      await refusePartOfCopy(connection);
      return new Neo4jWriter(connection, clock);
    } catch (cause) {
      await connection.close();
      throw cause;
    }
  }

  /** The schema must be there; the connection is closed with the writer. */
  constructor(connection: Neo4jConnection, clock: () => string) {
    this.#connection = connection;
    this.#clock = clock;
    this.#fresh = new FreshNodes(connection);
    this.#stored = new StoredDocuments(connection);
    this.#reads = new WriterReads(connection, this.#stored, () => this.#batch);
  }

  async stored(digest: string): Promise<Stored | null> {
    const [stored, pending] = [await this.#stored.of(digest), this.#batch.settled.get(digest)];
    const moved = this.#batch.steps.findLast(
      (step) => (step.do === 'withdraw' || step.do === 'restore') && step.document === digest,
    );
    const isWithdrawn = moved === undefined ? (stored?.withdrawn ?? false) : moved.do === 'withdraw';
    if (pending !== undefined) return storedFrom(pending, isWithdrawn);
    if (stored === null) this.#absent.add(digest);
    return stored === null ? null : { ...stored, withdrawn: isWithdrawn };
  }

  objectsOf(digests: readonly string[]): Promise<ReadonlyMap<string, { name: ObjectName; uid: string | null }>> {
    return this.#reads.objectsOf(digests);
  }

  referencesOf(digest: string): Promise<readonly string[]> {
    return this.#reads.referencesOf(digest);
  }

  clustersOf(uid: string): Promise<readonly string[]> {
    return this.#reads.clustersOf(uid);
  }

  clusterUid(scope: string, exceptRun: string): Promise<string | null> {
    return this.#reads.clusterUid(scope, exceptRun);
  }

  async settle(settled: Settled): Promise<void> {
    this.#batch.settle(settled, this.#absent.has(settled.document.digest), this.#fresh);
    await this.#fresh.ease();
  }

  observe(observation: Observation): Promise<void> {
    this.#batch.observe(observation, this.#fresh);
    return Promise.resolve();
  }

  listed(listing: CompleteListing): Promise<void> {
    this.#batch.list(listing, this.#fresh);
    return Promise.resolve();
  }

  losses(listing: CompleteListing): Promise<{ open: number; ended: number }> {
    return this.#reads.losses(listing);
  }

  /** A commit that fails leaves the batch as it is: nothing of it is visible, and it may be tried again. */
  async commit(): Promise<number> {
    const batch = this.#batch;
    if (batch.isEmpty) return this.#connection.read(lastRevision);
    await this.#fresh.written();
    const run = crypto.randomUUID();
    const recordedAt = this.#clock();
    let before: number | null = null;
    const revision = await this.#connection.write(async (transaction) => {
      const last = await lockEstate(transaction);
      // An earlier attempt may have come through without being heard.
      const made = before === null ? null : await recordedBy(transaction, run, before);
      before ??= last;
      return made ?? (await commitBatch(transaction, batch, { revision: last + 1, run, recordedAt }));
    });
    this.#batch = new PendingBatch();
    await this.#stored.committed(batch.settled.keys());
    for (const digest of batch.settled.keys()) this.#absent.delete(digest);
    return revision;
  }

  async project(progress: (left: number) => void): Promise<void> {
    await this.commit();
    const projector = new Neo4jProjector(this.#connection, this.#clock);
    for (let left = await projector.pending(); left > 0; left = await projector.pending()) {
      progress(left);
      await projector.step();
    }
  }

  async withdraw(digest: string, reason: string, at: string): Promise<boolean> {
    if (!(await this.#reads.exists(digest))) return false;
    this.#batch.withdraw(digest, reason, at);
    return true;
  }

  async restore(digest: string): Promise<boolean> {
    if (!(await this.#reads.exists(digest))) return false;
    this.#batch.restore(digest);
    return true;
  }

  holderOf(digest: string): Promise<string | null> {
    return this.#reads.holderOf(digest);
  }

  observationsOf(digest: string): Promise<readonly Observation[]> {
    return this.#reads.observationsOf(digest);
  }

  outdated(readers: ReadonlyMap<string, number>): Promise<readonly string[]> {
    return this.#reads.outdated(readers);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}
