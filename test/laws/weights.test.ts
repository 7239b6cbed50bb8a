import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Offered } from '#ingest';
import { sha256Of, weightsId } from '#schema';
import { hubSnapshotBytes } from '../../ingest/formats/hub-snapshot.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dumpOf } from './dump.ts';
import { offered, offeredJson } from './corpus.ts';
import { Store } from './store.ts';

const SHARDS = ['first shard', 'second shard'].map((text) => sha256Of(text));
const NAMES = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
const CARD = sha256Of('card');
const WEIGHTS = weightsId(SHARDS) ?? '';

/** A CNCF ModelPack with the shards as layers. */
const MODEL_PACK = offeredJson('model.manifest.json', {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  artifactType: 'application/vnd.cncf.model.manifest.v1+json',
  config: { mediaType: 'application/vnd.cncf.model.config.v1+json', digest: sha256Of('config'), size: 6 },
  layers: SHARDS.map((digest, index) => ({
    mediaType: 'application/vnd.cncf.model.weight.v1.raw',
    digest,
    size: 12,
    annotations: { 'org.cncf.model.filepath': NAMES[index] },
  })),
});

/** The same two files without names, as layers of a model that Docker packed, the second one first. */
const DOCKER_MODEL = offeredJson('docker.manifest.json', {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: { mediaType: 'application/vnd.docker.ai.model.config.v0.1+json', digest: sha256Of('config'), size: 6 },
  layers: SHARDS.toReversed().map((digest) => ({
    mediaType: 'application/vnd.docker.ai.safetensors',
    digest,
    size: 12,
  })),
});

/** The signed list of a folder that has the shards beside a card. */
const FILES = [
  { name: 'README.md', digest: CARD },
  ...NAMES.map((name, index) => ({ name, digest: SHARDS[index] ?? '' })),
].map(({ name, digest }) => ({ name, digest: digest.slice('sha256:'.length), algorithm: 'sha256' }));
const ROOT = sha256Of(Uint8Array.from(Buffer.from(FILES.map(({ digest }) => digest).join(''), 'hex')));
const SIGNED = offeredJson('model.statement.json', {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'model', digest: { sha256: ROOT.slice('sha256:'.length) } }],
  predicateType: 'https://model_signing/signature/v1.0',
  predicate: { resources: FILES, serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false } },
});

/** A snapshot of a repository on a hub that has them in a folder, beside a card. */
const SNAPSHOT = offered(
  'models--acme--one/snapshots/1',
  hubSnapshotBytes({
    type: 'model',
    repository: 'acme/one',
    commit: '1'.repeat(40),
    complete: false,
    files: [
      { path: 'README.md', digest: CARD },
      ...NAMES.map((name, index) => ({ path: `weights/${name}`, digest: SHARDS[index] ?? '' })),
    ].map(({ path, digest }) => ({ path, sha256: digest.slice('sha256:'.length), size: 12, digestFrom: 'name' })),
    passedOver: [],
  }),
);

/** Where the same weights are met: a document, and the artifact that it says carries them. */
const CARRIERS: readonly { readonly document: Offered; readonly artifact: string }[] = [
  { document: MODEL_PACK, artifact: digestOf(MODEL_PACK) },
  { document: DOCKER_MODEL, artifact: digestOf(DOCKER_MODEL) },
  { document: SIGNED, artifact: ROOT },
  { document: SNAPSHOT, artifact: digestOf(SNAPSHOT) },
];

function digestOf({ content }: Offered): string {
  if (!(content instanceof Uint8Array)) throw new TypeError('a document without bytes');
  return sha256Of(content);
}

interface Row {
  readonly source: string;
  readonly target: string;
  readonly document: string;
}

function rowsOf(store: Store, table: string): readonly Row[] {
  return dumpOf(store.folder, 'claims')
    .filter((line) => line.startsWith(`${table} `))
    .map((line) => JSON.parse(line.slice(table.length + 1)) as Row);
}

describe('the same files are the same weights, whatever packs them', () => {
  const store = new Store();
  beforeAll(async () => {
    await store.ingest({ documents: CARRIERS.map(({ document }) => document) });
  });
  afterAll(() => {
    store.remove();
  });

  test('every artifact that has them carries one node', () => {
    const carried = rowsOf(store, 'CARRIES_WEIGHTS');
    expect(carried.map(({ source }) => source).sort()).toEqual(CARRIERS.map(({ artifact }) => artifact).sort());
    expect(new Set(carried.map(({ target }) => target))).toEqual(new Set([WEIGHTS]));
  });

  test('each says so by itself', () => {
    const said = rowsOf(store, 'CARRIES_WEIGHTS').map(({ source, document }) => [source, document]);
    expect(said).toEqual(
      expect.arrayContaining(CARRIERS.map(({ artifact, document }) => [artifact, digestOf(document)])),
    );
  });

  test('a layer of the registry is a file of the signed folder', () => {
    const layers = rowsOf(store, 'HAS_LAYER').map(({ target }) => target);
    const files = rowsOf(store, 'HOLDS_FILE').map(({ target }) => target);
    expect(SHARDS.filter((shard) => !layers.includes(shard) || !files.includes(shard))).toEqual([]);
  });
});

const SAMPLES = join(import.meta.dirname, '../../../shared/samples/model-signing-1.1.1');
const hasSamples = existsSync(SAMPLES);
const title = hasSamples ? 'a folder that was really signed' : `NOT TESTED: what model-signing signed is absent`;

describe.skipIf(!hasSamples)(title, () => {
  const store = new Store();
  afterAll(() => {
    store.remove();
  });

  test('has the weights of its file, under each kind of signature', async () => {
    const bytes = (name: string): Uint8Array => Uint8Array.from(readFileSync(join(SAMPLES, name)));
    const bundles = ['key-p256.model.sig', 'certificate.model.sig', 'keyless.model.sig'];
    await store.ingest({ documents: bundles.map((name) => offered(name, bytes(name))) });
    const file = sha256Of(bytes('model-tiny/model.safetensors'));
    const carried = rowsOf(store, 'CARRIES_WEIGHTS');
    expect(new Set(carried.map(({ target }) => target))).toEqual(new Set([weightsId([file])]));
    expect(rowsOf(store, 'HOLDS_FILE').map(({ target }) => target)).toContain(file);
  });
});
