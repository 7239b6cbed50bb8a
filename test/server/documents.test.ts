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
      neo4j: null,
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
