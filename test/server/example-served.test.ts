import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { QUESTIONS, type ExposureRow } from '#queries';
import { MODEL, graphqlTypes, questionField } from '#schema';
import type { AskRequest, Estate } from '../../src/engines/index.ts';
import { listQuestion, startServer, type LogEntry, type RunningServer } from '../../src/server/index.ts';
import { ExampleStore } from './example-store.ts';
import { selectionOf } from './selection.ts';

/** The image hf-server of the example estate, version 2.4, and the one before it. */
const SERVER = 'sha256:3a30c3f4b9e88ee21cc94b94e3038840c13d71e891252e88a9fb12ef12d01820';
const SERVER_BEFORE = 'sha256:e4a77b73b45eb48d26c8965c8055aae86e1b8fc323cd8dce5ea9f67175566a56';
/** The model credit-risk:3, which was trained from another one. */
const CREDIT_RISK = 'sha256:eaea62e82dd73cf5c2360126464a92868293a993e8e428c13c0c0305680f321f';
const LITELLM = { package: 'pkg:pypi/litellm', version: ['1.82.8'] };
const FLAGSHIP = '/v1/ask/deployed-models-using-package?package=pkg:pypi/litellm&version=1.82.8';
const schema = buildSchema(graphqlTypes(MODEL, QUESTIONS.map(listQuestion)));

let store: ExampleStore;
let estate: Estate;
let server: RunningServer;
const log: LogEntry[] = [];

const serve = (limits: { answerTime?: number } = {}): Promise<RunningServer> =>
  startServer({ estate, questions: QUESTIONS, host: '127.0.0.1', port: 0, log: (entry) => log.push(entry), limits });

beforeAll(async () => {
  store = new ExampleStore();
  await store.fill();
  estate = await store.open(true);
  server = await serve();
});
afterAll(async () => {
  await server.close();
  await estate.close();
  store.remove();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(server.url + path, { headers });

const json = async (path: string): Promise<unknown> => (await get(path)).json();

async function graphql(query: string, variables: object = {}): Promise<unknown> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

function fieldOf(name: string, only?: readonly string[]): string {
  const field = schema.getQueryType()?.getFields()[name];
  if (field === undefined) throw new Error(`the schema has no query ${name}`);
  return selectionOf(field.type, only);
}

/** The arguments of a field as GraphQL writes them. */
function written({ parameters, first, asOf }: AskRequest): string {
  const given = Object.entries({ ...parameters, first, asOf }).filter(([, value]) => value !== undefined);
  const texts = given.map(([name, value]) =>
    name === 'route' ? `route: [${[value].flat().join(', ')}]` : `${name}: ${JSON.stringify(value)}`,
  );
  return texts.length === 0 ? '' : `(${texts.join(', ')})`;
}

function search({ parameters, first, asOf }: AskRequest): string {
  const pairs = Object.entries({ ...parameters, first, asOf }).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, String(one)]),
  );
  return new URLSearchParams(pairs).toString();
}

/** What each question needs to be asked at all. */
function parametersFor(shape: object): AskRequest['parameters'] {
  if ('package' in shape) return 'artifact' in shape ? { ...LITELLM, artifact: SERVER } : LITELLM;
  if ('digest' in shape) return { digest: SERVER };
  if ('of' in shape) return { of: CREDIT_RISK };
  if ('of' in shape) return { of: 'registry.example/models/fraud-bert:7' };
  return 'from' in shape ? { from: SERVER_BEFORE, to: SERVER } : {};
}

