import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '#ingest';
import { sha256Of } from '#schema';
import { afterEach, describe, expect, test } from 'vitest';
import { COMMIT, HubCacheFolder, largeName, smallName } from './hub-cache-folder.ts';
import { ingested, offersOf } from './pipeline.ts';

const caches: HubCacheFolder[] = [];
const cache = (): HubCacheFolder => {
  const made = new HubCacheFolder();
  caches.push(made);
  return made;
};
afterEach(() => {
  for (const made of caches.splice(0)) made.remove();
});

const MODEL = 'models--acme--tiny';
const SNAPSHOT = `${MODEL}/snapshots/${COMMIT}`;
const CARD = '---\nbase_model: base/tiny-bert\ndatasets: [acme/reviews]\n---\n# tiny\n';
const WEIGHTS = 'h'.repeat(200);
const where = (of: HubCacheFolder): string => `hf-cache:${of.folder}`;
const textOf = (content: Uint8Array | Failure | undefined): string =>
  content instanceof Uint8Array ? new TextDecoder().decode(content) : String(content?.code);

/** A model with a card, weights and a file in a folder, and the branch that it is. */
function model(): HubCacheFolder {
  const made = cache();
  made.file(MODEL, 'README.md', CARD);
  made.file(MODEL, 'model.safetensors', WEIGHTS, largeName(WEIGHTS));
  made.file(MODEL, 'onnx/notes.txt', 'notes');
  made.ref(MODEL, 'main');
  return made;
}

interface Listed {
  readonly files: readonly Readonly<Record<string, unknown>>[];
  readonly passedOver: readonly { readonly path: string; readonly why: string }[];
}

/** The document of a snapshot, and of the repository. */
async function documentsOf(made: HubCacheFolder): Promise<Readonly<Record<string, Listed>>> {
  const offers = await offersOf(where(made));
  const listing = offers.filter(({ content }) => textOf(content).includes('"https://provgraph.dev/hub-snapshot/v1"'));
  return Object.fromEntries(listing.map(({ origin, content }) => [origin, JSON.parse(textOf(content)) as Listed]));
}

describe('of a cache are offered', () => {
  test('each snapshot with its files, the documents in it, and what its names are', async () => {
    const made = model();
    const offers = await offersOf(where(made));
    expect(offers.map(({ origin }) => origin)).toEqual([
      SNAPSHOT,
      `${SNAPSHOT}/README.md`,
      `${MODEL}/refs/main`,
      MODEL,
    ]);
    const file = (path: string, content: string): Readonly<Record<string, unknown>> => {
      const sha256 = sha256Of(content).slice('sha256:'.length);
      return { path, sha256, gitBlob: smallName(content), size: content.length, digestFrom: 'bytes' };
    };
    const weights = { path: 'model.safetensors', sha256: largeName(WEIGHTS), size: 200, digestFrom: 'bytes' };
    expect(JSON.parse(textOf(offers[0]?.content))).toEqual({
      _type: 'https://provgraph.dev/hub-snapshot/v1',
      type: 'model',
      repository: 'acme/tiny',
      commit: COMMIT,
      complete: false,
      files: [file('README.md', CARD), weights, file('onnx/notes.txt', 'notes')],
      passedOver: [],
    });
    const { receipts, rows } = await ingested(where(made));
    expect(receipts.map(({ outcome, format }) => [outcome, format])).toEqual([
      ['read', 'hub-snapshot'],
      ['read', 'model-card'],
      ['read', 'sighting'],
      ['read', 'hub-snapshot'],
    ]);
    const tree = receipts[0]?.document;
    expect(rows('RESOLVES_TO')).toMatchObject([
      { source: `hf:acme/tiny@${COMMIT}`, target: tree },
      { source: 'hf:acme/tiny@main', target: tree },
    ]);
    // What a card says is said of the file, which the snapshot holds.
    expect(rows('HOLDS_FILE')).toContainEqual(expect.objectContaining({ source: tree, target: sha256Of(CARD) }));
    expect(rows('DERIVED_FROM_REFERENCE')).toMatchObject([
      { source: sha256Of(CARD), target: 'hf:base/tiny-bert@main', relation: 'unknown' },
    ]);
    expect(rows('CARRIES_WEIGHTS')).toMatchObject([{ source: tree, format: 'safetensors', files: 1 }]);
    expect(rows('observation').map(({ location }) => location)).toContain('ref:hf:acme/tiny@main');
  });

  test('two files of the same bytes, each at its path', async () => {
    const made = model();
    made.file(MODEL, 'again/README.md', CARD);
    const { rows } = await ingested(where(made));
    const paths = rows('HOLDS_FILE').flatMap(({ target, path }) => (target === sha256Of(CARD) ? [path] : []));
    expect(paths).toEqual(['README.md', 'again/README.md']);
  });

  test('data sets, by their own references', async () => {
    const made = cache();
    made.file('datasets--acme--reviews', 'train.csv', 'a,b');
    made.ref('datasets--acme--reviews', 'refs/convert/parquet');
    const { rows } = await ingested(where(made));
    expect(rows('RESOLVES_TO').map(({ source }) => source)).toEqual([
      `hf:datasets/acme/reviews@${COMMIT}`,
      'hf:datasets/acme/reviews@refs/convert/parquet',
    ]);
    expect(rows('CARRIES_WEIGHTS')).toEqual([]);
  });

  test('signatures, statements and SBOMs, and no code or configuration', async () => {
    const made = cache();
    const documents = ['model.sig', 'sbom.cdx.json', 'a/tiny.spdx.json', 'bom.json', 'x.intoto.jsonl', 'Kitfile'];
    for (const path of [...documents, 'adapter_config.json', 'config.json', 'modeling.py', 'tokenizer.json'])
      made.file(MODEL, path, path);
    const offered = (await offersOf(where(made))).map(({ origin }) => origin.slice(SNAPSHOT.length + 1));
    expect(offered.filter((path) => path !== '').sort()).toEqual([...documents, 'adapter_config.json'].sort());
  });

  test('the same document from two caches that hold the same files, wherever they lie and however they are linked', async () => {
    const linked = model();
    const copied = model();
    const written = model();
    for (const path of ['README.md', 'onnx/notes.txt', 'model.safetensors']) {
      const name = path === 'model.safetensors' ? largeName(WEIGHTS) : smallName(path === 'README.md' ? CARD : 'notes');
      rmSync(written.path(SNAPSHOT, path));
      written.write(`${SNAPSHOT}/${path}`, `${path.includes('/') ? '../' : ''}../../blobs/${name}`);
    }
    copied.write(`${MODEL}/blobs/${'0'.repeat(40)}`, 'of another commit');
    copied.write(`.locks/${MODEL}/x.lock`, '');
    copied.write(`${MODEL}/.no_exist/${COMMIT}/added_tokens.json`, '');
    const documents = await Promise.all([linked, copied, written].map(documentsOf));
    expect(documents[1]).toEqual(documents[0]);
    expect(documents[2]).toEqual(documents[0]);
  });

  test('files that lie in the snapshot itself, where a system has no links', async () => {
    const made = cache();
    made.write(`${SNAPSHOT}/model.safetensors`, WEIGHTS);
    const { [SNAPSHOT]: snapshot } = await documentsOf(made);
    expect(snapshot?.files).toEqual([
      { path: 'model.safetensors', sha256: largeName(WEIGHTS), size: 200, digestFrom: 'bytes' },
    ]);
  });
});

