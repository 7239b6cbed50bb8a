import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { QUESTIONS } from '#queries';
import type { Estate } from '../../src/engines/index.ts';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { ExampleStore } from '../server/example-store.ts';
import { HAS_CHROMIUM, WatchedBrowser } from './browser-page.ts';

/** What has the focus, as somebody sees it: whether it can be seen, and whether a ring is drawn around it. */
const FOCUS = `(() => {
  const { activeElement: here } = document;
  if (here === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(here);
  const { width, height } = here.getBoundingClientRect();
  const name = here.getAttribute('aria-label') ?? here.textContent ?? '';
  const label = here.labels?.[0]?.textContent ?? '';
  return { ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, size: width * height, name: (name + label).trim() };
})()`;

interface Focus {
  readonly ring: boolean;
  readonly size: number;
  readonly name: string;
}

describe.skipIf(!HAS_CHROMIUM)('the page by keyboard', () => {
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

  /** Everything that Tab leads to, until it has left the page. */
  async function tabbed(page: Page): Promise<Focus[]> {
    const seen: Focus[] = [];
    for (let times = 0; times < 400; times += 1) {
      await page.keyboard.press('Tab');
      const here = await page.evaluate<Focus | null>(FOCUS);
      if (here === null) return seen;
      seen.push(here);
    }
    throw new Error('Tab does not lead out of the page');
  }

  test.each([
    '/',
    '/?ask=adapters&picture=on',
    '/?ask=deployed-models-using-package&package=pkg:pypi/litellm&version=1.82.8',
    '/?show=sha256:407c58fc8e590493d5b6349393e5517028ae91b879c82d065b699eb4594e2681',
    '/?ask=missing-sbom',
  ])('at %s all that Tab reaches has a name and is seen, and nothing holds the focus', async (address) => {
    const page = await browser.open(address);
    if ((await page.locator('.picture').count()) > 0) await page.locator('.picture canvas').first().waitFor();
    const seen = await tabbed(page);
    expect(seen[0]?.name).toBe('Skip to the answer');
    expect(seen.filter(({ ring, size, name }) => !ring || size === 0 || name === '')).toEqual([]);
    const reachable = await page.locator('a[href]:visible, button:visible:not([tabindex="-1"])').count();
    const inPicture = await page.locator('[data-element]:is(a):not([tabindex="0"])').count();
    expect(seen.length).toBeGreaterThanOrEqual(reachable - inPicture);
  });

  test('the first link leads past the form, and does not ask again', async () => {
    const page = await browser.open('/?ask=missing-sbom');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect((await page.evaluate<Focus>(FOCUS)).name).toBe('JSON');
    expect(asked.filter((address) => address.includes('/v1/'))).toEqual([]);
  });

  test.each(['Enter', ' '])('%j opens a box of a picture, a line of it, and a row', async (key) => {
    const page = await browser.open('/?ask=adapters&picture=on');
    await page.locator('.picture canvas').first().waitFor();
    await page.locator('.unfold').first().focus();
    await page.keyboard.press(key);
    expect(await page.locator('.unfold').first().getAttribute('aria-expanded')).toBe('true');
    await page.locator('.picture-edge.declared').first().focus();
    await page.keyboard.press(key);
    await page.locator('#panel mark').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).searchParams.has('document')).toBe(false);
    await page.locator('.picture-node.mismatch').focus();
    await page.keyboard.press(key);
    await expect.poll(() => new URL(page.url()).searchParams.get('show')).toMatch(/^sha256:bb3e4d09/u);
  });

  test('rows of one workload are told apart by those who hear the page', async () => {
    const page = await browser.open('/?ask=adapters');
    expect(await page.locator('.unfold').allTextContents()).toEqual([
      'LLMInferenceService/helpdesk: show more of adapter/sql',
      'LLMInferenceService/helpdesk: show more of adapter/support',
    ]);
  });

  test('an answer is told to those who hear the page, and so is a refusal', async () => {
    const page = await browser.open('/?ask=deployed-models-using-package&package=pkg:pypi/litellm');
    expect(await page.getByRole('status').textContent()).toMatch(/^Affected: /u);
    await page.getByLabel('Version').fill('>=1');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('reads as a range');
    expect(browser.troubles.splice(0)).toHaveLength(1);
  });

  test('whoever wants no motion has none', async () => {
    const page = await browser.open('/?ask=missing-sbom', { reducedMotion: 'reduce' });
    const moving = `[...document.querySelectorAll('*')].filter((one) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
      return transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior === 'smooth';
    }).length`;
    expect(await page.evaluate<number>(moving)).toBe(0);
  });

  test.each([
    '/',
    '/?ask=deployed-models-using-package&package=pkg:pypi/litellm&version=1.82.8&picture=on',
    '/?ask=adapters&picture=on&owner=assistants',
    '/?ask=blast-radius',
    '/?show=sha256:407c58fc8e590493d5b6349393e5517028ae91b879c82d065b699eb4594e2681',
  ])('at twice the size %s needs no scrolling from side to side', async (address) => {
    const page = await browser.open(address, { viewport: { width: 640, height: 450 } });
    for (const row of (await page.locator('.unfold').all()).slice(0, 3)) await row.click();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(640);
  });

  test.each([
    '/?ask=graph-health',
    '/?ask=adapters&picture=on',
    '/?show=build:e84a91626952e236fe0b3adb95a4a114fd607d3d8d4ec378492db9de9a6487e0',
  ])('and none at four times the size: %s', async (address) => {
    const page = await browser.open(address, { viewport: { width: 320, height: 256 } });
    await page.locator('#result h3').first().waitFor();
    const beyond = `[...document.querySelectorAll('main *')].filter((one) =>
      one.closest('.picture, .visually-hidden') === null && one.getBoundingClientRect().right > 321).length`;
    expect(await page.evaluate<number>(beyond)).toBe(0);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(320);
  });
});
