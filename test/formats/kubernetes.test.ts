import { canonicalJson, sha256Of } from '#schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { Failure } from '../../ingest/failure.ts';
import { kubernetes } from '../../ingest/formats/kubernetes/index.ts';
import { scanHead } from '../../ingest/head.ts';
import type { Reading } from '../../ingest/reading.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): Reading => kubernetes.read({ bytes: bytesOf(text), digest: sha256Of(text) });
const isOurs = (text: string): boolean => kubernetes.recognises(scanHead(bytesOf(text)));
const innerDigests = (text: string): string[] => read(text).inner.map(({ bytes }) => sha256Of(bytes));

function failureOf(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof Failure) return `${error.code} ${error.at}`;
    throw error;
  }
  return 'none';
}

const holdsNoMergeKey = (value: unknown): boolean => !JSON.stringify(value).includes('"<<"');
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
const pods = fc.array(
  fc.record({
    apiVersion: fc.constant('v1'),
    kind: fc.constant('Pod'),
    metadata: fc.record({ name, labels: fc.dictionary(name, fc.string({ unit: 'grapheme' })) }),
    // A plain `<<` is a merge in YAML, and the library that writes it here does not quote it.
    spec: fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }).filter(holdsNoMergeKey)),
  }),
  { minLength: 1, maxLength: 4 },
);

type Pod = typeof pods extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

/** What the API shows and kubectl hides. */
const withManagedFields = (pod: Pod): object => ({
  ...pod,
  metadata: { ...pod.metadata, managedFields: [{ manager: 'kubectl' }] },
});

