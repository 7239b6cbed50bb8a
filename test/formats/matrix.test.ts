import { describe, expect, test } from 'vitest';
import type { Document } from '../../ingest/format.ts';
import { FORMATS } from '../../ingest/formats/index.ts';
import { formatsOf } from '../../ingest/recognise.ts';
import { documentOf, documentsBelow, goldenCases } from './golden-cases.ts';

const cases = goldenCases();
const unrecognised = documentsBelow('test/golden/unrecognised');
const estate = [...documentsBelow('examples/estate/documents'), ...documentsBelow('examples/estate/clusters')];

const namesOf = ({ bytes }: Document): string[] => formatsOf(FORMATS, bytes).map(({ name }) => name);

describe('of a document exactly one format says yes', () => {
  test('names are distinct', () => {
    expect(new Set(FORMATS.map(({ name }) => name)).size).toBe(FORMATS.length);
  });

  test.each(cases)('$name', ({ format, document }) => {
    expect(namesOf(document)).toEqual([format]);
  });

  test.each(cases)('$name, its keys in reverse order', ({ format, document }) => {
    const reversed = withKeysReversed(document.bytes);
    if (reversed !== undefined) expect(namesOf(reversed)).toEqual([format]);
  });

  test.each(cases)('what is inside $name: at most one', ({ format: name, document }) => {
    const format = FORMATS.find((candidate) => candidate.name === name);
    for (const { bytes, at } of innerOf(() => format?.read(document).inner)) {
      expect(namesOf(documentOf(bytes)).length, at).toBeLessThanOrEqual(1);
    }
  });

  test.each(estate)('$name', ({ document }) => {
    expect(namesOf(document).length).toBeLessThanOrEqual(1);
  });

  test('in the example estate only the configuration of a model artifact is none of ours', () => {
    const strange = estate.filter(({ document }) => namesOf(document).length === 0).map(({ name }) => name);
    expect(strange.filter((name) => !/\/registry\/models\/.*\.config\.json$/.test(name))).toEqual([]);
  });
});

describe('of anything else none says yes', () => {
  test('there are such documents', () => {
    expect(unrecognised.length).toBeGreaterThan(0);
  });

  test.each(unrecognised)('$name', ({ document }) => {
    expect(namesOf(document)).toEqual([]);
  });
});

/** The same JSON object with its members the other way round, or undefined for what is no JSON object. */
function withKeysReversed(bytes: Uint8Array): Document | undefined {
  const value = jsonOf(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const reversed = Object.fromEntries(Object.entries(value).reverse());
  const text = JSON.stringify(reversed);
  return text.length > 60_000 ? undefined : documentOf(new TextEncoder().encode(text));
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Not JSON: the order of keys is no question then.
    return undefined;
  }
}

function innerOf<Inner>(read: () => readonly Inner[] | undefined): readonly Inner[] {
  try {
    return read() ?? [];
  } catch {
    // What such a document fails with is the golden test's to say.
    return [];
  }
}
