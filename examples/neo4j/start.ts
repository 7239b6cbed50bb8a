import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Neo4jError, auth, driver as openDriver } from 'neo4j-driver';
import type { Config, SessionConfig } from 'neo4j-driver';
import { watchOver } from './watch-over.ts';

export interface StartOptions {
  /** The folder of jars. */
  readonly library: string;
  /** Where its data is kept; left out: a folder of its own in the temporary one, removed at the end. */
  readonly home?: string;
  /** The password of `neo4j`; left out: a random one. A home that already has another one refuses it. */
  readonly password?: string;
  /** The loopback port; left out: a free one. */
  readonly port?: number;
  /** As Java writes sizes. */
  readonly heap?: string;
  readonly pageCache?: string;
  /** For tests: starts and stops faster, runs slower, keeps no transaction logs. */
  readonly quick?: boolean;
  /** Further lines of its configuration, which go before what is said here. */
  readonly configuration?: Readonly<Record<string, string>>;
}

/** A Neo4j that listens on loopback, asks for a password, and ends with this process. */
export interface RunningNeo4j {
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly pid: number;
  /** Ends it in order (SIGTERM, after 20 s SIGKILL) and removes a temporary home. */
  stop(): Promise<void>;
  /** Ends it as a crash would (SIGKILL). */
  kill(): Promise<void>;
  /** Settles when the process has ended, whoever ended it. */
  readonly ended: Promise<void>;
}

const READY_SECONDS = 60;
const STOP_SECONDS = 20;
export const USER = 'neo4j';
export const DATABASE = 'neo4j';

/**
 * Starts Neo4j and waits until it answers a query. It ends with this process whatever becomes of that (`watch-over.ts`).
 *
 * @throws Error with the last lines that it wrote, when it ends before it answers or does not answer in 60 seconds.
 */
export async function startNeo4j(options: StartOptions): Promise<RunningNeo4j> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    try {
      return await startAt(port, options);
    } catch (cause) {
      // Between finding a free port and binding it, another process may take it.
      const isTaken = cause instanceof Error && /already in use|BindException/u.test(cause.message);
      if (!isTaken || options.port !== undefined || attempt === 3) throw cause;
    }
  }
}

async function startAt(port: number, options: StartOptions): Promise<RunningNeo4j> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'provgraph-neo4j-'));
  const password = options.password ?? randomBytes(18).toString('base64url');
  const log = prepareHome(home, port, options);
  const java = launch(home, log, options);
  const removed = options.home === undefined ? home : undefined;
  const pid = await pidOf(java);
  const release = watchOver(pid, removed);
  let tail = '';
  const ended = new Promise<void>((resolve) => {
    java.once('exit', () => {
      tail = lastLines(log);
      if (removed !== undefined) rmSync(removed, { recursive: true, force: true });
      release();
      resolve();
    });
  });
  const kill = async (): Promise<void> => {
    java.kill('SIGKILL');
    await ended;
  };
  const stop = async (): Promise<void> => {
    java.kill('SIGTERM');
    if (!(await within(ended, STOP_SECONDS))) await kill();
  };
  try {
    await ready(java, port, password);
  } catch (cause) {
    await kill();
    throw new Error(`Neo4j does not start: ${cause instanceof Error ? cause.message : String(cause)}\n${tail}`, {
      cause,
    });
  }
  return { uri: `neo4j://127.0.0.1:${port}`, user: USER, password, database: DATABASE, pid, stop, kill, ended };
}

/** Writes the configuration. Where files of a statement may come from is closed: else LOAD CSV reads any file there is. */
function prepareHome(
  home: string,
  port: number,
  { pageCache = '64m', quick = false, configuration = {} }: StartOptions,
): string {
  for (const folder of ['conf', 'import', 'logs']) mkdirSync(join(home, folder), { recursive: true, mode: 0o700 });
  const address = `127.0.0.1:${port}`;
  const keys = {
    'server.default_listen_address': '127.0.0.1',
    'server.bolt.enabled': 'true',
    'server.bolt.listen_address': address,
    'server.bolt.advertised_address': address,
    'server.bolt.tls_level': 'DISABLED',
    'server.http.enabled': 'false',
    'server.https.enabled': 'false',
    'dbms.security.auth_enabled': 'true',
    'dbms.usage_report.enabled': 'false',
    'server.directories.import': 'import',
    'server.memory.pagecache.size': pageCache,
    // The last is an internal key, which saves ten seconds of an idle stop; no data depends on it.
    ...(quick && {
      'db.tx_log.rotation.retention_policy': 'keep_none',
      'internal.server.bolt.thread_pool_shutdown_wait_time': '0s',
    }),
    ...configuration,
  };
  const lines = Object.entries(keys).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(join(home, 'conf', 'neo4j.conf'), lines.join(''), { mode: 0o600 });
  return join(home, 'logs', 'console.log');
}

