import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AskError } from '#queries';
import type { Estate } from '../../src/engines/index.ts';
import { ExampleStore } from '../server/example-store.ts';

const QUESTION = 'deployed-models-using-package';
const LITELLM = { package: 'pkg:pypi/litellm', version: ['1.82.8'] };

describe('asking', () => {
  const store = new ExampleStore();
  let estate: Estate;
  beforeAll(async () => {
    await store.fill();
    estate = await store.open(false);
  });
  afterAll(async () => {
    await estate.close();
    store.remove();
  });

  const refusal = async (request: Parameters<Estate['ask']>[0]): Promise<AskError> => {
    const answered = await estate.ask(request).catch((error: unknown) => error);
    if (answered instanceof AskError) return answered;
    throw new Error('the question was answered');
  };

  test('page by page gives the rows of one page, each once', async () => {
    const whole = await estate.ask({ question: QUESTION, parameters: LITELLM });
    const rows: unknown[] = [];
    let after: string | null = null;
    do {
      const request = { question: QUESTION, parameters: LITELLM, first: 3, ...(after === null ? {} : { after }) };
      const page = await estate.ask(request);
      expect(page.total).toEqual({ count: 10, exact: true });
      expect(page.conclusion).toBe('AFFECTED');
      rows.push(...page.rows);
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(rows).toEqual(whole.rows);
  });

  test('a cursor leads on in the answer that gave it alone', async () => {
    const page = await estate.ask({ question: QUESTION, parameters: LITELLM, first: 3 });
    const after = page.pageInfo.endCursor ?? '';
    const elsewhere = await refusal({ question: QUESTION, parameters: { package: 'pkg:pypi/flask' }, after });
    expect(elsewhere).toMatchObject({ code: 'BAD_CURSOR', at: 'after' });
    expect(elsewhere.message).toContain('another question');
    for (const text of ['', 'x', 'bm8.0123456789abcdef', `${after}x`]) {
      expect(await refusal({ question: QUESTION, parameters: LITELLM, after: text })).toMatchObject({
        code: 'BAD_CURSOR',
      });
    }
  });

  test('what is asked wrongly is told with the nearest right word', async () => {
    expect(await refusal({ question: 'deployed-model-using-package', parameters: {} })).toMatchObject({
      code: 'UNKNOWN_QUESTION',
      nearest: [QUESTION, expect.any(String)],
    });
    for (const parameters of [{ package: 'pkg:pypi/\ud800' }, { package: 'x', version: ['1', '\udc00'] }]) {
      expect(await refusal({ question: QUESTION, parameters })).toMatchObject({ code: 'BAD_PARAMETER' });
    }
    expect(await refusal({ question: QUESTION, parameters: { pakage: 'x' } })).toMatchObject({
      code: 'BAD_PARAMETER',
      nearest: ['package'],
    });
    expect((await refusal({ question: QUESTION, parameters: {} })).message).toContain('package is missing');
    expect(await refusal({ question: QUESTION, parameters: { ...LITELLM, route: ['RUNTIM'] } })).toMatchObject({
      at: 'route',
    });
    expect(
      await refusal({ question: QUESTION, parameters: { package: 'pkg:pypi/litellm', version: ['>=1'] } }),
    ).toMatchObject({
      at: 'version',
    });
    expect(await refusal({ question: QUESTION, parameters: LITELLM, first: 1001 })).toMatchObject({ at: 'first' });
    expect(await refusal({ question: QUESTION, parameters: LITELLM, asOf: 'yesterday' })).toMatchObject({ at: 'asOf' });
  });
});
