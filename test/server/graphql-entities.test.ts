import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { sha256Of } from '#schema';
import { folderArchive } from '../../src/archive/folder.ts';
import { openEstate, type Estate } from '../../src/engines/index.ts';
import { Database } from '../../src/engines/sqlite/database.ts';
import { bytesOf, digestOf, offeredJson } from '../laws/corpus.ts';
import { hex, pod, podList, sbom } from '../laws/objects.ts';
import { Store } from '../laws/store.ts';
import { EntityGraphql } from './entity-graphql.ts';

const PODS = 25;
const REFERRERS = 30;
const LAYER = { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', size: 9 };
const layer = (name: string): object => ({ ...LAYER, digest: `sha256:${hex(name)}` });
const image = (name: string, layers: readonly object[], subject?: object): ReturnType<typeof offeredJson> =>
  offeredJson(name, {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: `sha256:${hex(`config ${name}`)}`,
      size: 7,
    },
    layers,
    ...(subject === undefined ? {} : { subject }),
  });

/** An image in which one layer stands twice, many that refer to it, and pods that ran it under one tag. */
const HOT = image('hot', [
  layer('a'),
  layer('b'),
  { ...layer('a'), annotations: { 'org.opencontainers.image.title': 't' } },
]);
const hot = digestOf(HOT);
const subject = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: hot, size: bytesOf(HOT).length };
const REFERRING = Array.from({ length: REFERRERS }, (_, place) =>
  image(`referrer ${place}`, [layer(`own ${place}`), layer('a')], subject),
);
const tagged = Array.from({ length: PODS }, (_, place) => {
  const made = pod(`serve-${String(place).padStart(2, '0')}`, hot.slice('sha256:'.length));
  const spec = { containers: [{ name: 'main', image: 'registry.example/serve:1' }] };
  return { ...made, spec };
});
const SBOM = sbom('sbom', hot.slice('sha256:'.length), ['torch@2.6.0', 'numpy@2.1.0']);
const TAG = 'oci:registry.example/serve:1';

const store = new Store();
let estate: Estate;
let graphql: EntityGraphql;

beforeAll(async () => {
  await store.ingest({ documents: [HOT, ...REFERRING, SBOM] });
  await store.ingest({ documents: [podList('pods', tagged)], cluster: 'eu-1', complete: true });
  estate = await opened(false);
  graphql = await EntityGraphql.over(estate);
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await estate.close();
  store.remove();
});

const opened = (pooled: boolean): Promise<Estate> => {
  const archiveFolder = `${store.folder}/archive`;
  const clock = (): string => '2026-12-01T00:00:00.000Z';
  return openEstate({
    folder: store.folder,
    archive: folderArchive(archiveFolder),
    archiveFolder,
    clock,
    serving: pooled,
  });
};

/** What a query gives that must not fail. */
async function ask(
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, unknown>>> {
  const { data, errors } = await graphql.ask(query, variables);
  expect(errors).toEqual([]);
  return data ?? {};
}

/** How many statements a query is. */
async function statementsOf(query: string): Promise<number> {
  const all = vi.spyOn(Database.prototype, 'all');
  const get = vi.spyOn(Database.prototype, 'get');
  await ask(query, { hot });
  const count = all.mock.calls.length + get.mock.calls.length;
  vi.restoreAllMocks();
  return count;
}

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly totalCount: number;
}

