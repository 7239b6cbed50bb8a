import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { QUESTIONS } from '#queries';
import { MODEL, graphqlTypes } from '#schema';
import { queryCost } from '../../src/server/graphql-cost.ts';
import { listQuestion } from '../../src/server/index.ts';
import { LIMITS } from '../../src/server/limits.ts';
import { EntityGraphql } from './entity-graphql.ts';
import { FixtureEstate } from './fixture-estate.ts';

const schema = buildSchema(graphqlTypes(MODEL, QUESTIONS.map(listQuestion)));

function costOf(query: string, variables: Readonly<Record<string, unknown>> = {}): number {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (operation == null) throw new TypeError('no operation');
  return queryCost({ schema, document, operation, variables });
}

const artifact = (fields: string): string => `artifact(digest: "x") { ${fields} }`;
const layers = (page: string, below = 'cursor'): string => `layers${page} { edges { ${below} } }`;

describe('the cost of a query', () => {
  test.each<[string, string, Readonly<Record<string, unknown>>, number]>([
    ['nothing that is a page', `{ ${artifact('id kind')} questions { name } }`, {}, 0],
    ['the default', `{ ${artifact(layers(''))} }`, {}, 20],
    ['a literal', `{ ${artifact(layers('(first: 7)'))} }`, {}, 7],
    ['a variable', `query ($n: Int) { ${artifact(layers('(first: $n)'))} }`, { n: 300 }, 300],
    ['the default of a variable', `query ($n: Int = 40) { ${artifact(layers('(first: $n)'))} }`, {}, 40],
    ['a variable that is not given', `query ($n: Int) { ${artifact(layers('(first: $n)'))} }`, {}, 20],
    ['a null', `query ($n: Int = 40) { ${artifact(layers('(first: $n)'))} }`, { n: null }, 20],
    [
      'a size that would lower it',
      `{ ${artifact(layers('(first: -1000)'))} b: ${artifact(layers('(first: 5)'))} }`,
      {},
      6,
    ],
    ['pages side by side', `{ ${artifact(`${layers('(first: 7)')} indexes(first: 5) { totalCount }`)} }`, {}, 12],
    [
      'pages below pages',
      `{ ${artifact(layers('(first: 7)', 'node { layerOf(first: 10) { totalCount } }'))} }`,
      {},
      7 + 7 * 10,
    ],
    ['what a directive leaves out', `{ ${artifact(`layers(first: 7) @skip(if: true) { totalCount }`)} }`, {}, 7],
    [
      'what is spelled inline',
      `{ node(id: "x") { ... on Artifact { ${layers('(first: 7)')} } ... { facts { at } } } }`,
      {},
      207,
    ],
    ['a list of a document', '{ document(digest: "x") { holds { at } heldBy origins } }', {}, 1120],
    [
      'a search',
      '{ search(text: "xx", first: 3) { nodes { ... on Package { versions(first: 4) { totalCount } } } } }',
      {},
      15,
    ],
    ['a question', '{ inventory(first: 50) { question } }', {}, 50],
    [
      'a fragment, wherever it is spread',
      `{ a: ${artifact('...L')} b: ${artifact('...L')} } fragment L on Artifact { ...M } fragment M on Artifact { ${layers('(first: 9)')} }`,
      {},
      18,
    ],
  ])('counts %s', (_, query, variables, cost) => {
    expect(costOf(query, variables)).toBe(cost);
  });

  test('is counted once for a fragment that fragments spread twice each', () => {
    const chain = Array.from({ length: 40 }, (_, n) => `fragment F${n} on Artifact { ...F${n + 1} ...F${n + 1} }`);
    const query = `{ ${artifact('...F0')} } ${chain.join(' ')} fragment F40 on Artifact { ${layers('(first: 1)')} }`;
    const document = parse(query);
    const operation = getOperationAST(document);
    if (operation == null) throw new TypeError('no operation');
    expect(queryCost({ schema, document, operation, variables: {} })).toBe(2 ** 40);
  });

  test('over the limit is refused with its number, before anything runs', async () => {
    const estate = new FixtureEstate();
    const asked: string[] = [];
    const seen = Object.assign(estate, {
      show: (id: string) => {
        asked.push(id);
        return Promise.resolve(null);
      },
    });
    const graphql = await EntityGraphql.over(seen);
    const query = `query ($n: Int!) { node(id: "x") { ... on Artifact { ${layers('(first: 100)', 'node { layerOf(first: $n) { totalCount } }')} } } }`;
    const message = `LIMIT_REACHED: The query may cost 10100, ${LIMITS.queryCost} are allowed`;
    expect(await graphql.ask(query, { n: 100 })).toMatchObject({
      status: 413,
      data: null,
      errors: [expect.stringContaining(message) as unknown],
    });
    expect(asked).toEqual([]);
    expect(await graphql.ask(query, { n: 99 })).toMatchObject({ status: 200, errors: [], data: { node: null } });
    expect(asked).toEqual(['x']);
  });
});
