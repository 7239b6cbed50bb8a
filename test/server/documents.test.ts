import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Receipt, Summary } from '#ingest';
import { sha256Of } from '#schema';
import { serveEstate, type Served } from '../../src/cli/serve-estate.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import { openWriter } from '../../src/engines/index.ts';
import { startServer, type DocumentUpload, type LogEntry, type RunningServer } from '../../src/server/index.ts';
import { FixtureEstate } from './fixture-estate.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/estate/', import.meta.url));
const EU_PROD = readFileSync(join(EXAMPLE, 'clusters/eu-prod.yaml'));
const BOM = JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [] });
const JSON_TYPE = { 'content-type': 'application/json' };

/** Receipts and the summary, as the reply has them. */
async function linesOf(response: Response): Promise<{ receipts: Receipt[]; summary: Summary | undefined }> {
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  const last = JSON.parse(lines.pop() ?? '{}') as { summary?: Summary };
  return { receipts: lines.map((line) => JSON.parse(line) as Receipt), summary: last.summary };
}

describe('an upload into a served estate', () => {
  const data = mkdtempSync(join(tmpdir(), 'uploads-'));
  let served: Served;
  let warned = '';

  beforeAll(async () => {
    const screen = (text: string): boolean => {
      warned += text;
      return true;
    };
    const terminal = new Terminal({ write: () => true }, { write: screen }, {}, data);
    const settings = {
      data: join(data, 'estate'),
      archive: join(data, 'estate/archive'),
      serve: { host: '127.0.0.1', port: 0 },
      ingest: { cluster: null, environment: null },
    };
    served = await serveEstate(settings, [0], terminal);
  });
  afterAll(async () => {
    await served.close();
    rmSync(data, { recursive: true, force: true });
  });

  const upload = (
    body: string | Uint8Array<ArrayBuffer>,
    query = '',
    headers: Record<string, string> = JSON_TYPE,
  ): Promise<Response> => fetch(`${served.url}/v1/documents${query}`, { method: 'POST', headers, body });
  const get = async (path: string): Promise<unknown> => (await fetch(served.url + path)).json();

  test('is answered by its receipt and the summary, and is read by then', async () => {
    expect(await get('/v1/ask')).toMatchObject({ dataVersion: '0' });
    const response = await upload(BOM, '?origin=sboms/server.cdx.json');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/jsonl; charset=utf-8']);
    const { receipts, summary } = await linesOf(response);
    const document = sha256Of(BOM);
    expect(receipts).toMatchObject([
      { document, origin: 'sboms/server.cdx.json', outcome: 'read', format: 'cyclonedx-json', version: '1.6' },
    ]);
    expect(summary).toMatchObject({ offered: 1, read: 1, failed: 0 });
    expect(await get(`/v1/documents/${document}`)).toMatchObject({
      outcome: 'read',
      origins: ['sboms/server.cdx.json'],
    });
    expect(await (await fetch(`${served.url}/v1/documents/${document}/bytes`)).text()).toBe(BOM);
    expect((await linesOf(await upload(BOM))).summary).toMatchObject({ offered: 1, known: 1 });
  });

  test('says what the document cannot: cluster, environment, time, and that a listing is complete', async () => {
    const query = '?cluster=eu-prod&environment=lab&observedAt=2026-03-25T10:00:00Z&complete=true';
    const { receipts, summary } = await linesOf(
      await upload(EU_PROD, query, { 'content-type': 'application/yaml; charset=utf-8' }),
    );
    expect(receipts.filter(({ outcome }) => outcome !== 'read')).toEqual([]);
    expect(summary?.notComplete).toBeUndefined();
    const answer = (await get('/v1/ask/inventory?first=1000')) as {
      rows: { cluster: string }[];
      freshness: { source: string }[];
    };
    expect(new Set(answer.rows.map(({ cluster }) => cluster))).toEqual(new Set(['eu-prod']));
    expect(answer.freshness).toContainEqual(expect.objectContaining({ lastCompleteSync: '2026-03-25T10:00:00.000Z' }));
  });

  test('that cannot be read is told in its receipt', async () => {
    const { receipts, summary } = await linesOf(await upload(BOM.slice(0, -2)));
    expect(receipts).toMatchObject([{ outcome: 'failed', code: 'MALFORMED', origin: 'upload' }]);
    expect(summary).toMatchObject({ failed: 1 });
    const other = await linesOf(await upload('# Notes', '', { 'content-type': 'text/markdown' }));
    expect(other.receipts).toMatchObject([{ outcome: 'unrecognised' }]);
  });

  test('that breaks off is not read, as far as it came', async () => {
    const whole = '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}\n';
    const { hostname, port } = new URL(served.url);
    const before = await get('/v1/ask');
    const sent = request({ hostname, port, path: '/v1/documents', method: 'POST', headers: JSON_TYPE });
    const cut = new Promise((resolve) => sent.on('close', resolve));
    sent.on('error', () => undefined);
    sent.write(whole);
    setTimeout(() => sent.destroy(), 1500);
    await cut;
    expect((await upload('# Notes', '', { 'content-type': 'text/markdown' })).status).toBe(200);
    expect((await fetch(`${served.url}/v1/documents/${sha256Of(whole)}`)).status).toBe(404);
    expect(await get('/v1/ask')).toEqual(before);
  });

  test('while another writer is at work is told to come back, and questions are answered meanwhile', async () => {
    const writer = await openWriter({ folder: join(data, 'estate'), waitSeconds: 0, clock: () => '' });
    try {
      const waiting = upload(`${BOM} `);
      expect(await get('/v1/ask')).toMatchObject({ contract: 1 });
      const response = await waiting;
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.json()).toMatchObject({
        code: 'WRITER_BUSY',
        message: expect.stringContaining('Another writer') as unknown,
      });
    } finally {
      await writer.close();
    }
    expect((await upload(`${BOM} `)).status).toBe(200);
  });

  test('of a time that is none, or to come, is refused before it is read', async () => {
    for (const time of ['yesterday', '2026-02-30', '2999-01-01']) {
      const response = await upload(BOM, `?observedAt=${time}`);
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'BAD_PARAMETER', at: 'observedAt' }),
      ]);
    }
  });

  test('leaves nothing in the log but what was served', () => {
    const events = warned.split('\n').filter((line) => line.startsWith('{'));
    expect(events.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['listening']);
  });
});