describe('a connection', () => {
  test('is read from either end, page by page in the order of the ids, and counts all', async () => {
    const query = `query ($hot: String!, $after: String) { artifact(digest: $hot) {
      referrers(first: 7, after: $after) { totalCount pageInfo { endCursor hasNextPage } edges { cursor node { id } } } } }`;
    const seen: string[] = [];
    let page: Page | undefined;
    do {
      const after = page?.pageInfo.endCursor ?? null;
      page = ((await ask(query, { hot, after }))['artifact'] as { referrers: Page }).referrers;
      expect(page.totalCount).toBe(REFERRERS);
      seen.push(...page.edges.map(({ node }) => node.id));
    } while (page.pageInfo.hasNextPage);
    expect(seen).toEqual(REFERRING.map(digestOf).sort());
    const back = await ask('query ($one: String!) { artifact(digest: $one) { refersTo { edges { node { id } } } } }', {
      one: seen[0],
    });
    expect(back).toEqual({ artifact: { refersTo: { edges: [{ node: { id: hot } }] } } });
  });

  test('is empty behind the last one, and refuses what is no cursor and no size', async () => {
    const after = Buffer.from('sha256:g').toString('base64url');
    const query = (arguments_: string): string =>
      `query ($hot: String!) { artifact(digest: $hot) { referrers(${arguments_}) { totalCount edges { cursor } pageInfo { endCursor hasNextPage } } } }`;
    expect(await ask(query(`after: "${after}"`), { hot })).toEqual({
      artifact: { referrers: { totalCount: REFERRERS, edges: [], pageInfo: { endCursor: null, hasNextPage: false } } },
    });
    for (const [wrong, code] of [
      ['after: "%"', 'BAD_CURSOR'],
      ['first: 0', 'BAD_PARAMETER'],
      ['first: 1001', 'BAD_PARAMETER'],
    ] as const) {
      expect((await graphql.ask(query(wrong), { hot })).errors).toEqual([expect.stringContaining(code)]);
    }
  });

  test('has one edge for what several documents say, with each of them, at most 20', async () => {
    const query = `query ($tag: ID!) { reference(id: $tag) { resolvesTo { totalCount edges { node { id } evidenceTotal evidence { document at } } } } }`;
    const { reference } = (await ask(query, { tag: TAG })) as {
      reference: { resolvesTo: { totalCount: number; edges: [{ evidence: { document: string; at: string }[] }] } };
    };
    expect(reference.resolvesTo).toMatchObject({ totalCount: 1, edges: [{ node: { id: hot }, evidenceTotal: PODS }] });
    const [{ evidence }] = reference.resolvesTo.edges;
    expect(new Set(evidence.map(({ document }) => document)).size).toBe(20);
    expect(evidence[0]?.at).toBe('/status/containerStatuses/0/imageID');
  });

  test('says of an edge what all agree on, and of each claim what it says', async () => {
    const query = `query ($hot: String!) { artifact(digest: $hot) { layers { edges { node { id } ordinal mediaType title evidence { document ordinal title } } } } }`;
    const { artifact } = (await ask(query, { hot })) as { artifact: { layers: { edges: { node: { id: string } }[] } } };
    expect(artifact.layers.edges.find(({ node }) => node.id === `sha256:${hex('a')}`)).toEqual({
      node: { id: `sha256:${hex('a')}` },
      ordinal: null,
      mediaType: LAYER.mediaType,
      title: 't',
      evidence: [
        { document: hot, ordinal: 0, title: null },
        { document: hot, ordinal: 2, title: 't' },
      ],
    });
  });

  test('leads from a package over the sets and documents to the artifacts and what runs them', async () => {
    const query = `{ package(id: "pkg:pypi/Torch@1") { groupName versions { edges { node { version purls(first: 1) { edges { node { packageVersion { id }
      includedIn(first: 1) { edges { scope evidence { document at } node { listedBy { totalCount } } } } } } } } } } } }`;
    expect(await ask(query)).toMatchObject({
      package: {
        groupName: 'torch',
        versions: {
          edges: [
            {
              node: {
                version: '2.6.0',
                purls: {
                  edges: [
                    {
                      node: {
                        packageVersion: { id: 'pkg:pypi/torch@2.6.0' },
                        includedIn: {
                          edges: [
                            {
                              scope: 'required',
                              evidence: [{ document: null, at: '' }],
                              node: { listedBy: { totalCount: 1 } },
                            },
                          ],
                        },
                      },
                    },
                  ],
                },
              },
            },
          ],
        },
      },
    });
    const running = `query ($hot: String!) { artifact(digest: $hot) { runBy(first: 1) { totalCount edges { route state rung
      evidence { document route } node { name runs { edges { node { id } } } } } } describedBy { edges { how node { digest format outcome } } } } }`;
    expect(await ask(running, { hot })).toMatchObject({
      artifact: {
        runBy: {
          totalCount: PODS,
          edges: [{ route: 'RUNTIME', state: 'SERVING', node: { runs: { edges: [{ node: { id: hot } }] } } }],
        },
        describedBy: { edges: [{ how: 'STATEMENT_SUBJECT', node: { format: 'cyclonedx-json', outcome: 'read' } }] },
      },
    });
  });

  test('holds nothing that a withdrawn document says, until it is in force again', async () => {
    const query =
      'query ($hot: String!) { artifact(digest: $hot) { referrers(first: 1) { totalCount edges { node { id } } } } }';
    const before = await ask(query, { hot });
    const [first = ''] = REFERRING.map(digestOf).sort();
    await store.withWriter((writer) => writer.withdraw(first, 'offered by mistake', '2026-07-01T00:00:00.000Z'));
    const { artifact } = (await ask(query, { hot })) as { artifact: { referrers: Page } };
    expect(artifact.referrers.totalCount).toBe(REFERRERS - 1);
    expect(artifact.referrers.edges[0]?.node.id).not.toBe(first);
    await store.withWriter((writer) => writer.restore(first));
    expect(await ask(query, { hot })).toEqual(before);
  });
});