describe('digests', () => {
  test('of a large file its name is believed, and the document says so', async () => {
    const made = cache();
    const name = 'ab'.repeat(32);
    truncateSync(made.path(made.file(MODEL, 'model.safetensors', '', name)), 64 * 1024 * 1024 + 1);
    const { [SNAPSHOT]: snapshot } = await documentsOf(made);
    expect(snapshot?.files).toEqual([
      { path: 'model.safetensors', sha256: name, size: 64 * 1024 * 1024 + 1, digestFrom: 'name' },
    ]);
  });

  test('of a smaller one its bytes count: where they are not what the name says, that is a failure', async () => {
    const made = model();
    made.file(MODEL, 'adapter_config.json', '{"peft_type":"LORA"}', smallName('something else'));
    made.file(MODEL, 'adapter_model.safetensors', 'swapped', largeName('something else'));
    const offers = await offersOf(where(made));
    const failed = offers.flatMap(({ origin, content }) =>
      content instanceof Failure ? [[origin, content.code]] : [],
    );
    expect(failed).toEqual([
      [`${SNAPSHOT}/adapter_config.json`, 'DIGEST_MISMATCH'],
      [`${SNAPSHOT}/adapter_model.safetensors`, 'DIGEST_MISMATCH'],
    ]);
    const { [SNAPSHOT]: snapshot } = await documentsOf(made);
    expect(snapshot?.files).toContainEqual(
      expect.objectContaining({ path: 'adapter_model.safetensors', sha256: largeName('swapped'), digestFrom: 'bytes' }),
    );
  });
});

