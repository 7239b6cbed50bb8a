import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { provisionNeo4j } from '../../examples/neo4j/provision.ts';

// A server of their own: these end it in every way.
const origin = await provisionNeo4j({ ...process.env, NEO4J_URI: undefined });
if (origin.kind !== 'library') {
  const message = `No Neo4j (${origin.kind === 'absent' ? origin.reason : origin.kind}): starting it is not tested.`;
  if (process.env['CI'] === 'true') throw new Error(message);
  console.warn(`\n*** SKIPPED: ${message} ***\n`);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe.skipIf(origin.kind !== 'library')('a Neo4j that a process started', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'provgraph-start-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('does not outlive it, not even when it is killed', async () => {
    const script = `
      import { startNeo4j } from ${JSON.stringify(new URL('../../examples/neo4j/start.ts', import.meta.url).href)};
      const server = await startNeo4j({ library: ${JSON.stringify(origin.kind === 'library' ? origin.folder : '')}, quick: true });
      console.log(server.pid);
      setInterval(() => 1, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = Number(line);
    expect([isAlive(pid), readdirSync(folder).length]).toEqual([true, 1]);
    parent.kill('SIGKILL');
    await expect.poll(() => [isAlive(pid), readdirSync(folder).length], { timeout: 30_000 }).toEqual([false, 0]);
  });

  test('says why it does not start', async () => {
    const { startNeo4j } = await import('../../examples/neo4j/start.ts');
    const home = join(folder, 'home');
    const library = join(folder, 'nothing');
    await expect(startNeo4j({ library, home, quick: true })).rejects.toThrow(
      /does not start: it ended\n.*CommunityEntryPoint/s,
    );
    expect(existsSync(home)).toBe(true);
  });
});
