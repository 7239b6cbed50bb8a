import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { QUESTIONS } from '#queries';
import type { Estate } from '../../src/engines/index.ts';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { ExampleStore } from '../server/example-store.ts';
import { HAS_CHROMIUM, WatchedBrowser } from './browser-page.ts';

/** Texts that are seen, of which the contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3). */
const FAINT = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => [0.2126, 0.7152, 0.0722].reduce((sum, share, index) => {
    const part = colour[index] / 255;
    return sum + share * (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  const behind = (element) => {
    if (element === null) return [255, 255, 255];
    const colour = channels(getComputedStyle(element).backgroundColor);
    return colour[3] === 255 ? colour : behind(element.parentElement);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = new Set();
  while (texts.nextNode() !== null) {
    const { parentElement: holder, textContent } = texts.currentNode;
    const { color, fontSize } = getComputedStyle(holder);
    const isSeen = holder.offsetParent !== null && fontSize !== '0px' && textContent.trim() !== '';
    if (!isSeen || holder.closest('.visually-hidden, option, .faded') !== null) continue;
    const [darker, lighter] = [luminance(channels(color)), luminance(behind(holder))].sort((one, other) => one - other);
    if ((lighter + 0.05) / (darker + 0.05) < 4.5) faint.add(textContent.trim());
  }
  return [...faint];
})()`;

const VIEWS = [
  '/',
  '/?ask=adapters&picture=on',
  '/?ask=deployed-models-using-package&package=pkg:pypi/litellm&version=1.82.8&picture=on',
  '/?ask=deployed-models-using-package&package=pkg:pypi/flask',
  '/?ask=deployed-models-using-package&package=pkg:pypi/flask&cluster=us-staging&route=RUNTIME',
  '/?ask=digest&digest=sha256:3a30c3f4b9e88ee21cc94b94e3038840c13d71e891252e88a9fb12ef12d01820',
  '/?show=sha256:407c58fc8e590493d5b6349393e5517028ae91b879c82d065b699eb4594e2681',
];

describe.skipIf(!HAS_CHROMIUM)('the colours of the page', () => {
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

  test.each((['light', 'dark'] as const).flatMap((scheme) => VIEWS.map((view) => [scheme, view] as const)))(
    'in %s every text of %s stands out',
    async (colorScheme, view) => {
      const page = await browser.open(view, { colorScheme });
      if (view.includes('picture=on')) await page.locator('.picture canvas').first().waitFor();
      for (const row of (await page.locator('.unfold').all()).slice(0, 2)) await row.click();
      expect(await page.evaluate<string[]>(FAINT)).toEqual([]);
    },
  );

  test('on paper, what an adapter is marked with keeps its colour behind it', async () => {
    const page = await browser.open('/?ask=adapters');
    await page.emulateMedia({ media: 'print' });
    const kept = "getComputedStyle(document.querySelector('.mark-words.mismatch')).printColorAdjust";
    expect(await page.evaluate<string>(kept)).toBe('exact');
  });
});
