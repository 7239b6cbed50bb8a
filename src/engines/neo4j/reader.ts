import { AskError, FIRST_DEFAULT, QUESTIONS, ask, cypher } from '#queries';
import type { Answer, AskOptions } from '#queries';
import { FORMATS, documentBytes } from '#ingest';
import type { Archive } from '#ingest';
import type { AskRequest, BatchKind, Batches, DocumentShown, Estate, FailureListed, ThingShown } from '../engine.ts';
import { instant } from '../instant.ts';
import type { Neo4jConnection, Transaction } from './connection.ts';
import { batch, documentsShown, thingShown } from './entities.ts';
import { failuresListed } from './failures-listed.ts';
import { Neo4jReader } from './neo4j-reader.ts';
import { Neo4jRefusal } from './refusal-of.ts';

/** How often an answer is made of the present before it is made of a revision that stands. */
const ATTEMPTS = 3;
const LIMIT_MS = 30_000;

const LAST_REVISION = cypher`MATCH (r:Revision) WHERE r.n > 0 RETURN r.n AS n ORDER BY r.n DESC LIMIT 1`;
const HOLDER = cypher`MATCH (:Document {key: $digest})<-[:HOLDS]-(o:Document) RETURN o.key AS holder ORDER BY holder LIMIT 1`;

/** The Neo4j read side. Each answer is made of one revision, in one transaction that a signal ends. */
export class Neo4jEstate implements Estate {
  readonly #connection: Neo4jConnection;
  readonly #archive: Archive;
  readonly #clock: () => string;

  /** The connection is closed with the estate. `clock` gives the moment of an answer. */
  constructor(connection: Neo4jConnection, archive: Archive, clock: () => string) {
    this.#connection = connection;
    this.#archive = archive;
    this.#clock = clock;
  }

  async ask({ question, parameters, first, after, asOf, knownAt }: AskRequest, signal?: AbortSignal): Promise<Answer> {
    const options = {
      first: first ?? FIRST_DEFAULT,
      after: after ?? null,
      asOf: asOf === undefined ? null : instant(asOf, 'asOf'),
      knownAt: knownAt === undefined ? null : instant(knownAt, 'knownAt'),
      now: this.#clock(),
    };
    return this.#read(signal, (transaction) =>
      atOneRevision(transaction, options, (reader, at) => ask(QUESTIONS, question, parameters, at, reader)),
    );
  }

  show(id: string, signal?: AbortSignal): Promise<ThingShown | null> {
    return this.#read(signal, (transaction) => thingShown(transaction, id));
  }

  document(digest: string, signal?: AbortSignal): Promise<DocumentShown | null> {
    return this.#read(signal, async (transaction) => (await documentsShown(transaction, [digest]))[0] ?? null);
  }

  batch<Kind extends BatchKind>(
    kind: Kind,
    request: Batches[Kind]['request'],
    signal?: AbortSignal,
  ): Promise<Batches[Kind]['reply']> {
    return this.#read(signal, (transaction) => batch(transaction, kind, request));
  }

  bytes(digest: string): Promise<Uint8Array | null> {
    const holderOf = (inner: string): Promise<string | null> =>
      this.#read(undefined, async (transaction) => {
        const { records } = await transaction.run<{ holder: string }>(HOLDER, { digest: inner });
        return records[0]?.get('holder') ?? null;
      });
    return documentBytes(digest, FORMATS, (kept) => this.#archive.read(kept), holderOf);
  }

  failures(signal?: AbortSignal): Promise<readonly FailureListed[]> {
    return this.#read(signal, failuresListed);
  }

  dataVersion(): Promise<string> {
    return this.#read(undefined, async (transaction) => String(await lastRevision(transaction)));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #read<T>(signal: AbortSignal | undefined, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    try {
      return await this.#connection.read(work, {
        timeoutMs: LIMIT_MS,
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (cause) {
      if (cause instanceof Neo4jRefusal && cause.reason === 'TIMED_OUT')
        throw new AskError('TIME_LIMIT', 'The request took too long; it was ended without an answer.');
      throw cause;
    }
  }
}

type Asking = (reader: Neo4jReader, options: AskOptions) => Promise<Answer>;

/**
 * Each statement sees what is committed when it runs. An answer during which nothing was committed is of one revision; where
 * commits come too fast for that, the texts of a past time are used, which name the revision, with now as the time.
 */
export async function atOneRevision(
  transaction: Transaction,
  options: AskOptions & { readonly now: string },
  asking: Asking,
): Promise<Answer> {
  const reader = new Neo4jReader(transaction);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const before = await lastRevision(transaction);
    const answered = await outcomeOf(asking(reader, options));
    if ((await lastRevision(transaction)) === before) return answered();
  }
  return asking(reader, { ...options, asOf: options.asOf ?? options.now });
}

/** An error of a moment between two commits is none either. */
async function outcomeOf(answering: Promise<Answer>): Promise<() => Answer> {
  try {
    const answer = await answering;
    return () => answer;
  } catch (cause) {
    if (!(cause instanceof AskError)) throw cause;
    return () => {
      throw cause;
    };
  }
}

async function lastRevision(transaction: Transaction): Promise<number> {
  const { records } = await transaction.run<{ n: number }>(LAST_REVISION);
  return records[0]?.get('n') ?? 0;
}
