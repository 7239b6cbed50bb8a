import { describe, expect, test } from 'vitest';
import { Failure } from '../../ingest/failure.ts';
import { cyclonedxJson } from '../../ingest/formats/cyclonedx/cyclonedx.ts';
import { spdxJson } from '../../ingest/formats/spdx/spdx.ts';
import { parseJson, readMembers } from '../../ingest/json/index.ts';
import { stringEnd, valueEnd } from '../../ingest/json/scan.ts';
import { documentOf } from './golden-cases.ts';

function cyclonedx(members: object): Uint8Array {
  return Buffer.from(JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', ...members }));
}

function codeOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.code;
    throw error;
  }
}

describe('what costs a reader more than it costs its writer', () => {
  test('five million nested arrays are refused', () => {
    const depth = 5_000_000;
    const bytes = Buffer.from(`{"bomFormat":"CycloneDX","components":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    expect(codeOf(() => parseJson(bytes))).toBe('TOO_DEEP');
    expect(codeOf(() => readMembers(bytes, { arrays: [] }, 0))).toBe('TOO_DEEP');
    expect(codeOf(() => readMembers(bytes, { arrays: ['components'] }, 0))).toBe('TOO_DEEP');
  });

  test('brackets in strings are no depth, and do not hide it', () => {
    const closing = Buffer.from(`["${']'.repeat(500)}",${'["]",'.repeat(150)}1${']'.repeat(150)}]`);
    expect(codeOf(() => parseJson(closing))).toBeUndefined();
    const deep = Buffer.from(`${'["]\\"]",'.repeat(201)}1${']'.repeat(201)}`);
    expect(codeOf(() => parseJson(deep))).toBe('TOO_DEEP');
  });

  test('many elements with one id, all of which depend on it, make no square of pairs', () => {
    const components = Array.from({ length: 20_000 }, (_, i) => ({ 'bom-ref': 'x', purl: `pkg:npm/p${i}@1` }));
    const dependencies = Array.from({ length: 20_000 }, () => ({ ref: 'x', dependsOn: ['x'] }));
    const { inventory } = cyclonedxJson.read(documentOf(cyclonedx({ components, dependencies })));
    expect(inventory?.components.length).toBe(20_000);
    expect(inventory?.dependencies.length).toBeLessThanOrEqual(20_000);
  });

  test('a package with thousands of purls', () => {
    const externalRefs = Array.from({ length: 5_000 }, (_, i) => ({
      referenceType: 'purl',
      referenceLocator: `pkg:npm/p${i}@1`,
    }));
    const relationship = {
      spdxElementId: 'SPDXRef-p',
      relationshipType: 'DEPENDS_ON',
      relatedSpdxElement: 'SPDXRef-p',
    };
    const document = {
      spdxVersion: 'SPDX-2.3',
      SPDXID: 'SPDXRef-DOCUMENT',
      packages: [{ SPDXID: 'SPDXRef-p', name: 'p', externalRefs }],
      relationships: Array.from({ length: 1_000 }, () => relationship),
    };
    const { inventory } = spdxJson.read(documentOf(Buffer.from(JSON.stringify(document))));
    expect(inventory?.components.length).toBe(5_000);
    expect(inventory?.dependencies.length).toBeLessThanOrEqual(1_000);
  });

  test('the end of a string is found whatever its length and its escapes', () => {
    for (const text of [
      '',
      'a',
      '\\',
      '"',
      '\\"',
      'x'.repeat(255),
      `${'x'.repeat(254)}"`,
      `${'\\'.repeat(301)}"y`,
      'é'.repeat(400),
    ]) {
      const bytes = Buffer.from(`${JSON.stringify(text)},`);
      expect(stringEnd(bytes, 0)).toBe(bytes.length - 2);
      expect(valueEnd(bytes, 0)).toBe(bytes.length - 1);
      for (let cut = 1; cut < bytes.length - 2; cut++) expect(stringEnd(bytes.subarray(0, cut), 0)).toBe(cut);
    }
  });
});
