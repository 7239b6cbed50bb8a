import { Neo4jError } from 'neo4j-driver';
import { StoreError } from '../store-error.ts';
import type { Neo4jSettings } from './settings.ts';
import { addressOf } from './settings.ts';

/** Why Neo4j does not do what it is asked; closed. */
export type Neo4jReason =
  | 'PASSWORD_REFUSED'
  | 'PASSWORD_EXPIRED'
  | 'TOO_MANY_ATTEMPTS'
  | 'FORBIDDEN'
  | 'NO_DATABASE'
  | 'DATABASE_UNAVAILABLE'
  | 'NO_SERVER'
  | 'NOT_BOLT'
  | 'READ_ONLY'
  | 'OUT_OF_MEMORY'
  | 'TIMED_OUT'
  | 'BUSY'
  | 'BEHIND'
  | 'ENDED'
  | 'DAMAGED'
  | 'TOO_OLD';

/** What Neo4j refuses, in a sentence that says what to do. Neither statements nor credentials are in it. */
export class Neo4jRefusal extends StoreError {
  readonly reason: Neo4jReason;

  constructor(reason: Neo4jReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

interface Row {
  /** Of the code, and of the message where the driver gives no code. */
  readonly code: RegExp;
  readonly message?: RegExp;
  readonly reason: Neo4jReason;
  readonly says: (settings: Neo4jSettings, address: string) => string;
}

const CREDENTIALS = 'set NEO4J_USERNAME and NEO4J_PASSWORD (or NEO4J_PASSWORD_FILE)';

/** The first row that fits holds. */
const ROWS: readonly Row[] = [
  {
    code: /^Neo\.ClientError\.Security\.(Unauthorized|TokenExpired)$/u,
    reason: 'PASSWORD_REFUSED',
    says: ({ user }, at) => `Neo4j at ${at} does not accept this password of ${user}; ${CREDENTIALS}.`,
  },
  {
    code: /^Neo\.ClientError\.Security\.CredentialsExpired$/u,
    reason: 'PASSWORD_EXPIRED',
    says: ({ user }, at) =>
      `Neo4j at ${at} wants the first password of ${user} changed; log in once to its database system and run ALTER CURRENT USER SET PASSWORD FROM … TO ….`,
  },
  {
    code: /^Neo\.ClientError\.Security\.AuthenticationRateLimit$/u,
    reason: 'TOO_MANY_ATTEMPTS',
    says: ({ user }, at) =>
      `Neo4j at ${at} accepts no log-in of ${user} for some seconds, as there were too many wrong passwords; ${CREDENTIALS}, wait, and try again.`,
  },
  {
    code: /^Neo\.ClientError\.Security\.Forbidden$/u,
    reason: 'FORBIDDEN',
    says: ({ user, database }, at) =>
      `Neo4j at ${at} does not allow ${user} to do this in the database ${database}; give that user the role it needs (reading: reader; ingesting: editor; the first start: architect).`,
  },
  {
    code: /^Neo\.ClientError\.Database\.(DatabaseNotFound|HomeDatabaseNotFound)$/u,
    reason: 'NO_DATABASE',
    says: ({ database }, at) =>
      `Neo4j at ${at} has no database ${database}; set NEO4J_DATABASE to one that SHOW DATABASES lists (on the Community edition: neo4j).`,
  },
  {
    code: /^Neo\.TransientError\.(Database|General)\.DatabaseUnavailable$|^Neo\.DatabaseError\.Database\.UnableToStartDatabase$/u,
    reason: 'DATABASE_UNAVAILABLE',
    says: ({ database }, at) =>
      `The database ${database} of Neo4j at ${at} is not started; see SHOW DATABASES and the server's log, and try again.`,
  },
  {
    code: /^Neo\.ClientError\.General\.(ForbiddenOnReadOnlyDatabase|WriteOnReadOnlyAccessDatabase)$/u,
    reason: 'READ_ONLY',
    says: ({ database }, at) =>
      `The database ${database} of Neo4j at ${at} is read-only; ingest into the one it is a copy of, or allow writing (server.databases.read_only, ALTER DATABASE … SET ACCESS READ WRITE).`,
  },
  {
    code: /^Neo\.(TransientError|ClientError)\.General\.(MemoryPoolOutOfMemoryError|TransactionOutOfMemoryError|TransactionMemoryLimit|OutOfMemoryError)$/u,
    reason: 'OUT_OF_MEMORY',
    says: (_, at) =>
      `Neo4j at ${at} has not enough memory for this; raise its heap (server.memory.heap.max_size) and what transactions may take of it (dbms.memory.transaction.total.max, db.memory.transaction.max), or ask for less at once.`,
  },
  {
    code: /^Neo\.ClientError\.Transaction\.(TransactionTimedOut|TransactionTimedOutClientConfiguration|LockAcquisitionTimeout)$|^Neo\.TransientError\.Transaction\.LockAcquisitionTimeout$/u,
    reason: 'TIMED_OUT',
    says: (_, at) => `Neo4j at ${at} did not finish in time; ask for less, or try again when it has less to do.`,
  },
  {
    // The driver makes client errors of the first two, as they are not to be tried again by themselves.
    code: /^Neo\.(ClientError|TransientError)\.Transaction\.(Terminated|LockClientStopped|TransactionTerminated)$/u,
    reason: 'ENDED',
    says: (_, at) =>
      `Neo4j at ${at} ended this before it was done, as it does when it is stopped; see that it runs, and try again.`,
  },
  {
    code: /^Neo\.TransientError\.Transaction\.BookmarkTimeout$|^Neo\.ClientError\.Transaction\.InvalidBookmark/u,
    reason: 'BEHIND',
    says: (_, at) =>
      `Neo4j at ${at} does not have what this process wrote before; if it was restored from a backup, start provgraph again, else try again.`,
  },
  {
    code: /^Neo\.(ClientError|DatabaseError)\.Schema\.ConstraintCreationFailed$/u,
    reason: 'DAMAGED',
    says: ({ database }, at) =>
      `The database ${database} of Neo4j at ${at} lacks a constraint that cannot be made, as it holds something twice: it was changed by another program; ingest into an empty database.`,
  },
  {
    code: /./u,
    message: /Connection acquisition timed out/u,
    reason: 'BUSY',
    says: (_, at) => `Every connection to Neo4j at ${at} is in use; try again when there is less to do.`,
  },
  {
    code: /^(ServiceUnavailable|SessionExpired|ProtocolError|N\/A)$/u,
    message: /HTTP|handshake|negotiat|protocol version/iu,
    reason: 'NOT_BOLT',
    says: (_, at) =>
      `What listens at ${at} does not speak Bolt of a Neo4j 5; NEO4J_URI should name the Bolt port (usually 7687, not 7474) and encryption as the server has it (neo4j:// or neo4j+s://).`,
  },
  {
    code: /^(ServiceUnavailable|SessionExpired)$/u,
    reason: 'NO_SERVER',
    says: (_, at) =>
      `No Neo4j answers at ${at}; start it or set NEO4J_URI (npm run neo4j starts one), and see that encryption is as the server has it (neo4j:// or neo4j+s://).`,
  },
];

const CONNECTION_LOST = 'SessionExpired';
const TORN = /reading 'on(Completed|Error|Next)'/u;

/**
 * Whether the driver fell over a reply for which nobody waits: a server that is being stopped gives one to all that was asked
 * at once. The connection is lost with it.
 */
export const isTorn = (error: unknown): error is TypeError => error instanceof TypeError && TORN.test(error.message);

/** What an error of the driver means to the one who runs provgraph; undefined: it is a mistake of ours. */
export function refusalOf(error: unknown, settings: Neo4jSettings): Neo4jRefusal | undefined {
  if (!(error instanceof Neo4jError) && !isTorn(error)) return undefined;
  const given = error instanceof Neo4jError ? error.code : CONNECTION_LOST;
  const row = ROWS.find(({ code, message }) => code.test(given) && (message?.test(error.message) ?? true));
  if (row === undefined) return undefined;
  return new Neo4jRefusal(row.reason, row.says(settings, addressOf(settings.uri)), { cause: error });
}
