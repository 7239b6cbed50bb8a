import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { factInWords } from '#queries';
import { EDGES } from '#schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { provgraph } from './command-line.ts';
import type { Outcome } from './command-line.ts';
import { ingestExample } from './example-estate.ts';
import { runHere } from './script.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'provgraph-show-'));
  ingestExample(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const show = (...words: string[]): Promise<Outcome> =>
  runHere(['show', ...words, '--data', join(folder, '.provgraph')], folder);

const Shown = z.object({
  document: z.looseObject({ digest: z.string() }).nullable(),
  thing: z
    .object({
      kind: z.string(),
      id: z.string(),
      name: z.string(),
      understood: z.string(),
      facts: z.array(
        z.object({
          edge: z.string(),
          direction: z.enum(['in', 'out']),
          other: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
          properties: z.record(z.string(), z.unknown()),
          document: z.string().nullable(),
          at: z.string(),
        }),
      ),
      factsTotal: z.number(),
    })
    .strict()
    .nullable(),
});

async function shown(id: string, ...more: string[]): Promise<z.output<typeof Shown>> {
  const { status, out, err } = await show(id, '--json', ...more);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return Shown.parse(JSON.parse(out));
}

/** The lines below a heading, to the next empty one. */
function section(out: string, heading: string): readonly string[] {
  const lines = out.split('\n');
  const first = lines.findIndex((line) => line === heading || line.startsWith(`${heading} (`));
  return first === -1 ? [] : lines.slice(first + 1, lines.indexOf('', first));
}

const MODEL = 'sha256:eaea62e82dd73cf5c2360126464a92868293a993e8e428c13c0c0305680f321f';

test('an artifact: what it is, where it is used, who says what where, whether it is signed', async () => {
  const { status, out, err } = await show(MODEL);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toContain(`\nArtifact ${MODEL}: oci:registry.example/models/credit-risk:3 and 1 name more (manifest)\n`);
  const used = section(out, 'Where it is used');
  expect(used).toHaveLength(3);
  expect(used[1]).toMatch(/^ {2}serving +eu-prod +fraud\/InferenceService\/credit-risk +predictor +model artifact/u);
  expect(section(out, 'SBOMs about it').join()).toMatch(
    /\(attestations\/credit-risk-3\.syft\.cdx\.intoto\.json at \/subject\/0\)$/u,
  );
  expect(section(out, 'Builds that produced it')).toHaveLength(1);
  const documents = section(out, 'Documents that speak of it');
  expect(documents).toContain('  attestations/credit-risk-3.syft.cdx.intoto.json (in-toto), not signed');
  expect(documents.join('\n')).toMatch(
    /provenance\.dsse\.json#\/payload \(in-toto\), signature of key:[0-9a-f]{64} \(claimed, not checked\)/u,
  );
  expect(documents).toContain('  registry/models/credit-risk/3.manifest.json (oci-manifest)');
});

test('on a pipe it has no colours and no width', () => {
  const { out } = provgraph(folder, ['show', MODEL], '', { COLUMNS: '20', FORCE_COLOR: '1' });
  expect(out).not.toContain('\u001b');
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeGreaterThan(120);
});

test('every way in which people write a thing finds it', async () => {
  const layer = (await shown(MODEL)).thing?.facts.find(({ edge }) => edge === 'HAS_LAYER')?.other.id ?? '';
  const sha512 = (await shown(MODEL)).thing?.facts.find(({ edge }) => edge === 'HAS_DIGEST')?.other.id ?? '';
  const arm = 'workload:8e85b903d628f1fca2c9874d5c588932fa5fcaf99eaff77e42a18a01120613b9';
  const ways: readonly (readonly [text: string, kind: string, id: string])[] = [
    [MODEL, 'Artifact', MODEL],
    [MODEL.toUpperCase().replace('SHA256', 'SHA-256'), 'Artifact', MODEL],
    [MODEL.slice(7), 'Artifact', MODEL],
    [MODEL.slice(7, 15), 'Artifact', MODEL],
    [MODEL.slice(0, 20), 'Artifact', MODEL],
    [layer.slice(7, 19), 'Artifact', layer],
    [sha512, 'Digest', sha512],
    [sha512.slice(7), 'Digest', sha512],
    [sha512.slice(0, 20), 'Digest', sha512],
    ['registry.example/models/fraud-bert:7', 'Reference', 'oci:registry.example/models/fraud-bert:7'],
    ['oci://registry.example/models/fraud-bert:7', 'Reference', 'oci:registry.example/models/fraud-bert:7'],
    ['fraud-bert:7', 'Reference', 'oci:registry.example/models/fraud-bert:7'],
    [`registry.example/models/credit-risk@${MODEL}`, 'Artifact', MODEL],
    ['s3://example-models/speech/en-2025-11', 'Reference', 's3:example-models/speech/en-2025-11'],
    ['pkg:pypi/litellm@1.82.8', 'Purl', 'pkg:pypi/litellm@1.82.8'],
    ['pkg:PyPI/LiteLLM@1.82.8', 'Purl', 'pkg:pypi/litellm@1.82.8'],
    ['pkg:pypi/litellm', 'Package', 'pkg:pypi/litellm'],
    ['LiteLLM', 'Package', 'pkg:pypi/litellm'],
    [arm, 'Workload', arm],
    ['Deployment/chat-vllm-arm', 'Workload', arm],
    ['assist/Deployment/chat-vllm-arm', 'Workload', arm],
    ['assist/chat-vllm-arm', 'Workload', arm],
    ['chat-vllm-arm', 'Workload', arm],
  ];
  for (const [text, kind, id] of ways) {
    const { thing } = await shown(text);
    expect([text, thing?.kind, thing?.id]).toEqual([text, kind, id]);
  }
  const identity = await shown('key:3140f9cd');
  expect(identity.thing?.kind).toBe('Identity');
  const document = await shown('8095acf26fb3');
  expect(document.document?.digest).toMatch(/^sha256:8095acf26fb3/u);
  expect(document.thing?.kind).toBe('Document');
});

test('a version that nobody names is not passed off as known', async () => {
  const { thing } = await shown('pkg:pypi/litellm@99.9');
  expect(thing).toMatchObject({ kind: 'Package', id: 'pkg:pypi/litellm' });
  expect(thing?.understood).toContain('no document names version 99.9 of it');
});

test('a text that may mean several things shows none of them, and lists them', async () => {
  const { status, out, err } = await show('credit-risk');
  expect({ status, out }).toEqual({ status: 1, out: '' });
  expect(err.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/Several things go by "credit-risk"; show one of them:$/u),
    expect.stringMatching(/^ {2}Workload workload:[0-9a-f]{64}: fraud\/InferenceService\/credit-risk in eu-prod$/u),
    expect.stringMatching(/^ {2}Workload workload:[0-9a-f]{64}: fraud\/InferenceService\/credit-risk in us-staging$/u),
  ]);
  const part = await show('hf://example-org/reranker-large');
  expect(part.status).toBe(1);
  expect(part.err).toMatch(/Nothing goes by all of .*\n {2}Reference hf:example-org\/reranker-large@4f2d/u);
});

