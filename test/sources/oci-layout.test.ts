import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Failure } from '#ingest';
import { afterEach, describe, expect, test } from 'vitest';
import { layoutOfDump, LayoutFolder, TYPES } from './layout-folder.ts';
import { ingested, offersOf } from './pipeline.ts';

const layouts: LayoutFolder[] = [];
const layout = (): LayoutFolder => {
  const made = new LayoutFolder();
  layouts.push(made);
  return made;
};
afterEach(() => {
  for (const made of layouts.splice(0)) made.remove();
});

const STATEMENT = 'application/vnd.in-toto+json';
const CONFIG = { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] }, config: {} };
const TAR = Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);

/** An image of one layer, kept in the layout and not yet listed. */
function image(of: LayoutFolder, more: Readonly<Record<string, unknown>> = {}) {
  const layers = [of.blob(TAR, TYPES.layer)];
  const config = of.blob(CONFIG, TYPES.config);
  return of.blob({ schemaVersion: 2, mediaType: TYPES.manifest, config, layers, ...more }, TYPES.manifest);
}

/** `origin: ok`, or the code of the failure, in the order of the offers. */
async function outcomes(where: string): Promise<Record<string, string>> {
  const offers = await offersOf(where);
  return Object.fromEntries(
    offers.map(({ origin, content }) => [origin, content instanceof Failure ? content.code : 'ok']),
  );
}
const origin = ({ digest }: { readonly digest: string }): string => `blobs/${digest.replace(':', '/')}`;
const where = (of: LayoutFolder, repository = ''): string => `oci-layout:${of.folder}${repository}`;

