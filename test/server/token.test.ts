import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TokenFile, TokenFileError, startServer, type RunningServer } from '../../src/server/index.ts';
import { FixtureEstate } from './fixture-estate.ts';
import { FIXTURE_QUESTIONS } from './fixture-questions.ts';

const CREATED = '2026-06-01T00:00:00.000Z';
const folder = mkdtempSync(`${tmpdir()}/provgraph-token-`);
const settings = { estate: new FixtureEstate(), questions: FIXTURE_QUESTIONS, port: 0, log: () => undefined };

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the file of tokens', () => {
  const file = new TokenFile(`${folder}/kept`);

  test('keeps a hash and never the token, for its owner alone', () => {
    const { token, kept } = file.create(CREATED);
    const text = readFileSync(file.path, 'utf8');
    expect(text).toContain(kept.sha256);
    expect(text).not.toContain(token.slice(12, 30));
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(token).toMatch(/^provgraph_[\w-]{43}$/u);
  });

  test('admits each token until it is revoked, and nothing else', () => {
    const [first, second] = [file.create(CREATED), file.create(CREATED)];
    expect(
      [first.token, second.token, '', `${first.token}x`, first.kept.sha256].map((one) => file.admits(one)),
    ).toEqual([true, true, false, false, false]);
    expect(file.revoke(first.kept.id)).toBe(true);
    expect(file.revoke(first.kept.id)).toBe(false);
    expect([file.admits(first.token), file.admits(second.token)]).toEqual([false, true]);
  });

  test('a file that is damaged admits nobody, and is told of', () => {
    const damaged = new TokenFile(folder);
    writeFileSync(damaged.path, '{"tokens": [{"id": "x"}]}');
    expect(() => damaged.admits('x')).toThrow(TokenFileError);
    expect(() => damaged.isGuarded()).toThrow(`Cannot read the tokens in ${damaged.path}`);
    rmSync(damaged.path);
    expect(damaged.isGuarded()).toBe(false);
  });
});

describe('a server with a token', () => {
  const access = new TokenFile(`${folder}/served`);
  let token = '';
  let id = '';
  let server: RunningServer;
  beforeAll(async () => {
    const made = access.create(CREATED);
    [token, id] = [made.token, made.kept.id];
    server = await startServer({ ...settings, host: '127.0.0.1', access });
  });
  afterAll(() => server.close());

  const status = async (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> =>
    (await fetch(server.url + path, { method, headers })).status;

  test.each([
    ['/v1/ask', 'GET'],
    ['/v1/show?id=x', 'GET'],
    ['/v1/documents/sha256:0/bytes', 'GET'],
    ['/v1/documents', 'POST'],
    ['/graphql', 'POST'],
    ['/graphql?query={questions{name}}', 'GET'],
    ['/nothing', 'GET'],
    ['/metrics', 'GET'],
  ])('answers nobody without it: %s', async (path, method) => {
    const response = await fetch(server.url + path, { method });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="provgraph"');
    expect(await response.json()).toMatchObject({ code: 'UNAUTHORIZED', at: 'authorization' });
  });

  test.each(['/livez', '/readyz', '/', '/page.js'])('answers everybody: %s', async (path) => {
    expect(await status(path)).toBe(200);
  });

  test.each([
    ['Bearer wrong', 401],
    ['Basic dXNlcjpwYXNz', 401],
    ['Bearer', 401],
    ['', 401],
  ])('does not take %j', async (authorization, expected) => {
    expect(await status('/v1/ask', { authorization })).toBe(expected);
  });

  test('takes it, by any name that the server goes by', async () => {
    expect(await status('/v1/ask', { authorization: `Bearer ${token}` })).toBe(200);
    expect(await status('/v1/ask', { authorization: `bearer  ${token}` })).toBe(200);
    expect(await named('estate.example', `Bearer ${token}`)).toBe(200);
    expect(await named('estate.example', 'Bearer wrong')).toBe(401);
  });

  /** `fetch` does not let a caller choose the host. */
  function named(host: string, authorization: string): Promise<number> {
    const { hostname, port } = new URL(server.url);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    request({ hostname, port, path: '/v1/ask', headers: { host, authorization } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
    return promise;
  }

  test('a browser keeps it in a cookie that scripts do not see, and that counts for requests of the page alone', async () => {
    const opened = await fetch(`${server.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    const [cookie = '', ...attributes] = (opened.headers.get('set-cookie') ?? '').split('; ');
    expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict']));
    expect(await status('/v1/ask', { cookie: `a=b; ${cookie}` })).toBe(200);
    expect(await status('/v1/ask', { cookie, 'sec-fetch-site': 'same-origin' })).toBe(200);
    expect(await status('/v1/ask', { cookie, 'sec-fetch-site': 'same-site' })).toBe(401);
    const ended = await fetch(`${server.url}/v1/session`, { method: 'DELETE' });
    expect(ended.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  test.each([
    [{ token: 'wrong' }, 401],
    [{ token: 1 }, 400],
    [['token'], 400],
    [null, 400],
  ])('opens no session for %j', async (body, expected) => {
    const response = await fetch(`${server.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([response.status, response.headers.get('set-cookie')]).toEqual([expected, null]);
  });

  test('one that is revoked ends at once, and the server stays closed', async () => {
    access.revoke(id);
    expect(await status('/v1/ask', { authorization: `Bearer ${token}` })).toBe(401);
    expect(await status('/v1/ask')).toBe(401);
  });
});

test('a server without a token has no session', async () => {
  const server = await startServer({ ...settings, host: '127.0.0.1', access: new TokenFile(`${folder}/none`) });
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.url}/v1/session`, { method: 'POST', headers, body: '{"token":"x"}' });
    expect([response.status, (await fetch(`${server.url}/v1/ask`)).status]).toEqual([404, 200]);
  } finally {
    await server.close();
  }
});

test('beyond loopback nothing is served without a token', async () => {
  const access = new TokenFile(`${folder}/none`);
  await expect(startServer({ ...settings, host: '0.0.0.0', access })).rejects.toMatchObject({
    code: 'NO_TOKEN',
    message: expect.stringContaining('provgraph token create') as unknown,
  });
});
