import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NEO4J_VERSION, provisionNeo4j } from '../../examples/neo4j/provision.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provgraph-provision-'));
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const cached = (): string => join(folder, 'cache', `neo4j-${NEO4J_VERSION}`);

/** Puts a program of this name on a PATH on which there is nothing else but a shell's own. */
function install(name: string, script: string): void {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}
const environment = (): NodeJS.ProcessEnv => ({
  PATH: `${join(folder, 'bin')}:/usr/bin:/bin`,
  PROVGRAPH_CACHE: join(folder, 'cache'),
});

const JAVA = `echo 'openjdk version "17.0.15" 2025-04-15' >&2`;
/** Answers `-v`; else resolves two jars, slowly. */
const MAVEN =
  'if [ "$1" = -v ]; then exit 0; fi; sleep 0.3; mkdir lib; echo a > lib/a.jar; echo b > lib/b.jar; echo $$ > lib/who';

describe('where a Neo4j comes from', () => {
  test('a server that is given goes before all', async () => {
    writeFileSync(join(folder, 'password'), 'from a file\n');
    const given = { NEO4J_URI: 'neo4j://graph.example:7687', NEO4J_PASSWORD_FILE: join(folder, 'password') };
    expect(await provisionNeo4j(given)).toEqual({
      kind: 'server',
      uri: 'neo4j://graph.example:7687',
      user: 'neo4j',
      password: 'from a file',
      database: 'neo4j',
    });
  });

  test.each([
    ['no password', { NEO4J_URI: 'neo4j://graph.example:7687' }, /NEO4J_URI is set without NEO4J_PASSWORD/],
    ['no java', { PATH: '/nowhere' }, /there is no java on the PATH; Neo4j needs 17 or newer/],
  ])('%s is said', async (_, given, reason) => {
    expect(await provisionNeo4j(given)).toEqual({ kind: 'absent', reason: expect.stringMatching(reason) as string });
  });

  test('an old java is said', async () => {
    install('java', `echo 'java version "1.8.0_402"' >&2`);
    const reason = 'the java on the PATH is 1.8; Neo4j needs 17 or newer, or give NEO4J_URI';
    expect(await provisionNeo4j(environment())).toEqual({ kind: 'absent', reason });
  });

  test('what Maven says is said, and nothing half done stays', async () => {
    install('java', JAVA);
    install('mvn', 'if [ "$1" = -v ]; then exit 0; fi; mkdir lib; echo "[ERROR] no such artifact"; exit 1');
    const reason = `Maven cannot resolve Neo4j ${NEO4J_VERSION}: no such artifact`;
    expect(await provisionNeo4j(environment())).toEqual({ kind: 'absent', reason });
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });
});

describe('the cache', () => {
  beforeEach(() => {
    install('java', JAVA);
    install('mvn', MAVEN);
  });

  test('is filled by two at once to one whole folder, and once only', async () => {
    const origin = { kind: 'library', folder: join(cached(), 'lib') };
    expect(await Promise.all([provisionNeo4j(environment()), provisionNeo4j(environment())])).toEqual([origin, origin]);
    expect(readdirSync(join(folder, 'cache'))).toEqual([`neo4j-${NEO4J_VERSION}`]);
    const who = readFileSync(join(cached(), 'lib/who'), 'utf8');
    expect(await provisionNeo4j(environment())).toEqual(origin);
    expect(readFileSync(join(cached(), 'lib/who'), 'utf8')).toBe(who);
  });

  test('without a jar that was there is filled anew', async () => {
    await provisionNeo4j(environment());
    rmSync(join(cached(), 'lib/b.jar'));
    await provisionNeo4j(environment());
    expect(existsSync(join(cached(), 'lib/b.jar'))).toBe(true);
    expect(readdirSync(join(folder, 'cache'))).toEqual([`neo4j-${NEO4J_VERSION}`]);
  });

  test('is rid of what a process that was killed left', async () => {
    mkdirSync(`${cached()}.partial-999999999-x`, { recursive: true });
    mkdirSync(`${cached()}.partial-${process.pid}-x`, { recursive: true });
    await provisionNeo4j(environment());
    expect(readdirSync(join(folder, 'cache')).sort()).toEqual([
      `neo4j-${NEO4J_VERSION}`,
      `neo4j-${NEO4J_VERSION}.partial-${process.pid}-x`,
    ]);
  });
});