test('a typing mistake is answered by what is nearest', async () => {
  for (const [typed, meant] of [
    ['credit-rsk', 'credit-risk'],
    ['pkg:pypi/litelm', 'pkg:pypi/litellm'],
    ['registry.example/models/frud-bert:7', 'registry.example/models/fraud-bert:7'],
  ] as const) {
    const { status, err } = await show(typed);
    expect(status).toBe(1);
    expect(err).toContain(`The nearest: ${meant}`);
  }
  expect((await show('deadbeef')).err).toContain('begins so');
});

test('what is a part of something deployed is used where that is', async () => {
  const layer = (await shown(MODEL)).thing?.facts.find(({ edge }) => edge === 'HAS_LAYER')?.other.id ?? '';
  for (const id of [layer, 'registry.example/models/credit-risk:3', 's3://example-models/speech/en-2025-11'])
    expect(section((await show(id)).out, 'Where it is used').join()).toMatch(/serving +eu-prod/u);
});

test('a package: where it is used with what is not known, and the artifacts that contain it', async () => {
  const { out } = await show('pkg:pypi/litellm@1.82.8');
  expect(section(out, 'Where it is used')[0]).toBe('  Affected: 11 uses of pkg:pypi/litellm@1.82.8 found.');
  expect(section(out, 'Where it is used').at(-1)).toBe('  … and 2 more (--all)');
  expect(section((await show('pkg:pypi/litellm@1.82.8', '--all')).out, 'Where it is used')).toHaveLength(13);
  expect(section(out, 'Artifacts that contain it')).toHaveLength(5);
  expect(section(out, 'What is not known').join()).toMatch(/There may be more uses: \d+ things/u);
});

