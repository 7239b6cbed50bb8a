import { request } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { QUESTIONS } from '#queries';
import type { Estate } from '../../src/engines/index.ts';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { ExampleStore } from '../server/example-store.ts';
import { HAS_CHROMIUM, WatchedBrowser } from './browser-page.ts';

const LITELLM = '/?ask=deployed-models-using-package&package=pkg:pypi/litellm&version=1.82.8';
const PICTURED = `${LITELLM}&picture=on`;

/** Pairs of labels of the first picture that cover each other, by more than a pixel. */
const COVERING = `(() => {
  const areas = [...document.querySelectorAll('.picture [data-element]')].map((one) => one.getBoundingClientRect());
  return areas.flatMap((one, index) => areas.slice(index + 1).filter((other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1)).length;
})()`;
/** Names that their box cuts. */
const CUT = `[...document.querySelectorAll('.picture .name')].filter(
  (name) => name.scrollHeight > name.clientHeight + 1 || name.scrollWidth > name.clientWidth + 1).length`;
/** Whether the canvas of the first picture has been drawn on. */
const DRAWN = `[...document.querySelectorAll('.picture canvas')].some((canvas) =>
  canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0))`;
const FOCUSED = 'document.activeElement.textContent';

async function drawn(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate<boolean>(DRAWN), { timeout: 10_000 }).toBe(true);
}
const search = (page: Page, name: string): string | null => new URL(page.url()).searchParams.get(name);
const box = (page: Page, text: string | RegExp): ReturnType<Page['locator']> =>
  page.locator('.picture-node').filter({ hasText: text }).first();