describe('statements', () => {
  const nested = (first: number): string =>
    `query ($hot: String!) { artifact(digest: $hot) { referrers(first: ${first}) { edges { node { layers(first: 5) { edges { node { layerOf(first: 5) { edges { node { id } } } } } } } } } } }`;

  test('are one for each edge and direction, however many nodes there are', async () => {
    expect([await statementsOf(nested(2)), await statementsOf(nested(REFERRERS))]).toEqual([4, 4]);
  });

  test('are one for each page that is asked', async () => {
    const twice = `query ($hot: String!) { artifact(digest: $hot) { referrers(first: 9) { edges { node { a: layers(first: 1) { totalCount } b: layers(first: 2) { totalCount } } } } } }`;
    expect(await statementsOf(twice)).toBe(4);
  });

  test('are four for the documents of a page', async () => {
    const documents = `query ($hot: String!) { artifact(digest: $hot) { embodiedBy { edges { node { outcome size origins } } }
      referrers { edges { node { embodiedBy(first: 1) { edges { node { format heldBy } } } } } } } }`;
    // The node, its two edges, the next edge, and the documents of either level.
    expect(await statementsOf(documents)).toBe(1 + 2 + 1 + 2 * 4);
  });

  test('give no more of a hot node than of any other', async () => {
    const query = `{ search(text: "${hex('own 0').slice(0, 12)}") { nodes { id } } }`;
    await ask(query);
    const spied = vi.spyOn(Database.prototype, 'all');
    await ask(
      'query ($hot: String!) { artifact(digest: $hot) { layers(first: 2) { edges { node { layerOf(first: 3) { edges { node { id } } } } } } } }',
      { hot },
    );
    const rows = spied.mock.results.map(({ value }) => (value as unknown[]).length);
    // One layer is in all images. A page is one longer than asked, to know whether there is another.
    expect(Math.max(...rows)).toBeLessThanOrEqual(2 * (3 + 1));
  });
});