describe('the example estate, served', () => {
  test.each<[string, AskRequest['parameters'], number]>([
    ...QUESTIONS.map(({ name, parameters: { shape } }): [string, AskRequest['parameters'], number] => [
      name,
      parametersFor(shape),
      100,
    ]),
    ['deployed-models-using-package', { ...LITELLM, cluster: 'us-staging', route: ['RUNTIME', 'BUILD_TIME'] }, 1],
    ['deployed-models-using-package', { package: 'pkg:pypi/litelm' }, 100],
  ])('%s %j: the same object from the estate, from REST and from GraphQL', async (question, parameters, first) => {
    const request = { question, parameters, first, asOf: new Date().toISOString() };
    const asked: unknown = JSON.parse(JSON.stringify(await estate.ask(request)));
    const field = questionField(question);
    expect(await json(`/v1/ask/${question}?${search(request)}`)).toEqual(asked);
    expect(await graphql(`{ ${field}${written(request)} ${fieldOf(field)} }`)).toEqual({ data: { [field]: asked } });
  });

  test('has everything that a path names, the same from REST and GraphQL', async () => {
    const { rows } = await estate.ask({ question: 'deployed-models-using-package', parameters: LITELLM });
    const hops = rows.flatMap(({ path }) => path as ExposureRow['path']);
    const ids = new Set(hops.flatMap(({ from, to }) => [from.id, to.id]));
    const digests = new Set(hops.flatMap(({ evidence }) => evidence.map(({ document }) => document)));
    expect([ids.size > 10, digests.size > 10]).toEqual([true, true]);
    for (const id of ids) {
      const shown = await json(`/v1/show?${new URLSearchParams({ id }).toString()}`);
      expect(shown).toMatchObject({ id });
      const query = `query ($id: ID!) { node(id: $id) ${fieldOf('node')} }`;
      expect(await graphql(query, { id })).toEqual({ data: { node: shown } });
    }
    for (const digest of digests) {
      const shown = (await json(`/v1/documents/${digest}`)) as object;
      expect(shown).toMatchObject({ digest, outcome: 'read' });
      const query = `query ($digest: String!) { document(digest: $digest) ${fieldOf('document', Object.keys(shown))} }`;
      expect(await graphql(query, { digest })).toEqual({ data: { document: shown } });
      const bytes = Buffer.from(await (await get(`/v1/documents/${digest}/bytes`)).arrayBuffer());
      expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(digest);
    }
  });

  test('says where a mistake is, the same in REST and GraphQL', async () => {
    const response = await get('/v1/ask/deployed-models-using-package?package=pkg:pypi/litellm&version=%3E%3D1.0');
    const problem: unknown = await response.json();
    expect([response.status, problem]).toEqual([
      400,
      expect.objectContaining({ code: 'BAD_PARAMETER', at: 'version' }),
    ]);
    const query = '{ deployedModelsUsingPackage(package: "pkg:pypi/litellm", version: [">=1.0"]) { question } }';
    expect(await graphql(query)).toMatchObject({ errors: [{ extensions: problem }] });
  });

  test('has an ETag that holds until another document is ingested', async () => {
    const tag = async (): Promise<string> => (await get(FLAGSHIP)).headers.get('etag') ?? '';
    const before = await tag();
    const again = await get(FLAGSHIP, { 'if-none-match': before });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const document = join(store.folder, 'another.cdx.json');
    writeFileSync(document, JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [] }));
    await store.offer(document, null);
    const changed = await get(FLAGSHIP, { 'if-none-match': before });
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({ conclusion: 'AFFECTED', total: { count: 10 } });
    expect(await tag()).not.toBe(before);
  });

  test('answers the next request after one that took too long', async () => {
    const hasty = await serve({ answerTime: 1 });
    try {
      const late = await Promise.all(Array.from({ length: 8 }, () => fetch(hasty.url + FLAGSHIP)));
      for (const response of late) {
        expect([response.status, await response.json()]).toEqual([
          503,
          expect.objectContaining({ code: 'TIME_LIMIT' }),
        ]);
        expect(response.headers.get('retry-after')).toBe('1');
      }
    } finally {
      await hasty.close();
    }
    expect(await json(FLAGSHIP)).toMatchObject({ conclusion: 'AFFECTED', total: { count: 10 } });
  });

  test('answers the next request after clients that went away', async () => {
    for (let round = 0; round < 3; round += 1) {
      const client = new AbortController();
      const gone = Array.from({ length: 8 }, () => fetch(server.url + FLAGSHIP, { signal: client.signal }));
      setTimeout(() => {
        client.abort();
      }, 10);
      const settled = await Promise.allSettled(gone);
      expect(settled.some(({ status }) => status === 'rejected')).toBe(true);
    }
    expect(await json(FLAGSHIP)).toMatchObject({ conclusion: 'AFFECTED', total: { count: 10 } });
    expect(log.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

test('whatever a row names can be shown, also a model that only the specification of its workload names', async () => {
  const { rows } = await estate.ask({ question: 'inventory', parameters: {}, first: 1000 });
  const things = (rows as readonly Pick<ExposureRow, 'model' | 'workloadId'>[]).flatMap(({ model, workloadId }) =>
    model === null ? [workloadId] : [workloadId, model.id],
  );
  expect(things.filter((id) => /^(?:pvc|s3|hf):/u.test(id)).length).toBeGreaterThan(3);
  for (const id of new Set(things)) {
    const shown = await json(`/v1/show?${new URLSearchParams({ id }).toString()}`);
    expect(shown, id).toMatchObject({ id });
  }
});

test('an empty folder is an empty estate: nothing is known, and nothing is concluded', async () => {
  const empty = new ExampleStore();
  const nothing = await empty.open(true);
  try {
    const answer = await nothing.ask({ question: 'deployed-models-using-package', parameters: LITELLM });
    expect(answer).toMatchObject({ conclusion: 'UNKNOWN', dataVersion: '0', total: { count: 0 } });
    expect(answer.notes).not.toEqual([]);
  } finally {
    await nothing.close();
    empty.remove();
  }
});
