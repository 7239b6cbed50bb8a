import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMATS, ingest } from '#ingest';
import type { Offered, Source } from '#ingest';
import { QUESTIONS } from '#queries';
import { folderArchive } from '../../src/archive/folder.ts';
import { openEstate, openWriter } from '../../src/engines/index.ts';
import { startGraphql, type Graphql } from '../../src/server/graphql.ts';
import { LIMITS } from '../../src/server/limits.ts';
import { listQuestion } from '../../src/server/index.ts';
import { costsSince, latency } from '../measured.ts';
import type { Latency } from '../measured.ts';

/**
 * The view of one entity with many neighbours, through GraphQL and a reader process: an image that so many images refer to,
 * and a package version that is in all of them. Run it by itself, with how many neighbours and how often to ask:
 *
 *     npx node bench/children/entity.ts 10000 100
 *
 * Its store is made in a temporary folder and removed. The aim is 200 ms for 10,000 neighbours.
 */
const [neighbours = '10000', times = '100'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'entity-'));
const archiveFolder = join(folder, 'archive');
const archive = folderArchive(archiveFolder);
const clock = (): string => '2026-06-01T00:00:00.000Z';
const PURL = 'pkg:pypi/asked@1.0.0';
const WARM = 5;

const sha256 = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const HOT = manifest('hot');

/** What is asked. */
const VIEWS = {
  /** The first page and everything else that the view of an image has. */
  referrers: `query ($hot: String!) { artifact(digest: $hot) { kind id name
    referrers(first: 100) { totalCount pageInfo { endCursor hasNextPage } edges { cursor artifactType evidenceTotal evidence { document at } node { id } } }
    layers { totalCount edges { ordinal title node { id } } } embodiedBy { edges { node { digest format outcome } } }
    describedBy { totalCount } attestedBy { totalCount } references { totalCount } runBy { totalCount } producedBy { totalCount } } }`,
  /** The largest page, from the middle. */
  page: `query ($hot: String!, $after: String!) { artifact(digest: $hot) {
    referrers(first: 1000, after: $after) { pageInfo { endCursor hasNextPage } edges { evidence { document at } node { id } } } } }`,
  /** From the package over its sets and their SBOMs to the images. */
  images: `query ($purl: ID!) { node(id: $purl) { id name ... on Purl { packageVersion { id }
    includedIn(first: 100) { totalCount edges { scope node { listedBy(first: 1) { edges { node {
      describes(first: 1) { edges { node { id } } } } } } } } } } } }`,
} as const;

const started = performance.now();
try {
  await fill(Number(neighbours));
  const filled = (performance.now() - started) / 1e3;
  const estate = await openEstate({ folder, archive, archiveFolder, clock, serving: true });
  const graphql = await startGraphql(estate, QUESTIONS.map(listQuestion), LIMITS, () => undefined);
  const measured: Record<string, Latency> = {};
  for (const [name, query] of Object.entries(VIEWS)) measured[name] = await timed(graphql, name, query);
  await estate.close();
  process.stdout.write(
    `${JSON.stringify({ ...costsSince(started), neighbours: Number(neighbours), filled, ...measured })}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function timed(graphql: Graphql, name: string, query: string): Promise<Latency> {
  const middle = Buffer.from('sha256:8').toString('base64url');
  const variables = { hot: sha256(HOT), purl: PURL, after: middle };
  const taken: number[] = [];
  for (let time = 0; time < WARM + Number(times); time++) {
    const asking = performance.now();
    const { body } = await graphql.execute({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      search: '',
      body: { query, variables },
      signal: new AbortController().signal,
    });
    taken.push(performance.now() - asking);
    if (typeof body !== 'string' || body.includes('"errors"')) throw new Error(`${name} was not answered`);
  }
  return latency(taken[0] ?? 0, taken.slice(WARM));
}

/** A manifest; of an image that refers to the hot one, if it is not that. */
function manifest(name: string): string {
  const type = 'application/vnd.oci.image.manifest.v1+json';
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: type,
    artifactType: 'application/vnd.example.derived',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: sha256(`config ${name}`), size: 7 },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: sha256(`layer ${name}`), size: 9 }],
    ...(name === 'hot' ? {} : { subject: { mediaType: type, digest: sha256(HOT), size: HOT.length } }),
  });
}

/** Two components, one of them in every image and one in this alone: no two images share their set. */
function sbom(name: string, image: string): string {
  const component = (purl: string): object => ({ type: 'library', name: purl.slice(9, -6), version: '1.0.0', purl });
  const subject = [{ name: 'image', digest: { sha256: sha256(image).slice('sha256:'.length) } }];
  const components = [component(PURL), component(`pkg:pypi/only-${name}@1.0.0`)];
  const predicate = { bomFormat: 'CycloneDX', specVersion: '1.6', components };
  const predicateType = 'https://cyclonedx.org/bom';
  return JSON.stringify({ _type: 'https://in-toto.io/Statement/v1', subject, predicateType, predicate });
}

async function fill(count: number): Promise<void> {
  const writer = await openWriter({ folder, waitSeconds: 0, clock });
  const offered = (location: string, text: string): Offered => ({
    location,
    origin: location,
    content: Buffer.from(text),
  });
  const source: Source = {
    id: 'folder:entity',
    expected: null,
    async *offers() {
      yield await Promise.resolve(offered('hot', HOT));
      for (let number = 0; number < count; number++) {
        const image = manifest(String(number));
        yield offered(`${number}.json`, image);
        yield offered(`${number}.sbom.json`, sbom(String(number), image));
      }
    },
  };
  const of = { cluster: null, environment: null, complete: false, namespaces: [], observedAt: clock() };
  const offering = { run: 'entity', ...of };
  const given = ingest({ formats: FORMATS, writer, archive, offering }, [source], new AbortController().signal);
  while ((await given.next()).done !== true);
  await writer.project(() => undefined);
  await writer.close();
}
