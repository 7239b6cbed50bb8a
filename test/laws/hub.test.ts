import type { Offered } from '#ingest';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { hubSnapshotBytes } from '../../ingest/formats/hub-snapshot.ts';
import { sightingBytes } from '../../ingest/formats/sighting.ts';
import { artifactKey } from '../../src/engines/keys.ts';
import { touchedByClaims } from '../../src/engines/touched-keys.ts';
import { digestOf, offered, offeredJson } from './corpus.ts';
import { hex, sbom } from './objects.ts';
import { expectSameAnswers } from './same.ts';
import { Store } from './store.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 60_000 });

const stores: Store[] = [];
const made = (): Store => {
  const store = new Store();
  stores.push(store);
  return store;
};
afterAll(() => {
  for (const store of stores) store.remove();
});

const COMMIT = '9b'.repeat(20);

/** A list of files of one commit of acme/tiny. */
function snapshot(paths: readonly string[], complete = false): Offered {
  const files = paths.map((path) => ({ path, sha256: hex(path), size: 9, digestFrom: 'bytes' as const }));
  const about = { type: 'model', repository: 'acme/tiny', commit: COMMIT, complete, files, passedOver: [] } as const;
  return offered(`models--acme--tiny/snapshots/${COMMIT}`, hubSnapshotBytes(about));
}

const INERT = ['README.md', 'tokenizer.json', 'model.safetensors'];
const branch = (tree: Offered): Offered =>
  offered('models--acme--tiny/refs/main', sightingBytes('hf:acme/tiny@main', digestOf(tree)));

/** A pod of a server that loads a model of the hub. */
function server(name: string, args: readonly string[]): Offered {
  return offeredJson(`${name}.json`, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'prod', uid: `uid-${name}`, resourceVersion: '1' },
    spec: { containers: [{ name: 'main', image: 'registry.example/serve:1', args }] },
    status: { phase: 'Running', startTime: '2026-03-26T00:00:00Z', conditions: [{ type: 'Ready', status: 'True' }] },
  });
}
const PINNED = server('pinned', ['--model', 'acme/tiny', '--revision', COMMIT]);
const FOLLOWS = server('follows', ['--model', 'acme/tiny']);

const TORCH = {
  question: 'deployed-models-using-package',
  parameters: { package: 'pkg:pypi/torch', route: ['MODEL_CODE'] },
};

describe('a workload that loads a model of the hub', () => {
  test('meets the snapshot by its commit and by the branch, in any order', async () => {
    const tree = snapshot(INERT);
    const documents = [
      PINNED,
      FOLLOWS,
      tree,
      branch(tree),
      sbom('sbom.json', digestOf(tree).slice(7), ['torch@2.6.0']),
    ];
    const [one, other] = [made(), made()];
    await one.ingest({ documents, cluster: 'demo' });
    for (const document of documents.toReversed()) await other.ingest({ documents: [document], cluster: 'demo' });
    const { rows, coverage } = await one.ask(TORCH);
    expect(rows.map((row) => Reflect.get(row, 'route'))).toEqual(['MODEL_CODE', 'MODEL_CODE']);
    const late = await other.ask(TORCH);
    expectSameAnswers({ rows: late.rows, coverage: late.coverage }, { rows, coverage });
  });

  test('is not judged without an SBOM, and not for want of its bytes', async () => {
    const store = made();
    const tree = snapshot(['modeling_tiny.py', 'pytorch_model.bin']);
    await store.ingest({ documents: [PINNED, tree], cluster: 'demo' });
    const { coverage } = await store.ask(TORCH);
    const reasons = JSON.stringify(coverage);
    expect(reasons).toContain('NO_SBOM');
    expect(reasons).not.toMatch(/IMAGE_UNRESOLVED|MODEL_UNRESOLVED/);
  });

  test.each([
    ['a complete list of weights and texts', true, snapshot(INERT, true)],
    ['the same list that may go on', false, snapshot(INERT)],
    ['a complete list with code in it', false, snapshot([...INERT, 'modeling_tiny.py'], true)],
    ['a complete list with a pickle in it', false, snapshot([...INERT, 'pytorch_model.bin'], true)],
  ])('%s is judged without an SBOM: %s', async (_what, isJudged, tree) => {
    const store = made();
    await store.ingest({ documents: [PINNED, tree], cluster: 'demo' });
    const { coverage } = await store.ask(TORCH);
    expect(JSON.stringify(coverage).includes('NO_SBOM')).toBe(!isJudged);
  });
});

test('a branch that two caches show is one sighting, whichever is read first', async () => {
  const sight = branch(snapshot(INERT));
  const elsewhere = { ...sight, location: 'another/refs/main', origin: 'another/refs/main' };
  const sightings = async (documents: readonly Offered[]): Promise<readonly string[]> => {
    const store = made();
    for (const document of documents) await store.ingest({ documents: [document] });
    return store.dump('claims').filter((line) => line.startsWith('sighting '));
  };
  const one = await sightings([sight, elsewhere]);
  expect(one).toHaveLength(1);
  expect(await sightings([elsewhere, sight])).toEqual(one);
});

test('a list that is added to by another document is looked at again', () => {
  const tree = `sha256:${hex('tree')}`;
  const claims = [
    { edge: 'HOLDS_FILE', from: tree, to: `sha256:${hex('file')}`, at: '', properties: { path: 'a', size: null } },
  ] as const;
  expect([...touchedByClaims(claims).keys]).toEqual([artifactKey(tree)]);
});
