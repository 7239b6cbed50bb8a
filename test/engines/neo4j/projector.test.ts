import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writer } from '#ingest';
import { QUESTIONS } from '#queries';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { migrate } from '../../../src/engines/neo4j/migrations.ts';
import { Neo4jProjector } from '../../../src/engines/neo4j/projector.ts';
import { ESTATE, EU_PROD, TAG_FIRST, TAG_SECOND, US_STAGING, digestOf, offeredJson } from '../../laws/corpus.ts';
import { manifest, pod, podList } from '../../laws/objects.ts';
import { expectSameDump } from '../../laws/same.ts';
import { Store } from '../../laws/store.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';
import { STORES } from '../../questions/engines.ts';
import { GoldenCase } from '../../questions/golden-case.ts';
import { NOW, StandingClock, happen } from '../../questions/golden-estate.ts';
import { emptied, loadFromSqlite } from './load-from-sqlite.ts';
import { projectedInNeo4j, projectedInSqlite, projectionTrouble } from './projected.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const ROOT = join(import.meta.dirname, '../../golden/questions');
const caseIn = (folder: string) => GoldenCase.parse(JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8')));
/** Those in which anything is ever stored. */
const CASES = QUESTIONS.flatMap(({ name: question }) =>
  readdirSync(join(ROOT, question)).map((name) => ({ question, name, folder: join(ROOT, question, name) })),
)
  .map((one) => ({ ...one, golden: caseIn(one.folder) }))
  .filter(({ golden }) => [golden, ...golden.ask].some(({ offerings }) => offerings.length > 0));
const clock = (): string => NOW;

/** Leaves everything waiting that a commit leaves waiting. */
const unprojected = (writer: Writer): Writer =>
  new Proxy(writer, {
    get(target, name) {
      if (name === 'project') return () => target.commit();
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });

async function projectSqlite(folder: string): Promise<void> {
  const store = new Store(folder);
  await store.withWriter(() => Promise.resolve());
}

async function project(connection: Neo4jConnection): Promise<void> {
  const projector = new Neo4jProjector(connection, clock);
  for (let left = await projector.pending(); left > 0; left = await projector.pending()) await projector.step();
}

await describeNeo4j('the projection in Neo4j', (settings) => {
  const connection = new Neo4jConnection(settings);
  let folder = '';
  beforeAll(() => migrate(connection, clock));
  afterAll(() => connection.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'provgraph-projected-'));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await emptied(connection);
  });

  /** Loads what waits in the folder into Neo4j, projects it in both, and expects the same. */
  async function expectSame(): Promise<void> {
    await loadFromSqlite(folder, connection);
    await project(connection);
    await projectSqlite(folder);
    expectSameDump(await projectedInNeo4j(connection), projectedInSqlite(folder));
    expect(await projectionTrouble(connection)).toEqual([]);
  }

  test.each(CASES)('of $question: $name is the one of SQLite', async ({ folder: where, golden }) => {
    const standing = new StandingClock();
    const [, openStore] = STORES[0] ?? [];
    const store = await openStore?.(folder, standing.read);
    if (store === undefined) throw new Error('no SQLite store');
    const waiting = { ...store, writer: async () => unprojected(await store.writer()) };
    for (const happening of [golden, ...golden.ask])
      await happen(waiting, standing, happening, { root: ROOT, folder: where });
    await store.estate.close();
    await expectSame();
  });

  test('of a pod whose names are longer than an index takes is the one of SQLite', async () => {
    const long = '信'.repeat(4_000);
    const image = manifest('long.json');
    const about = digestOf(image);
    const named = pod('a', about.slice('sha256:'.length));
    const metadata = {
      ...(named['metadata'] as object),
      labels: { environment: long, 'app.kubernetes.io/name': long },
    };
    const container = { name: 'main', image: `registry.example/${long}:1`, args: ['--model', `s3://bucket/${long}`] };
    const types = Array.from({ length: 400 }, (_, place) => `pkg:type-of-my-own-${place}/x@1`);
    const bill = {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { type: 'container', name: 'x', version: about } },
      components: types.map((purl, place) => ({ type: 'library', name: `x${place}`, purl })),
    };
    const store = new Store(folder);
    const documents = [
      podList('a.json', [
        { ...named, metadata, spec: { containers: [container] } },
        pod('b', about.slice('sha256:'.length)),
      ]),
      image,
      offeredJson('bill.cdx.json', bill),
    ];
    await store.ingest({ documents, cluster: 'eu-prod', project: false });
    await expectSame();
    expect(projectedInSqlite(folder).filter((line) => line.startsWith('exposure')).length).toBeGreaterThan(4);
  });

  describe('of the example estate', () => {
    const clusters = [
      { documents: [EU_PROD], cluster: 'eu-prod', complete: true },
      { documents: [US_STAGING], cluster: 'us-staging', complete: true },
    ];
    const LATER = '2026-03-27T10:00:00.000Z';

    test('made from nothing is the one of SQLite', async () => {
      const store = new Store(folder);
      for (const run of [{ documents: ESTATE }, ...clusters]) await store.ingest({ ...run, project: false });
      await expectSame();
      expect(projectedInSqlite(folder).filter((line) => line.startsWith('exposure')).length).toBeGreaterThan(20);
    });

    test('brought up to date is the one of SQLite: what is over is closed, under the same revisions', async () => {
      const store = new Store(folder);
      for (const run of [...clusters, { documents: [...ESTATE.slice(0, 20), TAG_FIRST] }]) await store.ingest(run);
      await store.ingest({ documents: [...ESTATE, TAG_SECOND], observedAt: LATER, project: false });
      await store.ingest({
        documents: [EU_PROD],
        cluster: 'us-staging',
        observedAt: LATER,
        environment: 'moved',
        project: false,
      });
      const writer = await store.writer();
      for (const document of ESTATE.slice(0, 10)) await writer.withdraw(digestOf(document), 'by mistake', LATER);
      await writer.commit();
      await writer.close();
      await expectSame();
      const closed = projectedInSqlite(folder).filter(
        (line) => line.startsWith('exposure') && !line.endsWith(',null]'),
      );
      expect(closed.length).toBeGreaterThan(10);
    });
  });
});
