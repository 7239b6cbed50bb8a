import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { EXAMPLE, ended, provgraph, started } from './command-line.ts';
import { ingestExample } from './example-estate.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provgraph-example-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('demo --no-serve ends after the answer, and leaves nothing behind', () => {
  const { status, out, err } = provgraph(folder, ['demo', '--no-serve'], '', { TMPDIR: folder });
  expect(err).toBe('');
  expect(status).toBe(0);
  expect(out).toMatch(
    /^\$ provgraph ask deployed-models-using-package --package pkg:pypi\/litellm --version 1\.82\.8$/mu,
  );
  expect(out).toMatch(/^Affected: 10 uses of pkg:pypi\/litellm 1\.82\.8 found\./mu);
  expect(readdirSync(folder)).toEqual([]);
});

test('demo serves exactly that answer, and cleans up when it is stopped', async () => {
  const child = started(folder, ['demo', '--port', '0']);
  const done = ended(child);
  let written = '';
  child.stdout?.on('data', (chunk: Buffer) => (written += chunk.toString()));
  while (!written.includes('Stop it with Ctrl-C')) if (child.stdout !== null) await once(child.stdout, 'data');
  const address = /http:\S+\/v1\/ask\/\S+/u.exec(written)?.[0] ?? '';
  const answer: unknown = await (await fetch(address)).json();
  expect(answer).toMatchObject({ conclusion: 'AFFECTED', total: { count: 10 } });
  const page = /http:\S+\/\?ask=\S+/u.exec(written)?.[0] ?? '';
  expect((await fetch(page)).status).toBe(200);
  const data = /--data (\S+)/u.exec(written)?.[1] ?? '';
  expect(existsSync(data)).toBe(true);
  child.kill('SIGINT');
  expect((await done).status).toBe(0);
  expect(existsSync(data)).toBe(false);
});

test('serve says its address, stops gracefully, and says so when the port is taken', async () => {
  const child = started(folder, ['serve', '--port', '0', '--json']);
  const done = ended(child);
  let line = '';
  child.stdout?.on('data', (chunk: Buffer) => (line += chunk.toString()));
  if (child.stdout !== null) await once(child.stdout, 'data');
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(line));
  expect((await fetch(`${url}/livez`)).status).toBe(200);
  const port = new URL(url).port;
  const second = provgraph(folder, ['serve', '--port', port]);
  expect(second.status).toBe(1);
  expect(second.err).toContain(`port ${port}`);
  child.kill('SIGTERM');
  expect((await done).status).toBe(0);
});

test('the three conclusions, and the statuses that a job can alert on', () => {
  ingestExample(folder);
  const asked = (...words: string[]): [string, number | null] => {
    const { out, status } = provgraph(folder, ['ask', 'deployed-models-using-package', ...words]);
    return [out.slice(0, out.indexOf(':')), status];
  };
  const litellm = ['--package', 'pkg:pypi/litellm', '--version', '1.82.8'];
  const narrow = ['--cluster', 'us-staging', '--route', 'RUNTIME'];
  expect(asked(...litellm)).toEqual(['Affected', 0]);
  expect(asked(...litellm, '--fail-on', 'affected')).toEqual(['Affected', 5]);
  expect(asked(...litellm, '--fail-on', 'unknown')).toEqual(['Affected', 5]);
  expect(asked(...litellm, ...narrow, '--fail-on', 'unknown')).toEqual(['Not affected', 0]);
  expect(asked('--package', 'pkg:pypi/flask', '--fail-on', 'affected')).toEqual(['Unknown', 0]);
  expect(asked('--package', 'pkg:pypi/flask', '--fail-on', 'unknown')).toEqual(['Unknown', 5]);
  const { out } = provgraph(folder, ['ask', 'deployed-models-using-package', ...litellm, '--paths']);
  const rows = z.object({ rows: z.array(z.object({ workload: z.string() })) });
  const expected = rows.parse(JSON.parse(readFileSync(join(EXAMPLE, 'expected.json'), 'utf8'))).rows;
  for (const { workload } of expected) expect(out).toContain(workload);
  expect(out).toMatch(
    /^ {6}says attestations\/hf-server-2\.4\.syft\.cdx\.intoto\.json#\/predicate at \/components\/\d+ /mu,
  );
  const each = provgraph(
    folder,
    ['ask', 'deployed-models-using-package', '--each', '-', ...narrow, '--fail-on', 'unknown'],
    'pkg:pypi/flask\nlitellm\n',
  );
  expect(each.out.trimEnd().split('\n')).toHaveLength(2);
  expect(each.status).toBe(5);
});

test('where the port is taken, the demo takes the next one', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  writeFileSync(join(folder, 'provgraph.yaml'), `serve:\n  port: ${port}\n`);
  const child = started(folder, ['demo']);
  const done = ended(child);
  let written = '';
  child.stdout?.on('data', (chunk: Buffer) => (written += chunk.toString()));
  while (!written.includes('Stop it with Ctrl-C')) if (child.stdout !== null) await once(child.stdout, 'data');
  expect(Number(/http:\/\/127\.0\.0\.1:(\d+)/u.exec(written)?.[1])).toBeGreaterThan(port);
  child.kill('SIGTERM');
  expect((await done).status).toBe(0);
  taken.close();
});
