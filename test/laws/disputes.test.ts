import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256Of } from '#schema';
import { NOW } from '../../queries/answering/moment.ts';
import { disputed } from '../../queries/answering/subject-disputes.ts';
import { openForReading, textCell } from '../../src/engines/sqlite/database.ts';
import type { Database } from '../../src/engines/sqlite/database.ts';
import { sbomFacts } from '../../src/engines/sbom-facts.ts';
import { SqliteSource } from '../../src/engines/sqlite/projection-source.ts';
import { offered, offeredJson } from './corpus.ts';
import { Store } from './store.ts';

/** Two platforms of one index, a config of the first, and an image that has nothing to do with them. */
const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const CONFIG = json({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } });
const described = (bytes: Uint8Array, mediaType: string): object => ({
  mediaType,
  digest: sha256Of(bytes),
  size: bytes.length,
});
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const manifest = (note: string, config: Uint8Array): Uint8Array =>
  json({
    schemaVersion: 2,
    mediaType: MANIFEST_TYPE,
    config: described(config, 'application/vnd.oci.image.config.v1+json'),
    layers: [],
    annotations: { note },
  });
const FIRST = manifest('first', CONFIG);
const SECOND = manifest('second', json({ architecture: 'arm64', os: 'linux' }));
const INDEX = json({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [
    { ...described(FIRST, MANIFEST_TYPE), platform: { os: 'linux', architecture: 'amd64' } },
    { ...described(SECOND, MANIFEST_TYPE), platform: { os: 'linux', architecture: 'arm64' } },
  ],
});
const REGISTRY = [CONFIG, FIRST, SECOND, INDEX];
const SUBJECTS = [...REGISTRY.map((bytes) => sha256Of(bytes)), sha256Of('elsewhere'), `sha512:${'ab'.repeat(64)}`];

/** Of one SBOM: what it says of its own subject, twice perhaps and by repository digests, and what a statement around it says. */
const subject = fc.constantFrom(...SUBJECTS);
const claimed = fc.record({
  version: fc.option(subject, { nil: undefined }),
  hash: fc.option(subject, { nil: undefined }),
  repositories: fc.array(subject, { maxLength: 2 }),
  outer: fc.array(subject, { maxLength: 2 }),
});
type Claimed = typeof claimed extends fc.Arbitrary<infer T> ? T : never;

function sbom({ version, hash, repositories }: Claimed, name: string): object {
  const [algorithm = '', content = ''] = (hash ?? '').split(':');
  const component = {
    type: 'container',
    name,
    ...(version === undefined ? {} : { version }),
    ...(hash === undefined ? {} : { hashes: [{ alg: algorithm.replace('sha', 'SHA-'), content }] }),
    properties: repositories.map((digest) => ({
      name: 'aquasecurity:trivy:RepoDigest',
      value: `r.example/x@${digest}`,
    })),
  };
  return { bomFormat: 'CycloneDX', specVersion: '1.6', metadata: { component }, components: [] };
}

function statement(about: object, outer: readonly string[]): object {
  const digest = (text: string): object => Object.fromEntries([text.split(':')]) as object;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: outer.map((text) => ({ name: 'x', digest: digest(text) })),
    predicateType: 'https://cyclonedx.org/bom',
    predicate: about,
  };
}

let store: Store;
beforeEach(() => {
  store = new Store();
});
afterEach(() => {
  store.remove();
});

test('the SBOMs that a question calls disputed are those that judge nothing for it, with the same rivals', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(claimed, { minLength: 1, maxLength: 12 }), async (all) => {
      store.remove();
      store = new Store();
      const documents = all.flatMap((one, index) => {
        const about = sbom(one, `x${index}`);
        const around = one.outer.length === 0 ? [] : [offeredJson(`s${index}.json`, statement(about, one.outer))];
        return [offeredJson(`b${index}.cdx.json`, about), ...around];
      });
      await store.ingest({ documents: [...REGISTRY.map((bytes, n) => offered(`m${n}`, bytes)), ...documents] });
      const database = openForReading(store.folder);
      if (database === undefined) throw new Error('nothing was written');
      try {
        expect(byQuestion(database)).toEqual(byProjection(database));
      } finally {
        database.close();
      }
    }),
    { numRuns: 25 },
  );
});

function byQuestion(database: Database): string[] {
  const rows = database.all(
    `WITH ${disputed(NOW, '1')} SELECT d.key AS sbom, a.key AS artifact, r.key AS rival FROM disputed q
     JOIN document d ON d.id = q.sbom JOIN artifact a ON a.id = q.artifact JOIN artifact r ON r.id = q.rival`,
  );
  return rows.map((row) => [row['sbom'], row['artifact'], row['rival']].map(String).join(' ')).sort();
}

function byProjection(database: Database): string[] {
  const source = new SqliteSource(database);
  const artifacts = database.all('SELECT DISTINCT a.key FROM describes e JOIN artifact a ON a.id = e.target');
  return artifacts
    .flatMap(({ key }) => {
      const artifact = textCell(key);
      return sbomFacts(source, artifact, () => undefined).flatMap(({ document, disputedWith }) =>
        disputedWith.map((rival) => [document, artifact, rival].join(' ')),
      );
    })
    .sort();
}
