import { describe, expect, test } from 'vitest';
import { brokenText, parseJson, readMembers, twinPlaces } from '../../ingest/json/index.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Each `~` becomes one byte that is no UTF-8. */
const broken = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll('~', '\xe9'), 'latin1'));

describe('members that stand twice', () => {
  test.each([
    ['none', '{"a":{"b":1},"c":[{"b":1},{"b":2}]}', []],
    ['in an object', '{"a":{"b":1,"b":2}}', ['/a/b']],
    ['in a list', '{"a":[{},{"b":1,"c":[],"b":{}}]}', ['/a/1/b']],
    ['spelled otherwise', String.raw`{"a":{"b/":1,"\u0062\/":2}}`, ['/a/b~1']],
    ['behind an object of its own', '{"a":{"b":{"c":1},"b":{"c":2}}}', ['/a/b']],
    ['three times, which is one place', '{"a":{"b":1,"b":2,"b":3}}', ['/a/b']],
    ['beside colons and brackets in texts', '{"a":{"x":"\\":{[","b":":","b":"}"}}', ['/a/b']],
    ['in a list of lists', '[[[{"b":1,"b":2}]],7]', ['/0/0/0/b']],
    ['called like what every object has', '{"a":{"__proto__":1,"__proto__":2,"constructor":3}}', ['/a/__proto__']],
  ])('%s', (_, text, places) => {
    const bytes = bytesOf(text);
    parseJson(bytes);
    expect(twinPlaces(bytes)).toEqual(places);
  });

  test('are found alike where a document is read in slices', () => {
    const bytes = bytesOf('\ufeff{"list":[{"a":1},{"a":1,"a":2}],"one":{"b":1,"b":2}}');
    const members = readMembers(bytes, { arrays: ['list'] }, 0);
    members?.each('list', () => undefined);
    expect(twinPlaces(bytes)).toEqual(['/list/1/a', '/one/b']);
  });

  test('in the outermost object are refused', () => {
    expect(() => parseJson(bytesOf('{"a":1,"\\u0061":2}'))).toThrow(/has the member "a" twice/u);
    expect(() => readMembers(bytesOf('{"a":1,"a":2}'), { arrays: [] }, 0)).toThrow(/has the member "a" twice/u);
    const manyBefore = `{"x":[${Array.from({ length: 101 }, () => '{"b":1,"b":2}').join()}],"a":1,"a":2}`;
    expect(() => parseJson(bytesOf(manyBefore))).toThrow(/has the member "a" twice/u);
  });
});

describe('text that is no UTF-8', () => {
  test.each([
    ['none', '{"a":"é"}', []],
    ['a text', '{"a":["x","~"]}', ['/a/1']],
    ['the name of a member and what it holds', '{"~":{"b":"~"}}', ['/\ufffd', '/\ufffd/b']],
    ['a text behind an escaped quote', String.raw`{"a":"\"~"}`, ['/a']],
    ['lines of what is no JSON', 'a: 1\nb: ~\nc: ~', ['line 2', 'line 3']],
  ])('%s', (name, text, places) => {
    expect(brokenText(name === 'none' ? bytesOf(text) : broken(text))).toEqual(places);
  });
});