describe('what is refused before anything is read', () => {
  const log: LogEntry[] = [];
  const taken: Omit<DocumentUpload, 'body'>[] = [];
  let body = '';
  let server: RunningServer;
  const held: (() => void)[] = [];

  const take = async (upload: DocumentUpload): Promise<AsyncIterable<Uint8Array>> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of upload.body) pieces.push(piece);
    body = Buffer.concat(pieces).toString();
    const { origin, cluster, environment, observedAt, complete, namespaces } = upload;
    taken.push({ origin, cluster, environment, observedAt, complete, namespaces });
    if (origin === 'held') await new Promise<void>((resolve) => held.push(resolve));
    return receipts(origin === 'broken');
  };
  async function* receipts(isBroken: boolean): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('{"outcome":"read"}\n'));
    if (isBroken) throw new Error('disk full');
    yield Buffer.from('{"summary":{}}\n');
  }

  beforeAll(async () => {
    server = await startServer({
      estate: new FixtureEstate(),
      questions: [],
      host: '127.0.0.1',
      port: 0,
      log: (entry) => log.push(entry),
      accept: take,
      limits: { documentBytes: 1024, uploads: 2 },
    });
  });
  afterAll(() => server.close());

  /** Without the headers that `fetch` adds by itself. */
  async function post(
    headers: Record<string, string>,
    pieces: readonly string[] = ['{}'],
    path = '/v1/documents',
    method = 'POST',
  ): Promise<{ status: number; code: unknown; at: unknown }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
    const { hostname, port } = new URL(server.url);
    const sent = request({ hostname, port, path, headers, method }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    sent.on('error', reject);
    for (const piece of pieces) sent.write(piece);
    sent.end();
    const { status, text } = await promise;
    if (status === 200) return { status, code: undefined, at: undefined };
    const { code, at } = JSON.parse(text) as { code: unknown; at?: unknown };
    return { status, code, at };
  }

  test('what an upload says of itself is handed on, in full and with defaults', async () => {
    await post(JSON_TYPE, ['{"a":', '1}']);
    expect(body).toBe('{"a":1}');
    const none = { cluster: null, environment: null, observedAt: null, complete: false, namespaces: [] };
    expect(taken.at(-1)).toEqual({ ...none, origin: 'upload' });
    await post(JSON_TYPE, ['{}'], '/v1/documents?complete=true&namespace=a&namespace=b&origin=x%20y&cluster=c');
    expect(taken.at(-1)).toEqual({ ...none, complete: true, namespaces: ['a', 'b'], origin: 'x y', cluster: 'c' });
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded'],
    ['a form with files', 'multipart/form-data; boundary=x'],
    ['a form of plain text', 'text/plain;charset=UTF-8'],
    ['a form in other letters', ' Text/Plain '],
    ['no type', ''],
  ])('%s, which any page could send', async (_, type) => {
    const headers = type === '' ? {} : { 'content-type': type };
    expect(await post(headers)).toEqual({ status: 415, code: 'UNSUPPORTED_TYPE', at: 'content-type' });
  });

  test('a body that is compressed on the way', async () => {
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    expect(await post(headers)).toMatchObject({ status: 415, at: 'content-encoding' });
  });

  test.each([
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://localhost:1' },
    { origin: 'https://example.org' },
    { origin: 'null' },
  ])('a page of another site: %j', async (headers) => {
    const refused = await post({ ...JSON_TYPE, ...headers });
    expect(refused).toMatchObject({ status: 403, code: 'CROSS_SITE' });
  });

  test('a name of this machine that is not its own', async () => {
    expect(await post({ ...JSON_TYPE, host: 'evil.example' })).toMatchObject({ status: 403, code: 'FORBIDDEN_HOST' });
  });

  test('the page of this server may', async () => {
    const headers = { ...JSON_TYPE, origin: server.url, 'sec-fetch-site': 'same-origin' };
    expect((await post(headers)).status).toBe(200);
  });

  test.each(['GET', 'PUT', 'OPTIONS', 'DELETE'])('the method %s', async (method) => {
    const refused = await post(JSON_TYPE, [], '/v1/documents', method);
    expect(refused).toMatchObject({ status: 400, code: 'METHOD_NOT_ALLOWED' });
  });

  test.each([
    ['colour=red', 'colour'],
    ['cluster=a&cluster=b', 'cluster'],
    ['cluster=', 'cluster'],
    ['cluster=a%0Ab', 'cluster'],
    [`origin=${'x'.repeat(1025)}`, 'origin'],
    ['complete=yes', 'complete'],
    ['namespace=a', 'namespace'],
    ['complete=true&namespace=A_', 'namespace'],
  ])('the parameter %s', async (query, at) => {
    const refused = await post(JSON_TYPE, ['{}'], `/v1/documents?${query}`);
    expect(refused).toEqual({ status: 400, code: 'BAD_PARAMETER', at });
  });

  test('nothing, and too much, whether or not it was announced', async () => {
    expect(await post(JSON_TYPE, [])).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    const large = 'x'.repeat(700);
    expect(await post(JSON_TYPE, [large, large])).toMatchObject({ status: 413, code: 'TOO_LARGE' });
    const announced = { ...JSON_TYPE, 'content-length': '1400' };
    expect(await post(announced, [large, large])).toMatchObject({ status: 413, code: 'TOO_LARGE' });
  });

  test('more at once than are taken', async () => {
    const two = [1, 2].map(() => post(JSON_TYPE, ['{}'], '/v1/documents?origin=held'));
    await expect.poll(() => held.length).toBe(2);
    expect(await post(JSON_TYPE)).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
    for (const go of held.splice(0)) go();
    expect((await Promise.all(two)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await post(JSON_TYPE)).status).toBe(200);
  });

  test('a reply that breaks off is cut, not ended, and the log says why', async () => {
    const count = log.length;
    await expect(post(JSON_TYPE, ['{}'], '/v1/documents?origin=broken')).rejects.toThrow();
    expect(log.slice(count)).toEqual([
      expect.objectContaining({ level: 'error', error: expect.stringContaining('disk full') as unknown }),
    ]);
    expect((await post(JSON_TYPE)).status).toBe(200);
  });

  test('everything, by a server that was given nothing to take it', async () => {
    const estate = new FixtureEstate();
    const other = await startServer({ estate, questions: [], host: '127.0.0.1', port: 0, log: () => undefined });
    const response = await fetch(`${other.url}/v1/documents`, { method: 'POST', headers: JSON_TYPE, body: '{}' });
    expect(response.status).toBe(404);
    await other.close();
  });
});
