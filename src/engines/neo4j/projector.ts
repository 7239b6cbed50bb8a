import { lockEstate, recordRevision } from './estate-lock.ts';
import { cypher } from '#queries';
import type { Neo4jConnection, Transaction } from './connection.ts';
import { cellsOf, wholeIn } from './entity-cells.ts';
import { FetchedSource } from './fetched-source.ts';
import { beginning, othersWaiting, projectionBefore } from './projection-reads.ts';
import type { Beginning } from './projection-reads.ts';
import { prepared, without } from './projection-step.ts';
import type { Fetching, Prepared } from './projection-step.ts';
import { writeStep } from './projection-writes.ts';

/** How long one batch of questions may take the server, in milliseconds. */
const BATCH_MS = 600_000;
/** How many answers are kept from step to step: some hundred megabytes at the most. */
const KEPT = 20_000;
/** The id under which revisions are recorded that only bring the projection up to date. */
const RUN = 'projection';

const PENDING = cypher`MATCH (d:Dirty) RETURN count(d) AS n`;

/**
 * Recomputes the exposures of the workloads whose inputs changed. Everything is read before the estate is locked. Where another
 * commit changed what was read, the step is done again, then behind the lock; several may be at work at once.
 */
export class Neo4jProjector {
  readonly #connection: Neo4jConnection;
  readonly #clock: () => string;
  /** What was read at the revision `#readAt` is as good as new for as long as that is the last one. */
  #source = new FetchedSource();
  #readAt = -1;

  /** @param clock the recorded time of revisions. */
  constructor(connection: Neo4jConnection, clock: () => string) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /** How many keys wait. */
  async pending(): Promise<number> {
    const [row = {}] = await this.#connection.read((transaction) => cellsOf(transaction, PENDING, {}));
    return wholeIn(row, 'n');
  }

  /** Turns dirty keys into dirty workloads, or recomputes some workloads: one transaction's worth, one revision. */
  async step(): Promise<void> {
    const begun = await this.#connection.read(beginning, { timeoutMs: BATCH_MS });
    if (begun.waiting.length === 0) return;
    if (begun.revision !== this.#readAt || this.#source.size > KEPT) this.#source = new FetchedSource();
    const fetching: Fetching = (batch) => this.#connection.read(batch, { timeoutMs: BATCH_MS });
    const step = await prepared(begun, this.#source, fetching);
    const written = await this.#connection.write((transaction) => this.#write(transaction, begun, step));
    this.#readAt = written === begun.revision + 1 ? written : -1;
    if (written === null) await this.#connection.write((transaction) => this.#behindLock(transaction));
  }

  /** Writes what still holds of a step; null: nothing does. */
  async #write(transaction: Transaction, begun: Beginning, step: Prepared): Promise<number | null> {
    const last = await lockEstate(transaction);
    if ((await projectionBefore(transaction)) !== begun.projected) return null;
    if (last === begun.revision) return this.#record(transaction, last, step);
    // Documents came in between. What they changed of the answers waits to be spread.
    const left = without(step, await othersWaiting(transaction));
    return left === null ? null : this.#record(transaction, last, left);
  }

  /** The same with the estate locked from the beginning: nobody can come in between. */
  async #behindLock(transaction: Transaction): Promise<void> {
    const last = await lockEstate(transaction);
    const begun = await beginning(transaction);
    if (begun.waiting.length === 0) return;
    const step = await prepared(begun, new FetchedSource(), (batch) => batch(transaction));
    await this.#record(transaction, last, step);
  }

  async #record(transaction: Transaction, last: number, step: Prepared): Promise<number> {
    const n = last + 1;
    await writeStep(transaction, step, n);
    await recordRevision(transaction, { n, recordedAt: this.#clock(), run: RUN });
    return n;
  }
}
