import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '#ingest';
import type { Receipt } from '#ingest';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { offered } from './corpus.ts';
import { hex, pod, podList, sbom } from './objects.ts';
import { Store } from './store.ts';

const store = new Store();
afterAll(() => {
  store.remove();
});

const receiptOf = async (content: Uint8Array): Promise<Receipt | undefined> =>
  (
    await store.ingest({
      documents: [offered(`limits/${hex(Buffer.from(content).toString('latin1'))}`, content)],
      project: false,
    })
  ).receipts.at(-1);

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const nested = (depth: number): Uint8Array =>
  text(
    `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a","x":${'['.repeat(depth)}${']'.repeat(depth)}}]}`,
  );

describe('law 10: everything has a limit, and says when it hit it', () => {
  test('JSON that nests deeper than the limit', async () => {
    expect(await receiptOf(nested(LIMITS.depth + 1))).toMatchObject({ outcome: 'failed', code: 'TOO_DEEP' });
    expect(await receiptOf(nested(LIMITS.depth - 10))).toMatchObject({ outcome: 'read' });
  });

  test('a name that is longer than an index takes, wherever it stands', async () => {
    const fits = 'a'.repeat(LIMITS.nameBytes - 'pkg:pypi/@1'.length);
    const listed = (name: string): Uint8Array =>
      text(
        JSON.stringify({
          bomFormat: 'CycloneDX',
          specVersion: '1.6',
          components: [{ type: 'library', name: 'a', purl: `pkg:pypi/${name}@1` }],
        }),
      );
    expect(await receiptOf(listed(fits))).toMatchObject({ outcome: 'read' });
    const refused = { outcome: 'failed', code: 'TOO_LARGE' };
    expect(await receiptOf(listed(`${fits}a`))).toMatchObject({ ...refused, at: '/components/0' });
    const named = {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      components: [{ type: 'library', name: `${fits}${fits}` }],
    };
    expect(await receiptOf(text(JSON.stringify(named)))).toMatchObject(refused);
  });

  test('documents in documents deeper than the limit', async () => {
    let wrapped = text('{"bomFormat":"CycloneDX","specVersion":"1.6","components":[]}');
    for (let depth = 0; depth < LIMITS.innerDepth + 1; depth++) wrapped = gzipSync(wrapped);
    const { receipts } = await store.ingest({ documents: [offered('limits/nested.gz', wrapped)], project: false });
    expect(receipts.filter(({ code }) => code === 'TOO_DEEP')).toHaveLength(1);
  });

  test('a compressed document that grows beyond reason', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024, 0x20), { level: 9 });
    expect(await receiptOf(bomb)).toMatchObject({ outcome: 'failed', code: 'TOO_LARGE' });
  });

  test('more remarks than a receipt carries are counted in its last one', async () => {
    const components = Array.from({ length: 150 }, (_, place) => ({
      type: 'library',
      name: `n${place}`,
      purl: 'no purl',
    }));
    const receipt = await receiptOf(text(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components })));
    expect(receipt?.remarks).toHaveLength(LIMITS.remarks);
    expect(receipt?.remarks?.at(-1)).toMatchObject({
      code: 'REMARKS_CUT',
      message: expect.stringMatching(/^\d+ more/) as string,
    });
  });

  test('no limit is written that nothing keeps', () => {
    const sources = join(import.meta.dirname, '../../ingest');
    const code = readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && path !== 'limits.ts')
      .map((path) => readFileSync(join(sources, path), 'utf8'))
      .join('\n');
    expect(Object.keys(LIMITS).filter((name) => !code.includes(`LIMITS.${name}`))).toEqual([]);
  });
});

describe('what an answer cuts is counted in it', () => {
  const WORKLOADS = 130;
  const estate = new Store();
  beforeAll(async () => {
    const pods = Array.from({ length: WORKLOADS }, (_, place) =>
      pod(`p${String(place).padStart(3, '0')}`, hex('limits')),
    );
    await estate.ingest({ documents: [podList('pods.json', pods)], cluster: 'c', complete: true });
  });
  afterAll(() => {
    estate.remove();
  });
  const ask = (first?: number, after?: string): ReturnType<Store['ask']> =>
    estate.ask({
      question: 'deployed-models-using-package',
      parameters: { package: 'pkg:pypi/torch', route: ['RUNTIME'] },
      ...(first === undefined ? {} : { first }),
      ...(after === undefined ? {} : { after }),
    });

  test('unknowns: at most a hundred are listed, all are counted, and nothing is called safe', async () => {
    const { coverage, conclusion } = await ask();
    expect(coverage.unknown).toHaveLength(100);
    expect(coverage.unknownTotal.count).toBeGreaterThanOrEqual(WORKLOADS);
    expect(conclusion).toBe('UNKNOWN');
  });

  test('rows: a page says that there is a next one, and the total is that of all pages', async () => {
    await estate.ingest({ documents: [sbom('sboms/limits.json', hex('limits'), ['torch@2.6.0'])] });
    const first = await ask(40);
    expect([first.rows.length, first.total.count, first.pageInfo.hasNextPage]).toEqual([40, WORKLOADS, true]);
    const ids = new Set(first.rows.map((row) => row['id']));
    for (let { pageInfo } = first; pageInfo.endCursor !== null && pageInfo.hasNextPage;) {
      const page = await ask(40, pageInfo.endCursor);
      for (const row of page.rows) ids.add(row['id']);
      ({ pageInfo } = page);
    }
    expect(ids.size).toBe(WORKLOADS);
  });

  test('more rows than the limit are refused, not cut', async () => {
    await expect(ask(1001)).rejects.toMatchObject({ code: 'BAD_PARAMETER' });
  });
});
