import { describe, expect, test } from 'vitest';
import { startServer } from '../../src/server/index.ts';
import { BINARY_DIGEST, MARKUP, MARKUP_DIGEST, SBOM, SBOM_DIGEST } from './fixture-estate.ts';
import { FIXTURE_QUESTIONS } from './fixture-questions.ts';
import { FixtureServer } from './fixture-server.ts';

const server = new FixtureServer();

describe('safety', () => {
  test.each(['0.0.0.0', '::', '192.168.1.4', 'example.org', ''])('refuses to listen at %j', async (host) => {
    const started = startServer({ estate: server.estate, questions: [], host, port: 0, log: () => undefined });
    await expect(started).rejects.toMatchObject({ code: 'NO_TOKEN' });
  });

  test('says which port is taken', async () => {
    const port = Number(new URL(server.url).port);
    const started = startServer({
      estate: server.estate,
      questions: FIXTURE_QUESTIONS,
      host: '127.0.0.1',
      port,
      log: () => undefined,
    });
    await expect(started).rejects.toMatchObject({ code: 'CANNOT_LISTEN' });
  });

  test.each(['localhost', 'LOCALHOST:80', '127.0.0.1:99', '[::1]:8080'])('answers to the host %s', async (host) => {
    expect((await server.raw('/livez', { host })).status).toBe(200);
  });

  test.each(['example.org', 'localhost.example.org', '127.0.0.1.example.org:80', 'localhost:80@example.org'])(
    'does not answer to the host %s',
    async (host) => {
      const { status, body } = await server.raw('/v1/ask', { host });
      expect([status, body]).toEqual([403, expect.stringContaining('FORBIDDEN_HOST')]);
    },
  );

  test('another site may link here, not load from here', async () => {
    const site = { host: 'localhost', 'sec-fetch-site': 'cross-site' };
    expect((await server.raw('/v1/ask', { ...site, 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
    expect((await server.raw('/', { ...site, 'sec-fetch-mode': 'navigate' })).status).toBe(200);
  });

  test('a query that a form of another site could send is not run', async () => {
    const plain = await fetch(`${server.url}/graphql`, { method: 'POST', body: '{"query":"{ questions { name } }"}' });
    expect(plain.status).toBe(400);
    expect((await server.get('/graphql?query={questions{name}}')).status).toBe(400);
    const meant = await server.get('/graphql?query={questions{name}}', { 'apollo-require-preflight': 'true' });
    expect(meant.status).toBe(200);
  });

  test('only the methods that an address takes', async () => {
    expect((await server.raw('/v1/ask', { host: 'localhost' }, 'DELETE')).status).toBe(400);
    expect(await server.raw('/v1/ask', { host: 'localhost' }, 'HEAD')).toEqual({ status: 200, body: '' });
  });

  test('documents are given as bytes that no browser renders', async () => {
    const response = await server.get(`/v1/documents/${MARKUP_DIGEST}/bytes`);
    expect(await response.text()).toBe(MARKUP);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="sha256-[0-9a-f]{64}\.txt"$/u);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    const binary = await server.get(`/v1/documents/${BINARY_DIGEST}/bytes`);
    expect(binary.headers.get('content-type')).toBe('application/octet-stream');
    expect(await (await server.get(`/v1/documents/${SBOM_DIGEST}/bytes`)).text()).toBe(SBOM);
  });

  test('every reply carries the security headers and none invites another origin', async () => {
    for (const path of ['/', '/v1/ask', '/nothing', '/livez', '/words.js']) {
      const { headers } = await server.get(path, { origin: 'https://example.org' });
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('documents, nodes and REST views agree', async () => {
    const rest: unknown = await (await server.get(`/v1/documents/${SBOM_DIGEST}`)).json();
    const { body } = await server.graphql(
      'query ($digest: String!) { document(digest: $digest) { digest format version outcome size origins heldBy holds { document at } withdrawn { reason at } remarks { code at message } failure { code message at } } }',
      { digest: SBOM_DIGEST },
    );
    expect(body.data?.['document']).toEqual(rest);
  });
});
