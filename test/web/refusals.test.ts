import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { FixtureEstate } from '../server/fixture-estate.ts';
import { FIXTURE_QUESTIONS } from '../server/fixture-questions.ts';
import { HAS_CHROMIUM, WatchedBrowser } from './browser-page.ts';

const ASK = '/?ask=deployed-models-using-package&package=';
const PHONE = { viewport: { width: 390, height: 844 } };

describe.skipIf(!HAS_CHROMIUM)('the page where there is no answer', () => {
  let server: RunningServer;
  let browser: WatchedBrowser;

  beforeAll(async () => {
    const settings = { questions: FIXTURE_QUESTIONS, host: '127.0.0.1', port: 0, log: () => undefined };
    server = await startServer({ ...settings, estate: new FixtureEstate() });
    browser = await WatchedBrowser.launch(server.url);
  });
  afterEach(async () => {
    await browser.endPages();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('a server that is gone is said to be gone, and is asked again at a button', async () => {
    const page = await browser.open('/');
    await page.route('**/v1/**', (route) => route.abort());
    await page.getByLabel('Package').fill('torch');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('The server does not answer');
    await page.reload();
    await page.getByRole('alert').waitFor();
    expect(await page.locator('#ask').isVisible()).toBe(false);
    await page.unroute('**/v1/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => page.getByRole('heading', { level: 2 }).textContent()).toBe('Affected');
    expect(await page.getByLabel('Package').inputValue()).toBe('torch');
  });

  test('what something else answers is no answer', async () => {
    const page = await browser.open('/');
    const reply = { status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' };
    await page.route('**/v1/**', (route) => route.fulfill(reply));
    await page.getByLabel('Package').fill('torch');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toContain('of status 502, is not one of provgraph');
  });

  test.each([`${ASK}${'a'.repeat(200)}`, `/?show=sha256:${'0'.repeat(128)}`, `/?ask=${'x'.repeat(200)}`])(
    'nothing that was asked makes a phone scroll sideways: %s',
    async (address) => {
      const page = await browser.open(address, PHONE);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390);
    },
  );
});
