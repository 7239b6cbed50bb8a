import { execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { bytesOf } from '../../laws/corpus.ts';
import { ended } from '../../cli/command-line.ts';
import type { Outcome } from '../../cli/command-line.ts';
import { describeOwnNeo4j } from '../../neo4j/own-neo4j.ts';
import { Wire } from '../../neo4j/wire.ts';
import { expectNothingInside } from './expect-refused.ts';
import { madeDocuments } from './made-documents.ts';
import { OwnEstate } from './own-estate.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const ASKS = 'MATCH (r:Revision)';
const COMMITS = "MERGE (e:Estate {key: 'estate'})";
const INVENTORY = '/v1/ask/inventory';
const Served = z.object({ url: z.url() });
const Problem = z.strictObject({ code: z.string(), message: z.string() });
const Answer = z.object({ rows: z.array(z.unknown()), total: z.unknown() });
const [UPLOADED, ...DOCUMENTS] = madeDocuments(6).toReversed();

await describeOwnNeo4j('a served estate whose Neo4j ends', (neo4j) => {
  let estate: OwnEstate;
  let wire: Wire;
  let server: ChildProcess;
  let outcome: Promise<Outcome>;
  let url = '';
  beforeAll(async () => {
    estate = new OwnEstate(neo4j);
    estate.write('documents', DOCUMENTS);
    await estate.ingested('documents');
    wire = new Wire(Number(new URL(neo4j.settings.uri).port));
    const through = { NEO4J_URI: `bolt://127.0.0.1:${await wire.listen()}` };
    server = estate.start(['serve', '--port', '0', '--json'], through);
    if (server.stdout === null) throw new Error('a process without standard output');
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    outcome = ended(server);
    ({ url } = Served.parse(JSON.parse(line)));
  });
  afterAll(async () => {
    server.kill('SIGKILL');
    await wire.close();
    estate.remove();
  });

  beforeEach(async () => {
    wire.release();
    if (!neo4j.isRunning) await neo4j.start();
  });

  const status = async (path: string): Promise<number> => (await fetch(`${url}${path}`)).status;
  const answer = async (): Promise<unknown> => Answer.parse(await (await fetch(`${url}${INVENTORY}`)).json());
  const upload = (): Promise<Response> =>
    fetch(`${url}/v1/documents?origin=uploaded.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: UPLOADED === undefined ? '' : Buffer.from(bytesOf(UPLOADED)),
    });
  /** Status 503, and a problem that says nothing of where the store is, or as whom it is asked. */
  const expectNoStore = async (response: Response): Promise<void> => {
    const text = await response.text();
    expect([response.status, Problem.parse(JSON.parse(text)).code]).toEqual([503, 'NOT_READY']);
    expect(text).toMatch(/The store does not answer/u);
    expectNothingInside(text, [neo4j.settings.password, '127.0.0.1']);
  };

  test.each<[string, () => Promise<void>]>([
    ['stopped', () => neo4j.stop()],
    ['killed', () => neo4j.kill()],
  ])('in the middle of a request (%s) says so, and answers again by itself', async (_, end) => {
    const before = await answer();
    const held = wire.holdAt(ASKS);
    const asked = fetch(`${url}${INVENTORY}`);
    await held;
    await end();
    wire.release();
    await expectNoStore(await asked);
    await expectNoStore(await fetch(`${url}/readyz`));
    await expectNoStore(await upload());
    const graphql = await fetch(`${url}/graphql?query={inventory{conclusion}}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });
    expect(await graphql.text()).toContain('"NOT_READY"');
    expect(await status('/livez')).toBe(200);
    await neo4j.start();
    await expect.poll(() => status('/readyz'), { timeout: 60_000 }).toBe(200);
    expect(await answer()).toEqual(before);
  });

  test('ends the transaction of a client that goes away', async () => {
    const held = wire.holdAt(ASKS);
    const asked = request(`${url}${INVENTORY}`);
    asked.on('error', () => undefined); // It is torn away below.
    asked.end();
    await held;
    await expect.poll(() => estate.othersAtWork(), { timeout: 30_000 }).toBe(1);
    asked.destroy();
    // Nothing that the server says gets through yet: it is the client that ends it.
    await expect.poll(() => estate.othersAtWork(), { timeout: 30_000 }).toBe(0);
    wire.release();
    expect(await status(INVENTORY)).toBe(200);
  });

  test('shows the password nowhere: not in the list of processes, not in its log', async () => {
    const held = wire.holdAt(COMMITS);
    const uploading = upload();
    await held;
    const processes = execFileSync('ps', ['-ww', '-eo', 'args'], { encoding: 'utf8', maxBuffer: 1e8 });
    wire.release();
    expect(processes).toMatch(/upload-process/u);
    expectNothingInside(processes.match(/^.*(?:main|upload-process)\.ts.*$/gmu)?.join('\n') ?? '', []);
    expect(processes).not.toContain(neo4j.settings.password);
    const response = await uploading;
    const receipts = await response.text();
    expect([response.status, receipts]).toEqual([200, expect.stringContaining('"outcome":"read"') as string]);
    server.kill('SIGTERM');
    const { status: ending, out, err } = await outcome;
    expect(ending).toBe(0);
    expect(err).toContain('"event":"store-refused"');
    expect(err).not.toMatch(/unexpected-error|Neo4jError|\n\s+at /u);
    expect(`${receipts}${out}${err}`).not.toContain(neo4j.settings.password);
  });
});
