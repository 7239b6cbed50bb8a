import { describe, expect, test } from 'vitest';
import type { Tool } from '../../ingest/formats/generators.ts';
import { generatorOf } from '../../ingest/formats/generators.ts';

function tool(name: string | null, version: string | null = '1.0.0', vendor: string | null = null): Tool {
  return { vendor, name, version };
}

function catalogues(tools: readonly Tool[], isImage: boolean): string {
  return generatorOf(tools, isImage).catalogues.join(' ');
}

describe('what a generator is known to catalogue', () => {
  test('no tool, no claim', () => {
    expect(generatorOf([], true)).toEqual({ generator: null, catalogues: [] });
    expect(generatorOf([tool('hand', null)], true)).toEqual({ generator: 'hand', catalogues: [] });
  });

  test.each([
    ['syft', '1.57.0', true, 'alpm apk composer deb gem golang maven npm nuget pypi rpm'],
    ['syft', 'v1.14.0', true, 'alpm apk composer deb gem golang maven npm nuget pypi rpm'],
    ['syft', 'v1.14.0', false, ''],
    ['syft', '[not provided]', true, 'apk deb gem maven npm pypi rpm'],
    ['syft', '0.60.1', false, ''],
    ['trivy', '0.66.0', true, 'apk deb gem golang maven npm pypi rpm'],
    ['trivy', '0.66.0', false, ''],
    ['trivy', '0.74.0-cdx', true, 'apk deb rpm'],
    ['cdxgen', '12.8.4', true, ''],
    ['npm/cli', '11.19.1', true, ''],
    ['cyclonedx-npm', '6.0.1', true, ''],
    ['cyclonedx-gomod', '1.9.0', true, ''],
    ['CycloneDX Maven plugin', '2.7.9', true, ''],
    ['cyclonedx-py', '5.0.0', true, ''],
    ['sigs.k8s.io/bom/pkg/spdx', null, true, 'deb'],
    ['tern', '2.8.0', true, ''],
    ['GitHub.com-Dependency-Graph', null, false, ''],
  ])('%s %s, of an image: %s', (name, version, isImage, expected) => {
    expect(catalogues([tool(name, version)], isImage)).toBe(expected);
  });

  test('cargo and conda are never claimed: not every scanner that lists them finds what is installed', () => {
    for (const name of ['syft', 'trivy']) expect(catalogues([tool(name, '9.9.9')], true)).not.toMatch(/cargo|conda/);
  });

  test('a builder or a library beside a scanner changes nothing', () => {
    const tools = [tool('buildkit', 'v0.16.0'), tool('syft', '1.14.0')];
    expect(generatorOf(tools, true)).toEqual(generatorOf([tool('syft', '1.14.0')], true));
    expect(generatorOf([tool('npm', '11.19.1'), tool('cyclonedx-npm', '6.0.1', '@cyclonedx')], false)).toEqual({
      generator: 'cyclonedx-npm 6.0.1',
      catalogues: [],
    });
  });

  test('beside a tool that nobody knows nothing is claimed: it may have taken components away', () => {
    expect(catalogues([tool('syft', '1.14.0'), tool('acme-filter')], true)).toBe('');
  });

  test('a tool that is not named is one that nobody knows', () => {
    expect(generatorOf([tool(null, null), tool('syft', '1.14.0')], true)).toEqual({
      generator: 'syft 1.14.0',
      catalogues: [],
    });
    expect(generatorOf([tool(null)], true)).toEqual({ generator: null, catalogues: [] });
  });

  test('a tool that only sounds alike is not known', () => {
    for (const name of ['mysyft', 'syft-filter', 'not-trivy', 'cyclonedx-npm-lite', 'bom']) {
      expect(catalogues([tool(name)], true)).toBe('');
    }
  });
});
