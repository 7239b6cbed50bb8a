import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalJson,
  hashKey,
  joinKey,
  nearest,
  scopeOfCluster,
  scopeOfPath,
  workloadId,
} from '../../schema/identity/index.ts';

describe('keys', () => {
  it('join by U+0001 and hash with a prefix', () => {
    expect(joinKey(['a', '', 'b'])).toBe('a\u0001\u0001b');
    expect(hashKey('x', ['a'])).toMatch(/^x:[0-9a-f]{64}$/);
    expect(hashKey('x', ['a', 'b'])).not.toBe(hashKey('x', ['ab']));
  });

  it('refuse control characters and lone surrogates', () => {
    for (const part of ['a\u0000', '\u0001', '\n', '\u007f', '\u0085', '\ud800'])
      expect(() => joinKey(['a', part])).toThrow(RangeError);
  });

  it('differ whenever a part differs', () => {
    const part = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(fc.array(part), fc.array(part), (a, b) => {
        // No part and one empty part are both the empty text.
        fc.pre(a.length > 0 && b.length > 0);
        expect(joinKey(a) === joinKey(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});

it('workloadId depends on scope, kind, namespace and name', () => {
  const id = workloadId(scopeOfCluster('eu-1'), 'apps/Deployment', 'fraud', 'scorer');
  expect(id).toMatch(/^workload:[0-9a-f]{64}$/);
  expect(id).toBe(workloadId('cluster:eu-1', 'apps/Deployment', 'fraud', 'scorer'));
  expect(id).not.toBe(workloadId(scopeOfPath('folder:a', 'x.yaml'), 'apps/Deployment', 'fraud', 'scorer'));
  expect(scopeOfPath('folder:a', 'b/x.yaml')).toBe('path:folder:a/b/x.yaml');
  expect(() => workloadId('cluster:a', 'Pod', 'n\u0001', 'x')).toThrow(RangeError);
  expect(() => scopeOfCluster('\u0001')).toThrow(RangeError);
});

describe('canonicalJson', () => {
  it.each([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [
      [1e21, 1e-7, -0, 0.1, 333333333.33333329, 4.5, 2e-3, 1e23],
      '[1e+21,1e-7,0,0.1,333333333.3333333,4.5,0.002,1e+23]',
    ],
    ['\u20ac$\u000f\nA\'B"\\/\u2028', '"€$\\u000f\\nA\'B\\"\\\\/\u2028"'],
    [
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 },
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
    [{}, '{}'],
  ])('%#', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([
    undefined,
    NaN,
    Infinity,
    1n,
    () => 1,
    Symbol('x'),
    '\ud800',
    { '\ud800': 1 },
    { a: undefined },
    [undefined],
    new Array(1),
    new Date(0),
    new Map(),
  ])('refuses what is not JSON: %#', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('refuses what is too deep', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => canonicalJson(cycle)).toThrow(RangeError);
  });

  it('does not depend on member order, and reads back to the same value', () => {
    const json = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), json), (members) => {
        const entries = Object.entries(members);
        const forwards = canonicalJson(Object.fromEntries(entries));
        expect(canonicalJson(Object.fromEntries(entries.reverse()))).toBe(forwards);
        expect(canonicalJson(JSON.parse(forwards))).toBe(forwards);
      }),
    );
  });
});

describe('nearest', () => {
  const names = ['torch', 'torchvision', 'numpy', 'tensorflow', 'transformers', 'touch'];

  it('offers the closest names first', () => {
    expect(nearest('troch', names)).toEqual(['torch']);
    expect(nearest('tirch', names)).toEqual(['torch']);
    expect(nearest('trasnformers', names)).toEqual(['transformers']);
    expect(nearest('Torch', names, 1)).toEqual(['torch']);
    expect(nearest('torch', names)).toEqual(['torch', 'touch']);
    expect(nearest('xyz', names)).toEqual([]);
    expect(nearest('', names)).toEqual([]);
  });

  it('does not depend on the order of the candidates', () => {
    fc.assert(
      fc.property(fc.string(), fc.shuffledSubarray(names, { minLength: names.length }), (text, shuffled) => {
        expect(nearest(text, shuffled)).toEqual(nearest(text, names));
      }),
    );
  });
});
