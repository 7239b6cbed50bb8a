import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coordinateVersion,
  identifyPackage,
  normaliseName,
  parsePackageQuery,
  sourceCoordinate,
  versionQueryProblem,
} from '../../schema/identity/index.ts';

describe('identifyPackage', () => {
  it.each([
    // purl, packageVersion, name, groupName
    ['pkg:pypi/torch@2.6.0%2Bcu124', 'pkg:pypi/torch@2.6.0%2Bcu124', 'torch', 'torch'],
    ['pkg:PYPI/Typing_Extensions@4.0', 'pkg:pypi/typing-extensions@4.0', 'typing-extensions', 'typing-extensions'],
    ['pkg:pypi/zope.interface@v5.4', 'pkg:pypi/zope-interface@5.4', 'zope-interface', 'zope-interface'],
    ['pkg:npm/%40Angular/core@17.0.0', 'pkg:npm/%40angular/core@17.0.0', 'core', 'angular-core'],
    [
      'pkg:npm/@smithy/protocol-http@1.0.0',
      'pkg:npm/%40smithy/protocol-http@1.0.0',
      'protocol-http',
      'smithy-protocol-http',
    ],
    ['pkg:deb/debian/libstdc++6@12.2.0-14?arch=amd64', 'pkg:deb/libstdc%2B%2B6@12.2.0-14', 'libstdc++6', 'libstdc++6'],
    ['pkg:deb/debian/libstdc%2B%2B6@12.2.0-14', 'pkg:deb/libstdc%2B%2B6@12.2.0-14', 'libstdc++6', 'libstdc++6'],
    [
      'pkg:deb/debian/util-linux@1:2.38.1-5?distro=debian-12',
      'pkg:deb/util-linux@2.38.1-5',
      'util-linux',
      'util-linux',
    ],
    ['pkg:deb/debian/util-linux@1%3A2.38.1-5', 'pkg:deb/util-linux@2.38.1-5', 'util-linux', 'util-linux'],
    ['pkg:deb/ubuntu/util-linux@2.38.1-5?epoch=1', 'pkg:deb/util-linux@2.38.1-5', 'util-linux', 'util-linux'],
    ['pkg:deb/util-linux@2.38.1-5', 'pkg:deb/util-linux@2.38.1-5', 'util-linux', 'util-linux'],
    ['pkg:deb/debian/libc6:amd64@2.36-9', 'pkg:deb/libc6@2.36-9', 'libc6', 'libc6'],
    ['pkg:deb/debian/python3-torch@1.2-3', 'pkg:deb/python3-torch@1.2-3', 'python3-torch', 'python3-torch'],
    [
      'pkg:rpm/redhat/NetworkManager@1:1.40.0-1.el9',
      'pkg:rpm/networkmanager@1.40.0-1.el9',
      'networkmanager',
      'networkmanager',
    ],
    ['pkg:alpine/musl@1.2.4-r1', 'pkg:apk/musl@1.2.4-r1', 'musl', 'musl'],
    ['pkg:apk/alpine/musl@1.2.4-r1?arch=x86_64', 'pkg:apk/musl@1.2.4-r1', 'musl', 'musl'],
    [
      'pkg:alpm/arch/containers-common@1:0.47.4-4',
      'pkg:alpm/containers-common@0.47.4-4',
      'containers-common',
      'containers-common',
    ],
    [
      'pkg:golang/github.com/Masterminds/semver/v3@v3.2.1',
      'pkg:golang/github.com/masterminds/semver/v3@v3.2.1',
      'semver',
      'github-com-masterminds-semver-v3',
    ],
    ['pkg:golang/github.com%2Fx%2FY@v1.0.0', 'pkg:golang/github.com/x/y@v1.0.0', 'y', 'github-com-x-y'],
    ['pkg:golang/stdlib@1.21.0', 'pkg:golang/stdlib@1.21.0', 'stdlib', 'stdlib'],
    [
      'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar',
      'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
      'log4j-core',
      'org-apache-logging-log4j-log4j-core',
    ],
    [
      'pkg:huggingface/EleutherAI/gpt-neo-1.3B@797174552AE47F449AB70B684CABCB6603E5E85E',
      'pkg:huggingface/eleutherai/gpt-neo-1.3b@797174552ae47f449ab70b684cabcb6603e5e85e',
      'gpt-neo-1-3b',
      'eleutherai-gpt-neo-1-3b',
    ],
    ['pkg:huggingface/gpt2', 'pkg:huggingface/gpt2', 'gpt2', 'gpt2'],
    [
      'pkg:oci/Debian@sha256%3A244fd47e07d10?repository_url=docker.io/library/debian&tag=latest',
      'pkg:oci/debian@sha256:244fd47e07d10',
      'debian',
      'debian',
    ],
    ['pkg:gem/rack@v2.2.3', 'pkg:gem/rack@2.2.3', 'rack', 'rack'],
    ['pkg:nuget/Newtonsoft.Json@13.0.1', 'pkg:nuget/newtonsoft.json@13.0.1', 'newtonsoft-json', 'newtonsoft-json'],
    [
      'pkg:dotnet/Microsoft.AspNetCore.App@6.0.1',
      'pkg:dotnet/microsoft.aspnetcore.app@6.0.1',
      'microsoft-aspnetcore-app',
      'microsoft-aspnetcore-app',
    ],
    ['  pkg:npm/lodash  ', 'pkg:npm/lodash', 'lodash', 'lodash'],
  ])('%s', (purl, packageVersion, name, groupName) => {
    const identity = identifyPackage(purl);
    expect(identity).toMatchObject({ packageVersion, name, groupName });
    expect(coordinateVersion(identity?.coordinate ?? '', identity?.version ?? null)).toBe(packageVersion);
  });

  it('keeps what the coordinate leaves out on the exact purl', () => {
    expect(identifyPackage('pkg:alpine/musl@1.2.4-r1?distro=alpine-3.18&arch=x86_64')).toMatchObject({
      purl: 'pkg:alpine/musl@1.2.4-r1?arch=x86_64&distro=alpine-3.18',
      type: 'apk',
      coordinate: 'pkg:apk/musl',
      version: '1.2.4-r1',
    });
    expect(identifyPackage('pkg:deb/debian/attr@1:2.4.47-2%2Bb1')?.purl).toBe('pkg:deb/debian/attr@1:2.4.47-2%2Bb1');
  });

  it.each([
    ['pkg:deb/debian/libc6@2.36-9?upstream=glibc', 'pkg:deb/glibc'],
    ['pkg:deb/debian/libc6@2.36-9?upstream=glibc%402.36-8', 'pkg:deb/glibc'],
    ['pkg:deb/debian/libstdc%2B%2B6@12?upstream=gcc-12', 'pkg:deb/gcc-12'],
    ['pkg:deb/debian/bash@5.2?upstream=bash', null],
    ['pkg:deb/debian/bash@5.2', null],
    ['pkg:rpm/rhel/openssl-libs@1:1.1.1k-9.el8_7?upstream=openssl-1.1.1k-9.el8_7.src.rpm', 'pkg:rpm/openssl'],
    ['pkg:apk/alpine/libcrypto3@3.1.0-r4?upstream=openssl', 'pkg:apk/openssl'],
    ['pkg:alpine/libcrypto3@3.1.0-r4?upstream=openssl', 'pkg:apk/openssl'],
  ])('source of %s', (purl, source) => {
    expect(identifyPackage(purl)?.source).toBe(source);
  });

  it.each([
    '',
    'torch',
    'https://example.org/torch',
    'pkg:maven/',
    'pkg:npm',
    'pkg:generic/openssl@1.1.1',
    'pkg:none/openssl@1.1.1',
    "pkg:pypi/ipaddress ; python_version<'3.3'",
    'pkg:npm/bad%zzescape',
    'pkg:npm/nul%00byte',
    'pkg:npm/line\nbreak',
    'pkg:npm/\ud800',
    'pkg:swift/Alamofire@5.4.3',
    'pkg:pypi/namespace/torch',
    `pkg:npm/${'a'.repeat(9_000)}`,
  ])('is undefined for %j', (text) => {
    expect(identifyPackage(text)).toBeUndefined();
  });

  it('never throws, and gives keys without control characters', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string().map((text) => `pkg:npm/${text}`),
        ),
        (text) => {
          const identity = identifyPackage(text);
          if (identity !== undefined)
            expect(identity.packageVersion + identity.name + identity.groupName).not.toMatch(/\p{Cc}/u);
        },
      ),
    );
  });
});

