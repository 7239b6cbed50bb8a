import { describe, expect, it } from 'vitest';
import { foldVersion, pep440, versionMatches } from '../../schema/identity/index.ts';

describe('foldVersion', () => {
  it.each([
    ['deb', '1:2.0', '2.0'],
    ['debian', '1:2.0', '2.0'],
    ['rpm', '2:3.4-5.el9', '3.4-5.el9'],
    ['alpm', '1:0.47.4-4', '0.47.4-4'],
    ['apk', '1.2.4-r1', '1.2.4-r1'],
    ['npm', 'v1.2.3', '1.2.3'],
    ['npm', 'vista', 'vista'],
    ['golang', 'v1.2.3', 'v1.2.3'],
    ['pypi', '1!2.0', '1!2.0'],
    ['oci', 'sha256:ab', 'sha256:ab'],
    ['deb', '1:', '1:'],
  ])('%s %s → %s', (type, version, folded) => {
    expect(foldVersion(type, version)).toBe(folded);
    expect(foldVersion(type, folded)).toBe(folded);
  });
});

it('pep440 splits at the local label', () => {
  expect(pep440('2.6.0+cu124')).toEqual({ base: '2.6.0', local: 'cu124' });
  expect(pep440('2.6.0')).toEqual({ base: '2.6.0', local: null });
  expect(pep440('2.6.0+')).toEqual({ base: '2.6.0', local: null });
});

describe('versionMatches', () => {
  it.each([
    ['pypi', '2.6.0', '2.6.0'],
    ['pypi', '2.6.0', '2.6.0+cu124'],
    ['pypi', '2.6', '2.6.0+cu124'],
    ['pypi', '2.6.0+CU124', '2.6.0+cu124'],
    ['pypi', '1.0+ubuntu-1', '1.0+ubuntu.1'],
    ['pypi', '2.0', '1!2.0'],
    ['pypi', '2.0', '1!2.0+x'],
    ['pypi', 'V1.0', '1.0'],
    ['pypi', '1.0-RC_1', '1.0rc1'],
    ['pypi', '1.0.alpha', '1.0a0'],
    ['pypi', '1.0-1', '1.0.post1'],
    ['pypi', '1.0.dev', '1.0.dev0'],
    ['pypi', '01.02', '1.2.0'],
    ['pypi', 'not a version', 'NOT A VERSION'],
    ['conda', '1.0', '1.0.0'],
    ['npm', 'v1.2.3', '1.2.3'],
    ['npm', '1.2.3', '1.2.3+build.5'],
    ['golang', '1.2.3', 'v1.2.3'],
    ['golang', 'v2.0.0', 'v2.0.0+incompatible'],
    ['golang', 'go1.21.0', '1.21.0'],
    ['nuget', '13.0.1', '13.0.1.0'],
    ['maven', '1.0', '1.0.0'],
    ['deb', '2.0', '1:2.0'],
    ['deb', '2.0-1', '1:2.0-1'],
    ['deb', '1:2.0-1', '2.0-1'],
    ['deb', '2.0', '2.0-1ubuntu2'],
    ['deb', '1.0+dfsg', '1.0+dfsg-1'],
    ['deb', '1.0', '1.0+dfsg-1'],
    ['deb', '2.4.47-2', '2.4.47-2+b1'],
    ['deb', '2.4.47', '2.4.47-2+b1'],
    ['deb', '2.0-1', '2.0'],
    ['rpm', '1.1.1k', '1:1.1.1k-9.el8_7'],
    ['apk', '1.2.4', '1.2.4-r1'],
    ['alpine', '1.2.4', '1.2.4-r1'],
    ['alpm', '0.47.4', '1:0.47.4-4'],
    ['huggingface', 'ABCDEF', 'abcdef'],
  ])('%s: %s is %s', (type, requested, present) => {
    expect(versionMatches(type, requested, present)).toBe(true);
  });

  it.each([
    ['pypi', '2.6.0', '2.6.1'],
    ['pypi', '2.6.0+cpu', '2.6.0+cu124'],
    ['pypi', '2.6.0+cu124', '2.6.0'],
    ['pypi', '1!2.0', '2.0'],
    ['pypi', '1.0', '1.0rc1'],
    ['pypi', '1.0', '10'],
    ['npm', '1.2.3', '1.2.3-beta'],
    ['deb', '2.0-1', '2.0-2'],
    ['deb', '2.0', '2.0.1-1'],
    ['rpm', '1.1.1k-8.el8', '1.1.1k-9.el8'],
    ['apk', '1.2.4-r0', '1.2.4-r1'],
    ['golang', 'v1.2.3', 'v1.2.4'],
  ])('%s: %s is not %s', (type, requested, present) => {
    expect(versionMatches(type, requested, present)).toBe(false);
  });

  it('answers at once for a hostile text', () => {
    const hostile = `1${'.0'.repeat(50_000)}!`;
    expect(versionMatches('pypi', hostile, `${hostile}x`)).toBe(false);
    expect(versionMatches('pypi', '1'.repeat(199), `1.${'1.'.repeat(98)}x`)).toBe(false);
  });
});
