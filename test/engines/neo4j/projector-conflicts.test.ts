import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { Neo4jConnection, whole } from '../../../src/engines/neo4j/connection.ts';
import type { Work } from '../../../src/engines/neo4j/connection.ts';
import { lockEstate, recordRevision } from '../../../src/engines/neo4j/estate-lock.ts';
import { migrate } from '../../../src/engines/neo4j/migrations.ts';
import { Neo4jProjector } from '../../../src/engines/neo4j/projector.ts';
import { ESTATE, EU_PROD, US_STAGING, bytesOf, digestOf } from '../../laws/corpus.ts';
import { OBSERVED_AT, Store } from '../../laws/store.ts';
import { expectSameDump } from '../../laws/same.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';
import { emptied, loadFromSqlite } from './load-from-sqlite.ts';
import { projectedInNeo4j, projectedInSqlite, projectionTrouble } from './projected.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const clock = (): string => OBSERVED_AT;
const SBOM = ESTATE.find((one) => new TextDecoder().decode(bytesOf(one)).includes('"CycloneDX"'));

/** A connection before whose next write something happens, and whose writes may be done twice. */
class Watched extends Neo4jConnection {
  before: (() => Promise<void>) | null = null;
  isHeard = true;

  override async write<T>(work: Work<T>): Promise<T> {
    const happens = this.before;
    this.before = null;
    await happens?.();
    const result = await super.write(work);
    // What the driver does when it did not hear that the commit came through.
    return this.isHeard ? result : super.write(work);
  }
}

/** Without what depends on how many commits there were: what is closed, and by which revision what is open was made. */
const open = (lines: readonly string[]): string[] =>
  lines
    .filter((line) => !line.startsWith('revision') && !(line.startsWith('exposure') && !line.endsWith(',null]')))
    .map((line) => (line.startsWith('exposure') ? line.replace(/,\d+,null\]$/u, ']') : line));

await describeNeo4j('a step of the projection', (settings) => {
  const connection = new Watched(settings);
  const other = new Neo4jConnection(settings);
  let store: Store;
  beforeAll(() => migrate(connection, clock));
  beforeEach(async () => {
    connection.isHeard = true;
    store = new Store();
    for (const run of [
      { documents: [EU_PROD], cluster: 'eu-prod', complete: true },
      { documents: [US_STAGING], cluster: 'us-staging', complete: true },
      { documents: ESTATE },
    ])
      await store.ingest({ ...run, project: false });
    await loadFromSqlite(store.folder, connection);
  });
  afterEach(async () => {
    store.remove();
    await emptied(connection);
  });
  afterAll(async () => {
    await connection.close();
    await other.close();
  });

  async function project(projector: Neo4jProjector): Promise<void> {
    for (let left = await projector.pending(); left > 0; left = await projector.pending()) await projector.step();
  }

  async function expectSame(): Promise<void> {
    await store.withWriter(() => Promise.resolve());
    expectSameDump(open(await projectedInNeo4j(connection)), open(projectedInSqlite(store.folder)));
    expect(await projectionTrouble(connection)).toEqual([]);
  }

  /** The SBOM is withdrawn by another process, in both engines. */
  async function withdraw(): Promise<void> {
    if (SBOM === undefined) throw new Error('the estate has no SBOM');
    const digest = digestOf(SBOM);
    const writer = await store.writer();
    await writer.withdraw(digest, 'by mistake', OBSERVED_AT);
    await writer.commit();
    await writer.close();
    await other.write(async (transaction) => {
      const n = (await lockEstate(transaction)) + 1;
      await transaction.run(
        `MATCH (d:Document {key: $digest}) SET d.rt = $n
         WITH d MATCH ()-[e:DESCRIBES {document: d.key}]->(a:Artifact) MERGE (:Dirty {key: 'sboms:' + a.key})`,
        { digest, n: whole(n) },
      );
      await recordRevision(transaction, { n, recordedAt: OBSERVED_AT, run: 'withdrawal' });
    });
  }

  const isWaiting = async (prefix: string): Promise<boolean> =>
    (await projectedInNeo4j(connection)).some((line) => line.startsWith(`dirty ["${prefix}`));

  /** Until only workloads wait. */
  async function spread(projector: Neo4jProjector): Promise<void> {
    while ((await projectedInNeo4j(connection)).some((line) => /^dirty (?!\["workload:)/u.test(line)))
      await projector.step();
  }

  test('leaves the workloads waiting that asked for what a commit changed meanwhile', async () => {
    const projector = new Neo4jProjector(connection, clock);
    await spread(projector);
    connection.before = withdraw;
    await projector.step();
    expect(await isWaiting('sboms:')).toBe(true);
    expect(await isWaiting('workload:')).toBe(true);
    const written = await projectedInNeo4j(connection);
    expect(written.filter((line) => line.startsWith('exposure')).length).toBeGreaterThan(0);
    await project(projector);
    await expectSame();
  });

  test('marks what a commit marked again while it was turned into workloads', async () => {
    const projector = new Neo4jProjector(connection, clock);
    connection.before = withdraw;
    await projector.step();
    await project(projector);
    await expectSame();
  });

  test('is nothing where another projector was faster', async () => {
    const projector = new Neo4jProjector(connection, clock);
    await spread(projector);
    connection.before = () => project(new Neo4jProjector(other, clock));
    const revision = (await projectedInNeo4j(connection)).filter((line) => line.startsWith('revision')).length;
    await projector.step();
    expect(await projector.pending()).toBe(0);
    const after = (await projectedInNeo4j(connection)).filter((line) => line.startsWith('revision')).length;
    expect(after).toBe(revision + 1);
    await expectSame();
  });

  test('may be taken by two at once', async () => {
    await Promise.all([connection, other, connection].map((one) => project(new Neo4jProjector(one, clock))));
    await expectSame();
  });

  test('may be done again when nobody heard that it came through', async () => {
    connection.isHeard = false;
    await project(new Neo4jProjector(connection, clock));
    await expectSame();
  });

  test('asks anew what an ingest changed since the step before', async () => {
    const projector = new Neo4jProjector(connection, clock);
    await project(projector);
    await withdraw();
    await project(projector);
    await expectSame();
  });
});
