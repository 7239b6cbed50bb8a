import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclusionInWords, doubtsInWords, headlineInWords } from '#queries';
import type { Answer } from '#queries';
import { expect, test } from 'vitest';
import { digestAsked } from '../../queries/digest-mentions.ts';

const GOLDEN = join(import.meta.dirname, '../golden/questions');

function golden(question: string, name: string): Answer {
  const [answer] = JSON.parse(readFileSync(join(GOLDEN, question, name, 'expected.json'), 'utf8')) as readonly Answer[];
  if (answer === undefined) throw new Error(`${name} asks nothing`);
  return answer;
}

const affected = golden('deployed-models-using-package', 'affected');

test('what a filter let through because nothing is stated is counted apart', () => {
  const [row] = affected.rows;
  const asked = {
    ...affected,
    parameters: { ...affected.parameters, owner: 'nobody' },
    rows: [{ ...row, owner: null }],
  };
  expect(headlineInWords(asked)).toMatch(/ in owner nobody\. Of these, 0 of owner nobody and 1 of no stated owner\.$/u);
  const stated = { ...asked, rows: [{ ...row, owner: 'nobody' }] };
  expect(headlineInWords(stated)).toMatch(/ in owner nobody\.$/u);
});

test('a filter that nothing carries comes first, and once', () => {
  const slip = 'Nothing in the estate has cluster eu-prd: look for a slip of the pen.';
  const asked: Answer = {
    ...affected,
    conclusion: 'UNKNOWN',
    rows: [],
    total: { count: 0, exact: true },
    notes: [slip],
  };
  expect(headlineInWords(asked)).toBe('Unknown: nothing in the estate has cluster eu-prd: look for a slip of the pen.');
  expect(doubtsInWords(asked)).not.toContain(slip);
  expect(doubtsInWords({ ...affected, notes: [slip] })).toContain(slip);
});

test('packages of all types at once are not said to be judged', () => {
  const ranked = golden('blast-radius', 'ranked');
  expect(conclusionInWords(ranked)).not.toContain('judged');
  expect(conclusionInWords({ ...ranked, parameters: { type: 'pypi' } })).toContain('judged');
});

test.each([
  ['3a30c3f4', 'It is the beginning of one, perhaps: provgraph show 3a30c3f4 looks'],
  ['sha256:3a30c3f4…', 'provgraph show 3a30c3f4 looks'],
  ['a'.repeat(63), 'It has 63 hex digits, and a sha256 has 64.'],
  [`sha256:${'a'.repeat(65)}`, 'It has 65 hex digits, and a sha256 has 64.'],
  ['a'.repeat(40), 'Name its algorithm before it'],
  ['hello', '"hello" is no digest.'],
])('%s is no digest, and what is wrong with it is said', (text, says) => {
  expect(() => digestAsked('digest', text)).toThrow(says);
});
