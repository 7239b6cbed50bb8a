import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { FixtureEstate, MARKUP_DIGEST, SBOM_DIGEST } from '../server/fixture-estate.ts';
import { FIXTURE_QUESTIONS } from '../server/fixture-questions.ts';
import { CHROMIUM_ARGUMENTS, findChromium } from './chromium.ts';

const executablePath = findChromium();
if (executablePath === null) {
  const message = 'No Chromium was found (CHROMIUM, or in PATH): the page is not tested.';
  if (process.env['CI'] === 'true') throw new Error(message);
  console.warn(`\n*** SKIPPED: ${message} ***\n`);
}

describe.skipIf(executablePath === null)('the page', () => {
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  let elsewhere: string[];
  let complaints: string[];

  const open = async (options: BrowserContextOptions, address: string): Promise<Page> => {
    const context = await browser.newContext(options);
    const opened = await context.newPage();
    opened.on('request', (request) => {
      if (!request.url().startsWith(`${server.url}/`)) elsewhere.push(request.url());
    });
    opened.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    opened.on('pageerror', (error) => complaints.push(error.message));
    await opened.goto(server.url + address);
    return opened;
  };

  beforeAll(async () => {
    const estate = new FixtureEstate();
    server = await startServer({
      estate,
      questions: FIXTURE_QUESTIONS,
      host: '127.0.0.1',
      port: 0,
      log: () => undefined,
    });
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_ARGUMENTS });
  });
  beforeEach(async () => {
    elsewhere = [];
    complaints = [];
    page = await open({ viewport: { width: 1280, height: 800 } }, '/');
  });
  afterEach(async () => {
    await page.context().close();
    expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] });
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const conclusion = (): ReturnType<Page['getByRole']> => page.getByRole('heading', { level: 2 });

  test('asks, and says the conclusion in words with its scope before anything else', async () => {
    await page.getByLabel('Package').fill('pkg:pypi/torch');
    await page.getByLabel('Version').fill('2.6.0 2.5.1');
    await page.keyboard.press('Enter');
    await expect.poll(() => conclusion().textContent()).toBe('Affected');
    const said =
      'Affected: 3 uses of pkg:pypi/torch 2.6.0 or 2.5.1 found. 11 of 13 running image uses judged (and 17 by other routes not)';
    expect(await page.getByRole('status').textContent()).toContain(said);
    expect(new URL(page.url()).search).toBe(
      '?ask=deployed-models-using-package&package=pkg%3Apypi%2Ftorch&version=2.6.0&version=2.5.1',
    );
    expect(await page.getByRole('link', { name: 'CSV' }).getAttribute('href')).toContain('format=csv');
    const json = await page.request.get(
      server.url + ((await page.getByRole('link', { name: 'JSON', exact: true }).getAttribute('href')) ?? ''),
    );
    expect(await json.json()).toMatchObject({ conclusion: 'AFFECTED', parameters: { version: ['2.6.0', '2.5.1'] } });
  });

  test('an answer without rows is never an all-clear by looks', async () => {
    await page.goto(`${server.url}/?ask=deployed-models-using-package&package=pkg:pypi/trch`);
    await expect.poll(() => conclusion().textContent()).toBe('Unknown');
    expect(await page.locator('.conclusion.unknown').isVisible()).toBe(true);
    expect(await page.getByText('which is not an all-clear').isVisible()).toBe(true);
    await page.getByRole('link', { name: 'pkg:conda/torch' }).click();
    await expect.poll(() => page.url()).toContain('conda%2Ftorch');
    await page.goto(`${server.url}/?ask=deployed-models-using-package&package=pkg:pypi/absent`);
    await expect.poll(() => conclusion().textContent()).toBe('Not affected');
  });

  test('each unknown has the one action that would settle it', async () => {
    await page.goto(`${server.url}/?ask=deployed-models-using-package&package=torch`);
    const unknowns = page.locator('.unknowns > li');
    await expect.poll(() => unknowns.count()).toBe(6);
    expect(await unknowns.first().textContent()).toMatch(
      /no SBOM of it is known.*Make an SBOM of sha256:.*and ingest it/u,
    );
    expect(await unknowns.last().textContent()).toBe('and 16 more that are not listed here');
  });

  test('a row unfolds by keyboard to its path, and evidence opens at its place', async () => {
    await page.goto(`${server.url}/?ask=deployed-models-using-package&package=torch`);
    const row = page.getByRole('button', { name: /InferenceService\/scorer *:/u });
    await row.focus();
    expect(await row.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('Enter');
    expect(await row.getAttribute('aria-expanded')).toBe('true');
    const evidence = page.getByRole('button', { name: /serve\.cdx\.json.*\/components\/17/u });
    await evidence.focus();
    await page.keyboard.press('Enter');
    const mark = page.locator('#panel mark');
    await expect.poll(() => mark.textContent()).toContain('"torch"');
    await expect.poll(() => mark.isVisible()).toBe(true);
    expect(await mark.textContent()).toMatch(
      /^\s*\{\s+"type": "library",\s+"name": "torch",\s+"version": "2\.6\.0\+cu124"\s+\},?$/u,
    );
    expect(new URL(page.url()).searchParams.get('at')).toBe('/components/17');
    await page.keyboard.press('Escape');
    await expect.poll(() => new URL(page.url()).searchParams.has('document')).toBe(false);
    expect(await page.locator('.evidence-link:focus').textContent()).toContain('/components/17');
    await page.goBack();
    await expect.poll(() => mark.isVisible()).toBe(true);
  });

  test('a document is shown as text, whatever it says it is', async () => {
    await page.goto(`${server.url}/?document=${MARKUP_DIGEST}&at=`);
    await expect.poll(() => page.locator('#panel pre').textContent()).toContain('<script>document.title');
    expect(await page.title()).toBe('provgraph');
    await page.goto(`${server.url}/?document=${SBOM_DIGEST}&at=/nowhere`);
    await expect.poll(() => page.getByText('The place /nowhere is not in the text').isVisible()).toBe(true);
  });

  test('back and forward lead through the answers, with the form as it was asked', async () => {
    await page.getByLabel('Package').fill('torch');
    await page.getByRole('button', { name: 'Narrow' }).click();
    await page.getByLabel('runtime').check();
    await page.getByLabel('Owner').fill('team-risk');
    await page.getByRole('button', { name: 'Ask' }).click();
    await expect.poll(() => conclusion().textContent()).toBe('Affected');
    await page.getByLabel('Package').fill('other');
    await page.getByRole('button', { name: 'Ask' }).click();
    await expect.poll(() => conclusion().textContent()).toBe('Unknown');
    await page.goBack();
    await expect.poll(() => conclusion().textContent()).toBe('Affected');
    expect(await page.getByLabel('Package').inputValue()).toBe('torch');
    expect(await page.getByLabel('runtime').isChecked()).toBe(true);
    expect(await page.getByRole('button', { name: 'Narrow (2)' }).getAttribute('aria-expanded')).toBe('true');
  });

  test('another question has a form and a table of its own', async () => {
    await page.getByLabel('Question').selectOption('deployed-models');
    await page.getByRole('button', { name: 'Ask' }).click();
    await expect
      .poll(() => page.getByRole('columnheader').allTextContents())
      .toEqual(['Workload', 'Model', 'Images', 'Replicas']);
    expect(await page.getByRole('cell').last().textContent()).toBe('2');
  });

  test('a thing leads to everything known about it', async () => {
    await page.goto(`${server.url}/?ask=deployed-models-using-package&package=torch`);
    await page.getByRole('button', { name: /InferenceService\/scorer/u }).click();
    await page.getByRole('link', { name: 'registry.example/serve:1.4' }).first().click();
    await expect.poll(() => page.getByText('Understood as a digest, of an artifact.').isVisible()).toBe(true);
    await page.getByRole('list', { name: 'SBOMs about it' }).getByRole('button').click();
    await expect.poll(() => page.locator('#panel pre').textContent()).toContain('CycloneDX');
  });

  test('a refusal is shown in the words of the server, and loudly', async () => {
    await page.goto(`${server.url}/?ask=deployed-models-using-package&package=torch&verson=1`);
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('has no parameter "verson"');
    expect(await page.getByRole('alert').textContent()).toContain('Nearest: version');
    expect(complaints.splice(0)).toHaveLength(1);
  });

  test.each(['light', 'dark'] as const)('nothing overflows at the width of a phone, in %s', async (colorScheme) => {
    const phone = await open(
      { viewport: { width: 360, height: 740 }, colorScheme },
      '/?ask=deployed-models-using-package&package=torch',
    );
    await phone.getByRole('button', { name: /chat-assistant/u }).click();
    await phone.getByRole('button', { name: 'Narrow' }).click();
    expect(await phone.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
    await phone
      .getByRole('button', { name: /serve\.cdx\.json/u })
      .last()
      .click();
    await expect.poll(() => phone.locator('#panel mark').isVisible()).toBe(true);
    expect(await phone.evaluate<number>("document.querySelector('#panel').scrollWidth")).toBeLessThanOrEqual(360);
    await phone.context().close();
  });
});
