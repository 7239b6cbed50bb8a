import { describe, expect, test } from 'vitest';
import { FixtureServer } from './fixture-server.ts';

const server = new FixtureServer();

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
      await server.get(
        `/v1/ask/deployed-models-using-package?package=pkg:pypi/torch&version=2.6.0&version=2.5&first=2&asOf=${asOf}`,
      )
    ).json();
    const { body } = await server.graphql(
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
    const rest = (await (await server.get('/v1/ask/deployed-models?minimum=2')).json()) as Record<string, unknown>;
    const { body } = await server.graphql(
      `{ deployedModels(minimum: 2) { question conclusion rows { workload model ${THING} images replicas } parameters } }`,
    );
    const { question, conclusion, rows, parameters } = rest;
    expect(body.data?.['deployedModels']).toEqual({ question, conclusion, rows, parameters });
  });

  test('leads to its next page by cursor and by link', async () => {
    const first = await server.get('/v1/ask/deployed-models-using-package?package=torch&first=2');
    const link = /^<(?<next>[^>]+)>; rel="next"$/u.exec(first.headers.get('link') ?? '')?.groups?.['next'];
    const second = await server.get(link ?? '/missing');
    expect(await second.json()).toMatchObject({ rows: [{ cluster: 'us-2' }], pageInfo: { hasNextPage: false } });
    expect(second.headers.get('link')).toBeNull();
  });

  test('as CSV has a line a row, and says its conclusion when it has none', async () => {
    const found = await server.get('/v1/ask/deployed-models-using-package?package=torch', { accept: 'text/csv' });
    expect(found.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(found.headers.get('content-disposition')).toContain('.AFFECTED.3-of-3.csv');
    expect((await found.text()).split('\r\n')).toHaveLength(5);
    const empty = await (await server.get('/v1/ask/deployed-models-using-package?package=nothing&format=csv')).text();
    expect(empty).toContain('UNKNOWN: nothing of the name nothing was found');
  });

  test('lists what can be asked', async () => {
    const listed: unknown = await (await server.get('/v1/ask')).json();
    expect(listed).toMatchObject({
      contract: 1,
      dataVersion: '1842',
      questions: [{ name: 'deployed-models-using-package' }, { name: 'deployed-models' }],
    });
    const { body } = await server.graphql(
      '{ questions { name asks doc rowType parameters { name type list required doc values } columns { name type doc } } }',
    );
    expect(body.data).toEqual({ questions: (listed as { questions: unknown }).questions });
  });
});

describe('the ETag', () => {
  const path = '/v1/ask/deployed-models-using-package?package=torch';

  test('holds while nothing but the clock changes, and then answers 304 without a body', async () => {
    const tag = (await server.get(path)).headers.get('etag') ?? '';
    const again = await server.get(path, { 'if-none-match': `"other", ${tag}` });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
  });

  test('changes with data version, parameters, policy, staleness and format', async () => {
    const tag = async (query = ''): Promise<string | null> => (await server.get(path + query)).headers.get('etag');
    const tags = [await tag(), await tag('&version=2.6.0'), await tag('&first=1'), await tag('&format=csv')];
    server.estate.version = '1843';
    tags.push(await tag());
    server.estate.policy = 'sha256:p';
    tags.push(await tag());
    server.estate.stale = true;
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
    const response = await server.get(path);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject(shown);
    expect(Object.keys(body).every((key) => ['code', 'message', 'at', 'nearest'].includes(key))).toBe(true);
    expect(response.status).toBe(status);
  });

  test('that nobody expected tell an id and nothing else, in REST and GraphQL', async () => {
    const response = await server.get('/v1/ask/deployed-models-using-package?package=bug');
    const body = (await response.json()) as { code: string; message: string };
    const id = server.log.find(({ event }) => event === 'unexpected-error')?.['id'];
    expect([response.status, body.code]).toEqual([503, 'INTERNAL']);
    expect(body.message).toContain(String(id));
    const queried = await server.graphql('{ node(id: "bug") { id } }');
    expect(queried.body.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL' });
    expect(JSON.stringify([body, queried.body])).not.toMatch(/SELECT|secret|\.ts/u);
  });

  test('are the same in GraphQL, in extensions', async () => {
    const { body } = await server.graphql(
      '{ deployedModelsUsingPackage(package: "torch", after: "broken") { question } }',
    );
    const rest: unknown = await (
      await server.get('/v1/ask/deployed-models-using-package?package=torch&after=broken')
    ).json();
    expect(body.errors?.[0]?.extensions).toEqual(rest);
    expect(body.errors?.[0]?.message).toBe((rest as { message: string }).message);
  });

  test('of the store make it not ready, and the process stays live', async () => {
    server.estate.version = '';
    expect([(await server.get('/readyz')).status, (await server.get('/livez')).status]).toEqual([503, 200]);
    server.estate.version = '1';
    expect((await server.get('/readyz')).status).toBe(200);
  });
});
