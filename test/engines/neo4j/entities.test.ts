import { EDGES, MODEL, NODES, entityFields, snake } from '#schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openForReading, textCell } from '../../../src/engines/sqlite/database.ts';
import { batch as sqliteBatch } from '../../../src/engines/sqlite/batch.ts';
import { thingShown as sqliteThing } from '../../../src/engines/sqlite/details.ts';
import type { Database } from '../../../src/engines/sqlite/database.ts';
import type { BatchKind, Batches } from '../../../src/engines/engine.ts';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { batch, thingShown } from '../../../src/engines/neo4j/entities.ts';
import { migrate } from '../../../src/engines/neo4j/migrations.ts';
import { ESTATE, EU_PROD, GOLDEN, US_STAGING } from '../../laws/corpus.ts';
import { Store } from '../../laws/store.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';
import { loadFromSqlite } from './load-from-sqlite.ts';

const AT = '2026-06-01T00:00:00.000Z';

await describeNeo4j('entities from Neo4j are those from SQLite', (settings) => {
  const store = new Store();
  const connection = new Neo4jConnection(settings);
  let database: Database;

  beforeAll(async () => {
    await store.ingest({ documents: [...GOLDEN, ...ESTATE], project: false });
    await store.ingest({ documents: [EU_PROD], cluster: 'eu-prod', complete: true });
    await store.ingest({ documents: [US_STAGING], cluster: 'us-staging', environment: 'staging', complete: true });
    const [sbom = ''] = keysOf('Document').filter((_, place) => place % 40 === 7);
    await store.withWriter((writer) => writer.withdraw(sbom, 'offered by mistake', AT));
    await migrate(connection, () => AT);
    await loadFromSqlite(store.folder, connection);
    database = opened();
  }, 180_000);
  afterAll(async () => {
    database.close();
    await connection.close();
    store.remove();
  });

  function opened(): Database {
    const found = openForReading(store.folder);
    if (found === undefined) throw new Error('there is no store');
    return found;
  }

  function keysOf(label: string): string[] {
    const read = opened();
    try {
      return read.all(`SELECT key FROM "${snake(label)}" ORDER BY key`).map(({ key }) => textCell(key));
    } finally {
      read.close();
    }
  }

  const onNeo4j = <Kind extends BatchKind>(
    kind: Kind,
    request: Batches[Kind]['request'],
  ): Promise<Batches[Kind]['reply']> => connection.read((transaction) => batch(transaction, kind, request));

  test.each(NODES.map(({ label }) => label))('every %s', async (kind) => {
    const keys = [...keysOf(kind), 'no such id'].map((id) => ({ kind, id }));
    expect(await onNeo4j('nodes', keys)).toEqual(sqliteBatch(database, 'nodes', keys));
    const some = keys.filter((_, place) => place % Math.ceil(keys.length / 25) === 0);
    expect(await onNeo4j('things', some)).toEqual(sqliteBatch(database, 'things', some));
  });

  test('every fact of a thing of which there are very many', async () => {
    const hot = database.all(
      'SELECT key FROM artifact a ORDER BY (SELECT count(*) FROM exposure e WHERE e.artifact = a.id) DESC LIMIT 2',
    );
    const keys = hot.map(({ key }) => ({ kind: 'Artifact', id: textCell(key) }));
    expect(await onNeo4j('whole', keys)).toEqual(sqliteBatch(database, 'whole', keys));
  });

  test('every document', async () => {
    const digests = [...keysOf('Document'), 'sha256:none'];
    expect(await onNeo4j('documents', digests)).toEqual(sqliteBatch(database, 'documents', digests));
  });

  test.each(EDGES.filter(({ exposed }) => exposed).map(({ type }) => type))(
    'along %s, from either end',
    async (edge) => {
      for (const { label } of NODES) {
        for (const { direction } of entityFields(MODEL, label).filter((field) => field.edge.type === edge)) {
          const keys = keysOf(label);
          const ids = keys.filter((_, place) => place % Math.ceil(keys.length / 400) === 0);
          const middle = keysOf(NODES.find((node) => node.label === label)?.label ?? '')[5] ?? null;
          for (const page of [
            { first: 3, after: null, counted: true },
            { first: 100, after: middle, counted: true },
          ]) {
            const request = { edge, direction, ids, ...page };
            const found = await onNeo4j('neighbours', request);
            expect(found).toEqual(sqliteBatch(database, 'neighbours', request));
          }
        }
      }
    },
  );

  test.each([
    'torch',
    'sha256:3',
    '3a30c3',
    'serve',
    'pkg:pypi/',
    'EXAMPLE',
    'chat',
    "'; MATCH (n) DETACH DELETE n //",
  ])('what goes by %s', async (text) => {
    const request = { text, first: 20 };
    expect(await onNeo4j('search', request)).toEqual(sqliteBatch(database, 'search', request));
  });

  test.each(['pkg:pypi/litellm', 'pkg:pypi/LiteLLM@1.82.8', 'no such thing'])('what is known of %s', async (text) => {
    expect(await connection.read((transaction) => thingShown(transaction, text))).toEqual(sqliteThing(database, text));
  });
});
