import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { EXAMPLE, ended, provgraph, started } from './command-line.ts';
import { answersOf, ingestExample, OFFERINGS } from './example-estate.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provgraph-interruption-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const Summary = z.object({ summary: z.object({ offered: z.number(), interrupted: z.boolean().optional() }) });
const summaryOf = (out: string): z.output<typeof Summary>['summary'] =>
  Summary.parse(JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')).summary;

/** Resolves when a writer has the store of a data folder, and listens to signals. */
async function isWriting(data: string): Promise<void> {
  while (!existsSync(join(data, 'writer.json'))) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 500));
}

/** Pseudo-random numbers from 0 to 1, the same in every run. */
function* fractions(): Generator<number> {
  for (let state = 20_260_325; ; state = (state * 48_271) % 2_147_483_647) yield state / 2_147_483_647;
}

test('killed at any instant and run again, it comes to the same graph (law 6)', { timeout: 240_000 }, async () => {
  const clean = join(folder, 'clean');
  const killed = join(folder, 'killed');
  for (const made of [clean, killed]) cpSync(join(EXAMPLE, 'expected.json'), join(made, 'expected.json'));
  const before = Date.now();
  ingestExample(clean);
  const each = (Date.now() - before) / OFFERINGS.length;
  const random = fractions();
  let kills = 0;
  for (const words of [...OFFERINGS, ...OFFERINGS]) {
    const child = started(killed, [...words, '--json']);
    const done = ended(child);
    setTimeout(() => child.kill('SIGKILL'), each * (0.3 + 0.7 * (random.next().value ?? 0)));
    if ((await done).status === null) kills++;
  }
  expect(kills).toBeGreaterThan(0);
  ingestExample(killed);
  expect(answersOf(killed)).toEqual(answersOf(clean));
  // Once more changes nothing.
  ingestExample(killed);
  expect(answersOf(killed)).toEqual(answersOf(clean));
});

test('SIGTERM while it waits for standard input: a summary, exit status 1', async () => {
  const child = started(folder, ['ingest', '-', '--json', '--data', 'store']);
  const done = ended(child);
  child.stdin?.write('{"bomFormat":');
  await isWriting(join(folder, 'store'));
  child.kill('SIGTERM');
  const { status, out } = await done;
  expect(status).toBe(1);
  expect(summaryOf(out)).toMatchObject({ offered: 0, interrupted: true });
});

test('SIGTERM finishes the document in hand; what has its receipt is known to the next run', async () => {
  const many = join(folder, 'many');
  const bom = (n: number): string =>
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      components: Array.from({ length: 300 }, (_, index) => ({
        type: 'library',
        name: `a${index}`,
        version: `${n}`,
        purl: `pkg:pypi/a${index}@${n}`,
      })),
    });
  cpSync(join(EXAMPLE, 'expected.json'), join(many, 'none.json'));
  for (let n = 0; n < 400; n++) writeFileSync(join(many, `${n}.json`), bom(n));
  const child = started(folder, ['ingest', 'many', '--json']);
  const done = ended(child);
  if (child.stdout !== null) await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const first = await done;
  expect(first.status).toBe(1);
  const { offered, interrupted } = summaryOf(first.out);
  expect(interrupted).toBe(true);
  expect(first.out.trimEnd().split('\n')).toHaveLength(offered + 1);
  expect(offered).toBeLessThan(401);
  const second = provgraph(folder, ['ingest', 'many', '--json']);
  expect(second.status).toBe(0);
  const documents = first.out
    .split('\n')
    .filter((line) => line.includes('"outcome":"read"'))
    .map((line) => /sha256:[0-9a-f]{64}/u.exec(line)?.[0] ?? '');
  for (const document of documents.slice(0, 50)) expect(second.out).toContain(`"${document}","origin"`);
  expect(second.out.match(/"outcome":"known"/gu)).toHaveLength(documents.length);
});

test('a second writer waits, then says who holds the store', async () => {
  const child = started(folder, ['ingest', '-', '--json']);
  const done = ended(child);
  await isWriting(join(folder, '.provgraph'));
  writeFileSync(join(folder, 'a.json'), '{}');
  const { status, err } = provgraph(folder, ['ingest', 'a.json', '--wait', '0.2']);
  child.stdin?.end('{}');
  expect(status).toBe(1);
  expect(err).toMatch(
    /Another writer holds the data folder .*\(process \d+, since .*\)\. Wait for it, or give --wait/u,
  );
  expect((await done).status).toBe(0);
});
