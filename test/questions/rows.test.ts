import { describe, expect, test } from 'vitest';
import { flagOf, idOf, idOrNull, idsIn, listIn, pairsOnce } from '../../queries/answering/rows.ts';

describe('rows of whichever engine', () => {
  test('an id is a text or a number, and nothing is made of it', () => {
    expect([idOf({ id: 7 }, 'id'), idOf({ id: '4:a:7' }, 'id'), idOf({ id: 0 }, 'id')]).toEqual([7, '4:a:7', 0]);
    expect([idOrNull({ id: null }, 'id'), idOrNull({}, 'id'), idOrNull({ id: '7' }, 'id')]).toEqual([null, null, '7']);
    for (const id of [null, true, [7], new Uint8Array(1)]) expect(() => idOf({ id }, 'id')).toThrow('id');
    expect(() => idOf({}, 'id')).toThrow('id');
  });

  test('a flag is a truth value, or 0 or 1, and never a guess', () => {
    expect([1, true, 0, false].map((cell) => flagOf({ cell }, 'cell'))).toEqual([true, true, false, false]);
    for (const cell of [null, 2, '1', 'true']) expect(() => flagOf({ cell }, 'cell')).toThrow('cell');
    expect(() => flagOf({}, 'cell')).toThrow('cell');
  });

  test('a list is a list, or the JSON text of one', () => {
    expect(listIn({ cell: '["a",1,null]' }, 'cell')).toEqual(['a', 1, null]);
    expect(listIn({ cell: ['a', 1, null] }, 'cell')).toEqual(['a', 1, null]);
    expect(listIn({ cell: '[]' }, 'cell')).toEqual([]);
    for (const cell of [null, 1, '{"a":1}', '[{"a":1}]', '[[1]]']) expect(() => listIn({ cell }, 'cell')).toThrow();
    expect(idsIn({ cell: '[1,2]' }, 'cell')).toEqual(idsIn({ cell: [1, 2] }, 'cell'));
    expect(() => idsIn({ cell: [null] }, 'cell')).toThrow('id');
  });

  test('pairs are given once, whatever their parts hold', () => {
    const pairs: [string, string | number][] = [
      ['a b', 'c'],
      ['a', 'b c'],
      ['a b', 'c'],
      ['a', 1],
      ['a', '1'],
    ];
    expect(pairsOnce(pairs)).toEqual([
      ['a b', 'c'],
      ['a', 'b c'],
      ['a', 1],
      ['a', '1'],
    ]);
  });
});
