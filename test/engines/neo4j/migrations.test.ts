import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { MODEL } from '#schema';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { MIGRATIONS, migrate, migrationStates, schemaVersion } from '../../../src/engines/neo4j/migrations.ts';
import { Neo4jRefusal } from '../../../src/engines/neo4j/refusal-of.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';

const clock = (): string => '2026-03-25T21:00:00.000Z';

test('the migrations are numbered from 1 without gaps', () => {
  expect(MIGRATIONS.map(({ n }) => n)).toEqual(MIGRATIONS.map((_, place) => place + 1));
});

test('every statement may be run again, and no two make a thing of one name', () => {
  const statements = MIGRATIONS.flatMap(({ statements }) => statements);
  for (const statement of statements) expect(statement).toContain(' IF NOT EXISTS ');
  const names = statements.map((statement) => statement.split(' ')[2]);
  expect(new Set(names).size).toBe(names.length);
});

await describeNeo4j(
  'the schema of a database',
  (settings) => {
    let connection: Neo4jConnection;
    beforeAll(() => {
      connection = new Neo4jConnection(settings);
    });
    afterAll(() => connection.close());

    const rows = async (statement: string): Promise<readonly Record<string, unknown>[]> =>
      (await connection.read((transaction) => transaction.run(statement))).records.map(
        (record) => record.toObject() as Record<string, unknown>,
      );
    const run = (statement: string): Promise<unknown> => connection.write((transaction) => transaction.run(statement));

    test('is none where nothing was ever stored', async () => {
      expect(await schemaVersion(connection)).toBe(0);
      expect(await migrationStates(connection)).toMatchObject([{ n: 1, state: 'due', appliedAt: null }]);
      expect(await schemaVersion(connection)).toBe(0);
    });

    test('that the user may not make is told with the command that an administrator runs', async () => {
      const forbidden = new Neo4jRefusal('FORBIDDEN', 'no');
      const written = vi.spyOn(connection, 'write').mockRejectedValue(forbidden);
      await expect(migrate(connection, clock)).rejects.toThrow(/run provgraph migrate once, and try again\.$/u);
      written.mockRestore();
    });

    test('is made once, also by two at once', async () => {
      await Promise.all([migrate(connection, clock), migrate(connection, clock)]);
      expect(await migrate(connection, clock)).toBe(0);
      expect(await schemaVersion(connection)).toBe(MIGRATIONS.length);
      expect(await rows('MATCH (m:SchemaMigration) RETURN m.n AS n, m.appliedAt AS at')).toEqual([
        { n: 1, at: clock() },
      ]);
    });

    test('has one unique key for every label, and everything can be used', async () => {
      const constraints = await rows('SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type');
      const keyed = constraints
        .filter(({ properties }) => String(properties) === 'key')
        .map((row) => String(row['labelsOrTypes']));
      expect(keyed).toEqual(expect.arrayContaining(MODEL.nodes.map(({ label }) => label)));
      expect(new Set(constraints.map(({ type }) => type))).toEqual(new Set(['UNIQUENESS']));
      expect(await rows("SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE'")).toEqual([]);
    });

    test('lets a statement start from the index of a claim', async () => {
      const { summary } = await connection.read((transaction) =>
        transaction.run("EXPLAIN MATCH ()-[r:DESCRIBES {document: 'a'}]->() RETURN r"),
      );
      expect(JSON.stringify(summary.plan)).toContain('DirectedRelationshipIndexSeek');
    });

    test('refuses a second node of one key', async () => {
      await run("CREATE (:Document {key: 'sha256:a'})");
      await expect(run("CREATE (:Document {key: 'sha256:a'})")).rejects.toThrow();
    });

    test('is left alone where nothing is due: who writes needs no right on it, nor to see it', async () => {
      expect(await migrationStates(connection)).toMatchObject([{ n: 1, state: 'applied', appliedAt: clock() }]);
      const read = connection.read.bind(connection);
      const written = vi.spyOn(connection, 'write').mockRejectedValue(new Neo4jRefusal('FORBIDDEN', 'no'));
      let reads = 0;
      const seen = vi.spyOn(connection, 'read').mockImplementation((work) => {
        reads++;
        return reads === 1 ? read(work) : Promise.reject(new Neo4jRefusal('FORBIDDEN', 'no'));
      });
      expect(await migrate(connection, clock)).toBe(0);
      expect(written).not.toHaveBeenCalled();
      written.mockRestore();
      seen.mockRestore();
    });

    test('makes again what was dropped', async () => {
      await run('DROP INDEX package_name');
      expect(await migrationStates(connection)).toMatchObject([{ n: 1, state: 'due', appliedAt: clock() }]);
      expect(await migrate(connection, clock)).toBe(1);
      expect(await rows("SHOW INDEXES YIELD name WHERE name = 'package_name'")).toEqual([{ name: 'package_name' }]);
      expect(await migrate(connection, clock)).toBe(0);
    });

    test('grows with a migration that grew, and with a further one', async () => {
      const [first] = MIGRATIONS;
      const more = 'CREATE INDEX grown IF NOT EXISTS FOR (n:Document) ON (n.grown)';
      const grown = { n: 1, makes: 'more', statements: [...(first?.statements ?? []), more] };
      const further = {
        n: 2,
        makes: 'further',
        statements: ['CREATE INDEX further IF NOT EXISTS FOR (n:Document) ON (n.further)'],
      };
      expect(await migrate(connection, clock, [grown, further])).toBe(2);
      expect(
        await rows("SHOW INDEXES YIELD name WHERE name IN ['grown', 'further'] RETURN name ORDER BY name"),
      ).toEqual([{ name: 'further' }, { name: 'grown' }]);
    });

    test('of a newer version is refused, by those who read and those who write', async () => {
      const words = /was made by a newer version of provgraph \(schema 2, this program's is 1\); use that version\.$/;
      await expect(migrate(connection, clock)).rejects.toThrow(words);
      await expect(schemaVersion(connection)).rejects.toMatchObject({ name: 'StoreError' });
      expect(await migrationStates(connection)).toMatchObject([
        { state: 'due' },
        { n: 2, makes: null, state: 'newer' },
      ]);
    });
  },
  'bare',
);