describe.skipIf(!HAS_CHROMIUM)('the pictures of the example estate', () => {
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

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
  ] as const)(
    'at %d pixels, in %s: an answer is drawn, and no label covers or cuts another',
    async (width, colorScheme) => {
      const page = await browser.open(PICTURED, { viewport: { width, height: 800 }, colorScheme });
      await drawn(page);
      expect(await page.evaluate<number>(COVERING)).toBe(0);
      expect(await page.evaluate<number>(CUT)).toBe(0);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
    },
  );

  test('every row is in the picture, what is shared is there once, and so is what is not known', async () => {
    const page = await browser.open(PICTURED);
    const { rows } = await estate.ask({
      question: 'deployed-models-using-package',
      parameters: { package: 'pkg:pypi/litellm', version: ['1.82.8'] },
    });
    const starts = new Set(rows.map(({ workloadId }) => workloadId));
    expect(await page.locator('.picture-node.start').count()).toBe(starts.size);
    expect(await page.locator('.picture-node.end').count()).toBe(1);
    expect(await page.locator('.picture-node.open').count()).toBeGreaterThan(5);
    expect(await box(page, 'no SBOM of it is known').textContent()).toContain('not known');
    expect(await page.locator('.picture-head').textContent()).toContain('33 unknowns');
    expect(await page.locator('.legend li').allTextContents()).toEqual([
      'observed: reported by the cluster itself',
      'declared: a document says so, without a verified signature',
      'not known',
    ]);
  });

  test('a box opens its thing, and Back leads to the picture', async () => {
    const page = await browser.open(PICTURED);
    await box(page, 'models/credit-risk:3').click();
    await expect.poll(() => page.getByRole('heading', { name: 'Where it is used' }).isVisible()).toBe(true);
    expect(search(page, 'show')).toMatch(/^sha256:eaea62e8/u);
    await page.goBack();
    await expect.poll(() => page.locator('.picture-node.end').count()).toBe(1);
  });

  test('a line opens the document at its place, in sight', async () => {
    const page = await browser.open(PICTURED);
    await page
      .getByRole('button', { name: /credit-risk:3 was produced by build:/u })
      .first()
      .click();
    await expect.poll(() => page.locator('#panel mark').isVisible()).toBe(true);
    expect(search(page, 'at')).toBe('/subject/0');
    expect(await page.locator('#panel mark').textContent()).toContain('eaea62e82dd73cf5');
    await page.keyboard.press('Escape');
    await expect.poll(() => search(page, 'document')).toBe(null);
    expect(await page.evaluate<string>(FOCUSED)).toBe('was produced by');
    expect(await page.locator('.picture-caption').textContent()).toContain(
      'the signature of its document was not checked',
    );
  });

  test('the keyboard alone leads from the answer along a path into a document, and out again', async () => {
    const page = await browser.open(LITELLM);
    await page.getByRole('link', { name: 'Show as a picture' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => search(page, 'picture')).toBe('on');
    await expect.poll(() => page.evaluate<string>(FOCUSED)).toBe('Leave the picture out');
    await drawn(page);
    for (const name of ['−', '+', 'Fit']) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate<string>(FOCUSED)).toBe(name);
    }
    await page.keyboard.press('Tab');
    await page.keyboard.press('Home');
    const first = await page.evaluate<string>(FOCUSED);
    expect(first).toContain('workload in');
    const seen = new Set([first]);
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
      await page.keyboard.press(key);
      seen.add(await page.evaluate<string>(FOCUSED));
    }
    expect(seen.size).toBeGreaterThan(5);
    await page.keyboard.press('ArrowLeft');
    const line = await page.evaluate<string>(FOCUSED);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#panel mark').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate<string>(FOCUSED)).toBe(line);
    await page.keyboard.press('Escape');
    expect(await page.evaluate<string>('document.activeElement.className')).toBe('picture');
    await page.goBack();
    await page.goForward();
    expect(await page.locator('[data-element][tabindex="0"]').count()).toBe(1);
  });

  test('the keyboard reaches every box and every line of a picture', async () => {
    const page = await browser.open(PICTURED);
    await drawn(page);
    const all = await page.locator('[data-element]').count();
    const reached = await page.evaluate<number>(`(() => {
      const key = (element, key) => {
        element.focus();
        element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        return document.activeElement;
      };
      const waiting = [document.querySelector('[data-element][tabindex="0"]')];
      const seen = new Set(waiting);
      for (const one of waiting)
        for (const name of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']) {
          const next = key(one, name);
          if (next.dataset.element !== undefined && !seen.has(next)) { seen.add(next); waiting.push(next); }
        }
      return seen.size;
    })()`);
    expect(reached).toBe(all);
  });

  test('the picture has an address, stays on from answer to answer, and goes at a link', async () => {
    const page = await browser.open(PICTURED);
    await page.getByLabel('Version').fill('');
    await page.getByRole('button', { name: 'Ask' }).click();
    await expect.poll(() => search(page, 'version')).toBe(null);
    expect(search(page, 'picture')).toBe('on');
    await expect.poll(() => page.locator('.picture').count()).toBe(1);
    await page.getByRole('link', { name: 'Leave the picture out' }).click();
    await expect.poll(() => page.locator('.picture').count()).toBe(0);
    await page.goBack();
    await expect.poll(() => page.locator('.picture').count()).toBe(1);
  });

  test('a row that is unfolded has its path as a picture', async () => {
    const page = await browser.open(LITELLM);
    await page
      .getByRole('button', { name: /credit-risk/u })
      .first()
      .click();
    await drawn(page);
    expect(await page.locator('.detail .picture-node').count()).toBe(5);
    expect(await page.locator('.detail .picture-edge').allTextContents()).toEqual([
      'loads',
      'was produced by',
      'used',
      'contains',
    ]);
    const described = await page.locator('.detail .picture-overlay').getAttribute('aria-describedby');
    expect(await page.locator(`#${described ?? ''}`).textContent()).toContain('which was produced by');
  });

  test('a thing says where it is used, who says what, and has its neighbourhood drawn', async () => {
    const page = await browser.open('/?show=sha256:3a30c3f4b9e88ee21cc94b94e3038840c13d71e891252e88a9fb12ef12d01820');
    await drawn(page);
    expect(
      await page.getByRole('list', { name: 'Workloads that load it' }).getByRole('link').allTextContents(),
    ).toEqual([
      'sandbox/InferenceService/old-demo',
      'fraud/InferenceService/fraud-scorer',
      'assist/InferenceService/summariser',
    ]);
    expect(await page.evaluate<number>(COVERING)).toBe(0);
    const layers = page.getByRole('list', { name: 'Its layers' });
    await expect.poll(() => layers.textContent()).toContain('registry/serving/hf-server/2.4.manifest.json');
    await layers.getByRole('button').first().click();
    await expect.poll(() => page.locator('#panel mark').isVisible()).toBe(true);
    expect(search(page, 'at')).toBe('/layers/0');
  });

  test('where no documents disagree on a thing, nothing is said of it', async () => {
    const page = await browser.open('/?show=sha256:3a30c3f4b9e88ee21cc94b94e3038840c13d71e891252e88a9fb12ef12d01820');
    await drawn(page);
    expect(await page.getByRole('heading', { name: 'Where documents disagree' }).count()).toBe(0);
  });

  test.each([
    ['artifacts-with-package&package=pkg:pypi/litellm', 'contains'],
    ['inventory', 'loads'],
  ])('an answer of another question whose rows have a path is drawn too: %s', async (question, verb) => {
    const page = await browser.open(`/?ask=${question}&picture=on`);
    await drawn(page);
    expect(await page.locator('.picture-edge').first().textContent()).toBe(verb);
    expect(await page.evaluate<number>(COVERING)).toBe(0);
  });

  test('a lineage is drawn as models and data, every line from what was made to what it was made from', async () => {
    const page = await browser.open('/?ask=lineage&of=hf:example-org/chat-8b-instruct@main&picture=on');
    await drawn(page);
    const lines = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.picture-edge')].map((one) => one.getAttribute('aria-label') ?? '')",
    );
    const said = lines.map((line) => line.replace(/@([0-9a-f]{4})[0-9a-f…]+/gu, '@$1')).join('\n');
    expect(said).toContain(
      'hf:example-org/support-lora@a1f0 is an adapter of hf:example-org/chat-8b-instruct@7c1e, declared',
    );
    expect(said).toContain('hf:example-org/chat-8b-instruct@7c1e was trained on example-org/dialogues');
    expect(said.match(/ has the same weights as hf:example-org\/chat-8b-instruct@7c1e/gu)).toHaveLength(2);
    expect(said).toContain(
      'hf:example-org/chat-8b-instruct@main may be, by its name, hf:example-org/chat-8b-instruct@7c1e, inferred',
    );
    expect(await box(page, 'support-lora@').textContent()).toContain('loaded by 1 workload');
    expect(await page.locator('.picture-node.start').textContent()).toContain('hf:example-org/chat-8b-instruct@main');
    expect(await page.evaluate<number>(COVERING)).toBe(0);
    // Files, layers and configs are in the paths of the rows.
    expect(said).not.toMatch(/README|adapter_config|weights:/u);
  });

  test('is left out of print, where the rows are unfolded', async () => {
    const page = await browser.open(PICTURED);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.picture').first().isVisible()).toBe(false);
    expect(await page.locator('.chain').first().isVisible()).toBe(true);
  });

  test('what draws is served with the page, and kept by its tag', async () => {
    const ask = (tag: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(`${server.url}/cytoscape.js`, { headers: { 'if-none-match': tag } }, (reply) => {
          reply.resume();
          resolve(reply.statusCode);
        })
          .on('error', reject)
          .end();
      });
    const reply = await fetch(`${server.url}/cytoscape.js`);
    expect(reply.headers.get('content-type')).toContain('text/javascript');
    expect(reply.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(await ask(reply.headers.get('etag') ?? '')).toBe(304);
  });
});