describe('what is wrong with a cache is said, and never the end of a run', () => {
  test('a blob that is missing, a download that is not finished, names that lead nowhere, a space', async () => {
    const made = model();
    rmSync(made.path(MODEL, 'blobs', largeName(WEIGHTS)));
    made.write(`${MODEL}/blobs/${largeName(WEIGHTS)}.incomplete`, 'h');
    made.ref(MODEL, 'v1', 'ab'.repeat(20));
    made.ref(MODEL, 'odd', 'main');
    made.ref(MODEL, 'cd'.repeat(20));
    made.write(`${MODEL}/snapshots/main/README.md`, CARD);
    made.write('spaces--acme--demo/refs/main', COMMIT);
    made.write('models--acme--tiny--more/refs/main', COMMIT);
    const documents = await documentsOf(made);
    expect(documents[SNAPSHOT]?.passedOver).toEqual([{ path: 'model.safetensors', why: 'MISSING' }]);
    expect(documents[MODEL]?.passedOver).toEqual([
      { path: `blobs/${largeName(WEIGHTS)}.incomplete`, why: 'UNFINISHED' },
      { path: `refs/${'cd'.repeat(20)}`, why: 'REF_INVALID' },
      { path: 'refs/odd', why: 'REF_INVALID' },
      { path: 'refs/v1', why: 'REF_DANGLING' },
      { path: 'snapshots/main', why: 'SNAPSHOT_INVALID' },
    ]);
    const { receipts } = await ingested(where(made));
    expect(receipts.filter(({ outcome }) => outcome !== 'read')).toEqual([]);
    expect(new Set(receipts.flatMap(({ remarks = [] }) => remarks.map(({ code }) => code)))).toEqual(
      new Set([
        'FILE_MISSING',
        'DOWNLOAD_UNFINISHED',
        'REF_INVALID',
        'REF_DANGLING',
        'SNAPSHOT_INVALID',
        'SPACE_NOT_READ',
        'REPOSITORY_NAME_INVALID',
      ]),
    );
  });

  test('a link that leads out of the cache is not followed: of a file, of a folder, of a repository', async () => {
    const made = model();
    const outside = cache();
    outside.write('README.md', '---\nbase_model: stolen/model\n---\n');
    outside.write(`other/snapshots/${COMMIT}/README.md`, CARD);
    rmSync(made.path(SNAPSHOT, 'README.md'));
    symlinkSync(outside.path('README.md'), made.path(SNAPSHOT, 'README.md'));
    symlinkSync(outside.path('other'), made.path(SNAPSHOT, 'folder'));
    symlinkSync(outside.path('other'), made.path('models--acme--linked'));
    mkdirSync(made.path('models--acme--parts'));
    symlinkSync(outside.path('other/snapshots'), made.path('models--acme--parts/snapshots'));
    made.write(`datasets--a--b/snapshots/${COMMIT}/x.txt`, `../../blobs/${smallName('x')}`);
    symlinkSync(outside.folder, made.path('datasets--a--b/blobs'));
    const offers = await offersOf(where(made));
    const failed = offers.flatMap(({ origin, content }) =>
      content instanceof Failure ? [[origin, content.code]] : [],
    );
    expect(failed).toEqual([
      ['datasets--a--b', 'OUTSIDE_SOURCE'],
      ['models--acme--linked', 'OUTSIDE_SOURCE'],
      ['models--acme--parts', 'OUTSIDE_SOURCE'],
      [`${SNAPSHOT}/README.md`, 'OUTSIDE_SOURCE'],
      [`${SNAPSHOT}/folder`, 'OUTSIDE_SOURCE'],
    ]);
    expect(offers.map(({ content }) => textOf(content)).join('')).not.toContain('stolen');
  });

  test('a link to itself, and a folder where a file belongs', async () => {
    const made = model();
    symlinkSync('loop', made.path(SNAPSHOT, 'loop'));
    mkdirSync(made.path(MODEL, 'blobs/folder'));
    symlinkSync('../../blobs/folder', made.path(SNAPSHOT, 'folder'));
    const { [SNAPSHOT]: snapshot } = await documentsOf(made);
    expect(snapshot?.passedOver).toEqual([
      { path: 'folder', why: 'UNREADABLE' },
      { path: 'loop', why: 'UNREADABLE' },
    ]);
  });

  test('a folder that is no cache is no source', async () => {
    const made = cache();
    await expect(offersOf(`${where(made)}/nowhere`)).rejects.toMatchObject({ code: 'UNREADABLE' });
    await expect(offersOf(where(made))).rejects.toMatchObject({ code: 'UNREADABLE' });
    const inner = model();
    renameSync(inner.folder, made.path('hub'));
    await expect(offersOf(where(made))).rejects.toThrow('/hub.');
    expect((await offersOf(`${where(made)}/hub`)).length).toBeGreaterThan(0);
  });
});

const SAMPLE = join(import.meta.dirname, '../../../shared/samples/huggingface-hub-2.4.0');
const hasSample = ((): boolean => {
  try {
    return readdirSync(SAMPLE).length > 0;
  } catch {
    // It lies beside the checkout where it is there at all.
    return false;
  }
})();

describe.skipIf(!hasSample)(hasSample ? 'a real cache' : 'NOT TESTED: a real cache is absent', () => {
  test('is read whole: its links were written down as text', async () => {
    const { receipts, rows } = await ingested(`hf-cache:${SAMPLE}`);
    expect(receipts.map(({ outcome, remarks }) => [outcome, remarks ?? []])).toEqual(receipts.map(() => ['read', []]));
    expect(rows('HOLDS_FILE').map(({ path }) => path)).toEqual(['model.safetensors', 'config.json', 'README.md']);
    expect(rows('CARRIES_WEIGHTS')).toHaveLength(1);
    expect(rows('TRAINED_ON')).toMatchObject([{ target: expect.stringContaining('acme/reviews') as unknown }]);
  });
});
