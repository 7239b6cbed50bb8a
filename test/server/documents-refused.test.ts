import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type DocumentUpload, type LogEntry, type RunningServer } from '../../src/server/index.ts';
import { FixtureEstate } from './fixture-estate.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

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
