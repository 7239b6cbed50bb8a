import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sightingBytes } from '../../ingest/formats/sighting.ts';
import { offered } from '../laws/corpus.ts';
import { hex } from '../laws/objects.ts';
import { describeStores } from '../questions/engines.ts';
import type { Store } from '../questions/engines.ts';
import { StandingClock } from '../questions/golden-estate.ts';
import { happened } from './happenings.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const ARTIFACT = `sha256:${hex('named')}`;
/** In the order of their code points; by UTF-16 unit the last two come before those from U+E000. */
const NAMES = ['Ångström', '\uE000', '\uFF5E', '\u{10000}', '\u{1F600}'].map((name) => `uri:https://a.example/${name}`);

await describeStores('names of any letters', (openStore) => {
  let folder = '';
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'odd-names-'));
    const clock = new StandingClock();
    store = await openStore(folder, clock.read);
    const documents = NAMES.map((name, place) => offered(`${place}.json`, sightingBytes(name, ARTIFACT)));
    const offering = { cluster: null, environment: null, complete: false, namespaces: [], observedAt: clock.time };
    await happened(store, clock, { does: 'ingest', at: clock.time, documents, offering, projects: true }, 0);
  });
  afterEach(async () => {
    await store.estate.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('no page of neighbours loses one', async () => {
    const met: string[] = [];
    for (let after: string | null = null; met.length <= NAMES.length;) {
      const request = {
        edge: 'RESOLVES_TO',
        direction: 'in',
        ids: [ARTIFACT],
        first: 1,
        after,
        counted: false,
      } as const;
      const [page] = await store.estate.batch('neighbours', request);
      met.push(...(page?.neighbours ?? []).map(({ node }) => node.id));
      after = met.at(-1) ?? null;
      if (page?.hasNextPage !== true) break;
    }
    expect(met).toEqual(NAMES);
  });

  test('a search takes large letters for small ones', async () => {
    const { nodes } = await store.estate.batch('search', { text: 'åNGSTRÖM', first: 10 });
    expect(nodes.map(({ id }) => id)).toEqual(NAMES.slice(0, 1));
  });
});
