import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QUESTIONS } from '#queries';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeStores } from './engines.ts';
import { GoldenCase } from './golden-case.ts';
import { StandingClock, goldenAnswers } from './golden-estate.ts';

const ROOT = join(import.meta.dirname, '../golden/questions');
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

const cases = QUESTIONS.flatMap(({ name: question }) =>
  readdirSync(join(ROOT, question)).map((name) => ({ question, name, folder: join(ROOT, question, name) })),
);

await describeStores('golden questions', (openStore) => {
  let data = '';
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'provgraph-golden-'));
  });
  afterEach(() => {
    rmSync(data, { recursive: true, force: true });
  });

  it.each(cases)('$question: $name', async ({ question, folder }) => {
    const golden = GoldenCase.parse(JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')));
    const clock = new StandingClock();
    const store = await openStore(data, clock.read);
    try {
      const answers = await goldenAnswers(store, clock, golden, { root: ROOT, folder, question });
      const text = `${JSON.stringify(answers, null, 2)}\n`;
      const expected = join(folder, 'expected.json');
      if (isUpdate) writeFileSync(expected, text);
      expect(text).toBe(readFileSync(expected, 'utf8'));
    } finally {
      await store.estate.close();
    }
  });
});

it('every case says why it is there', () => {
  const silent = cases.filter(({ folder }) => !existsSync(join(folder, 'README.md')));
  expect(silent.map(({ question, name }) => `${question}/${name}`)).toEqual([]);
});