it('sourceCoordinate aliases and encodes', () => {
  expect(sourceCoordinate('alpine', 'OpenSSL')).toBe('pkg:apk/openssl');
  expect(sourceCoordinate('deb', 'gtk+3.0')).toBe('pkg:deb/gtk%2B3.0');
});

describe('normaliseName', () => {
  it.each([
    ['Foo.Bar__baz', 'foo-bar-baz'],
    ['@angular/core', 'angular-core'],
    ['org.slf4j:slf4j-api', 'org-slf4j-slf4j-api'],
    ['libstdc++6', 'libstdc++6'],
    ['torch', 'torch'],
  ])('%s → %s', (name, normal) => {
    expect(normaliseName(name)).toBe(normal);
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(normaliseName(normaliseName(name))).toBe(normaliseName(name));
      }),
    );
  });
});

describe('parsePackageQuery', () => {
  it.each([
    ['pkg:pypi/torch', { kind: 'purl', type: 'pypi', coordinate: 'pkg:pypi/torch', version: null }],
    [
      'PKG:PyPI/Torch@2.6.0+cu124',
      { kind: 'purl', type: 'pypi', coordinate: 'pkg:pypi/torch', version: '2.6.0+cu124' },
    ],
    ['pkg:alpine/musl@1.2?arch=x', { kind: 'purl', type: 'apk', coordinate: 'pkg:apk/musl', version: '1.2' }],
    ['pkg:julia/Dates', { kind: 'purl', type: 'julia', coordinate: 'pkg:julia/dates', version: null }],
    ['pkg:npm/@angular/core', { kind: 'purl', type: 'npm', coordinate: 'pkg:npm/%40angular/core', version: null }],
    [
      'pkg:golang/git.sr.ht/~user/getopt',
      { kind: 'purl', type: 'golang', coordinate: 'pkg:golang/git.sr.ht/~user/getopt', version: null },
    ],
    [' Typing_Extensions ', { kind: 'name', name: 'typing-extensions' }],
    ['@angular/core', { kind: 'name', name: 'angular-core' }],
  ])('%s', (text, expected) => {
    expect(parsePackageQuery(text)).toEqual(expected);
  });

  it.each([
    ['', /empty/],
    ['---', /no name/],
    ['torch==2.6.0', /requirement/],
    ['torch>=2', /requirement/],
    ['torch[opt]', /requirement/],
    ['torch@2.6.0', /version/],
    ['a\u0001b', /control/],
    ['x'.repeat(600), /longer/],
    ['pkg:torch', /purl/],
    ['pkg:pypi/torch==2.6.0', /pypi/],
    ['pkg:npm/foo>=1', /npm/],
    ['pkg:npm/foo@^1.0.0', /range/],
    ['pkg:npm/foo@1.*', /range/],
    ['pkg:generic/openssl', /generic/],
    ['pkg:swift/Alamofire', /namespace/],
    ['pkg%3Apypi/torch', /scheme/],
  ])('refuses %j', (text, message) => {
    const query = parsePackageQuery(text);
    expect(query.kind).toBe('invalid');
    expect(query).toHaveProperty('message', expect.stringMatching(message));
  });

  it('a requested version is one version', () => {
    expect(versionQueryProblem('1:2.0~rc1-3+b1')).toBeUndefined();
    expect(versionQueryProblem('>=2.0')).toMatch(/range/);
    expect(versionQueryProblem('1.0, 2.0')).toMatch(/range/);
    expect(versionQueryProblem(' ')).toMatch(/empty/);
  });

  it('agrees with identifyPackage on every coordinate', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('npm', 'golang', 'deb', 'maven', 'alpine'),
        fc.stringMatching(/^[a-z0-9._+-]{1,20}$/),
        (type, name) => {
          const query = parsePackageQuery(`pkg:${type}/${name}`);
          expect(query).toMatchObject({ kind: 'purl', coordinate: identifyPackage(`pkg:${type}/${name}`)?.coordinate });
        },
      ),
    );
  });
});
