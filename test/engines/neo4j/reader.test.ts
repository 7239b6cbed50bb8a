import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { AskError, cypher } from '#queries';
import type { Answer, AskOptions } from '#queries';
import { folderArchive } from '../../../src/archive/folder.ts';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import type { Transaction } from '../../../src/engines/neo4j/connection.ts';
import { migrate } from '../../../src/engines/neo4j/migrations.ts';
import { Neo4jReader } from '../../../src/engines/neo4j/neo4j-reader.ts';
import { Neo4jEstate, atOneRevision } from '../../../src/engines/neo4j/reader.ts';
import { SqliteEstate } from '../../../src/engines/sqlite/reader.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';
import { openSqlite } from '../../questions/engines.ts';
import { GoldenCase } from '../../questions/golden-case.ts';
import { NOW, StandingClock, happen } from '../../questions/golden-estate.ts';
import { emptied, loadFromSqlite } from './load-from-sqlite.ts';

const CASES = join(import.meta.dirname, '../../golden/questions');
const OPTIONS: AskOptions = { first: 10, after: null, asOf: null, knownAt: null, now: NOW };
const ANSWER = { dataVersion: '1' } as Answer;

await describeNeo4j('the read side on Neo4j', (settings) => {
  const connection = new Neo4jConnection(settings);
  let folder = '';
  beforeAll(() => migrate(connection, () => NOW));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'provgraph-reader-'));
  });
  afterEach(async () => {
    await emptied(connection);
    rmSync(folder, { recursive: true, force: true });
  });
  afterAll(() => connection.close());

  const revise = (n: number): Promise<unknown> =>
    connection.write((transaction) =>
      transaction.run('CREATE (:Revision {n: toInteger($n), recordedAt: $now, waiting: false})', { n, now: NOW }),
    );
  const answered = (asking: (options: AskOptions) => Promise<Answer>): Promise<Answer> =>
    connection.read((transaction: Transaction) => atOneRevision(transaction, OPTIONS, (_, options) => asking(options)));

  /** What a golden case leaves in a SQLite store, in both engines. */
  async function bothEstates(path: string): Promise<{ neo4j: Neo4jEstate; sqlite: SqliteEstate }> {
    const where = join(CASES, path);
    const golden = GoldenCase.parse(JSON.parse(readFileSync(join(where, 'case.json'), 'utf8')));
    const clock = new StandingClock();
    const store = await openSqlite(folder, clock.read);
    for (const happening of [golden, ...golden.ask])
      await happen(store, clock, happening, { root: CASES, folder: where });
    await store.estate.close();
    await loadFromSqlite(folder, connection);
    const archive = folderArchive(join(folder, 'archive'));
    return {
      neo4j: new Neo4jEstate(connection, archive, () => NOW),
      sqlite: new SqliteEstate(folder, archive, () => NOW),
    };
  }

  test('an answer during which something was committed is made again', async () => {
    await revise(1);
    const modes: (string | null)[] = [];
    await answered(async ({ asOf }) => {
      modes.push(asOf);
      if (modes.length === 1) await revise(2);
      return ANSWER;
    });
    expect(modes).toEqual([null, null]);
  });

  test('where commits come too fast, it is made of a revision that stands', async () => {
    const modes: (string | null)[] = [];
    await answered(async ({ asOf }) => {
      await revise(modes.push(asOf));
      return ANSWER;
    });
    expect(modes).toEqual([null, null, null, NOW]);
  });

  test('so is a refusal', async () => {
    let asked = 0;
    const answer = answered(async () => {
      asked += 1;
      if (asked > 1) return ANSWER;
      await revise(1);
      throw new AskError('NOT_FOUND', 'between two commits');
    });
    expect(await answer).toBe(ANSWER);
    await expect(answered(() => Promise.reject(new AskError('NOT_FOUND', 'nothing')))).rejects.toThrow('nothing');
  });

  test('a signal ends a question', async () => {
    const estate = new Neo4jEstate(connection, folderArchive(folder), () => NOW);
    const gone = AbortSignal.abort(new Error('the client went away'));
    await expect(estate.ask({ question: 'inventory', parameters: {} }, gone)).rejects.toThrow('the client went away');
  });

  test('pages hold every row once, by code point, also where UTF-16 has another order', async () => {
    const keys = ['a', '\uFFFD', '\u{1F600}', '\u{1F600}b'];
    const cells = {
      slot: 'model',
      route: 'MODEL_CODE',
      hops: '[]',
      rung: 'UNRESOLVED',
      state: 'DESIRED',
      namespace: '',
      since: NOW,
      vf: NOW,
    };
    const rows = keys.map((key) => ({ ...cells, key, rowKey: key, workload: key, workloadName: `Deployment/${key}` }));
    await revise(1);
    await connection.write((transaction) =>
      transaction.run('UNWIND $rows AS row CREATE (e:Exposure:OpenExposure {standing: 0, rf: 1}) SET e += row', {
        rows: rows.toReversed(),
      }),
    );
    const estate = new Neo4jEstate(connection, folderArchive(folder), () => NOW);
    const found: unknown[] = [];
    for (let after: string | null = null; ;) {
      const request = { question: 'inventory', parameters: {}, first: 1 };
      const answer: Answer = await estate.ask(after === null ? request : { ...request, after });
      found.push(...answer.rows.map((row) => row['workloadId']));
      after = answer.pageInfo.endCursor;
      if (after === null) break;
    }
    expect(found).toEqual(keys);
  });

  test('whole numbers are limits and keys; what has no text is a bug', async () => {
    await connection.read(async (transaction) => {
      const reader = new Neo4jReader(transaction);
      const limited = cypher`UNWIND $rows AS row RETURN row[0] AS n, row[1] AS name LIMIT $limit`;
      const rows = await reader.rows(
        { name: 'a', sql: '', cypher: limited },
        {
          rows: [
            [1, 'a'],
            [2, null],
          ],
          limit: 1,
        },
      );
      expect(rows).toEqual([{ n: 1, name: 'a' }]);
      await expect(reader.rows({ name: 'bare', sql: '' }, {})).rejects.toThrow('bare has no text for Neo4j');
    });
  });

  test.each(['document-failed', 'document-unreadable', 'document-unsupported', 'withdrawn-inner-sbom'])(
    'failures, bytes and the version of %s are those of SQLite',
    async (name) => {
      const { neo4j, sqlite } = await bothEstates(`deployed-models-using-package/${name}`);
      expect(await neo4j.failures()).toEqual(await sqlite.failures());
      expect(await neo4j.dataVersion()).toBe(await sqlite.dataVersion());
      const { records } = await connection.read((transaction) =>
        transaction.run('MATCH (d:Document) RETURN d.key AS digest'),
      );
      expect(records.length).toBeGreaterThan(0);
      for (const record of records) {
        const digest = String(record.get('digest'));
        expect(await neo4j.bytes(digest)).toEqual(await sqlite.bytes(digest));
      }
      await sqlite.close();
    },
  );
});
