import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../ingest/formats/index.ts';
import { scanHead } from '../../ingest/head.ts';
import { LIMITS } from '../../ingest/limits.ts';
import { recognise } from '../../ingest/recognise.ts';
import { documentOf } from './golden-cases.ts';
import { outcomeOf } from './reading-json.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const beyondTheHead = 'x'.repeat(2 * LIMITS.headBytes);

describe('the head of a document', () => {
  test.each([
    ['an object', '{"a":1}\n', 'json'],
    ['an object cut off', '{"a":[1,', 'json'],
    ['two objects on two lines', '{"a":1}\n{"b":2}', 'json-lines'],
    ['two objects, carriage returns and blank lines', '{"a":1} \r\n\r\n {"b":2}', 'json-lines'],
    ['two objects on one line', '{"a":1} {"b":2}', 'json'],
    ['an object and a note', '{"a":1}\nend', 'json'],
    ['an object of many lines', '{\n"a":{\n}\n}\n', 'json'],
    ['a first line longer than the head', `{"a":["${beyondTheHead}"]}\n{"b":2}`, 'json-lines'],
    ['a first line of many short values', `{"a":[${'1,'.repeat(LIMITS.headBytes)}1]}\n{"b":2}`, 'json-lines'],
    ['an array', '[{"a":1}]', 'text'],
    ['nothing', '', 'text'],
    ['a zero byte', '{"a":"\u0000"}', 'binary'],
  ])('%s', (_, text, shape) => {
    expect(scanHead(bytesOf(text)).shape).toBe(shape);
  });

  test('keys of the first level, strings with their value', () => {
    const { keys } = scanHead(
      bytesOf('\ufeff { "a\\u0062" : "x\\"y", "n" : 1, "o": {"in":"ner","p":["q"]}, "l": "z" }'),
    );
    expect([...keys]).toEqual([
      ['ab', 'x"y'],
      ['n', null],
      ['o', null],
      ['l', 'z'],
    ]);
  });

  test('a key behind a long string is seen, one behind a long list is not', () => {
    expect(scanHead(bytesOf(`{"payload":"${beyondTheHead}","payloadType":"t"}`)).keys.get('payloadType')).toBe('t');
    expect(scanHead(bytesOf(`{"list":[${'1,'.repeat(LIMITS.headBytes)}1],"late":"t"}`)).keys.has('late')).toBe(false);
  });
});

test('a document that says to be two things is recognised, and fails with both names', () => {
  const bytes = bytesOf(
    '{"_type":"https://in-toto.io/Statement/v1","predicateType":"x","payloadType":"y","payload":"e30="}',
  );
  const format = recognise(FORMATS, bytes);
  if (format === undefined) throw new Error('not recognised');
  expect(outcomeOf(format, documentOf(bytes))).toEqual({
    failure: {
      code: 'MALFORMED',
      message: 'The document says of itself that it is dsse and in-toto at once.',
      at: '',
    },
  });
});