describe('of a layout are offered', () => {
  test('index.json, manifests and configs, and no layers of files', async () => {
    const made = layout();
    const one = image(made);
    made.list(one);
    made.close();
    const config = made.blob(CONFIG, TYPES.config);
    expect(await outcomes(where(made))).toEqual({ 'index.json': 'ok', [origin(one)]: 'ok', [origin(config)]: 'ok' });
  });

  test('indexes within, the attestation of a builder, and its statements, which describe the image', async () => {
    const made = layout();
    const one = image(made);
    const predicate = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [] };
    const subject = [{ name: 'x', digest: { sha256: one.digest.slice(7) } }];
    const statement = made.blob(
      { _type: 'https://in-toto.io/Statement/v0.1', predicateType: 'https://cyclonedx.org/bom', subject, predicate },
      STATEMENT,
    );
    const attested = { schemaVersion: 2, mediaType: TYPES.manifest, config: made.blob({}, TYPES.config) };
    const attestation = made.blob({ ...attested, layers: [statement] }, TYPES.manifest, {
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': one.digest },
      platform: { os: 'unknown', architecture: 'unknown' },
    });
    const platform = { os: 'linux', architecture: 'amd64' };
    const manifests = [{ ...one, platform }, attestation];
    made.list(made.blob({ schemaVersion: 2, mediaType: TYPES.index, manifests }, TYPES.index));
    const { receipts, rows } = await ingested(`oci-layout:${made.close()}`);
    expect(receipts.filter(({ outcome }) => outcome !== 'read')).toEqual([]);
    expect(rows('REFERS_TO')).toMatchObject([{ source: attestation.digest, target: one.digest }]);
    expect(rows('ATTESTS')).toMatchObject([{ source: statement.digest, target: one.digest }]);
    expect(rows('DESCRIBES').map(({ target }) => target)).toEqual([one.digest]);
  });

  test('the SBOM of a referrer, whatever its size, even where what it refers to is not in the layout', async () => {
    const made = layout();
    const subject = { mediaType: TYPES.manifest, digest: `sha256:${'ab'.repeat(32)}`, size: 500 };
    const components = [{ type: 'library', name: 'torch', version: '2.6.0', purl: 'pkg:pypi/torch@2.6.0' }];
    const properties = [{ name: 'padding', value: 'x'.repeat(5 * 1024 * 1024) }];
    const bom = made.blob(
      { bomFormat: 'CycloneDX', specVersion: '1.6', components, properties },
      'application/vnd.cyclonedx+json',
    );
    const config = made.blob({}, 'application/vnd.oci.empty.v1+json');
    const artifactType = 'application/vnd.cyclonedx+json';
    const manifest = { schemaVersion: 2, mediaType: TYPES.manifest, artifactType, config, layers: [bom], subject };
    made.list(made.blob(manifest, TYPES.manifest));
    const { receipts, rows } = await ingested(`oci-layout:${made.close()}`);
    expect(receipts.map(({ outcome, format }) => [outcome, format])).toEqual([
      ['read', 'oci-manifest'],
      ['read', 'cyclonedx-json'],
      ['read', 'oci-index'],
    ]);
    expect(rows('DESCRIBES')).toContainEqual(
      expect.objectContaining({ source: bom.digest, target: subject.digest, how: 'REFERRER' }),
    );
  });

  test('JSON of a type nobody knows if it is small, and nothing else of such a type', async () => {
    const made = layout();
    const small = made.blob({ name: 'a chart' }, 'application/x-unheard-of');
    const text = made.blob(new TextEncoder().encode('a template'), 'application/x-unheard-of');
    const large = made.blob({ text: 'x'.repeat(5 * 1024 * 1024) }, 'application/x-unheard-of');
    const one = image(made, { layers: [small, text, large] });
    made.list(one);
    made.close();
    const offered = Object.keys(await outcomes(where(made)));
    expect(offered).toContain(origin(small));
    expect(offered).not.toContain(origin(text));
    expect(offered).not.toContain(origin(large));
  });

  test('cards, licences and Kitfiles beside weights, by type or by name, as long as they are small texts', async () => {
    const made = layout();
    const titled = (title: string) => ({ annotations: { 'org.opencontainers.image.title': title } });
    const text = (content: string): Uint8Array => new TextEncoder().encode(content);
    const beside = [
      made.blob(text('# a card'), 'application/octet-stream', titled('README.md')),
      made.blob(text('manifestVersion: 1.0.0\npackage:\n  name: x\n'), 'application/octet-stream', titled('Kitfile')),
      made.blob(text('a licence'), 'application/vnd.docker.ai.license'),
      made.blob(text('a document'), 'application/vnd.cncf.model.doc.v1.raw'),
      made.blob({ base_model_name_or_path: 'a/b' }, 'application/octet-stream', titled('adapter_config.json')),
    ];
    const others = [
      made.blob(TAR, 'application/octet-stream', titled('README.md.tgz')),
      made.blob(Uint8Array.from([0, 1, 2]), 'application/octet-stream', titled('LICENSE')),
      made.blob(text('x'.repeat(5 * 1024 * 1024)), 'text/markdown', titled('large.md')),
      made.blob(text('weights'), 'application/vnd.cncf.model.weight.v1.raw', titled('model.safetensors')),
      made.blob(text('print()'), 'application/vnd.cncf.model.code.v1.raw', titled('modeling.py')),
    ];
    made.list(image(made, { layers: [...beside, ...others] }));
    made.close();
    const offered = Object.keys(await outcomes(where(made)));
    expect(beside.map(origin).filter((one) => !offered.includes(one))).toEqual([]);
    expect(others.map(origin).filter((one) => offered.includes(one))).toEqual([]);
  });

  test('what was passed over is counted in the receipt of index.json, each blob once', async () => {
    const made = layout();
    const weights = made.blob(TAR, 'application/vnd.cncf.model.weight.v1.raw');
    made.list(image(made, { layers: [weights, weights, made.blob([1], 'application/x-unheard-of')] }));
    made.list(image(made));
    made.close();
    const { receipts } = await ingested(where(made));
    const remarks = receipts.filter(({ origin: at }) => at === 'index.json').flatMap((one) => one.remarks ?? []);
    expect(remarks).toEqual([
      {
        code: 'BLOBS_PASSED_OVER',
        at: '',
        message: expect.stringMatching(/^1 blob of the layout was not opened/u) as unknown,
      },
    ]);
    const second = (await offersOf(where(made))).at(-1);
    expect(second?.origin).toBe('index.json');
  });

  test('nothing is remarked where nothing is passed over, or a referrer refers to what the layout does not have', async () => {
    const made = layout();
    const subject = { mediaType: TYPES.manifest, digest: `sha256:${'ab'.repeat(32)}`, size: 500 };
    made.list(image(made, { layers: [], subject }));
    made.close();
    const offers = await offersOf(where(made));
    expect(offers.flatMap(({ remarks = [] }) => remarks)).toEqual([]);
  });

  test('a blob once, however often it is named', async () => {
    const made = layout();
    const one = image(made);
    const inner = made.blob({ schemaVersion: 2, mediaType: TYPES.index, manifests: [one, one] }, TYPES.index);
    made.list(inner, 'one');
    made.list(inner, 'two');
    made.list(one);
    made.close();
    const origins = (await offersOf(where(made))).map((offered) => offered.origin);
    expect(origins).toHaveLength(new Set(origins).size);
    expect(origins).toHaveLength(4);
  });
});