function launch(home: string, log: string, { library, heap = '512m', quick = false }: StartOptions): ChildProcess {
  const words = [
    ...['java.nio', 'java.io', 'sun.nio.ch'].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    ...(quick ? ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'] : ['-XX:+UseG1GC']),
    `-Xmx${heap}`,
    '-cp',
    join(library, '*'),
    'org.neo4j.server.CommunityEntryPoint',
    `--home-dir=${home}`,
    `--config-dir=${join(home, 'conf')}`,
    '--console-mode',
  ];
  const output = openSync(log, 'w', 0o600);
  // A group of its own: Ctrl-C in a terminal reaches this process alone, which then ends the server in order.
  const java = spawn('java', words, { cwd: home, detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  return java;
}

async function pidOf(java: ChildProcess): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    java.once('spawn', resolve);
    java.once('error', reject);
  });
  if (java.pid === undefined) throw new Error('a process without an id');
  return java.pid;
}

/**
 * Waits for an answer, and sets the password of a new home: it is asked for over Bolt, as a second Java process would take
 * seconds. Until then the server refuses everything else.
 */
async function ready(java: ChildProcess, port: number, password: string): Promise<void> {
  const deadline = Date.now() + READY_SECONDS * 1000;
  const uri = `bolt://127.0.0.1:${port}`;
  while (Date.now() < deadline) {
    if (java.exitCode !== null || java.signalCode !== null) throw new Error('it ended');
    if ((await answers(port)) && (await hasPassword(uri, password))) return;
    await pause(100);
  }
  throw new Error(`no answer in ${READY_SECONDS} seconds`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/** @returns false: not yet. @throws Error when the home has another password. */
async function hasPassword(uri: string, password: string): Promise<boolean> {
  const asked = await outcomeOf(uri, password, DATABASE, 'RETURN 1');
  if (asked !== 'Neo.ClientError.Security.Unauthorized') return settled(asked);
  const set = await outcomeOf(uri, 'neo4j', 'system', 'ALTER CURRENT USER SET PASSWORD FROM $from TO $to', {
    from: 'neo4j',
    to: password,
  });
  if (set === 'Neo.ClientError.Security.Unauthorized')
    throw new Error('its data was made with another password than the one given');
  return settled(set) && settled(await outcomeOf(uri, password, DATABASE, 'RETURN 1'));
}

function settled(outcome: string): boolean {
  if (outcome === '') return true;
  if (/^(ServiceUnavailable|SessionExpired)$|^Neo\.TransientError\./u.test(outcome)) return false;
  throw new Error(outcome);
}

/** The code of what went wrong, or the empty text. */
async function outcomeOf(
  uri: string,
  password: string,
  database: string,
  statement: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  // The driver types its options as classes, though it takes plain objects: `Partial` says what it takes.
  const options: Partial<Config> = { telemetryDisabled: true };
  const where: Partial<SessionConfig> = { database };
  const driver = openDriver(uri, auth.basic(USER, password), options);
  const session = driver.session(where);
  try {
    await session.run(statement, parameters);
    return '';
  } catch (cause) {
    if (!(cause instanceof Neo4jError)) throw cause;
    return cause.code;
  } finally {
    await session.close();
    await driver.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function within(ended: Promise<void>, seconds: number): Promise<boolean> {
  const late = new AbortController();
  const waited = pause(seconds * 1000, false, { signal: late.signal }).catch(() => false);
  const inTime = await Promise.race([ended.then(() => true), waited]);
  late.abort();
  return inTime;
}

function lastLines(log: string): string {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch (cause) {
    return `(its log cannot be read: ${cause instanceof Error ? cause.message : String(cause)})`;
  }
}
