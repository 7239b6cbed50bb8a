import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDocument, FORMATS } from '#ingest';
import type { Writer } from '#ingest';
import { sha256Of } from '#schema';
import { folderArchive } from '../../src/archive/folder.ts';
import { documentsToReread, rereadStored } from '../../src/cli/reread-stored.ts';
import type { Reread } from '../../src/cli/reread-stored.ts';
import { openWriter } from '../../src/engines/index.ts';

let folder = '';
let writer: Writer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'provgraph-reread-'));
  writer = await openWriter({ folder, waitSeconds: 0, clock: () => '2026-01-01T00:00:00.000Z' });
});
afterEach(async () => {
  await writer.close();
  rmSync(folder, { recursive: true, force: true });
});

const LIST = {
  apiVersion: 'v1',
  kind: 'List',
  items: ['a', 'b'].map((name) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'prod', uid: name, resourceVersion: '1' },
    spec: { template: { spec: { containers: [{ name: 'main', image: 'registry.example/a:1' }] } } },
  })),
};

/** Stores the list as an older reader would have left it, which found nothing in it, seen at these times in a cluster. */
async function storeOld(times: readonly string[]): Promise<{ digest: string; inner: readonly string[] }> {
  const bytes = new TextEncoder().encode(JSON.stringify(LIST));
  const document = { bytes, digest: sha256Of(bytes) };
  const archive = folderArchive(join(folder, 'archive'));
  archive.keep(document.digest, bytes);
  await archive.sync();
  const reading = { version: null, claims: [], inner: [], remarks: [] };
  const old = { format: 'kubernetes', reader: 0, outcome: 'read', version: null, reading, failure: null } as const;
  await writer.settle({ document, ...old, inner: [] });
  for (const observedAt of times) {
    const place = {
      source: 'folder:/x',
      run: observedAt,
      location: 'list.json',
      origin: 'list.json',
      scope: 'cluster:eu',
    };
    const seen = {
      document: document.digest,
      observedAt,
      state: false,
      object: null,
      environment: 'prod',
      inner: false,
    };
    await writer.observe({ ...place, ...seen });
  }
  await writer.commit();
  const inner = openDocument(FORMATS, document, 0)?.inner.map((found) => found.document.digest) ?? [];
  return { digest: document.digest, inner };
}

const reread = (digests: readonly string[]): Promise<Reread[]> => {
  const store = { writer, archive: folderArchive(join(folder, 'archive')) };
  const all: Reread[] = [];
  return (async () => {
    for await (const one of rereadStored(store, digests, new AbortController().signal)) all.push(one);
    return all;
  })();
};

test('what a newer reader finds inside is observed wherever and whenever the document was', async () => {
  const times = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
  const { digest, inner } = await storeOld(times);
  expect(inner).toHaveLength(2);
  expect(await documentsToReread(writer)).toEqual([digest]);
  const [one, ...others] = await reread([digest]);
  expect(others).toEqual([]);
  expect(one).toMatchObject({ receipt: { document: digest, outcome: 'read', inner } });
  for (const found of inner) {
    const observations = await writer.observationsOf(found);
    expect(observations.map(({ observedAt }) => observedAt)).toEqual(times);
    for (const { scope, environment, state, location } of observations) {
      expect({ scope, environment, state }).toEqual({ scope: 'cluster:eu', environment: 'prod', state: true });
      expect(location).toMatch(/^cluster:eu\|apps\/Deployment\|prod\|[ab]$/u);
    }
  }
  expect(await documentsToReread(writer)).toEqual([]);
  const outer = await writer.observationsOf(digest);
  expect(outer.map(({ observedAt }) => observedAt)).toEqual(times);
});

test('all of them again, inner ones from within their holder: nothing changes', async () => {
  const { digest, inner } = await storeOld(['2026-01-01T00:00:00.000Z']);
  await reread([digest]);
  const before = await Promise.all([digest, ...inner].map((one) => writer.observationsOf(one)));
  const all = await documentsToReread(writer, true);
  expect([...all].sort()).toEqual([digest, ...inner].sort());
  const receipts = await reread(all);
  expect(receipts).toHaveLength(3);
  expect(receipts.every((one) => 'receipt' in one && one.receipt.outcome === 'read')).toBe(true);
  expect(await Promise.all([digest, ...inner].map((one) => writer.observationsOf(one)))).toEqual(before);
});

test('bytes that are gone or damaged are said, and what was read of them stands', async () => {
  const { digest } = await storeOld(['2026-01-01T00:00:00.000Z']);
  const path = join(folder, 'archive', 'sha256', digest.slice(7, 9), digest.slice(7));
  writeFileSync(path, 'damaged');
  expect(await reread([digest])).toEqual([
    { document: digest, lost: expect.stringContaining('are damaged') as string },
  ]);
  rmSync(path);
  expect(await reread([digest])).toEqual([
    { document: digest, lost: expect.stringContaining('not in the archive') as string },
  ]);
  expect(await writer.stored(digest)).toMatchObject({ outcome: 'read', reader: 0 });
});
