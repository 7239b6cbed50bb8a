import { getIntrospectionQuery } from 'graphql';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS, startServer, type LogEntry, type RunningServer } from '../../src/server/index.ts';
import { BINARY_DIGEST, FixtureEstate, MARKUP, MARKUP_DIGEST, SBOM, SBOM_DIGEST } from './fixture-estate.ts';
import { FIXTURE_QUESTIONS } from './fixture-questions.ts';

let estate: FixtureEstate;
let server: RunningServer;
let log: LogEntry[];

beforeAll(async () => {
  estate = new FixtureEstate();
  log = [];
  server = await startServer({
    estate,
    questions: FIXTURE_QUESTIONS,
    host: '127.0.0.1',
    port: 0,
    log: (entry) => log.push(entry),
    limits: {
      answerTime: 400,
      bodyBytes: 4096,
      concurrent: 4,
      queryDepth: 8,
      queryTokens: 300,
      queryAliases: 4,
      queryRows: 2000,
    },
  });
});
afterEach(() => {
  estate.version = '1842';
  estate.policy = null;
  estate.stale = false;
});
afterAll(() => server.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.url + path, { headers });

/** As `get`, with the headers that `fetch` does not let a caller choose. */
async function raw(
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
  const { hostname, port } = new URL(server.url);
  const sent = request({ hostname, port, path, headers, method }, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    response.on('end', () => {
      resolve({ status: response.statusCode ?? 0, body });
    });
  });
  sent.on('error', reject);
  sent.end();
  return await promise;
}

async function graphql(
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{
  status: number;
  body: { data?: Record<string, unknown>; errors?: { message: string; extensions: Record<string, unknown> }[] };
}> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, body: (await response.json()) as Awaited<ReturnType<typeof graphql>>['body'] };
}

const ANSWER = `contract question parameters asOf knownAt dataVersion policy conclusion matched { package versions versionsTotal } similar
  pageInfo { endCursor hasNextPage } total { count exact } truncated freshness { source lastCompleteSync asserted stale }
  coverage { complete routes { route judged unknown } unknown { subject { kind id name } artifact route reason }
    unknownTotal { count exact } workloadsWithoutModel { count exact unjudged } failedDocuments } notes`;
const THING = '{ kind id name }';
const ROW = `id environment cluster namespace workload workloadId owner slot model ${THING} state since rung route package match
  chain { package document at }
  direct strength weakest { hop why } path { edge from ${THING} to ${THING} strength evidenceTotal
    evidence { document format origin at verdict { status reasons identity policy trustedTime } } }`;

