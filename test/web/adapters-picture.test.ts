import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { QUESTIONS } from '#queries';
import type { Estate } from '../../src/engines/index.ts';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { ExampleStore } from '../server/example-store.ts';
import { HAS_CHROMIUM, WatchedBrowser } from './browser-page.ts';

const ADAPTERS = '/?ask=adapters&picture=on';

/** What each line says to those who hear the page, with hashes cut. */
const LINES = `[...document.querySelectorAll('.picture-edge')].map((one) =>
  one.getAttribute('aria-label').replace(/([@:])([0-9a-f]{4})[0-9a-f]{28,}/gu, '$1$2'))`;
/** Labels that cover each other by more than a pixel. */
const COVERING = `(() => {
  const areas = [...document.querySelectorAll('.picture [data-element]')].map((one) => one.getBoundingClientRect());
  return areas.flatMap((one, index) => areas.slice(index + 1).filter((other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1)).length;
})()`;

/** The lines that are drawn of the first answer of a golden case: ends by what they are called, how, and how they look. */
async function linesOf(page: Page, golden: string): Promise<string[]> {
  const file = new URL(`../golden/questions/adapters/${golden}/expected.json`, import.meta.url);
  const [answer] = JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly rows: readonly object[] }[];
  const module = JSON.stringify('/adapter-graph.js');
  return page.evaluate<string[]>(`import(${module}).then(({ adapterGraph }) => {
    const { nodes, edges } = adapterGraph(${JSON.stringify(answer?.rows)});
    const name = (id) => nodes.get(id).name.replace(/[0-9a-f]{28,}/gu, '…');
    return [...edges.values()].map(({ from, to, verb, strength }) => [name(from), verb, name(to), strength].join(' | '));
  })`);
}