describe('what is wrong with a layout', () => {
  test('a damaged blob is refused by the name it does not have; what hangs from it is not believed', async () => {
    const made = layout();
    const one = image(made);
    made.list(one);
    made.close();
    writeFileSync(made.pathOf(one.digest), readFileSync(made.pathOf(one.digest), 'utf8').replace('2', '3'));
    expect(await outcomes(where(made))).toEqual({ 'index.json': 'ok', [origin(one)]: 'DIGEST_MISMATCH' });
  });

  test('a missing document is named; a missing layer of files is nobody’s document', async () => {
    const made = layout();
    const one = image(made);
    made.list(one);
    made.close();
    rmSync(made.pathOf(made.blob(CONFIG, TYPES.config).digest));
    rmSync(made.pathOf(made.blob(TAR, TYPES.layer).digest));
    const { receipts } = await ingested(where(made));
    const failed = receipts.filter(({ outcome }) => outcome === 'failed');
    expect(failed).toMatchObject([
      { code: 'UNREADABLE', message: expect.stringContaining('blobs/sha256/') as unknown },
    ]);
  });

  test('a link that leads out is not followed, of a blob or of all of them', async () => {
    const made = layout();
    const one = image(made);
    made.list(one);
    made.close();
    const outside = layout();
    renameSync(made.pathOf(one.digest), join(outside.folder, 'elsewhere'));
    symlinkSync(join(outside.folder, 'elsewhere'), made.pathOf(one.digest));
    expect(await outcomes(where(made))).toEqual({ 'index.json': 'ok', [origin(one)]: 'OUTSIDE_SOURCE' });
    renameSync(join(made.folder, 'blobs'), join(outside.folder, 'blobs-elsewhere'));
    symlinkSync(join(outside.folder, 'blobs-elsewhere'), join(made.folder, 'blobs'));
    expect(await outcomes(where(made))).toEqual({ 'index.json': 'ok', [origin(one)]: 'OUTSIDE_SOURCE' });
  });

  test('a name in sha512 is checked too', async () => {
    const made = layout();
    const bytes = new TextEncoder().encode('{"schemaVersion":2,"layers":[],"config":{}}');
    const hex = Buffer.from(await crypto.subtle.digest('SHA-512', bytes)).toString('hex');
    mkdirSync(join(made.folder, 'blobs/sha512'));
    for (const [name, content] of [
      [hex, bytes],
      [hex.replace(/^./u, hex.startsWith('a') ? 'b' : 'a'), bytes],
    ] as const) {
      writeFileSync(join(made.folder, 'blobs/sha512', name), content);
      made.list({ mediaType: TYPES.manifest, digest: `sha512:${name}`, size: bytes.length });
    }
    made.close();
    expect(Object.values(await outcomes(where(made)))).toEqual(['ok', 'DIGEST_MISMATCH', 'ok']);
  });

  test('hostile indexes give what they can, and no path but of blobs', async () => {
    const made = layout();
    made.list({ mediaType: TYPES.manifest, digest: 'sha256:../../../etc/passwd', size: 1 });
    made.list({ mediaType: TYPES.manifest, digest: '', size: 1 });
    made.list(made.blob(new TextEncoder().encode('{"schemaVersion":2,"layers":{"0":1},"config":'), TYPES.manifest));
    made.list(made.blob([1, 2], TYPES.manifest));
    made.close();
    const { receipts } = await ingested(where(made));
    expect(receipts.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'read', 'unrecognised']);
    writeFileSync(join(made.folder, 'index.json'), '[]');
    expect(await outcomes(where(made))).toEqual({ 'index.json': 'ok' });
    rmSync(join(made.folder, 'index.json'));
    expect(await outcomes(where(made))).toEqual({ 'index.json': 'UNREADABLE' });
  });

  test('a folder that is no layout, or one of another version, is no source', async () => {
    const made = layout();
    await expect(offersOf(`${where(made)}/nowhere`)).rejects.toMatchObject({ code: 'UNREADABLE' });
    await expect(offersOf(`${where(made)}/blobs`)).rejects.toMatchObject({ code: 'UNREADABLE' });
    await expect(offersOf(`${where(made)}#app`)).rejects.toMatchObject({ code: 'UNREADABLE' });
    for (const mark of ['{"imageLayoutVersion":"2.0.0"}', '{}', 'no JSON']) {
      writeFileSync(join(made.folder, 'oci-layout'), mark);
      await expect(offersOf(where(made))).rejects.toMatchObject({ code: 'UNSUPPORTED_VERSION' });
    }
  });
});

