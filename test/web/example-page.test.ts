import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { QUESTIONS } from '#queries';
import type { Estate } from '../../src/engines/index.ts';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { ExampleStore } from '../server/example-store.ts';
import { HAS_CHROMIUM, WatchedBrowser } from './browser-page.ts';

const ASK = '/?ask=deployed-models-using-package&package=';
const LITELLM = `${ASK}pkg:pypi/litellm&version=1.82.8`;

interface Serving {
  readonly store: ExampleStore;
  readonly estate: Estate;
  readonly server: RunningServer;
  readonly browser: WatchedBrowser;
}

async function serveStore(store: ExampleStore): Promise<Serving> {
  const estate = await store.open(true);
  const settings = { estate, questions: QUESTIONS, host: '127.0.0.1', port: 0, log: () => undefined };
  const server = await startServer(settings);
  return { store, estate, server, browser: await WatchedBrowser.launch(server.url) };
}

async function end({ browser, server, estate, store }: Serving): Promise<void> {
  await browser.close();
  await server.close();
  await estate.close();
  store.remove();
}

const pixels = (page: Page, expression: string): Promise<number> => page.evaluate<number>(expression);
/** Whether the first element of a selector is in sight. */
const isInSight = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate<boolean>(`(({ top, bottom }) => top < innerHeight && bottom > 0)(
    document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`);
/** Whether what has the focus is, or is inside of, what a selector names. */
const hasFocus = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate<boolean>(`document.activeElement.closest(${JSON.stringify(selector)}) !== null`);