describe('what goes by a text', () => {
  test.each([
    ['the beginning of a digest', hex('a').slice(0, 12), [`sha256:${hex('a')}`]],
    ['a part of a reference', 'EXAMPLE/serve:', [TAG]],
    ['a package by its name', 'tor', ['pkg:pypi/torch']],
    ['a package version by its id', 'pkg:pypi/numpy@', ['pkg:pypi/numpy@2.1.0', 'pkg:pypi/numpy@2.1.0']],
    ['nothing', 'no such thing', []],
  ])('%s', async (_, text, ids) => {
    const { search } = (await ask('query ($text: String!) { search(text: $text) { truncated nodes { id } } }', {
      text,
    })) as {
      search: { nodes: { id: string }[]; truncated: boolean };
    };
    expect([search.nodes.map(({ id }) => id), search.truncated]).toEqual([ids, false]);
  });

  test('a workload by its name in the cluster; what is cut says so', async () => {
    const query =
      '{ search(text: "serve-0", first: 3) { truncated nodes { __typename name ... on Workload { runs { totalCount } } } } }';
    const { search } = (await ask(query)) as { search: { nodes: object[] } };
    expect(search).toMatchObject({
      truncated: true,
      nodes: [{ __typename: 'Workload', runs: { totalCount: 1 } }, {}, {}],
    });
    expect((await graphql.ask('{ search(text: " x ") { truncated } }')).errors).toEqual([
      expect.stringContaining('BAD_PARAMETER'),
    ]);
  });
});

describe('the contract of node and document', () => {
  test('holds: all that was known of a thing is, and the edges of its kind are too', async () => {
    const query = `query ($id: ID!) { node(id: $id) { __typename kind id name understood facts { edge direction other { kind id name } properties document at } factsTotal
      ... on Artifact { layers { totalCount } } } }`;
    const { node } = await ask(query, { id: hot });
    expect(node).toEqual({ ...(await estate.show(hot)), __typename: 'Artifact', layers: { totalCount: 2 } });
  });

  test('a document has its connections beside its fields, by node and by document', async () => {
    const digest = sha256Of(bytesOf(SBOM));
    const fields =
      'digest format outcome holds { document at } holdsConnection { totalCount edges { node { id heldBy } } }';
    const query = `query ($digest: String!, $id: ID!) { document(digest: $digest) { kind id ${fields} } node(id: $id) { ... on Document { kind id ${fields} } } }`;
    const { document, node } = await ask(query, { digest, id: digest });
    expect(document).toMatchObject({
      kind: 'Document',
      id: digest,
      format: 'in-toto',
      holdsConnection: { totalCount: 1, edges: [{ node: { heldBy: [digest] } }] },
    });
    expect(node).toEqual(document);
  });

  test('a model is an artifact or a reference; what nobody knows is null', async () => {
    const query =
      'query ($hot: ID!, $tag: ID!) { a: model(id: $hot) { __typename id } b: model(id: $tag) { __typename } c: workload(id: "x") { id } }';
    expect(await ask(query, { hot, tag: TAG })).toEqual({
      a: { __typename: 'Artifact', id: hot },
      b: { __typename: 'Reference' },
      c: null,
    });
  });
});

test('an abandoned request frees its reader', async () => {
  const pooled = await opened(true);
  const over = await EntityGraphql.over(pooled);
  const query = 'query ($hot: String!) { artifact(digest: $hot) { referrers(first: 1) { totalCount } } }';
  try {
    for (let round = 0; round < 2; round += 1) {
      const client = new AbortController();
      const gone = Array.from({ length: 6 }, () => over.ask(query, { hot }, client.signal));
      const read = [
        pooled.batch('search', { text: 'serve', first: 5 }, client.signal),
        pooled.batch('nodes', [], client.signal),
      ];
      setTimeout(() => {
        client.abort();
      }, 5);
      for (const { errors } of await Promise.all(gone)) expect(errors).toEqual([expect.stringContaining('TIME_LIMIT')]);
      for (const one of await Promise.allSettled(read)) expect(one).toMatchObject({ reason: { code: 'TIME_LIMIT' } });
    }
    expect(await over.ask(query, { hot })).toMatchObject({
      errors: [],
      data: { artifact: { referrers: { totalCount: REFERRERS } } },
    });
  } finally {
    await pooled.close();
  }
});