describe('the tags of a layout', () => {
  const named = async (name: string, repository: string): Promise<unknown[]> => {
    const made = layout();
    const one = image(made);
    made.list(one, name);
    made.close();
    const { rows } = await ingested(where(made, repository));
    expect(rows('RESOLVES_TO').every(({ target }) => target === one.digest)).toBe(true);
    const seen = rows('observation').map(({ location }) => String(location));
    return seen.filter((location) => location.startsWith('ref:'));
  };

  test.each([
    ['1.0', '#registry.example/acme/app', 'ref:oci:registry.example/acme/app:1.0'],
    ['1.0', '#localhost:5000/app', 'ref:oci:localhost:5000/app:1.0'],
    ['registry.example/acme/app:1.0', '', 'ref:oci:registry.example/acme/app:1.0'],
    ['registry.example/acme/app:1.0', '#other.example/b', 'ref:oci:registry.example/acme/app:1.0'],
  ])('%s with %s is a sighting', async (name, repository, reference) => {
    expect(await named(name, repository)).toEqual([reference]);
  });

  test.each([
    ['1.0', ''],
    ['app:1.0', ''],
    ['app:1.0', '#registry.example/app'],
    ['registry.example/acme/app', ''],
    ['not a tag', '#registry.example/app'],
  ])('%s with %s names nothing', async (name, repository) => {
    expect(await named(name, repository)).toEqual([]);
  });
});

const SAMPLES = samplesFolder();
if (SAMPLES === undefined) {
  console.warn('SKIPPED: no registry dumps of cosign were found; they lie beside the folder in PROVGRAPH_CORPORA');
}

function samplesFolder(): string | undefined {
  const named = process.env['PROVGRAPH_CORPORA'];
  const corpora = named ?? join(import.meta.dirname, '../../../shared/corpora');
  const folder = join(corpora, '../samples');
  return existsSync(join(folder, 'cosign-2.6.5')) ? folder : undefined;
}

const DUMPS =
  SAMPLES === undefined
    ? []
    : readdirSync(SAMPLES)
        .filter((name) => name.startsWith('cosign-'))
        .flatMap((name) => readdirSync(join(SAMPLES, name)).map((dump) => join(name, dump)))
        .filter((dump) => existsSync(join(SAMPLES, dump, 'INDEX.tsv')));

describe.skipIf(SAMPLES === undefined)('what cosign wrote into registries', () => {
  test('is there', () => {
    expect(DUMPS.length).toBeGreaterThanOrEqual(13);
  });

  test.each(DUMPS)('%s', async (name) => {
    const dump = join(SAMPLES ?? '', name);
    const index = readFileSync(join(dump, 'INDEX.tsv'), 'utf8');
    const signed = /^manifest-tag-1\.0\.json\t\S+\t(?<digest>\S+)/mu.exec(index)?.groups?.['digest'] ?? '';
    const made = layoutOfDump(dump, signed);
    layouts.push(made);
    const { receipts, rows } = await ingested(where(made, '#registry.example/acme/app'));
    const odd = receipts.filter(({ outcome }) => outcome !== 'read');
    expect(odd.filter(({ outcome }) => outcome !== 'unrecognised')).toEqual([]);
    const bundles = index.match(/\tapplication\/vnd\.dev\.sigstore\.bundle/gu)?.length ?? 0;
    expect([0, bundles]).toContain(odd.length);
    const attested = rows('ATTESTS');
    expect(attested.filter(({ target }) => target !== signed)).toEqual([]);
    const payloads =
      index.match(/\t(?:decoded DSSE payload|application\/vnd\.dev\.cosign\.simplesigning\S*)\t/gu) ?? [];
    expect(attested).toHaveLength(payloads.length - odd.length);
    // Each statement has its signature; that of a simple signature is an annotation of its manifest.
    const statements = index.match(/\tdecoded DSSE payload\t/gu)?.length ?? 0;
    expect(new Set(rows('SIGNS').map(({ target }) => target)).size).toBeGreaterThanOrEqual(statements - odd.length);
    expect(rows('RESOLVES_TO')).toContainEqual(
      expect.objectContaining({ source: 'oci:registry.example/acme/app:1.0', target: signed }),
    );
  });
});
