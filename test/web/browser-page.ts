import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { CHROMIUM_ARGUMENTS, findChromium } from './chromium.ts';

const executablePath = findChromium();
export const HAS_CHROMIUM = executablePath !== null;
if (!HAS_CHROMIUM) {
  const message = 'No Chromium was found (CHROMIUM, or in PATH): the page is not tested.';
  if (process.env['CI'] === 'true') throw new Error(message);
  console.warn(`\n*** SKIPPED: ${message} ***\n`);
}

/** A browser in which nothing may be asked of anywhere but the server, and nothing may go wrong unseen. */
export class WatchedBrowser {
  readonly #browser: Browser;
  readonly #base: string;
  /** Addresses elsewhere that the pages asked for, and what the browser complained about. */
  troubles: string[] = [];

  private constructor(browser: Browser, base: string) {
    this.#browser = browser;
    this.#base = base;
  }

  static async launch(base: string): Promise<WatchedBrowser> {
    const browser = await chromium.launch({ executablePath: executablePath ?? '', args: CHROMIUM_ARGUMENTS });
    return new WatchedBrowser(browser, base);
  }

  async open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(`${this.#base}/`)) this.troubles.push(`asked for ${request.url()}`);
    });
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(message.text());
    });
    page.on('pageerror', (error) => this.troubles.push(error.message));
    await page.goto(this.#base + address);
    await page.locator('#result > *').first().waitFor();
    return page;
  }

  /** Ends the pages, not the browser, and gives the troubles that there were. */
  async endPages(): Promise<string[]> {
    for (const context of this.#browser.contexts()) await context.close();
    return this.troubles.splice(0);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
