import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- the page is plain JavaScript, checked by a project of its own
import { textAt as untyped } from '../../src/web/document-text.js';

const textAt = untyped as (text: string, at: string) => { lines: string[]; from: number; to: number };
const at = (text: string, pointer: string): string => {
  const { lines, from, to } = textAt(text, pointer);
  return from === -1 ? 'not there' : lines.slice(from, to + 1).join('\n');
};

describe('a document as text', () => {
  const text = '{"a":{"b/c":[1,{"x~y":"1.0e400"},[]]},"0":{},"big":12345678901234567890}';

  test.each([
    ['/a/b~1c/1/x~0y', '        "x~y": "1.0e400"'],
    ['/a/b~1c/1', '      {\n        "x~y": "1.0e400"\n      },'],
    ['/a/b~1c/2', '      []'],
    ['/a/b~1c/0', '      1,'],
    ['/0', '  "0": {},'],
    ['/big', '  "big": 12345678901234567890'],
    ['/a/b~1c/3', 'not there'],
    ['/a/b', 'not there'],
    ['/b~1c', 'not there'],
  ])('has the place %s', (pointer, expected) => {
    expect(at(text, pointer)).toBe(expected);
  });

  test('is laid out with every value as JSON.stringify would', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const laidOut = textAt(text, '').lines.join('\n');
        expect(laidOut).toBe(JSON.stringify(JSON.parse(text), null, 2));
      }),
    );
  });

  test('may nest as deep as it likes', () => {
    const depth = 5_000;
    expect(textAt(`${'['.repeat(depth)}${']'.repeat(depth)}`, '/0/0').from).toBe(2);
  });

  test('that is no JSON is shown as it came, with a line where one is named', () => {
    expect(textAt('a: 1\nb: 2\n', '/b')).toEqual({ lines: ['a: 1', 'b: 2', ''], from: -1, to: -1 });
    expect(textAt('a: 1\r\nb: 2', 'line 2')).toEqual({ lines: ['a: 1', 'b: 2'], from: 1, to: 1 });
    expect(textAt('a', '7').from).toBe(-1);
  });
});
