import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { QUESTIONS, type Answer } from '#queries';
import type { AskRequest, DocumentShown, ThingShown } from '../../src/engines/engine.ts';
import { startServer, type RunningServer } from '../../src/server/index.ts';
import { FixtureEstate } from '../server/fixture-estate.ts';
import { FIXTURE_QUESTIONS } from '../server/fixture-questions.ts';
import { HAS_CHROMIUM, WatchedBrowser } from './browser-page.ts';

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const CROWDED = sha256('crowded');
const NEIGHBOURS: readonly (readonly [string, 'in' | 'out', string, number])[] = [
  ['HAS_LAYER', 'out', 'Artifact', 417],
  ['LOADS', 'in', 'Workload', 60],
  ['RESOLVES_TO', 'in', 'Reference', 23],
];

function facts(): ThingShown['facts'] {
  return NEIGHBOURS.flatMap(([edge, direction, kind, count]) =>
    Array.from({ length: count }, (_, index) => {
      const named =
        kind === 'Artifact' ? sha256(`${kind} ${index}`) : `registry.example/a-team/${kind}-${index}:1.${index}`;
      const other = { kind, id: named, name: named };
      return { edge, direction, other, properties: {}, document: sha256(`said ${index % 7}`), at: `/x/${index}` };
    }),
  );
}

/** An artifact with five hundred neighbours on which documents disagree, and an answer of 150 rows, each of an image of its own. */
class CrowdedEstate extends FixtureEstate {
  override show(id: string): Promise<ThingShown | null> {
    if (id !== CROWDED) return super.show(id);
    const said = facts();
    return Promise.resolve({
      kind: 'Artifact',
      id,
      name: 'registry.example/models/crowded:1',
      understood: 'a digest, of an artifact',
      facts: said,
      factsTotal: said.length + 40,
    });
  }

  override async document(digest: string): Promise<DocumentShown | null> {
    const known = await super.document(digest);
    return (
      known ?? {
        digest,
        format: 'oci-manifest',
        version: null,
        outcome: 'read',
        size: 2,
        origins: ['registry/crowded.json'],
        heldBy: [],
        holds: [],
        withdrawn: null,
        remarks: [],
        failure: null,
      }
    );
  }

  override async ask(request: AskRequest, signal?: AbortSignal): Promise<Answer> {
    if (request.question === 'evidence-of') {
      const shown = await super.ask({ ...request, question: 'deployed-models' }, signal);
      const evidence = {
        document: sha256('said 0'),
        format: 'in-toto',
        origin: 'b.json',
        at: '/subject/0',
        verdict: null,
      };
      return { ...shown, rows: [{ evidence, disagrees: ['b.json says linux/arm64, a.json says linux/amd64.'] }] };
    }
    const answer = await super.ask(request, signal);
    if (request.parameters['package'] !== 'torch') return answer;
    const [row] = answer.rows;
    const [runs, contains] = row?.['path'] as readonly { readonly from: object; readonly to: object }[];
    const rows = Array.from({ length: 150 }, (_, index) => {
      const workload = { kind: 'Workload', id: `w-${index}`, name: `prod/Deployment/w-${index}` };
      const image = { kind: 'Artifact', id: sha256(`image ${index}`), name: `registry.example/image-${index}:1` };
      return {
        ...row,
        path: [
          { ...runs, from: workload, to: image },
          { ...contains, from: image },
        ],
      };
    });
    return { ...answer, rows, total: { count: 150, exact: true } };
  }
}

const COVERING = `(() => {
  const areas = [...document.querySelectorAll('.picture [data-element]')].map((one) => one.getBoundingClientRect());
  return areas.flatMap((one, index) => areas.slice(index + 1).filter((other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1)).length;
})()`;

describe.skipIf(!HAS_CHROMIUM)('pictures of what is crowded', () => {
  let server: RunningServer;
  let browser: WatchedBrowser;

  beforeAll(async () => {
    const questions = [...FIXTURE_QUESTIONS, ...QUESTIONS.filter(({ name }) => name === 'evidence-of')];
    const settings = { questions, host: '127.0.0.1', port: 0, log: () => undefined };
    server = await startServer({ ...settings, estate: new CrowdedEstate() });
    browser = await WatchedBrowser.launch(server.url);
  });
  afterEach(async () => {
    expect(await browser.endPages()).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  const picture = async (page: Page): Promise<void> => {
    await page.locator('.picture canvas').first().waitFor();
  };

  test.each([1280, 390])(
    'five hundred neighbours are read at %d pixels: few boxes, none over another',
    async (width) => {
      const page = await browser.open(`/?show=${CROWDED}`, { viewport: { width, height: 800 } });
      await picture(page);
      expect(await page.locator('.picture-node').count()).toBeLessThan(25);
      expect(await page.evaluate<number>(COVERING)).toBe(0);
      const texts = await page.locator('.picture-node .name').allTextContents();
      expect(texts).toEqual(
        expect.arrayContaining([
          'has the layer: 412 more',
          'loads: 55 more',
          'was seen to mean: 18 more',
          '40 more facts that are not listed',
        ]),
      );
    },
  );

  test('the box of the many opens their list, by keyboard too, and Escape leads back', async () => {
    const page = await browser.open(`/?show=${CROWDED}`);
    await picture(page);
    const many = page.getByRole('button', { name: /has the layer: 412 more/u });
    await many.first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.picture-caption .members a').count()).toBe(412);
    expect(await page.evaluate<boolean>("document.activeElement.closest('.members') !== null")).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.evaluate<string>('document.activeElement.textContent')).toContain('412 more');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).searchParams.get('show')).not.toBe(CROWDED);
    await page.locator('[role=alert]').waitFor();
    expect(await browser.endPages()).toHaveLength(1);
  });

  test('where documents disagree is said, with the document that does', async () => {
    const page = await browser.open(`/?show=${CROWDED}`);
    await page.getByRole('heading', { name: 'Where documents disagree' }).waitFor();
    expect(await page.locator('.disagreements').textContent()).toContain('b.json says linux/arm64');
    await page.locator('.disagreements').getByRole('button').click();
    expect(new URL(page.url()).searchParams.get('at')).toBe('/subject/0');
    await page.locator('#panel .notice').waitFor();
    expect(await browser.endPages()).toHaveLength(1);
  });

  test('the facts are grouped, the first few of each, with all a button away', async () => {
    const page = await browser.open(`/?show=${CROWDED}`);
    const layers = page.getByRole('list', { name: 'Its layers' });
    expect(await layers.locator('> li:visible').count()).toBe(12);
    await page.getByRole('button', { name: 'Show all 417' }).click();
    expect(await layers.locator('> li:visible').count()).toBe(417);
    await expect.poll(() => layers.locator('> li').last().textContent()).toContain('registry/crowded.json');
  });

  test('an answer of many rows puts together what is alike, and lists it', async () => {
    const page = await browser.open('/?ask=deployed-models-using-package&package=torch&picture=on');
    await picture(page);
    expect(await page.locator('.picture-node').count()).toBeLessThanOrEqual(60);
    expect(await page.evaluate<number>(COVERING)).toBe(0);
    const unknown = page.locator('.picture-node.open', { hasText: 'not known: running image' });
    expect(await unknown.textContent()).toBe(
      'not known: running image no SBOM of it is known; the tool that made its SBOM is not known to look for this type of package',
    );
    const many = page.locator('.picture-node', { hasText: '150 workloads' });
    await many.focus();
    expect(await page.locator('.members a').count()).toBe(150);
  });
});
