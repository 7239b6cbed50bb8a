import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../ingest/failure.ts';
import { readMembers } from '../../ingest/json/index.ts';
import { isObject } from '../../ingest/json/index.ts';
import { FORMATS } from '../../ingest/formats/index.ts';
import { recognise } from '../../ingest/recognise.ts';
import { documentOf, goldenCases } from './golden-cases.ts';
import { outcomeOf } from './reading-json.ts';

const LAZY = { arrays: ['components', 'packages'], objects: ['sbom'] };
/** Golden cases that use every member that is read, and the ways in which a document may fail. */
const CASES =
  /^(cyclonedx|spdx)-json\/(real-syft-dir|odd-|byte-order|cut-off|too-deep|version-last|dangling|github|version-2\.1|nested)/;
/** More than is parsed at once. */
const PADDING = Buffer.alloc(33 * 1024 * 1024, ' ');

/** What a caller can see of the members of a document, or the code of the failure. */
function seen(bytes: Uint8Array, whole: number): unknown {
  try {
    const members = readMembers(bytes, LAZY, whole);
    if (members === undefined) return 'no object';
    const elements: unknown[] = [];
    const arrays = ['components', 'packages'].map((key) =>
      members.each(key, (element, index) => elements.push([key, index, element])),
    );
    const inner = members.inner('sbom');
    inner?.each('packages', (element) => elements.push(element));
    return { elements, arrays, other: members.value('other'), has: members.has('sbom'), inner: inner?.value('name') };
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
}

const value = fc.jsonValue({ maxDepth: 4 });
const arrayOfValues = fc.array(value, { maxLength: 5 });
const bom = fc.record(
  {
    components: fc.oneof(arrayOfValues, value),
    packages: arrayOfValues,
    other: value,
    sbom: fc.oneof(value, fc.record({ packages: arrayOfValues, name: value })),
  },
  { requiredKeys: [] },
);
const spaced = fc.tuple(bom, fc.constantFrom(undefined, 1, '\t'), fc.constantFrom('', '\uFEFF', ' \r\n'));

describe('a document that is read in slices reads as one that is parsed whole', () => {
  test('for any members', () => {
    fc.assert(
      fc.property(spaced, ([document, indent, before]) => {
        const bytes = Buffer.from(before + JSON.stringify(document, undefined, indent));
        expect(seen(bytes, 0)).toEqual(seen(bytes, Infinity));
      }),
      { numRuns: 400 },
    );
  });

  test('for any damage', () => {
    const damage = fc.tuple(
      spaced,
      fc.nat(),
      fc.constantFrom('', ',', ']', '}', '[', '{', '"', '\\', ':', '1', 'x', '\uFEFF'),
      fc.nat(2),
    );
    fc.assert(
      fc.property(damage, ([[document, indent, before], position, text, removed]) => {
        const written = before + JSON.stringify(document, undefined, indent);
        const at = position % (written.length + 1);
        const bytes = Buffer.from(written.slice(0, at) + text + written.slice(at + removed));
        expect(seen(bytes, 0)).toEqual(seen(bytes, Infinity));
      }),
      { numRuns: 2_000 },
    );
  });

  test('for a member that is there twice: one of them would be lost', () => {
    for (const text of [
      '{"components":[1],"other":1,"components":[2,3]}',
      '{"components":[1,],"components":[2]}',
      '{"components":[1],"c\\u006fmponents" : [2]}',
    ]) {
      const bytes = Buffer.from(text);
      expect([seen(bytes, 0), seen(bytes, Infinity)]).toEqual(['MALFORMED', 'MALFORMED']);
    }
  });

  const cases = goldenCases().filter(({ name }) => CASES.test(name));
  test.each(cases)('$name', ({ document }) => {
    const format = recognise(FORMATS, document.bytes);
    const whole = outcomeOf(format ?? never(), document);
    const padded = documentOf(Buffer.concat([document.bytes, PADDING]));
    const sliced = outcomeOf(format ?? never(), padded);
    const text = JSON.stringify(sliced).replaceAll(padded.digest, document.digest);
    if (isObject(sliced) && 'failure' in sliced) expect(codeOf(sliced)).toBe(codeOf(whole));
    else expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(whole)));
  });
});

function codeOf(outcome: unknown): unknown {
  const failure = isObject(outcome) ? outcome['failure'] : undefined;
  return isObject(failure) ? failure['code'] : undefined;
}

function never(): never {
  throw new Error('no format recognises this golden case');
}
