import { describe, expect, test } from 'vitest';
import { placeAt } from '#schema';
import { cyclonedx, library, spdx } from '../bad-input/objects.ts';
import { offeredJson } from './corpus.ts';
import { hex } from './objects.ts';
import { toldBy } from './told.ts';

/** Mistakes that readers of bills of materials are known to make: each is a story that ends otherwise here. */
const [A, B, C] = ['a', 'b', 'c'].map(hex);
const sha256 = (content: string): object => ({ alg: 'SHA-256', content });
const torch = library('torch', '2.6.0');
const root = (members: object): object => ({
  component: { type: 'file', name: 'scorer', 'bom-ref': 'root', ...members },
});

describe('digests of a bill of materials', () => {
  test('SHA-256, sha256 and SHA256 in either case are one algorithm: three documents meet in one artifact', async () => {
    const bill = cyclonedx({ metadata: root({ hashes: [sha256(String(A).toUpperCase())] }) });
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'scorer', digest: { sha256: A } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: { buildDefinition: {}, runDetails: { builder: { id: 'https://builder.example.org' } } },
    };
    const files = spdx({
      packages: [
        {
          SPDXID: 'SPDXRef-root',
          name: 'scorer',
          checksums: [{ algorithm: 'SHA256', checksumValue: A }],
          externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:generic/scorer@1' }],
        },
      ],
      relationships: [
        { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-root' },
      ],
    });
    const told = await toldBy([bill, statement, files].map((value, i) => offeredJson(`${i}.json`, value)));
    expect(told.rows('Artifact')).toEqual([{ key: `sha256:${A}` }]);
    expect(told.edges('DESCRIBES').map(([, subject]) => subject)).toEqual([`sha256:${A}`, `sha256:${A}`]);
    expect(told.edges('PRODUCED').map(([, product]) => product)).toEqual([`sha256:${A}`]);
  });

  test('components without a reference of their own keep each its own digest, and none of the others', async () => {
    const parts = [A, B, C].map((digest, i) => ({
      type: 'library',
      name: `part${i}`,
      version: '1',
      purl: `pkg:pypi/part${i}@1`,
      hashes: [sha256(String(digest))],
    }));
    const told = await toldBy([offeredJson('a.json', cyclonedx({ components: parts }))]);
    expect(told.edges('INCLUDES').map(([, purl]) => purl)).toEqual([0, 1, 2].map((i) => `pkg:pypi/part${i}@1`));
    expect(told.edges('INCLUDES_DIGEST')).toHaveLength(3);
    const [listed] = told.rows('LISTS_DIGESTS');
    const packed = String(listed?.['places']);
    const places = [0, 1, 2].map((ordinal) => placeAt(packed, ordinal)?.place.split('/')[2] ?? '');
    expect(places.toSorted()).toEqual(['0', '1', '2']);
  });

  test('eight digests of the subject are one artifact with one bill, not eight', async () => {
    const hashes = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'SHA3-256', 'SHA3-384', 'SHA3-512'].map((alg) => ({
      alg,
      content: 'a'.repeat({ MD5: 32, 'SHA-1': 40 }[alg] ?? Number(alg.slice(-3)) / 4),
    }));
    const told = await toldBy([offeredJson('a.json', cyclonedx({ metadata: root({ hashes }) }))]);
    expect(told.edges('DESCRIBES')).toHaveLength(1);
    expect(told.rows('Artifact')).toHaveLength(1);
    expect(told.rows('bill')).toHaveLength(1);
  });
});

