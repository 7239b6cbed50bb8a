import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { buildSchema, isEnumType, validateSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { MODEL } from '#schema';
import {
  QUESTIONS,
  REASONS,
  ROUTES,
  RUNGS,
  STATES,
  STRENGTHS,
  type Conclusion,
  type Match,
  type WeakestWhy,
} from '#queries';
import { CLOSED_LISTS } from '#schema';
import { graphqlTypes, questionField } from '#schema';
import { listQuestion } from '../../src/server/index.ts';

const golden = new URL('../golden/derived/schema.graphql', import.meta.url);
const shapes = QUESTIONS.map(listQuestion);
/** One with a row type of its own. */
const question = shapes.find(({ rowType }) => rowType !== 'ExposureRow');
if (question === undefined) throw new TypeError('every question has rows of the same type');

describe('the GraphQL schema', () => {
  test('is the one that was agreed', () => {
    const sdl = graphqlTypes(MODEL, shapes);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      mkdirSync(new URL('.', golden), { recursive: true });
      writeFileSync(golden, sdl);
    }
    expect(sdl).toBe(readFileSync(golden, 'utf8'));
  });

  test('is valid, and everything in it is documented', () => {
    const schema = buildSchema(graphqlTypes(MODEL, shapes));
    expect(validateSchema(schema)).toEqual([]);
    const own = Object.values(schema.getTypeMap()).filter(
      ({ name, astNode }) => astNode != null && !name.startsWith('__'),
    );
    const undocumented = own.flatMap((type) => {
      const inner = 'getFields' in type ? Object.values(type.getFields()) : isEnumType(type) ? type.getValues() : [];
      return [type, ...inner]
        .filter(({ description }) => (description ?? '') === '')
        .map(({ name }) => `${type.name}.${name}`);
    });
    expect(undocumented).toEqual([]);
  });

  test('has the closed lists of the contract, value for value', () => {
    const conclusions: Record<Conclusion, 0> = { AFFECTED: 0, NOT_AFFECTED: 0, UNKNOWN: 0 };
    const matches: Record<Match, 0> = { PURL: 0, VERSION_UNKNOWN: 0, NAME: 0, SOURCE: 0 };
    const whys: Record<WeakestWhy, 0> = {
      UNSIGNED: 0,
      UNCHECKED: 0,
      UNVERIFIABLE: 0,
      UNSUPPORTED: 0,
      UNTRUSTED_IDENTITY: 0,
      INVALID: 0,
      MATCHED_BY_NAME: 0,
      OBSERVED_ONLY: 0,
      INFERRED: 0,
    };
    expect(Object.fromEntries(CLOSED_LISTS.map(({ name, values }) => [name, Object.keys(values)]))).toEqual({
      Conclusion: Object.keys(conclusions),
      Route: [...ROUTES],
      Rung: [...RUNGS],
      State: STATES.filter((state) => state !== 'GONE'),
      Strength: [...STRENGTHS],
      Match: Object.keys(matches),
      WeakestWhy: Object.keys(whys),
      Reason: [...REASONS],
    });
  });

  test.each([
    ['a name that is none', { name: 'what?' }],
    ['a column of no known type', { columns: [{ name: 'a', type: 'Strin', doc: 'x' }] }],
    [
      'a parameter that every question has',
      { parameters: [{ name: 'first', type: 'Int', list: false, required: false, doc: 'x' }] },
    ],
  ])('refuses %s', (_, wrong) => {
    expect(() => graphqlTypes(MODEL, [{ ...question, ...wrong }])).toThrow(RangeError);
  });

  test('refuses two meanings of one row type, and takes one meaning twice', () => {
    expect(() => graphqlTypes(MODEL, [question, { ...question, name: 'b', columns: [] }])).toThrow('other columns');
    expect(graphqlTypes(MODEL, [question, { ...question, name: 'b' }])).toContain('type BAnswer');
  });

  test('names fields in camel case', () => {
    expect(questionField('deployed-models-using-package')).toBe('deployedModelsUsingPackage');
  });
});