describe.skipIf(!HAS_CHROMIUM)('the picture of adapters', () => {
  let store: ExampleStore;
  let estate: Estate;
  let server: RunningServer;
  let browser: WatchedBrowser;

  beforeAll(async () => {
    store = new ExampleStore();
    await store.fill();
    estate = await store.open(true);
    const settings = { estate, questions: QUESTIONS, host: '127.0.0.1', port: 0, log: () => undefined };
    server = await startServer(settings);
    browser = await WatchedBrowser.launch(server.url);
  });
  afterEach(async () => {
    expect(await browser.endPages()).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await estate.close();
    store.remove();
  });

  const box = (page: Page, text: string): ReturnType<Page['locator']> =>
    page.locator('.picture-node').filter({ hasText: text });

  test('says of each adapter on which base it is served, and for which it was made', async () => {
    const page = await browser.open(ADAPTERS);
    await page.locator('.picture canvas').first().waitFor();
    const helpdesk = 'assist/LLMInferenceService/helpdesk';
    const [chat, support, sql] = [
      'chat-8b-instruct:7c1e',
      'hf://example-org/support-lora:a1f0',
      'hf://example-labs/sql-lora:b2e1',
    ];
    const said = (await page.evaluate<string[]>(LINES)).join('\n');
    for (const line of [
      `${helpdesk} serves hf://example-org/${chat}, its documents: everything known about the workload`,
      `${helpdesk} loads ${support}, declared, 2 documents`,
      `${support} is served on hf://example-org/${chat}, It was made for this base, as the digest tells.`,
      `${support} was made for hf://example-org/${chat}, Its own documents call it hf:example-org/chat-8b-instruct@7c1e`,
      `${sql} is served on hf://example-org/${chat}, does not fit, It does not fit: it was made for hf:example-labs/code-7b@0d9c`,
      `${sql} was made for hf:example-labs/code-7b@0d9c, Its own documents say so.`,
    ])
      expect(said).toContain(line);
    expect(await page.locator('.picture-node').count()).toBe(5);
  });

  test('draws what does not fit by shape and words too, and whether each is signed', async () => {
    const page = await browser.open(ADAPTERS);
    await page.locator('.picture canvas').first().waitFor();
    const marks = (text: string): Promise<string[]> => box(page, text).locator('.mark-words').allTextContents();
    expect(await marks('sql-lora')).toEqual(['made for another base', 'no signature known']);
    expect(await marks('support-lora')).toEqual(['fits its base', 'signed, not checked']);
    expect(await page.locator('.picture-edge.mismatch').textContent()).toBe('≠ is served on');
    const sign = "getComputedStyle(document.querySelector('.mark-words.mismatch'), '::before').content";
    expect(await page.evaluate<string>(sign)).toContain('≠');
    expect(await box(page, 'code-7b').textContent()).toContain('base, not served here');
    expect(await page.locator('.legend').textContent()).toContain('does not fit');
    expect(await page.locator('#picture-words').textContent()).toBe(
      '2 adapters in use: 1 served on another base than it was made for, 1 that fits its base, 1 without a known signature. Every row is drawn. The table below says the same in words.',
    );
  });

  test('leads from a line without a document of its own to the view that has them', async () => {
    const page = await browser.open(ADAPTERS);
    await page.locator('.picture canvas').first().waitFor();
    await page.locator('.picture-edge.mismatch').focus();
    expect(await page.locator('.picture-caption').textContent()).toContain('the weights of that are other files');
    await page.locator('.picture-edge[aria-label*="sql-lora"]').filter({ hasText: 'was made for' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.get('ask')).toBe('lineage');
    await expect.poll(() => page.locator('.rows').textContent()).toContain('code-7b');
  });

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'dark'],
  ] as const)('fits with its table at %d pixels, in %s', async (width, colorScheme) => {
    const page = await browser.open(ADAPTERS, { viewport: { width, height: 900 }, colorScheme });
    await page.locator('.picture canvas').first().waitFor();
    expect(await page.evaluate<number>(COVERING)).toBe(0);
    for (const row of await page.locator('.unfold').all()) await row.click();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    const table = "document.querySelector('.table-box')";
    expect(await page.evaluate<number>(`${table}.scrollWidth - ${table}.clientWidth`)).toBe(0);
    expect(await page.locator('.rows').textContent()).toMatch(/does not fit.*fits/u);
  });

  test('on a phone, a picture that goes on behind its edge shows so', async () => {
    const page = await browser.open(ADAPTERS, { viewport: { width: 390, height: 844 } });
    await page.locator('.picture canvas').first().waitFor();
    const scroll = "document.querySelector('.picture-scroll')";
    expect(await page.evaluate<number>(`${scroll}.scrollWidth - ${scroll}.clientWidth`)).toBeGreaterThan(100);
    // Shadows that stay, and covers that move with what is behind them.
    expect(await page.evaluate<string>(`getComputedStyle(${scroll}).backgroundAttachment`)).toBe(
      'local, local, scroll, scroll',
    );
  });

  test('draws what is not known as not known: a base nobody names, an open set, a match that nobody tells', async () => {
    const page = await browser.open('/');
    expect(await linesOf(page, 'open-set')).toEqual([
      'prod/Deployment/one | serves | org/base | said',
      'prod/Deployment/one | loads | org/good | observed',
      'org/good | is served on | org/base | open',
      'org/good | was made for | for which base is not known | open',
      'prod/Deployment/one | not known | takes adapters while it runs: which ones it loaded is not known | open',
      'prod/Deployment/none | serves | org/base | said',
      'prod/Deployment/none | not known | takes adapters while it runs: which ones it loaded is not known | open',
    ]);
    expect(await linesOf(page, 'disputed-and-several-bases')).toEqual([
      'prod/Deployment/roll | serves | org/base | said',
      'prod/Deployment/roll | serves | org/other | said',
      'prod/Deployment/roll | loads | s3://adapters/good | declared',
      's3://adapters/good | is served on | org/base | open',
      's3://adapters/good | is served on | org/other | open',
      's3://adapters/good | was made for | hf:org/base@… | said',
      'prod/LLMInferenceService/chat | serves | org/base | said',
      'prod/LLMInferenceService/chat | loads | hf://org/two:… | declared',
      'hf://org/two:… | is served on | org/base | open',
      'hf://org/two:… | was made for | hf:org/other@main | said',
      'hf://org/two:… | was made for | hf:org/base@… | said',
    ]);
  });

  test('an adapter that nothing loads is served on nothing', async () => {
    const page = await browser.open('/');
    expect(await linesOf(page, 'not-deployed')).toEqual([
      'prod/Deployment/chat | serves | org/base | said',
      'prod/Deployment/chat | loads | oci://registry.example/adapters/good@sha256:… | observed',
      'oci://registry.example/adapters/good@sha256:… | is served on | org/base | said',
      'oci://registry.example/adapters/good@sha256:… | was made for | org/base | said',
      'sha256:… | was made for | hf:org/other@… | said',
    ]);
  });

  test('tells on the page of its weights in which documents a model is known', async () => {
    const { weights } = await estate
      .show('sha256:407c58fc8e590493d5b6349393e5517028ae91b879c82d065b699eb4594e2681')
      .then((thing) => ({ weights: thing?.facts.find(({ edge }) => edge === 'CARRIES_WEIGHTS')?.other.id ?? '' }));
    const page = await browser.open(`/?show=${weights}`);
    await page.locator('.picture canvas').first().waitFor();
    const kinds = await page.locator('.picture-node .kind').allTextContents();
    expect(kinds.toSorted()).toEqual([
      'artifact in hub/example-org/chat-8b-instruct/model.sig#/dsseEnvelope/payload',
      'artifact in hub/example-org/chat-8b-instruct/snapshot.json',
      'artifact in registry/models/chat-8b-instruct/1.manifest.json',
      'weights',
    ]);
  });

  test('tells the shapes of a model in its lineage', async () => {
    const page = await browser.open('/?ask=lineage&of=hf:example-org/chat-8b-instruct@main&picture=on');
    await page.locator('.picture canvas').first().waitFor();
    const shapes = await page.locator('.picture-node .mark-words').allTextContents();
    expect(shapes.toSorted()).toEqual([
      'OCI artifact',
      'hub snapshot',
      'hub snapshot',
      'signed statement, unchecked',
      'signed statement, unchecked',
    ]);
  });
});