describe('one object has one digest, however it is written', () => {
  test('List, typed list, single file, YAML and JSON', () => {
    fc.assert(
      fc.property(pods, (objects) => {
        const expected = objects.map((object) => sha256Of(canonicalJson(object)));
        const list = { apiVersion: 'v1', kind: 'List', metadata: {}, items: objects };
        const untyped = objects.map(({ metadata, spec }) => ({ spec, metadata }));
        const typed = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: untyped };
        const shown = { ...list, items: objects.map(withManagedFields) };
        expect(innerDigests(JSON.stringify(list))).toEqual(expected);
        expect(innerDigests(JSON.stringify(typed, null, 2))).toEqual(expected);
        expect(innerDigests(JSON.stringify(shown))).toEqual(expected);
        expect(innerDigests(stringify(list, { version: '1.1' }))).toEqual(expected);
        expect(innerDigests(stringify(typed, { aliasDuplicateObjects: false }))).toEqual(expected);
        expect(innerDigests(objects.map((object) => `---\n${stringify(object)}`).join(''))).toEqual(expected);
        expect(objects.flatMap((object) => innerDigests(`${JSON.stringify(object, null, 1)}\n`))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  test('the canonical form is read as the object, and nothing else is', () => {
    fc.assert(
      fc.property(pods, ([object]) => {
        const canonical = canonicalJson(object);
        expect(read(canonical)).toMatchObject({ inner: [], claims: [{ edge: 'STATES', from: sha256Of(canonical) }] });
        for (const other of [`${canonical}\n`, `\ufeff${canonical}`, JSON.stringify(object, null, 2)]) {
          const { claims, inner } = read(other);
          expect(claims).toEqual([]);
          expect(inner.map(({ bytes }) => sha256Of(bytes))).toEqual([sha256Of(canonical)]);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('what is recognised', () => {
  test.each([
    '{"apiVersion":"v1","items":[]}',
    '{"kind":"Pod","apiVersion":"v1"}',
    '{"apiVersion":"serving.kserve.io/v1beta1","kind":"InferenceService"}',
    'apiVersion: v1\nitems:\n- a\n',
    '# note\n---\nkind: Pod\napiVersion: "v1" # yes\n',
    'apiVersion: v1\r\nkind: List\r\n',
  ])('%j', (text) => {
    expect(isOurs(text)).toBe(true);
  });

  test.each([
    ['a chart', 'apiVersion: v2\nname: chart\nversion: 1.0.0\n'],
    ['a compose file', 'services:\n  web:\n    image: nginx\n    kind: x\n'],
    ['an entry of a Rekor log', '{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{}}'],
    ['an entry of a Rekor log with another version', '{"apiVersion":"v1","kind":"dsse","spec":{}}'],
    ['a statement', '{"_type":"https://in-toto.io/Statement/v1","subject":[]}'],
    ['an SBOM', '{"bomFormat":"CycloneDX","specVersion":"1.6"}'],
    ['a manifest', '{"schemaVersion":2,"config":{},"layers":[]}'],
    ['a text about them', 'An object has\n  apiVersion: v1\n  kind: Pod\n'],
    ['keys of two documents', 'apiVersion: v1\n---\nkind: Pod\n'],
  ])('not %s', (_, text) => {
    expect(isOurs(text)).toBe(false);
  });
});

describe('limits', () => {
  test('aliases that repeat much are refused before they are written out', () => {
    const long = 'x'.repeat(1_000_000);
    const aliases = Array.from({ length: 50 }, () => '*a').join(', ');
    expect(failureOf(`apiVersion: v1\nkind: Pod\na: &a ${long}\nb: [${aliases}]\n`)).toBe('TOO_LARGE line 4');
  });

  test('merge keys count as aliases do', () => {
    const merges = Array.from({ length: 101 }, () => '*a').join(', ');
    expect(failureOf(`apiVersion: v1\nkind: Pod\na: &a {x: y}\nb: {<<: [${merges}]}\n`)).toBe('TOO_LARGE line 4');
  });

  test.each(['[', '{a: ', '- ', '? '])('a million of %j is refused at once', (opening) => {
    const start = performance.now();
    const broken = `apiVersion: v1\nkind: Pod\nspec:\n  ${opening.repeat(1_000_000)}`;
    expect(failureOf(broken)).toBe('TOO_DEEP line 4');
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('many keys take no more than their number', () => {
    const keys = Array.from({ length: 50_000 }, (_, i) => `  k${i}: v\n`).join('');
    expect(read(`apiVersion: v1\nkind: Pod\nspec:\n${keys}`).inner).toHaveLength(1);
  });
});

describe('YAML that is no JSON', () => {
  const inObject = (line: string): string => `apiVersion: v1\nkind: Pod\n${line}\n`;
  test.each([
    ['a key that is a list', '[a]: b', 'MALFORMED line 3'],
    ['a key that is null', '~: b', 'MALFORMED line 3'],
    ['an unknown alias', 'a: *b', 'MALFORMED line 3'],
    ['a merge of a text', '<<: text', 'MALFORMED line 3'],
    ['a number that is not finite', 'a: .inf', 'MALFORMED document 1'],
    ['the same key as number and text', '{8080: a, "8080": b}: c', 'MALFORMED line 3'],
    ['a tab as indentation', 'a:\n\tb: c', 'MALFORMED line 4'],
  ])('%s', (_, line, expected) => {
    expect(failureOf(inObject(line))).toBe(expected);
  });

  test.each([
    ['8080: a', '8080', 'a'],
    ['true: a', 'true', 'a'],
    ['a: !custom text', 'a', 'text'],
    ['a: !!binary aGVsbG8=', 'a', 'aGVsbG8='],
    ['"<<": a', '<<', 'a'],
    ['__proto__: a', '__proto__', 'a'],
    ['a: 2026-05-01', 'a', '2026-05-01'],
    ['a: 0644', 'a', 420],
    ['a: 0899', 'a', 899],
    ['a: 18446744073709551615', 'a', 18446744073709552000],
  ])('%s', (line, key, value) => {
    const [inner] = read(inObject(line)).inner;
    const object: unknown = JSON.parse(new TextDecoder().decode(inner?.bytes));
    expect(Object.entries(object as object)).toContainEqual([key, value]);
  });
});
