import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExposureRow, PathHop } from '#queries';
import type { Estate } from '../../src/engines/index.ts';
// @ts-expect-error -- the page is plain JavaScript, checked by a project of its own
import { textAt as untyped } from '../../src/web/document-text.js';
import { ExampleStore } from '../server/example-store.ts';

const textAt = untyped as (text: string, at: string) => { lines: string[]; from: number; to: number };

let store: ExampleStore;
let estate: Estate;

beforeAll(async () => {
  store = new ExampleStore();
  await store.fill();
  estate = await store.open(false);
});
afterAll(async () => {
  await estate.close();
  store.remove();
});

/** What a hop is about, as a document would write it: a digest in hexadecimal, a package by name and version, a reference. */
function subjects({ from, to }: PathHop): string[][] {
  return [from, to].flatMap(({ kind, id, name }) => {
    if (kind === 'Artifact') return [[id.replace('sha256:', '')]];
    const [, , packageName = '', version = ''] = /^pkg:([^/]+)\/(.+)@(.+)$/u.exec(id) ?? [];
    if (kind === 'PackageVersion') return [[`"${packageName}"`, `"${version}"`]];
    return kind === 'Reference' ? [[name]] : [];
  });
}

async function highlighted(digest: string, at: string): Promise<string> {
  const bytes = await estate.bytes(digest);
  if (bytes === null) return 'the bytes are not kept';
  const { lines, from, to } = textAt(new TextDecoder().decode(bytes), at);
  return from === -1 ? 'the place is not there' : lines.slice(from, to + 1).join('\n');
}

describe.each([
  ['deployed-models-using-package', { package: 'pkg:pypi/litellm', version: ['1.82.8'] }, 10],
  ['deployed-workloads-using-package', { package: 'pkg:pypi/litellm', version: ['1.82.8'] }, 11],
  ['artifacts-with-package', { package: 'pkg:pypi/litellm' }, 6],
])('%s', (question, parameters, count) => {
  test('every hop of every row opens at what it is about', async () => {
    const { rows } = await estate.ask({ question, parameters });
    expect(rows).toHaveLength(count);
    for (const { path } of rows) {
      for (const hop of path as ExposureRow['path']) {
        expect(hop.evidence.length).toBeGreaterThan(0);
        for (const { document, at, origin } of hop.evidence) {
          const text = await highlighted(document, at);
          const named = subjects(hop).some((words) => words.every((word) => text.includes(word)));
          expect({ origin, at, text, named }).toEqual({ origin, at, text, named: true });
        }
      }
    }
  });
});
