import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EDGES, NODES, snake } from '#schema';
import type { EdgeKind } from '#schema';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { migrate } from '../../../src/engines/neo4j/migrations.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';
import { openSqlite } from '../../questions/engines.ts';
import { GoldenCase } from '../../questions/golden-case.ts';
import { NOW, StandingClock, happen } from '../../questions/golden-estate.ts';
import { emptied, loadFromSqlite } from './load-from-sqlite.ts';

const CASES = join(import.meta.dirname, '../../golden/questions');

await describeNeo4j('a SQLite store in Neo4j', (settings) => {
  const connection = new Neo4jConnection(settings);
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'provgraph-load-'));
    await migrate(connection, () => NOW);
  });
  afterAll(async () => {
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const count = async (cypher: string): Promise<number> => {
    const { records } = await connection.read((transaction) => transaction.run(`${cypher} RETURN count(*) AS n`));
    return Number(records[0]?.get('n'));
  };

  test('holds as much of everything, and can be emptied', async () => {
    const where = join(CASES, 'deployed-models-using-package/withdrawn-statement');
    const golden = GoldenCase.parse(JSON.parse(readFileSync(join(where, 'case.json'), 'utf8')));
    const clock = new StandingClock();
    const store = await openSqlite(folder, clock.read);
    for (const happening of [golden, ...golden.ask])
      await happen(store, clock, happening, { root: CASES, folder: where });
    await store.estate.close();
    await loadFromSqlite(folder, connection);

    const database = new DatabaseSync(join(folder, 'estate.sqlite'), { readOnly: true });
    const stored = (from: string): unknown => database.prepare(`SELECT count(*) AS n FROM ${from}`).get()?.['n'];
    const expected: Record<string, unknown> = {};
    const found: Record<string, unknown> = {};
    const compare = async (cypher: string, from: string): Promise<void> => {
      expected[cypher] = stored(from);
      found[cypher] = await count(`MATCH ${cypher}`);
    };
    for (const { label } of NODES) await compare(`(:${label})`, `"${snake(label)}"`);
    for (const { type, basis } of EDGES as readonly EdgeKind[])
      if (basis !== 'projected') await compare(`()-[:${type}]->()`, `"${snake(type)}"`);
    await compare('(d:Document WHERE d.outcome IS NOT NULL)', 'document_state');
    await compare('(:Observation)', 'observation');
    await compare('(:Sighting)', 'sighting');
    await compare('()-[:LINKED]->(:Link)', 'link');
    await compare('()-[:BILL]->()', 'bill WHERE rt IS NULL');
    await compare('()-[:BILL_WAS]->()', 'bill WHERE rt IS NOT NULL');
    await compare('(:Exposure)', 'exposure');
    await compare('(:Exposure)-[:OF_WORKLOAD]->()', 'exposure WHERE rt IS NULL AND vt IS NULL');
    await compare('(:Exposure)-[:WAS_OF_WORKLOAD]->()', 'exposure WHERE rt IS NOT NULL OR vt IS NOT NULL');
    await compare('(:CoverageCount)', 'coverage_count');
    await compare('(:Workload)-[:ASKED]->(:Input)', 'exposure_input');
    await compare('(:Revision)', 'revision');
    database.close();
    expect(found).toEqual(expected);
    expect(expected['(:Exposure)']).toBeGreaterThan(0);

    await emptied(connection);
    expect(await count('MATCH (n)')).toBe(1);
    expect(await migrate(connection, () => NOW)).toBe(0);
  });
});
