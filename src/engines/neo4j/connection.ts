import { setTimeout as pause } from 'node:timers/promises';
import { Neo4jError, auth, bookmarkManager, driver as openDriver, int } from 'neo4j-driver';
import type {
  BookmarkManager,
  Config,
  Driver,
  Integer,
  ManagedTransaction,
  NotificationFilter,
  Session,
  SessionConfig,
} from 'neo4j-driver';
import { Neo4jRefusal, isTorn, refusalOf } from './refusal-of.ts';
import { addressOf } from './settings.ts';
import type { Neo4jSettings } from './settings.ts';

export type Transaction = Pick<ManagedTransaction, 'run'>;
/** May run several times, each from the beginning: nothing but its result may leave it. */
export type Work<T> = (transaction: Transaction) => Promise<T>;

export interface ReadOptions {
  /** How long the server may take, in milliseconds. */
  readonly timeoutMs?: number;
  /** Ends the statement on the server too. */
  readonly signal?: AbortSignal;
}

const POOL = 20;
const OLDEST = [5, 26] as const;
const READ_MS = 30_000;
const WRITE_MS = 600_000;
/** The server ends what is too late late by itself, measured at one second; the network may be gone altogether. */
const GRACE_MS = 5_000;
const ATTEMPTS = 6;
/** For how long what may pass by itself is tried again: a server that starts anew takes some ten seconds. */
const RETRY_MS = 30_000;

export interface ConnectionOptions {
  /** For how long what may pass by itself is tried again, in milliseconds. */
  readonly retryMs?: number;
}

/**
 * What the driver does not try again, though another transaction was merely faster: a node found by MERGE and deleted since,
 * two MERGEs of one key, two processes that make one index.
 */
const OUTRUN =
  /^Neo\.ClientError\.(Statement\.EntityNotFound|Schema\.(ConstraintValidationFailed|EquivalentSchemaRuleAlreadyExists))$/u;

const isPassing = (cause: unknown): boolean => (cause instanceof Neo4jError ? OUTRUN.test(cause.code) : isTorn(cause));

/** One for each server and process: what a process wrote, it reads, whichever member of a cluster it asks. */
const bookmarks = new Map<string, BookmarkManager>();

function bookmarksOf(uri: string): BookmarkManager {
  const known = bookmarks.get(uri) ?? bookmarkManager();
  bookmarks.set(uri, known);
  return known;
}

// The driver types its options as classes, though it takes plain objects: `Partial` says what it takes.

/** Labels that no node has yet are no news in an estate that is being filled. */
const NOTIFICATIONS: Partial<NotificationFilter> = {
  minimumSeverityLevel: 'WARNING',
  disabledClassifications: ['UNRECOGNIZED'],
};

const OPTIONS: Partial<Config> = {
  maxConnectionPoolSize: POOL,
  connectionAcquisitionTimeout: 20_000,
  connectionTimeout: 5_000,
  // A connection that was idle for long may have been cut by something in between.
  connectionLivenessCheckTimeout: 60_000,
  disableLosslessIntegers: true,
  telemetryDisabled: true,
  notificationFilter: NOTIFICATIONS,
};

/** A whole number as one: the driver sends numbers of JavaScript as floating point. */
export const whole = (value: number): Integer => int(value);

/** A pool of connections to one database. Nothing is connected before something is asked. */
export class Neo4jConnection {
  readonly settings: Neo4jSettings;
  readonly #driver: Driver;

  constructor(settings: Neo4jSettings, { retryMs = RETRY_MS }: ConnectionOptions = {}) {
    this.settings = settings;
    const options: Partial<Config> = { ...OPTIONS, maxTransactionRetryTime: retryMs };
    this.#driver = openDriver(settings.uri, auth.basic(settings.user, settings.password), options);
  }

  /**
   * Asks the server who it is, at once and once: to be called before anything else, so that a wrong setting is told without
   * the half minute for which the driver tries again.
   *
   * @returns the version, `5.26.30`.
   * @throws Neo4jRefusal
   */
  async check(): Promise<string> {
    const { settings } = this;
    try {
      const { agent = '' } = await this.#driver.getServerInfo({ database: settings.database });
      refuseOlder(agent, settings);
      return agent.replace(/^Neo4j\//u, '');
    } catch (cause) {
      throw refusalOf(cause, settings) ?? cause;
    }
  }

  /** Reads in one transaction, tried again on what passes by itself. @throws Neo4jRefusal, or the reason of the signal. */
  async read<T>(work: Work<T>, { timeoutMs = READ_MS, signal }: ReadOptions = {}): Promise<T> {
    signal?.throwIfAborted();
    const late = AbortSignal.timeout(timeoutMs + GRACE_MS);
    const stop = signal === undefined ? late : AbortSignal.any([signal, late]);
    try {
      return await again(() =>
        this.#inSession('READ', (session) => session.executeRead(work, { timeout: timeoutMs }), stop),
      );
    } catch (cause) {
      if (signal?.aborted !== true && late.aborted)
        throw new Neo4jRefusal('TIMED_OUT', `Neo4j at ${addressOf(this.settings.uri)} did not answer in time.`, {
          cause,
        });
      throw refusalOf(cause, this.settings) ?? cause;
    }
  }

  /** Writes in one transaction, tried again on what passes by itself. @throws Neo4jRefusal */
  async write<T>(work: Work<T>): Promise<T> {
    try {
      return await again(() =>
        this.#inSession('WRITE', (session) => session.executeWrite(work, { timeout: WRITE_MS })),
      );
    } catch (cause) {
      throw refusalOf(cause, this.settings) ?? cause;
    }
  }

  close(): Promise<void> {
    return this.#driver.close();
  }

  async #inSession<T>(
    defaultAccessMode: 'READ' | 'WRITE',
    run: (session: Session) => Promise<T>,
    stop?: AbortSignal,
  ): Promise<T> {
    stop?.throwIfAborted();
    const { uri, database } = this.settings;
    const options: Partial<SessionConfig> = { database, defaultAccessMode, bookmarkManager: bookmarksOf(uri) };
    const session = this.#driver.session(options);
    if (stop === undefined) {
      try {
        return await run(session);
      } finally {
        await session.close();
      }
    }
    return untilStopped(session, run(session), stop);
  }
}

/** Does again what the driver does not, with a pause that grows. */
async function again<T>(attempted: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attempted();
    } catch (cause) {
      if (!isPassing(cause) || attempt === ATTEMPTS) throw cause;
      await pause(2 ** attempt * 10 * (0.5 + Math.random()));
    }
  }
}

/** Closing a session ends what the server does for it; nobody waits for that, as the answer is of no use any more. */
function untilStopped<T>(session: Session, running: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => {
      reject(stop.reason instanceof Error ? stop.reason : new Error(String(stop.reason)));
      session.close().catch(() => undefined); // The connection is broken: it was to be given up.
    };
    stop.addEventListener('abort', abandon, { once: true });
    running
      .finally(() => {
        stop.removeEventListener('abort', abandon);
        return session.close();
      })
      .then(resolve, reject);
  });
}

function refuseOlder(agent: string, settings: Neo4jSettings): void {
  const [, major = '', minor = ''] = /^Neo4j\/(\d+)\.(\d+)/u.exec(agent) ?? [];
  const isOld = Number(major) < OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) < OLDEST[1]);
  if (major !== '' && !isOld) return;
  const found = agent === '' ? 'a server that does not name itself' : agent;
  throw new Neo4jRefusal(
    'TOO_OLD',
    `At ${addressOf(settings.uri)} is ${found}; provgraph needs Neo4j ${OLDEST.join('.')} or newer.`,
  );
}
