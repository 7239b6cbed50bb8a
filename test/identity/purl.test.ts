import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPurl, formatPurl, parsePurl, PurlError } from '../../schema/identity/index.ts';
import { PURL_TYPES } from '../../schema/identity/purl-types.ts';

function canonical(text: string): string | undefined {
  try {
    return formatPurl(parsePurl(text));
  } catch (error) {
    if (error instanceof PurlError) return undefined;
    throw error;
  }
}

const fragment = fc.oneof(
  fc.constantFrom('/', '@', '?', '#', '&', '=', '%', '%2F', '%40', '%2f%2F', '..', ':', '+', 'a', 'B_', 'é', 'İ', 'ß'),
  fc.string({ maxLength: 4 }),
);

describe('parsePurl and formatPurl', () => {
  it('are idempotent, and throw nothing but PurlError', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PURL_TYPES.keys(), 'unknown'),
        fc.array(fragment, { maxLength: 12 }),
        (type, rest) => {
          const once = canonical(`pkg:${type}/${rest.join('')}`);
          if (once === undefined) return;
          expect(canonical(once)).toBe(once);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('give back the parts that were built', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter((part) => !/[\p{Cc}\p{Cs}]/u.test(part));
    fc.assert(
      fc.property(text, text, text, (name, version, value) => {
        const purl = buildPurl({ type: 'unregistered', name, version, qualifiers: { key: value } });
        expect(parsePurl(formatPurl(purl))).toEqual(purl);
      }),
    );
  });

  it.each([
    ['pkg:npm/foo@1.0?constructor=x&__proto__=y', 'pkg:npm/foo@1.0?__proto__=y&constructor=x'],
    ['pkg:npm/foo?a=&b', 'pkg:npm/foo'],
    ['pkg:npm/foo?a=1&a=1', 'pkg:npm/foo?a=1'],
    ['pkg:generic/a?download_url=https://h/x?y=1', 'pkg:generic/a?download_url=https:%2F%2Fh%2Fx%3Fy%3D1'],
    ['pkg:github/Org/Repo@refs/heads/main', 'pkg:github/org/repo@refs%2Fheads%2Fmain'],
    ['pkg:npm/foo#a/./../b//c', 'pkg:npm/foo#a/b/c'],
    ["pkg:npm/it's(1)*!", 'pkg:npm/it%27s%281%29%2A%21'],
    ['pkg:git/Host/a//b/', 'pkg:git/host/a/b'],
  ])('%s → %s', (text, expected) => {
    expect(formatPurl(parsePurl(text))).toBe(expected);
  });

  it.each([
    ['npm/foo', 'scheme'],
    ['pkg:3d/foo', 'type'],
    ['pkg:npm/foo?a=1&a=2', 'qualifiers'],
    ['pkg:npm/foo?a%20b=1', 'qualifiers'],
    ['pkg:npm/foo%', 'name'],
    ['pkg:npm/foo@%ff', 'version'],
    ['pkg:npm/foo#%e0', 'subpath'],
    ['pkg:npm/a b', 'purl'],
    ['pkg:vcpkg/boost/asio', 'namespace'],
  ])('%s is wrong in its %s', (text, part) => {
    expect(() => parsePurl(text)).toThrow(expect.objectContaining({ name: 'PurlError', part }));
  });

  it('refuses parts that cannot be written', () => {
    expect(() => buildPurl({ type: 'npm', name: 'a\u0000' })).toThrow(PurlError);
    expect(() => buildPurl({ type: 'npm', name: '\ud800' })).toThrow(PurlError);
    expect(() => buildPurl({ type: 'npm', name: 'a', qualifiers: { a: '1', A: '2' } })).toThrow(PurlError);
  });
});