test('a signature counts for what its payload holds, and is told of its envelope; it is a claim', async () => {
  const documents = section((await show('pkg:pypi/litellm@1.82.8')).out, 'Documents that speak of it').join('\n');
  expect(documents).toMatch(/dsse\.json#\/payload#\/predicate \(cyclonedx-json\), signature of key:/u);
  expect(documents).toMatch(/syft\.cdx\.intoto\.json#\/predicate \(cyclonedx-json\), not signed/u);
  const { out } = await show('key:3140f9cd');
  expect(section(out, 'Documents that speak of it').join()).toMatch(/\(dsse\), signature of key:/u);
  expect(section(out, 'What is not known').join()).toContain('No signature was verified');
});

test('where documents disagree it says so, with both sides', async () => {
  const golden = fileURLToPath(new URL('../golden/questions/evidence-of/disagree/documents', import.meta.url));
  const data = join(folder, 'disagree');
  expect(provgraph(folder, ['ingest', golden, '--data', data]).status).toBe(0);
  const { out } = await runHere(['show', '272e835b7ad52e25', '--data', data], folder);
  const lines = section(out, 'Where documents disagree').join('\n');
  expect(lines).toMatch(/: Says that the SBOM sha256:05a82741\w+ is about sha256:272e835b\w+; otherwise sha256:dddd/u);
});

test('what is not known is said, with what would settle it', async () => {
  const { out } = await show('chat-vllm-arm');
  const unknown = section(out, 'What is not known').join('\n');
  expect(unknown).toMatch(
    /Not judged as running image: its SBOMs are for other platforms\. → Make an SBOM of this platform's manifest, sha256:11ddc5cf/u,
  );
  expect(unknown).toMatch(/Not judged as model artifact: it is not known which bytes the model is\. →/u);
  const image = section((await show('11ddc5cf61f97e29')).out, 'What is not known').join('\n');
  expect(image).toContain('No SBOM of it is known');
  expect(image).toContain('No provenance of it is known');
  const name = section((await show('s3://example-models/speech/en-2025-11')).out, 'What is not known').join();
  expect(name).toContain('Nothing shows which bytes this name stood for.');
});

test('CSV has every fact, one a line, and no formula', async () => {
  const { facts = [], factsTotal } = (await shown(MODEL)).thing ?? {};
  const { status, out } = await show(MODEL, '--csv');
  const [heading, ...lines] = out.trimEnd().split('\r\n');
  expect(status).toBe(0);
  expect(heading).toBe('edge,direction,kind,id,name,properties,document,at');
  expect(lines).toHaveLength(facts.length);
  expect(factsTotal).toBe(facts.length);
  expect(out).not.toMatch(/(^|,)"?[=+@-]/mu);
});

test('a list that is long is cut, counted, and had in full', async () => {
  const many = join(folder, 'many.json');
  const layers = Array.from({ length: 320 }, (_, n) => ({
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    digest: `sha256:${n.toString(16).padStart(64, '0')}`,
    size: 1,
  }));
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${'f'.repeat(64)}`, size: 2 };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  writeFileSync(many, JSON.stringify({ schemaVersion: 2, mediaType, config, layers }));
  const data = join(folder, 'many-data');
  expect(provgraph(folder, ['ingest', many, '--data', data]).status).toBe(0);
  const asked = async (...words: string[]): Promise<string> =>
    (await runHere(['show', 'f'.repeat(12), '--data', data, ...words], folder)).out;
  const manifest =
    /sha256:[0-9a-f]{64}/u.exec(section(await asked(), 'Manifests whose config it is').join())?.[0] ?? '';
  const shownBy = async (...words: string[]): Promise<string> =>
    (await runHere(['show', manifest, '--data', data, ...words], folder)).out;
  const short = await shownBy();
  expect(section(short, 'Its layers')).toHaveLength(11);
  expect(section(short, 'Its layers').at(-1)).toMatch(/^ {2}… and \d+ more \(--all\)$/u);
  expect(short).toMatch(/^And 1\d\d facts more: --all$/mu);
  expect(short).toContain('what is missing cannot be told');
  expect(section(await shownBy('--all'), 'Its layers')).toHaveLength(320);
  const { thing } = Shown.parse(JSON.parse(await shownBy('--json')));
  expect(thing?.facts).toHaveLength(200);
  expect(thing?.factsTotal).toBeGreaterThan(320);
  const whole = Shown.parse(JSON.parse(await shownBy('--json', '--all')));
  expect(whole.thing?.facts).toHaveLength(thing?.factsTotal ?? 0);
});

test('every kind of edge has words from either end', () => {
  for (const { type } of EDGES) {
    expect(factInWords(type, 'out')).not.toContain(type);
    expect(factInWords(type, 'in')).not.toContain(type);
  }
  expect(factInWords('OF_TOMORROW', 'in')).toBe('OF_TOMORROW ←');
});

test('a digest that SBOMs list as that of a component is followed to the artifacts that have it, and to who loads them', async () => {
  const estate = mkdtempSync(join(tmpdir(), 'provgraph-component-'));
  try {
    const golden = fileURLToPath(new URL('../golden/questions/', import.meta.url));
    const own = (...words: string[]): Promise<Outcome> => runHere([...words, '--data', join(estate, 'd')], estate);
    await own('ingest', join(golden, 'shared/registry'), join(golden, 'digest/digests-in-sboms/documents'));
    await own('ingest', join(golden, 'shared/eu.json'), '--cluster', 'eu', '--complete');
    const { out } = await own('show', 'sha256:ba59926159d2aa256eb8739b8da7e2b574b960e1202c6d624cbe981cef996c91');
    expect(section(out, 'Artifacts that contain it').join()).toMatch(
      /sha256:272e835b.*server\.cdx\.json at \/components/u,
    );
    expect(section(out, 'Where it is used').join()).toContain('eu');
    expect(out).not.toMatch(/No workload is known|No document in force says/u);
  } finally {
    rmSync(estate, { recursive: true, force: true });
  }
});
