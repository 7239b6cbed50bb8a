import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Check } from '../../../src/engines/engine.ts';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { examineNeo4j } from '../../../src/engines/neo4j/doctor.ts';
import { migrate } from '../../../src/engines/neo4j/migrations.ts';
import { ESTATE, EU_PROD, GOLDEN } from '../../laws/corpus.ts';
import { Store } from '../../laws/store.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';
import { loadFromSqlite } from './load-from-sqlite.ts';

const AT = '2026-06-01T00:00:00.000Z';

await describeNeo4j('the doctor of a Neo4j database', (settings) => {
  const store = new Store();
  const connection = new Neo4jConnection(settings);

  beforeAll(async () => {
    await store.ingest({ documents: [...GOLDEN, ...ESTATE], project: false });
    await store.ingest({ documents: [EU_PROD], cluster: 'eu-prod', complete: true });
    await migrate(connection, () => AT);
    await loadFromSqlite(store.folder, connection);
  }, 180_000);
  afterAll(async () => {
    await connection.close();
    store.remove();
  });

  const changed = async (statement: string): Promise<void> => {
    await connection.write((transaction) => transaction.run(statement));
  };

  async function examined(): Promise<readonly Check[]> {
    const checks: Check[] = [];
    const database = {
      connection,
      archive: store.archive(),
      archiveFolder: `${store.folder}/archive`,
      clock: () => AT,
    };
    for await (const check of examineNeo4j(database)) checks.push(check);
    return checks;
  }

  test('finds a database well that is as it was written', async () => {
    const checks = await examined();
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual([
      ...[
        'store',
        'indexes',
        'properties',
        'ends',
        'duplicates',
        'observations',
        'sets',
        'bills',
        'coverage',
        'waiting',
      ],
      ...['sightings', 'exposures', 'readers', 'sources', 'bytes', 'documents'],
    ]);
  }, 180_000);

  test('names what was changed from outside', async () => {
    for (const statement of [
      'MATCH (n:Artifact) WITH n ORDER BY n.key LIMIT 1 SET n.seen = 1 CREATE (:Artifact)',
      'MATCH ()-[e:HAS_LAYER]->() WITH e LIMIT 1 SET e.ordinal = 1.5',
      "MATCH ()-[e:EMBODIES]->() WITH e LIMIT 1 SET e.document = 'sha256:nobody'",
      'MATCH (a)-[e:HAS_CONFIG]->(b) WITH a, e, b LIMIT 1 CREATE (a)-[f:HAS_CONFIG]->(b) SET f = properties(e)',
      "MATCH (o:Observation) WITH o LIMIT 1 SET o.source = 'folder:nowhere'",
      "MATCH (g:Sighting) WHERE g.vt IS NULL WITH g LIMIT 1 SET g.vt = '2026-03-26T00:00:00.000Z'",
      'MATCH ()-[i:INCLUDES]->() WITH i LIMIT 1 DELETE i',
      'MATCH ()-[b:BILL]->() WITH b LIMIT 1 DELETE b',
      'MATCH (c:CoverageCount) WITH c LIMIT 1 SET c.n = c.n + 1',
      'MATCH (e:OpenExposure)-[:EXPOSES]->() WITH e LIMIT 1 REMOVE e:OpenExposure',
      "MATCH (e:OpenExposure) WITH e LIMIT 1 SET e.rung = 'INFERRED'",
      'MATCH (d:Document) WHERE d.outcome IS NOT NULL WITH d LIMIT 1 SET d.reader = 0',
      "CREATE (:Document {key: 'sha256:lost', format: 'x', reader: 1, outcome: 'read', size: 1, remarks: '[]', rf: 1})",
      'DROP INDEX package_name',
    ])
      await changed(statement);
    const checks = await examined();
    const wrong = checks.filter(({ state }) => state === 'wrong').map(({ name }) => name);
    expect(wrong).toEqual([
      ...['indexes', 'properties', 'ends', 'duplicates', 'observations', 'sets', 'bills', 'coverage'],
      ...['sightings', 'exposures', 'readers', 'documents'],
    ]);
    expect(checks.find(({ name }) => name === 'indexes')?.places).toEqual(['package_name: missing']);
    expect(checks.find(({ name }) => name === 'properties')).toMatchObject({
      count: 2,
      action: expect.any(String) as string,
    });
    await migrate(connection, () => AT);
  }, 180_000);

  test('checks nothing further where nothing was ever stored, and compares nothing while something waits', async () => {
    await changed("CREATE (:Dirty {key: 'artifact:sha256:changed'})");
    const checks = await examined();
    expect(checks.filter(({ name }) => name === 'waiting' || name === 'exposures').map(({ state }) => state)).toEqual([
      'wrong',
      'unchecked',
    ]);
    await changed('MATCH (m:SchemaMigration) DELETE m');
    expect((await examined()).map(({ name, state }) => [name, state])).toEqual([['store', 'wrong']]);
  }, 180_000);
});
