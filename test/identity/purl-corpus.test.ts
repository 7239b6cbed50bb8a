import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildPurl, formatPurl, parsePurl } from '../../schema/identity/purl.ts';

const CASES = 586;

const parts = z.object({
  type: z.string().nullish(),
  namespace: z.string().nullish(),
  name: z.string().nullish(),
  version: z.string().nullish(),
  qualifiers: z.record(z.string(), z.string()).nullish(),
  subpath: z.string().nullish(),
});
const suite = z.object({
  tests: z.array(
    z.object({
      description: z.string(),
      test_type: z.enum(['parse', 'build', 'validate', 'roundtrip']),
      input: z.union([z.string(), parts]),
      expected_output: z.union([z.string(), parts]).nullish(),
      expected_failure: z.boolean(),
    }),
  ),
});
type Case = z.infer<typeof suite>['tests'][number];
type Parts = z.infer<typeof parts>;

function corpusFolder(): string | undefined {
  const named = process.env['PROVGRAPH_CORPORA'];
  const folder = named ?? join(import.meta.dirname, '../../../shared/corpora');
  const tests = join(folder, 'purl-spec', 'tests');
  if (existsSync(tests)) return tests;
  if (named !== undefined) throw new Error(`PROVGRAPH_CORPORA is set, but ${tests} does not exist`);
  return undefined;
}

function readCases(folder: string): { file: string; cases: Case[] }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, cases: suite.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))).tests }));
}

function withNulls(input: Parts) {
  return {
    type: input.type ?? null,
    namespace: input.namespace ?? null,
    name: input.name ?? null,
    version: input.version ?? null,
    qualifiers: { ...input.qualifiers },
    subpath: input.subpath ?? null,
  };
}

/** What the case's operation gives: the parts for `parse`, the canonical text for the others. */
function run({ test_type: kind, input }: Case): unknown {
  if (typeof input !== 'string') return formatPurl(buildPurl(withNulls(input)));
  if (kind !== 'parse') return formatPurl(parsePurl(input));
  const purl = parsePurl(input, 'strict');
  return { ...purl, qualifiers: { ...purl.qualifiers } };
}

const folder = corpusFolder();
if (folder === undefined)
  console.warn('SKIPPED: the purl-spec corpus was not found; name its folder in PROVGRAPH_CORPORA');

describe.skipIf(folder === undefined)('the official purl test cases', () => {
  const files = folder === undefined ? [] : readCases(folder);

  it(`are ${CASES}`, () => {
    expect(files.reduce((sum, { cases }) => sum + cases.length, 0)).toBe(CASES);
  });

  describe.each(files)('$file', ({ cases }) => {
    it.each(cases.map((one, index) => ({ ...one, index })))('$index $test_type: $description', (one) => {
      if (one.expected_failure) {
        expect(() => run(one)).toThrow();
        return;
      }
      const expected = one.expected_output;
      const wanted = typeof expected === 'object' && expected !== null ? withNulls(expected) : expected;
      expect(run(one)).toEqual(wanted);
    });
  });
});
