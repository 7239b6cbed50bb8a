import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TokenFile, startServer, type RunningServer } from '../../src/server/index.ts';
import { FixtureEstate } from '../server/fixture-estate.ts';
import { FIXTURE_QUESTIONS } from '../server/fixture-questions.ts';
import { HAS_CHROMIUM, WatchedBrowser } from './browser-page.ts';

describe.skipIf(!HAS_CHROMIUM)('the page of a server that asks for a token', () => {
  const folder = mkdtempSync(`${tmpdir()}/provgraph-log-in-`);
  const access = new TokenFile(folder);
  const { token } = access.create('2026-06-01T00:00:00.000Z');
  let server: RunningServer;
  let browser: WatchedBrowser;

  beforeAll(async () => {
    const settings = { questions: FIXTURE_QUESTIONS, host: '127.0.0.1', port: 0, log: () => undefined };
    server = await startServer({ ...settings, estate: new FixtureEstate(), access });
    browser = await WatchedBrowser.launch(server.url);
  });
  afterEach(async () => {
    await browser.endPages();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('asks for it by keyboard, says which one is wrong, and then answers and gives sheets', async () => {
    const page = await browser.open('/?ask=deployed-models-using-package&package=torch');
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('Who asks?');
    expect(await page.locator('#ask').isVisible()).toBe(false);
    await page.getByLabel('Token').fill('provgraph_wrong');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#token-mistake').textContent()).toBe('This token is not in force.');
    await page.getByLabel('Token').fill(` ${token} `);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('heading', { level: 2 }).first().textContent()).toBe('Affected');
    const sheet = await page.evaluate<number>(
      "fetch('/v1/ask/deployed-models-using-package?package=torch').then((r) => r.status)",
    );
    expect(sheet).toBe(200);
    expect(await page.evaluate<string>('document.cookie')).toBe('');
  });
});
