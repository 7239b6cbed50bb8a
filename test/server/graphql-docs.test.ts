import { readFileSync } from 'node:fs';
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { QUESTIONS } from '#queries';
import { ENTITY_ROOTS, MODEL, graphqlTypes } from '#schema';
import { queryCost } from '../../src/server/graphql-cost.ts';
import { queryLimits } from '../../src/server/graphql-limits.ts';
import { listQuestion } from '../../src/server/index.ts';
import { LIMITS } from '../../src/server/limits.ts';

const page = readFileSync(new URL('../../docs/graphql.md', import.meta.url), 'utf8');
const queries = [...page.matchAll(/```graphql\n(?<query>[^]*?)```/gu)].map(({ groups }) => groups?.['query'] ?? '');
const schema = buildSchema(graphqlTypes(MODEL, QUESTIONS.map(listQuestion)));

describe('docs/graphql.md', () => {
  test('has three queries', () => {
    expect(queries).toHaveLength(3);
  });

  test.each(queries)('has a query that the schema and the limits allow: %.30s', (query) => {
    const document = parse(query, { maxTokens: LIMITS.queryTokens });
    expect(validate(schema, document)).toEqual([]);
    expect(validate(schema, document, queryLimits(LIMITS))).toEqual([]);
    const operation = getOperationAST(document);
    if (operation == null) throw new TypeError('no operation');
    expect(queryCost({ schema, document, operation, variables: {} })).toBeLessThanOrEqual(LIMITS.queryCost);
  });

  test('names every field to begin with, and the limits as they are', () => {
    const { queryCost: cost, queryDepth, queryAliases, queryTokens } = LIMITS;
    for (const { field, argument } of ENTITY_ROOTS) expect(page).toContain(`\`${field}(${argument})\``);
    expect(page.replaceAll('\n', ' ')).toContain(`Over ${cost.toLocaleString('en')} it is refused`);
    expect(page.replaceAll('\n', ' ')).toContain(
      `${queryDepth} levels, ${queryAliases} aliases and ${queryTokens.toLocaleString('en')} tokens`,
    );
  });
});