describe('an answer', () => {
  test('is the same object from REST and GraphQL, name for name', async () => {
    const asOf = '2026-11-23T10:00:00.000Z';
    const rest: unknown = await (
      await get(
        `/v1/ask/deployed-models-using-package?package=pkg:pypi/torch&version=2.6.0&version=2.5&first=2&asOf=${asOf}`,
      )
    ).json();
    const { body } = await graphql(
      `query ($package: String!, $asOf: DateTime) { answer: deployedModelsUsingPackage(package: $package, version: ["2.6.0", "2.5"], first: 2, asOf: $asOf) { ${ANSWER} rows { ${ROW} } } }`,
      { package: 'pkg:pypi/torch', asOf },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data?.['answer']).toEqual(rest);
    expect(rest).toMatchObject({
      contract: 1,
      conclusion: 'AFFECTED',
      pageInfo: { endCursor: '2', hasNextPage: true },
    });
  });

  test('of a question with columns of its own is typed too', async () => {
    const rest = (await (await get('/v1/ask/deployed-models?minimum=2')).json()) as Record<string, unknown>;
    const { body } = await graphql(
      `{ deployedModels(minimum: 2) { question conclusion rows { workload model ${THING} images replicas } parameters } }`,
    );
    const { question, conclusion, rows, parameters } = rest;
    expect(body.data?.['deployedModels']).toEqual({ question, conclusion, rows, parameters });
  });

  test('leads to its next page by cursor and by link', async () => {
    const first = await get('/v1/ask/deployed-models-using-package?package=torch&first=2');
    const link = /^<(?<next>[^>]+)>; rel="next"$/u.exec(first.headers.get('link') ?? '')?.groups?.['next'];
    const second = await get(link ?? '/missing');
    expect(await second.json()).toMatchObject({ rows: [{ cluster: 'us-2' }], pageInfo: { hasNextPage: false } });
    expect(second.headers.get('link')).toBeNull();
  });

  test('as CSV has a line a row, and says its conclusion when it has none', async () => {
    const found = await get('/v1/ask/deployed-models-using-package?package=torch', { accept: 'text/csv' });
    expect(found.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(found.headers.get('content-disposition')).toContain('.AFFECTED.3-of-3.csv');
    expect((await found.text()).split('\r\n')).toHaveLength(5);
    const empty = await (await get('/v1/ask/deployed-models-using-package?package=nothing&format=csv')).text();
    expect(empty).toContain('UNKNOWN: nothing of the name nothing was found');
  });

  test('lists what can be asked', async () => {
    const listed: unknown = await (await get('/v1/ask')).json();
    expect(listed).toMatchObject({
      contract: 1,
      dataVersion: '1842',
      questions: [{ name: 'deployed-models-using-package' }, { name: 'deployed-models' }],
    });
    const { body } = await graphql(
      '{ questions { name asks doc rowType parameters { name type list required doc values } columns { name type doc } } }',
    );
    expect(body.data).toEqual({ questions: (listed as { questions: unknown }).questions });
  });
});

describe('the ETag', () => {
  const path = '/v1/ask/deployed-models-using-package?package=torch';

  test('holds while nothing but the clock changes, and then answers 304 without a body', async () => {
    const tag = (await get(path)).headers.get('etag') ?? '';
    const again = await get(path, { 'if-none-match': `"other", ${tag}` });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
  });

  test('changes with data version, parameters, policy, staleness and format', async () => {
    const tag = async (query = ''): Promise<string | null> => (await get(path + query)).headers.get('etag');
    const tags = [await tag(), await tag('&version=2.6.0'), await tag('&first=1'), await tag('&format=csv')];
    estate.version = '1843';
    tags.push(await tag());
    estate.policy = 'sha256:p';
    tags.push(await tag());
    estate.stale = true;
    tags.push(await tag());
    expect(new Set(tags).size).toBe(tags.length);
  });
});

describe('errors', () => {
  test.each([
    ['/v1/ask/deployed-modls', 404, { code: 'UNKNOWN_QUESTION', nearest: ['deployed-models'] }],
    [
      '/v1/ask/deployed-models-using-package?package=torch&verson=1',
      400,
      { code: 'BAD_PARAMETER', at: 'verson', nearest: ['version'] },
    ],
    ['/v1/ask/deployed-models-using-package?package=a&package=b', 400, { code: 'BAD_PARAMETER', at: 'package' }],
    ['/v1/ask/deployed-models-using-package?package=torch&first=1001', 400, { code: 'BAD_PARAMETER', at: 'first' }],
    ['/v1/ask/deployed-models-using-package?package=torch&format=xml', 400, { code: 'BAD_PARAMETER', at: 'format' }],
    ['/v1/ask/deployed-models-using-package', 400, { code: 'BAD_PARAMETER', at: 'package' }],
    ['/v1/ask/deployed-models-using-package?package=torch&after=broken', 400, { code: 'BAD_CURSOR', at: 'after' }],
    ['/v1/ask/deployed-models-using-package?package=limit', 413, { code: 'LIMIT_REACHED' }],
    ['/v1/ask/deployed-models-using-package?package=slow', 503, { code: 'TIME_LIMIT' }],
    ['/v1/show?id=nothing', 404, { code: 'NOT_FOUND' }],
    ['/v1/show?id=a&id=b', 400, { code: 'BAD_PARAMETER' }],
    ['/v1/show?ids=a', 400, { code: 'BAD_PARAMETER', nearest: ['id'] }],
    ['/v1/documents/sha256:12', 400, { code: 'BAD_PARAMETER', at: 'digest' }],
    [`/v1/documents/sha256:${'0'.repeat(64)}`, 404, { code: 'NOT_FOUND' }],
    [`/v1/documents/sha256:${'0'.repeat(64)}/bytes`, 404, { code: 'NOT_FOUND' }],
    ['/v1/elsewhere', 404, { code: 'NOT_FOUND' }],
    ['/..%2f..%2fpackage.json', 404, { code: 'NOT_FOUND' }],
    ['/v1/ask/%ff', 400, { code: 'BAD_REQUEST' }],
    [`/v1/show?id=${'x'.repeat(9000)}`, 413, { code: 'TOO_LARGE' }],
  ])('%.80s is %d', async (path, status, shown) => {
    const response = await get(path);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject(shown);
    expect(Object.keys(body).every((key) => ['code', 'message', 'at', 'nearest'].includes(key))).toBe(true);
    expect(response.status).toBe(status);
  });

  test('that nobody expected tell an id and nothing else, in REST and GraphQL', async () => {
    const response = await get('/v1/ask/deployed-models-using-package?package=bug');
    const body = (await response.json()) as { code: string; message: string };
    const id = log.find(({ event }) => event === 'unexpected-error')?.['id'];
    expect([response.status, body.code]).toEqual([503, 'INTERNAL']);
    expect(body.message).toContain(String(id));
    const queried = await graphql('{ node(id: "bug") { id } }');
    expect(queried.body.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL' });
    expect(JSON.stringify([body, queried.body])).not.toMatch(/SELECT|secret|\.ts/u);
  });

  test('are the same in GraphQL, in extensions', async () => {
    const { body } = await graphql('{ deployedModelsUsingPackage(package: "torch", after: "broken") { question } }');
    const rest: unknown = await (await get('/v1/ask/deployed-models-using-package?package=torch&after=broken')).json();
    expect(body.errors?.[0]?.extensions).toEqual(rest);
    expect(body.errors?.[0]?.message).toBe((rest as { message: string }).message);
  });

  test('of the store make it not ready, and the process stays live', async () => {
    estate.version = '';
    expect([(await get('/readyz')).status, (await get('/livez')).status]).toEqual([503, 200]);
    estate.version = '1';
    expect((await get('/readyz')).status).toBe(200);
  });
});

describe('limits', () => {
  test.each([
    [
      'depth',
      `{ deployedModelsUsingPackage(package: "torch") { rows { path { evidence { verdict { status } } } } } ${'...{'.repeat(3)} node(id: "x") { id } ${'}'.repeat(3)} }`,
      200,
    ],
    ['aliases', `{ ${['a', 'b', 'c', 'd', 'e'].map((name) => `${name}: questions { name }`).join(' ')} }`, 400],
    ['tokens', `{ questions { ${'name '.repeat(400)} } }`, 400],
    ['syntax', '{ questions { name ', 400],
    ['unknown field', '{ question { name } }', 400],
  ])('of a query: %s', async (_, query, status) => {
    const { status: actual, body } = await graphql(query);
    expect([actual, body.errors?.[0]?.extensions['code']]).toEqual([status, status === 200 ? undefined : 'BAD_QUERY']);
  });

  test('of depth are counted through fragments', async () => {
    const deep = `{ __typename deployedModelsUsingPackage(package: "torch") { ...A } } fragment A on DeployedModelsUsingPackageAnswer { rows { ...B } } fragment B on ExposureRow { path { from { id } } }`;
    expect((await graphql(deep)).status).toBe(200);
    const shallow = await startServer({
      estate,
      questions: FIXTURE_QUESTIONS,
      host: 'localhost',
      port: 0,
      log: () => undefined,
      limits: { queryDepth: 4 },
    });
    const response = await fetch(`${shallow.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: deep }),
    });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('5 levels deep')]);
    await shallow.close();
  });

  test('of a query leave room for introspection', async () => {
    const { status, body } = await graphql(getIntrospectionQuery().replaceAll(/\s+/gu, ' '));
    expect([status, body.errors]).toEqual([200, undefined]);
  });

  test('of rows hold over all fields of a request', async () => {
    const { body } = await graphql(
      '{ a: deployedModels(first: 1000) { question } b: deployedModels(first: 1000) { question } c: deployedModels { question } }',
    );
    expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['LIMIT_REACHED']);
  });

  test('of the body', async () => {
    const { status, body } = await graphql(`# ${'x'.repeat(5000)}`);
    expect([status, body]).toEqual([413, expect.objectContaining({ code: 'TOO_LARGE' })]);
  });

  test('of time reach the estate as an abort, and so does a client that goes away', async () => {
    const query = '{ deployedModelsUsingPackage(package: "slow") { question } }';
    const { body } = await graphql(query);
    expect(body.errors?.[0]?.extensions['code']).toBe('TIME_LIMIT');
    expect(estate.signals.at(-1)?.aborted).toBe(true);
    const client = new AbortController();
    const gone = fetch(`${server.url}/v1/ask/deployed-models-using-package?package=slow`, { signal: client.signal });
    const asked = estate.signals.length;
    await expect.poll(() => estate.signals.length).toBe(asked + 1);
    client.abort();
    await expect(gone).rejects.toThrow('abort');
    await expect.poll(() => estate.signals.at(-1)?.aborted, { timeout: 300 }).toBe(true);
  });

  test('of concurrent requests: the next one is told to come back', async () => {
    const slow = Array.from({ length: 4 }, () => get('/v1/ask/deployed-models-using-package?package=slow'));
    await expect.poll(async () => (await get('/v1/ask')).status).toBe(429);
    const refused = await get('/v1/ask');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await get('/livez')).status).toBe(200);
    await Promise.all(slow);
    expect((await get('/v1/ask')).status).toBe(200);
  });

  test('are stated for everything', () => {
    expect(Object.values(LIMITS).every((limit) => limit > 0)).toBe(true);
  });
});

describe('safety', () => {
  test.each(['0.0.0.0', '::', '192.168.1.4', 'example.org', ''])('refuses to listen at %j', async (host) => {
    const started = startServer({ estate, questions: [], host, port: 0, log: () => undefined });
    await expect(started).rejects.toMatchObject({ code: 'NOT_LOOPBACK' });
  });

  test('says which port is taken', async () => {
    const port = Number(new URL(server.url).port);
    const started = startServer({
      estate,
      questions: FIXTURE_QUESTIONS,
      host: '127.0.0.1',
      port,
      log: () => undefined,
    });
    await expect(started).rejects.toMatchObject({ code: 'CANNOT_LISTEN' });
  });

  test.each(['localhost', 'LOCALHOST:80', '127.0.0.1:99', '[::1]:8080'])('answers to the host %s', async (host) => {
    expect((await raw('/livez', { host })).status).toBe(200);
  });

  test.each(['example.org', 'localhost.example.org', '127.0.0.1.example.org:80', 'localhost:80@example.org'])(
    'does not answer to the host %s',
    async (host) => {
      const { status, body } = await raw('/v1/ask', { host });
      expect([status, body]).toEqual([403, expect.stringContaining('FORBIDDEN_HOST')]);
    },
  );

  test('another site may link here, not load from here', async () => {
    const site = { host: 'localhost', 'sec-fetch-site': 'cross-site' };
    expect((await raw('/v1/ask', { ...site, 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
    expect((await raw('/', { ...site, 'sec-fetch-mode': 'navigate' })).status).toBe(200);
  });

  test('a query that a form of another site could send is not run', async () => {
    const plain = await fetch(`${server.url}/graphql`, { method: 'POST', body: '{"query":"{ questions { name } }"}' });
    expect(plain.status).toBe(400);
    expect((await get('/graphql?query={questions{name}}')).status).toBe(400);
    const meant = await get('/graphql?query={questions{name}}', { 'apollo-require-preflight': 'true' });
    expect(meant.status).toBe(200);
  });

  test('only the methods that an address takes', async () => {
    expect((await raw('/v1/ask', { host: 'localhost' }, 'DELETE')).status).toBe(400);
    expect(await raw('/v1/ask', { host: 'localhost' }, 'HEAD')).toEqual({ status: 200, body: '' });
  });

  test('documents are given as bytes that no browser renders', async () => {
    const response = await get(`/v1/documents/${MARKUP_DIGEST}/bytes`);
    expect(await response.text()).toBe(MARKUP);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="sha256-[0-9a-f]{64}\.txt"$/u);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    const binary = await get(`/v1/documents/${BINARY_DIGEST}/bytes`);
    expect(binary.headers.get('content-type')).toBe('application/octet-stream');
    expect(await (await get(`/v1/documents/${SBOM_DIGEST}/bytes`)).text()).toBe(SBOM);
  });

  test('every reply carries the security headers and none invites another origin', async () => {
    for (const path of ['/', '/v1/ask', '/nothing', '/livez', '/words.js']) {
      const { headers } = await get(path, { origin: 'https://example.org' });
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('documents, nodes and REST views agree', async () => {
    const rest: unknown = await (await get(`/v1/documents/${SBOM_DIGEST}`)).json();
    const { body } = await graphql(
      'query ($digest: String!) { document(digest: $digest) { digest format version outcome size origins heldBy holds { document at } withdrawn { reason at } remarks { code at message } failure { code message at } } }',
      { digest: SBOM_DIGEST },
    );
    expect(body.data?.['document']).toEqual(rest);
  });
});