describe('members that may be absent', () => {
  test('dependencies without metadata are read, and so is the document behind', async () => {
    const bare = { bomFormat: 'CycloneDX', specVersion: '1.5', components: [torch], dependencies: [{ ref: 'torch' }] };
    const told = await toldBy([offeredJson('bare.json', bare), offeredJson('next.json', cyclonedx({}))]);
    expect(told.receipts.map(({ outcome }) => outcome)).toEqual(['read', 'read']);
    expect(told.edges('INCLUDES').map(([, purl]) => purl)).toContain('pkg:pypi/torch@2.6.0');
  });

  test('dependencies of nothing and of nobody', async () => {
    const bare = { bomFormat: 'CycloneDX', specVersion: '1.5', components: [], dependencies: [{ ref: 'a' }, {}, 7] };
    const { receipts } = await toldBy([offeredJson('bare.json', bare)]);
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['read']);
    expect(receipts[0]?.remarks?.map(({ at }) => at)).toContain('/dependencies/0/ref');
  });

  test('without dependencies nothing else is lost', async () => {
    const members = {
      components: [{ ...torch, licenses: [{ license: { id: 'BSD-3-Clause' } }], hashes: [sha256(String(A))] }],
    };
    const without = await toldBy([offeredJson('a.json', cyclonedx(members))]);
    const withThem = await toldBy([offeredJson('a.json', cyclonedx({ ...members, dependencies: [{ ref: 'torch' }] }))]);
    for (const type of ['INCLUDES', 'INCLUDES_DIGEST']) {
      expect(without.edges(type)).toHaveLength(1);
      expect(without.edges(type)).toEqual(withThem.edges(type));
    }
  });
});

describe('one odd element', () => {
  test('a purl of an unknown type, and one that is none, cost themselves at most', async () => {
    const components = [
      torch,
      { ...library('bar', '1'), purl: 'pkg:foo/bar@1' },
      { ...library('broken', '1'), purl: 'pypi/broken' },
      library('idna', '3'),
    ];
    const told = await toldBy([offeredJson('a.json', cyclonedx({ components }))]);
    expect(told.receipts[0]?.outcome).toBe('read');
    expect(new Set(told.edges('INCLUDES').map(([, purl]) => purl))).toEqual(
      new Set(['pkg:foo/bar@1', 'pkg:pypi/idna@3', 'pkg:pypi/torch@2.6.0']),
    );
    expect(told.receipts[0]?.remarks).toContainEqual(
      expect.objectContaining({ code: 'PURL_INVALID', at: '/components/2/purl' }),
    );
    // Its name still finds it: nobody is told that it is absent.
    expect(told.rows('NAMES').map(({ name }) => name)).toContain('broken');
  });

  test('a vulnerability of something elsewhere, in a state that nobody knows, costs nothing', async () => {
    const vulnerabilities = [
      {
        id: 'CVE-2026-0001',
        affects: [{ ref: 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#torch' }],
        analysis: { state: 'a_new_state' },
        ratings: [{ method: 'other', score: 7 }],
      },
    ];
    const told = await toldBy([offeredJson('a.json', cyclonedx({ components: [torch], vulnerabilities }))]);
    expect(told.receipts[0]?.outcome).toBe('read');
    expect(told.edges('INCLUDES').map(([, purl]) => purl)).toEqual(['pkg:pypi/torch@2.6.0']);
  });

  test('of a package with two purls both are depended on', async () => {
    const purl = (referenceLocator: string): object => ({
      referenceCategory: 'PACKAGE-MANAGER',
      referenceType: 'purl',
      referenceLocator,
    });
    const packages = [
      { SPDXID: 'SPDXRef-a', name: 'a', externalRefs: [purl('pkg:pypi/a@1')] },
      { SPDXID: 'SPDXRef-b', name: 'b', externalRefs: [purl('pkg:pypi/b@1'), purl('pkg:conda/b@1')] },
    ];
    const relationships = [
      { spdxElementId: 'SPDXRef-a', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'SPDXRef-b' },
    ];
    const told = await toldBy([offeredJson('a.json', spdx({ packages, relationships }))]);
    expect(told.edges('DEPENDS_ON')).toEqual([
      ['pkg:pypi/a@1', 'pkg:conda/b@1'],
      ['pkg:pypi/a@1', 'pkg:pypi/b@1'],
    ]);
  });
});

test('the same bill offered three times is in the store once, names of a data base of products and all', async () => {
  const cpe = 'cpe:2.3:a:example:a:1:*:*:*:*:*:*:*';
  const packages = [
    {
      SPDXID: 'SPDXRef-a',
      name: 'a',
      versionInfo: '1',
      externalRefs: [
        { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: cpe },
        { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: 'pkg:pypi/a@1' },
      ],
    },
  ];
  const documents = [offeredJson('a.json', spdx({ packages }))];
  expect((await toldBy(documents, 2)).dump).toEqual((await toldBy(documents)).dump);
});
