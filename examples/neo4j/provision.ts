import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** The version that is resolved where none is given: the newest patch of the 5.26 long-term line. */
export const NEO4J_VERSION = '5.26.30';
const OLDEST_JAVA = 17;
const RESOLVE_MINUTES = 10;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a Neo4j comes from. */
export type Neo4jOrigin =
  | {
      readonly kind: 'server';
      readonly uri: string;
      readonly user: string;
      readonly password: string;
      readonly database: string;
    }
  /** A folder of jars to start one from. */
  | { readonly kind: 'library'; readonly folder: string }
  | { readonly kind: 'absent'; readonly reason: string };

/**
 * Finds a Neo4j: the server of NEO4J_URI (with NEO4J_USERNAME, NEO4J_PASSWORD or NEO4J_PASSWORD_FILE, NEO4J_DATABASE), else
 * the jars in the cache (PROVGRAPH_CACHE, `~/.cache/provgraph`), which Maven fills once; else says why there is none.
 */
export async function provisionNeo4j(environment: Environment): Promise<Neo4jOrigin> {
  const uri = given(environment, 'NEO4J_URI');
  if (uri !== undefined) return serverOf(uri, environment);
  const java = javaMajor(environment);
  if (java === undefined || java < OLDEST_JAVA) {
    const found = java === undefined ? 'there is no java on the PATH' : `the java on the PATH is ${java}`;
    return { kind: 'absent', reason: `${found}; Neo4j needs ${OLDEST_JAVA} or newer, or give NEO4J_URI` };
  }
  const folder = join(cacheFolder(environment), `neo4j-${NEO4J_VERSION}`);
  if (isComplete(folder)) return { kind: 'library', folder: join(folder, 'lib') };
  if (spawnSync('mvn', ['-v'], { stdio: 'ignore', env: environment }).status !== 0)
    return {
      kind: 'absent',
      reason: 'there is no mvn on the PATH to resolve Neo4j with; install Maven or give NEO4J_URI',
    };
  const trouble = await fill(folder, environment);
  return trouble === undefined ? { kind: 'library', folder: join(folder, 'lib') } : { kind: 'absent', reason: trouble };
}

const given = (environment: Environment, name: string): string | undefined =>
  environment[name] === '' ? undefined : environment[name];

const cacheFolder = (environment: Environment): string =>
  given(environment, 'PROVGRAPH_CACHE') ?? join(homedir(), '.cache', 'provgraph');

function serverOf(uri: string, environment: Environment): Neo4jOrigin {
  const file = given(environment, 'NEO4J_PASSWORD_FILE');
  const password =
    given(environment, 'NEO4J_PASSWORD') ?? (file === undefined ? undefined : readFileSync(file, 'utf8').trimEnd());
  if (password === undefined)
    return { kind: 'absent', reason: 'NEO4J_URI is set without NEO4J_PASSWORD or NEO4J_PASSWORD_FILE' };
  const user = given(environment, 'NEO4J_USERNAME') ?? 'neo4j';
  return { kind: 'server', uri, user, password, database: given(environment, 'NEO4J_DATABASE') ?? 'neo4j' };
}

/** `openjdk version "17.0.15" …` on the error output; before 9 it was `1.8`. */
function javaMajor(environment: Environment): number | undefined {
  const { status, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8', env: environment });
  const major = status === 0 ? /version "(1\.\d+|\d+)/u.exec(stderr)?.[1] : undefined;
  return major === undefined ? undefined : Number(major);
}

const MARKER = 'complete.json';

/** Whether a folder holds the marker, and as many jars as were there when it was written. */
function isComplete(folder: string): boolean {
  const marker = join(folder, MARKER);
  try {
    const { jars } = JSON.parse(readFileSync(marker, 'utf8')) as { jars?: unknown };
    return jars === jarsIn(join(folder, 'lib'));
  } catch (cause) {
    if (isMissing(cause) || cause instanceof SyntaxError) return false;
    throw cause;
  }
}

const jarsIn = (lib: string): number => readdirSync(lib).filter((name) => name.endsWith('.jar')).length;
const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

/**
 * Resolves into a folder beside, which takes the place of the cached one only when it is whole: whoever is killed, and
 * however many do it at once, a cached folder with its marker is complete.
 *
 * @returns what went wrong, as a sentence.
 */
async function fill(folder: string, environment: Environment): Promise<string | undefined> {
  sweep(folder);
  const partial = `${folder}.partial-${process.pid}-${randomUUID()}`;
  mkdirSync(partial, { recursive: true });
  try {
    writeFileSync(join(partial, 'pom.xml'), POM);
    const trouble = await resolved(partial, environment);
    if (trouble !== undefined) return `Maven cannot resolve Neo4j ${NEO4J_VERSION}: ${trouble}`;
    const jars = jarsIn(join(partial, 'lib'));
    writeFileSync(join(partial, `${MARKER}.new`), JSON.stringify({ version: NEO4J_VERSION, jars }));
    renameSync(join(partial, `${MARKER}.new`), join(partial, MARKER));
    place(partial, folder);
    return undefined;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Renames onto a name that nothing has: a folder that is there is another process's, or was damaged and goes aside first. */
function place(partial: string, folder: string): void {
  try {
    renameSync(partial, folder);
  } catch (cause) {
    if (isComplete(folder)) return;
    if (!isThere(cause)) throw cause;
    const aside = `${partial}-damaged`;
    renameSync(folder, aside);
    rmSync(aside, { recursive: true, force: true });
    renameSync(partial, folder);
  }
}

const isThere = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && (cause.code === 'ENOTEMPTY' || cause.code === 'EEXIST');

/** Removes what processes that are gone have left half done. */
function sweep(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const left = new RegExp(`^${RegExp.escape(basename(folder))}\\.partial-(\\d+)-`, 'u');
  for (const name of readdirSync(dirname(folder))) {
    const pid = left.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
  }
}

function resolved(folder: string, environment: Environment): Promise<string | undefined> {
  const words = ['-q', '-B', '-DincludeScope=runtime', '-DoutputDirectory=lib', 'dependency:copy-dependencies'];
  const maven = spawn('mvn', words, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(RESOLVE_MINUTES * 60_000),
  });
  let written = '';
  maven.stdout.on('data', (chunk: Buffer) => (written += chunk.toString()));
  maven.stderr.on('data', (chunk: Buffer) => (written += chunk.toString()));
  return new Promise((resolve) => {
    maven.once('error', (cause) => {
      resolve(cause.name === 'AbortError' ? `not done after ${RESOLVE_MINUTES} minutes` : cause.message);
    });
    maven.once('close', (status) => {
      const first = written.split('\n').find((line) => line.startsWith('[ERROR]')) ?? written.trim().slice(0, 500);
      resolve(status === 0 ? undefined : first.replace('[ERROR] ', ''));
    });
  });
}

const dependency = (group: string, artifact: string): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${NEO4J_VERSION}</version></dependency>`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>provgraph</groupId><artifactId>neo4j</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    ${dependency('org.neo4j.app', 'neo4j-server')}
    ${dependency('org.neo4j', 'neo4j')}
    ${dependency('org.neo4j', 'neo4j-bolt')}
  </dependencies>
</project>
`;
