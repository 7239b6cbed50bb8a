import { afterAll, describe, expect, test } from 'vitest';
import { Failure } from '#ingest';
import type { Offered } from '#ingest';
import { cyclonedx, spdx } from '../bad-input/objects.ts';
import { digestOf, offered, offeredJson } from './corpus.ts';
import { hex, manifest, pod, podList, sbom } from './objects.ts';
import { Store } from './store.ts';
import { toldBy } from './told.ts';

/** Mistakes that readers of statements are known to make: each is a story that ends otherwise here. */
const A = hex('a');
const BEGAN = '2026-02-03T04:00:00Z';
const ENDED = '2026-02-03T05:30:00Z';
const COMMIT = '1'.repeat(40);

const statement = (predicateType: string, predicate: unknown, digest = A): object => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'scorer', digest: { sha256: digest } }],
  predicateType,
  predicate,
});
const envelope = (payload: object): object => ({
  payloadType: 'application/vnd.in-toto+json',
  payload: Buffer.from(JSON.stringify(payload)).toString('base64'),
  signatures: [{ keyid: 'nobody', sig: 'bm90aGluZw==' }],
});
const V1 = 'https://slsa.dev/provenance/v1';
const V02 = 'https://slsa.dev/provenance/v0.2';
const v1 = (members: { definition?: object; metadata?: object }): object => ({
  buildDefinition: { buildType: 'https://builder.example.org/type', ...members.definition },
  runDetails: { builder: { id: 'https://builder.example.org' }, ...members.metadata },
});
const lines = (...values: readonly object[]): Uint8Array =>
  new TextEncoder().encode(values.map((value) => `${JSON.stringify(value)}\n`).join(''));

describe('provenance', () => {
  test.each(['refs/heads/main', 'refs/tags/v1.2', 'refs/pull/7/merge'])(
    'the ref %s behind a repository is no part of its address',
    async (ref) => {
      const uri = `git+https://code.example.org/team/scorer@${ref}`;
      const resolvedDependencies = [{ uri, digest: { gitCommit: COMMIT } }];
      const told = await toldBy([offeredJson('a.json', statement(V1, v1({ definition: { resolvedDependencies } })))]);
      expect(told.edges('IN_REPOSITORY')).toEqual([
        [`gitCommit:${COMMIT}`, 'git+https://code.example.org/team/scorer'],
      ]);
      expect(told.rows('SourceRepository')).toHaveLength(1);
    },
  );

  test.each([
    [V1, v1({ metadata: { metadata: { startedOn: BEGAN, finishedOn: ENDED } } })],
    [V02, { builder: { id: 'b' }, metadata: { buildStartedOn: BEGAN, buildFinishedOn: ENDED } }],
  ])('%s: it ended when it ended, not when it began', async (type, predicate) => {
    const told = await toldBy([offeredJson('a.json', statement(type, predicate))]);
    expect(told.rows('RAN_ON')).toEqual([expect.objectContaining({ started_on: BEGAN, finished_on: ENDED })]);
  });

  test('members that nobody knows, and metadata that is not there, cost nothing', async () => {
    const predicate = { ...v1({}), 'https://example.org/extension': { deep: [1] }, another: true };
    const told = await toldBy([offeredJson('a.json', { ...statement(V1, predicate), more: 1 })]);
    expect(told.receipts[0]?.outcome).toBe('read');
    expect(told.edges('RAN_ON').map(([, builder]) => builder)).toEqual(['https://builder.example.org']);
    expect(told.edges('PRODUCED').map(([, product]) => product)).toEqual([`sha256:${A}`]);
  });
});

describe('many documents in one', () => {
  test('every line of a file of lines is a document, also of one kind and one place', async () => {
    const both = lines(statement(V1, v1({}), hex('one')), statement(V1, v1({}), hex('two')));
    const told = await toldBy([offered('a.jsonl', both)]);
    expect(told.receipts.map(({ origin, outcome }) => `${origin} ${outcome}`)).toEqual([
      'a.jsonl#line 1 read',
      'a.jsonl#line 2 read',
      'a.jsonl read',
    ]);
    expect(
      told
        .edges('ATTESTS')
        .map(([, subject]) => subject)
        .sort(),
    ).toEqual([`sha256:${hex('one')}`, `sha256:${hex('two')}`].sort());
  });

  test.each([
    ['SPDX', 'https://spdx.dev/Document', spdx({})],
    ['CycloneDX', 'https://cyclonedx.org/bom', cyclonedx({})],
  ])('%s inside a statement inside an envelope is a bill of the subject', async (_, type, predicate) => {
    const told = await toldBy([offeredJson('a.json', envelope(statement(type, predicate)))]);
    expect(told.receipts.map(({ outcome }) => outcome)).toEqual(['read', 'read', 'read']);
    expect(told.edges('DESCRIBES').map(([, subject]) => subject)).toContain(`sha256:${A}`);
  });

  test('an envelope is read without its key, and its signature is a claim that nobody has checked', async () => {
    const told = await toldBy([offeredJson('a.json', envelope(statement(V1, v1({}))))]);
    expect(told.receipts.map(({ outcome }) => outcome)).toEqual(['read', 'read']);
    expect(told.edges('ATTESTS').map(([, subject]) => subject)).toEqual([`sha256:${A}`]);
    expect(told.edges('SIGNED_BY')).toHaveLength(1);
  });
});

test('what a source could not give is a failure that says why, and what came with it is read', async () => {
  const why = 'Cannot read referrers/1.json: the registry answered 403.';
  const lost: Offered = {
    location: 'referrers/1.json',
    origin: 'referrers/1.json',
    content: new Failure('UNREADABLE', why, { retry: true }),
  };
  const told = await toldBy([lost, manifest('image.json')]);
  expect(told.receipts.map(({ outcome, code, message }) => [outcome, code, message])).toEqual([
    ['failed', 'UNREADABLE', why],
    ['read', undefined, undefined],
  ]);
});

describe('what was known when', () => {
  const store = new Store();
  const image = manifest('image.json');
  afterAll(() => {
    store.remove();
  });

  test('a bill that was known before a moment is known at that moment, to the second and ever after', async () => {
    store.recordedAt = Date.parse('2026-06-01T12:00:00.000Z');
    const digest = digestOf(image).slice('sha256:'.length);
    const documents = [
      image,
      sbom('sbom.json', digest, ['torch@2.6.0']),
      podList('pods.json', [pod('scorer', digest)]),
    ];
    await store.ingest({ documents, cluster: 'c', complete: true });
    const concluded = async (knownAt?: string): Promise<string | null> => {
      const parameters = { package: 'pkg:pypi/torch', route: ['RUNTIME'] };
      const asked = {
        question: 'deployed-models-using-package',
        parameters,
        ...(knownAt === undefined ? {} : { knownAt }),
      };
      return (await store.ask(asked)).conclusion;
    };
    const recorded = new Date(store.recordedAt).toISOString();
    expect(await concluded('2026-06-01T11:59:00.000Z')).toBe('UNKNOWN');
    for (const moment of [recorded, '2026-06-02T00:00:00.000Z', '2026-11-01T00:00:00.000Z', undefined]) {
      expect(await concluded(moment), moment).toBe('AFFECTED');
    }
  });
});