describe.skipIf(!HAS_CHROMIUM)('the page over the example estate', () => {
  let serving: Serving;
  let browser: WatchedBrowser;

  beforeAll(async () => {
    const store = new ExampleStore();
    await store.fill();
    serving = await serveStore(store);
    ({ browser } = serving);
  });
  afterEach(async () => {
    expect(await browser.endPages()).toEqual([]);
  });
  afterAll(() => end(serving));

  test('has a row for each use, with what is scanned for in columns', async () => {
    const page = await browser.open(LITELLM);
    expect(await page.getByRole('columnheader').allTextContents()).toEqual([
      'Workload',
      'Environment',
      'Cluster',
      'Owner',
      'State',
      'Model',
      'Package',
      'Found in',
      'Support',
    ]);
    expect(await page.locator('.exposures .unfold').count()).toBe(10);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('provgraph');
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Affected']);
    expect(await page.title()).toBe('Affected · pkg:pypi/litellm · provgraph');
  });

  test('shows each action once, eight at first, running images before all', async () => {
    const page = await browser.open(LITELLM);
    const actions = page.locator('.unknowns > li');
    const shown = page.locator('.unknowns > li:visible');
    expect(await shown.count()).toBe(8);
    expect(await shown.first().locator('.kind').textContent()).toBe('running image');
    const all = page.getByRole('button', { name: /^Show all \d+ actions$/u });
    expect(await all.textContent()).toBe(`Show all ${await actions.count()} actions`);
    await all.focus();
    await page.keyboard.press('Enter');
    expect(await shown.count()).toBe(await actions.count());
    expect(await hasFocus(page, '.unknowns > li')).toBe(true);
    const texts = await page.locator('.settle').allTextContents();
    expect(new Set(texts).size).toBe(texts.length);
  });

  test('reads a path as a sentence, and every digest is copied whole', async () => {
    const page = await browser.open(LITELLM);
    await page
      .getByRole('button', { name: /credit-risk/u })
      .first()
      .click();
    const sentence = page.locator('.sentence:visible');
    expect(await sentence.textContent()).toMatch(
      /^fraud\/InferenceService\/credit-risk loads registry\.example\/models\/credit-risk:3, which was produced by build:[0-9a-f]{64}, which used sha256:[0-9a-f]{64}, which contains pkg:pypi\/litellm@1\.82\.8\.$/u,
    );
    const copied = await page.evaluate<string>(
      "getSelection().selectAllChildren(document.querySelector('.detail:not([hidden]) .sentence .digest')); getSelection().toString()",
    );
    expect(copied).toMatch(/^[0-9a-f]{64}$/u);
  });

  test.each([
    ['fraud-scorer', 'eu-prod.yaml', '/status/containerStatuses/0/imageID', /"imageID": ".*@sha256:3a30c3f4/u],
    ['fraud-scorer', '#/predicate', '/components/49', /"name": "litellm",\s+"version": "1\.82\.8"/u],
    ['fraud-scorer', 'intoto.json', '/subject/0', /"sha256": "3a30c3f4/u],
    ['credit-risk', 'dsse.json', '/predicate/buildDefinition/resolvedDependencies/3', /"sha256": "eae4e081/u],
    ['reranker', 'spdx', '/packages/45', /"name": "litellm"/u],
  ])('opens the evidence of %s in %s at %s, in sight', async (workload, origin, at, expected) => {
    const page = await browser.open(LITELLM);
    await page
      .getByRole('button', { name: new RegExp(`${workload} *:`, 'u') })
      .first()
      .click();
    const link = page.locator('.evidence-link:visible', { hasText: origin }).filter({ hasText: at });
    await link.first().click();
    const mark = page.locator('#panel mark');
    await mark.waitFor();
    expect(await mark.textContent()).toMatch(expected);
    expect(await isInSight(page, '#panel mark')).toBe(true);
    expect(await page.locator('#panel pre').textContent()).toMatch(/^ +"[^"]+": /mu);
  });

  test('is never misread: unknown', async () => {
    const page = await browser.open(`${ASK}pkg:pypi/flask`);
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('Unknown');
    expect(await page.locator('.headline').textContent()).toBe(
      'No use of pkg:pypi/flask was found, but that is no all-clear.',
    );
    expect(await page.locator('main').textContent()).not.toMatch(/not affected|everything in/iu);
  });

  test('is never misread: not affected, with its scope', async () => {
    const page = await browser.open(`${ASK}pkg:pypi/flask&cluster=us-staging&route=RUNTIME`);
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('Not affected');
    expect(await page.locator('.headline').textContent()).toBe(
      'No use of pkg:pypi/flask found in cluster us-staging, as running image only, and everything in that scope was judged.',
    );
  });

  test('is never misread: a slip of the pen in a filter', async () => {
    const page = await browser.open(`${ASK}pkg:pypi/litellm&cluster=eu-prd`);
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('Unknown');
    expect(await page.locator('.headline').textContent()).toContain('eu-prd');
    expect(await page.locator('.coverage').textContent()).toContain('Nothing in scope was judged.');
    expect(await page.locator('main').textContent()).not.toMatch(/everything in/iu);
  });

  test('offers the names near a mistyped one, and asks them', async () => {
    const page = await browser.open(`${ASK}pkg:pypi/litelm`);
    await page.getByRole('link', { name: 'pkg:pypi/litellm' }).click();
    await expect.poll(() => page.getByRole('heading', { level: 2 }).textContent()).toBe('Affected');
    expect(await hasFocus(page, '#result')).toBe(true);
  });

  test('says beside the field what is wrong with it', async () => {
    const page = await browser.open(`${ASK}pkg:pypi/litellm&version=%3E%3D1.0`);
    const field = page.getByLabel('Version');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await hasFocus(page, 'input[name=version]')).toBe(true);
    expect(await page.locator('.mistake').textContent()).toContain('reads as a range');
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('No answer');
    expect(browser.troubles.splice(0)).toHaveLength(1);
  });

  test.each([
    ['inventory', 20],
    ['missing-sbom', 5],
    ['artifacts-with-package&package=pkg:pypi/litellm', 6],
    ['deployed-workloads-using-package&package=pkg:pypi/litellm&version=1.82.8', 11],
    ['adapters', 2],
    ['lineage&of=example-org/chat-8b-instruct', 8],
  ])('has a table for %s', async (question, count) => {
    const page = await browser.open(`/?ask=${question}`);
    const rows = page.locator('.rows .unfold');
    expect(await rows.count()).toBe(count);
    await rows.first().click();
    expect(await page.locator('.detail:visible a').count()).toBeGreaterThan(0);
    expect(await page.locator('.rows').textContent()).not.toMatch(/undefined|\[object|\{"/u);
  });

  const IMAGE = 'sha256:3a30c3f4b9e88ee21cc94b94e3038840c13d71e891252e88a9fb12ef12d01820';

  test('a value that has parts is shown in words: evidence opens, a reach is told, a code is written out', async () => {
    const page = await browser.open(`/?ask=digest&digest=${IMAGE}`);
    expect(await page.locator('.rows').textContent()).not.toMatch(/[{}"]|[A-Z]_[A-Z]/u);
    await page.locator('.rows .evidence-link').first().click();
    await page.locator('#panel pre').waitFor();
    const reach = await browser.open('/?ask=blast-radius');
    expect(await reach.locator('.rows').textContent()).not.toMatch(/[{}"]/u);
    expect(await reach.locator('.rows tbody tr').first().textContent()).toContain(
      'environment prod · route running image · models 11',
    );
  });

  test('prose breaks between words only', async () => {
    const page = await browser.open('/?ask=graph-health');
    const before = await page.evaluate<string[]>(
      "[...document.querySelector('[data-head=Says]').querySelectorAll('wbr')].map((one) => one.previousSibling.textContent.slice(-1))",
    );
    expect(before.length).toBeGreaterThan(5);
    expect([...new Set(before)]).toEqual([' ']);
  });

  test('a workload runs images and loads models, and bytes are known by their names', async () => {
    const page = await browser.open('/?ask=adapters');
    await page.locator('.unfold').first().click();
    await page.locator('.chain a').first().click();
    await page.getByRole('heading', { name: 'What is said of it, and by whom' }).waitFor();
    const heads = await page.locator('.edge-name').allTextContents();
    expect(heads).toEqual(['Images that it runs', 'What it loads']);
    await page.getByRole('list', { name: 'What it loads' }).getByRole('link').first().click();
    await page.locator('.known-as').waitFor();
    expect(await page.locator('.known-as').textContent()).toContain('Seen under the name hf:example-labs/sql-lora@');
    await page.getByRole('link', { name: 'Where does this model come from, and what was made from it?' }).click();
    await expect.poll(() => page.locator('.rows').textContent()).toContain('code-7b');
  });

  test('of a package version nobody is told that no document knows it', async () => {
    const page = await browser.open('/?show=pkg:pypi/litellm@1.82.8');
    expect(await page.locator('main').textContent()).not.toContain('No document says anything of it');
    await page.getByRole('link', { name: 'Which deployed models depend on this package?' }).click();
    await expect.poll(() => page.getByRole('heading', { level: 2 }).textContent()).toBe('Affected');
  });

  test.each(
    [1280, 1000, 390].flatMap((width) => (['light', 'dark'] as const).map((scheme) => [width, scheme] as const)),
  )('fits at %d pixels, in %s', async (width, colorScheme) => {
    const page = await browser.open(LITELLM, { viewport: { width, height: 900 }, colorScheme });
    for (const row of await page.locator('.unfold').all()) await row.click();
    expect(await pixels(page, 'document.documentElement.scrollWidth')).toBe(width);
    const box = "document.querySelector('.table-box')";
    expect(await pixels(page, `${box}.scrollWidth - ${box}.clientWidth`)).toBe(0);
  });

  test('is led through by keyboard alone, from the field to the evidence and back', async () => {
    const page = await browser.open('/');
    const press = async (key: string, until: () => Promise<boolean>): Promise<void> => {
      for (let times = 0; times < 40 && !(await until()); times += 1) await page.keyboard.press(key);
      expect(await until()).toBe(true);
    };
    const focused = (selector: string) => () => hasFocus(page, selector);
    await press('Tab', focused('input[name=package]'));
    await page.keyboard.type('pkg:pypi/litellm');
    await page.keyboard.press('Enter');
    await page.locator('.unfold').first().waitFor();
    await press('Tab', focused('.unfold'));
    await page.keyboard.press('Enter');
    await press('Tab', focused('.evidence-link'));
    await page.keyboard.press('Enter');
    await page.locator('#panel mark').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(focused('.evidence-link')).toBe(true);
  });

  test('prints all of it: rows unfolded, every action, whole digests, no form', async () => {
    const page = await browser.open(LITELLM);
    await page.emulateMedia({ media: 'print' });
    const visible = (selector: string): Promise<number> => page.locator(`${selector}:visible`).count();
    expect(await visible('.detail')).toBe(10);
    expect(await visible('.unknowns > li')).toBe(await page.locator('.unknowns > li').count());
    expect([await visible('#ask'), await visible('.show-all'), await visible('.downloads')]).toEqual([0, 0, 0]);
    expect(await page.locator('#revision').textContent()).toMatch(
      /^as of \d{4}-\d\d-\d\d \d\d:\d\d UTC, revision \d+$/u,
    );
    expect(
      await pixels(page, "parseFloat(getComputedStyle(document.querySelector('.middle')).fontSize)"),
    ).toBeGreaterThan(5);
  });
});

describe.skipIf(!HAS_CHROMIUM)('the page over an empty folder', () => {
  let serving: Serving;

  beforeAll(async () => {
    serving = await serveStore(new ExampleStore());
  });
  afterAll(() => end(serving));

  test.each(['/', `${ASK}pkg:pypi/a`, '/?ask=inventory'])(
    'says at %s that nothing was ingested, and how to',
    async (address) => {
      const page = await serving.browser.open(address);
      const notice = page.locator('.no-rows.open');
      expect(await notice.textContent()).toContain('Nothing was ingested yet');
      expect(await notice.locator('code').textContent()).toContain('provgraph ingest');
      expect(await page.locator('main').textContent()).not.toMatch(/not affected|everything in/iu);
      expect(await serving.browser.endPages()).toEqual([]);
    },
  );
});
