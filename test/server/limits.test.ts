import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { LIMITS, startServer } from '../../src/server/index.ts';
import { FIXTURE_QUESTIONS } from './fixture-questions.ts';
import { FixtureServer } from './fixture-server.ts';

const server = new FixtureServer();

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
    const { status: actual, body } = await server.graphql(query);
    expect([actual, body.errors?.[0]?.extensions['code']]).toEqual([status, status === 200 ? undefined : 'BAD_QUERY']);
  });

  test('of depth are counted through fragments', async () => {
    const deep = `{ __typename deployedModelsUsingPackage(package: "torch") { ...A } } fragment A on DeployedModelsUsingPackageAnswer { rows { ...B } } fragment B on ExposureRow { path { from { id } } }`;
    expect((await server.graphql(deep)).status).toBe(200);
    const shallow = await startServer({
      estate: server.estate,
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
    const { status, body } = await server.graphql(getIntrospectionQuery().replaceAll(/\s+/gu, ' '));
    expect([status, body.errors]).toEqual([200, undefined]);
  });

  test('of rows hold over all fields of a request', async () => {
    const { body } = await server.graphql(
      '{ a: deployedModels(first: 1000) { question } b: deployedModels(first: 1000) { question } c: deployedModels { question } }',
    );
    expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['LIMIT_REACHED']);
  });

  test('of the body', async () => {
    const { status, body } = await server.graphql(`# ${'x'.repeat(5000)}`);
    expect([status, body]).toEqual([413, expect.objectContaining({ code: 'TOO_LARGE' })]);
  });

  test('of time reach the estate as an abort, and so does a client that goes away', async () => {
    const query = '{ deployedModelsUsingPackage(package: "slow") { question } }';
    const { body } = await server.graphql(query);
    expect(body.errors?.[0]?.extensions['code']).toBe('TIME_LIMIT');
    expect(server.estate.signals.at(-1)?.aborted).toBe(true);
    const client = new AbortController();
    const gone = fetch(`${server.url}/v1/ask/deployed-models-using-package?package=slow`, { signal: client.signal });
    const asked = server.estate.signals.length;
    await expect.poll(() => server.estate.signals.length).toBe(asked + 1);
    client.abort();
    await expect(gone).rejects.toThrow('abort');
    await expect.poll(() => server.estate.signals.at(-1)?.aborted, { timeout: 300 }).toBe(true);
  });

  test('of concurrent requests: the next one is told to come back', async () => {
    const slow = Array.from({ length: 4 }, () => server.get('/v1/ask/deployed-models-using-package?package=slow'));
    await expect.poll(async () => (await server.get('/v1/ask')).status).toBe(429);
    const refused = await server.get('/v1/ask');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await server.get('/livez')).status).toBe(200);
    await Promise.all(slow);
    expect((await server.get('/v1/ask')).status).toBe(200);
  });

  test('are stated for everything', () => {
    expect(Object.values(LIMITS).every((limit) => limit > 0)).toBe(true);
  });
});
