import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Check } from '../../../src/engines/index.ts';
import { checkIndexes } from '../../../src/engines/neo4j/doctor-schema.ts';
import { expectSameDump } from '../../laws/same.ts';
import { oldNeo4j } from '../../neo4j/old-neo4j.ts';
import { describeOwnNeo4j } from '../../neo4j/own-neo4j.ts';
import { expectNothingInside, expectRefused } from './expect-refused.ts';
import { ingesting, madeDocuments } from './made-documents.ts';
import { OwnEstate } from './own-estate.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const WRONG = 'a-wrong-secret';
const INVENTORY = ['ask', 'inventory', '--json'];
const FEW = madeDocuments(6);
const MANY = madeDocuments(60);

await describeOwnNeo4j('what Neo4j refuses', (neo4j) => {
  let estate: OwnEstate;
  const http = createServer((_, response) => response.end());
  let old: Awaited<ReturnType<typeof oldNeo4j>>;
  beforeAll(async () => {
    estate = new OwnEstate(neo4j);
    estate.write('few', FEW);
    estate.write('many', MANY);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    old = await oldNeo4j('Neo4j/5.13.0');
    await estate.ingested('few');
  });
  afterAll(() => {
    http.close();
    old.close();
    estate.remove();
  });

  const secrets = (): readonly string[] => [neo4j.settings.password, WRONG];
  const schema = (): Promise<Check> => estate.connected((connection) => connection.read(checkIndexes));
  const port = (): string => new URL(neo4j.settings.uri).port;
  /** Whoever reads and whoever writes is refused with the same words, and nothing is changed. */
  const refusesAll = async (more: () => NodeJS.ProcessEnv, words: RegExp): Promise<void> => {
    const before = await estate.dump();
    for (const line of [INVENTORY, ingesting('many')]) {
      const outcome = await estate.run(line, more());
      expectRefused(outcome, words, secrets());
      expect(outcome.out).toBe('');
    }
    expectSameDump(await estate.dump(), before);
  };

  test.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
    ['a wrong password', () => ({ NEO4J_PASSWORD: WRONG }), /does not accept this password of neo4j; set NEO4J_USERN/u],
    ['a wrong user', () => ({ NEO4J_USERNAME: 'nobody' }), /does not accept this password of nobody; set NEO4J_USERN/u],
    ['a wrong database', () => ({ NEO4J_DATABASE: 'elsewhere' }), /has no database elsewhere; set NEO4J_DATABASE/u],
    ['no server', () => ({ NEO4J_URI: 'neo4j://127.0.0.1:1' }), /No Neo4j answers at 127\.0\.0\.1:1; start it or set/u],
    [
      'a port that speaks HTTP',
      () => ({ NEO4J_URI: `neo4j://127.0.0.1:${(http.address() as AddressInfo).port}` }),
      /does not speak Bolt .* NEO4J_URI should name the Bolt port/u,
    ],
    [
      'encryption where there is none',
      () => ({ NEO4J_URI: `neo4j+s://127.0.0.1:${port()}` }),
      /see that encryption is as the server has it/u,
    ],
    [
      'encryption with any certificate where there is none',
      () => ({ NEO4J_URI: `bolt+ssc://127.0.0.1:${port()}` }),
      /see that encryption is as the server has it/u,
    ],
    [
      'a server that is too old',
      () => ({ NEO4J_URI: `bolt://127.0.0.1:${old.port}` }),
      /is Neo4j\/5\.13\.0; provgraph needs Neo4j 5\.26 or newer/u,
    ],
  ])('%s is told in a sentence', async (_, more, words) => {
    await refusesAll(more, words);
  });

  test('a database of a newer version is neither read nor written, nor served or examined', async () => {
    await estate.changed("CREATE (:SchemaMigration {n: 99, appliedAt: '2030-01-01T00:00:00Z', statements: ''})");
    const words = /was made by a newer version of provgraph \(schema 99, this program's is \d+\); use that version/u;
    await refusesAll(() => ({}), words);
    expectRefused(await estate.run(['serve', '--port', '0']), words, secrets());
    const { status, out } = await estate.run(['doctor', '--json']);
    expect({ status, out }).toEqual({ status: 1, out: expect.stringMatching(words) as string });
    await estate.changed('MATCH (m:SchemaMigration {n: 99}) DELETE m');
    expect(await estate.run(INVENTORY)).toMatchObject({ status: 0 });
  });

  test('what is missing of the schema is told by the doctor, and made by the next ingest', async () => {
    await estate.changed('DROP INDEX package_name');
    const before = await estate.run(['doctor']);
    expect(before).toMatchObject({ status: 1, out: expect.stringContaining('package_name: missing') as string });
    await estate.ingested('few');
    expect(await schema()).toMatchObject({ state: 'ok' });
  });

  test('a constraint that cannot be made any more is told in a sentence', async () => {
    await estate.changed('DROP CONSTRAINT package_key');
    await estate.changed("CREATE (:Package {key: 'pkg:pypi/twice'}), (:Package {key: 'pkg:pypi/twice'})");
    const outcome = await estate.run(ingesting('many'));
    expectRefused(outcome, /lacks a constraint that cannot be made, as it holds something twice/u, secrets());
    expect(outcome.err).not.toContain("twice'");
    await estate.changed("MATCH (p:Package {key: 'pkg:pypi/twice'}) DELETE p");
    await estate.ingested('few');
    expect(await schema()).toMatchObject({ state: 'ok' });
  });

  test('a database that is read-only is read, and not written', async () => {
    const before = await estate.dump();
    await neo4j.stop();
    await neo4j.start({ 'server.databases.default_to_read_only': 'true' });
    expectRefused(await estate.run(ingesting('many')), /is read-only; .* or allow writing \(server\.dat/u, secrets());
    const { status, out } = await estate.run(INVENTORY);
    expect(status).toBe(0);
    expectNothingInside(out, secrets());
    expectSameDump(await estate.dump(), before);
  });

  test('too little memory is told in a sentence, and with enough of it the same graph comes of it', async () => {
    await neo4j.stop();
    await neo4j.start({ 'db.memory.transaction.max': '4m' });
    expectRefused(
      await estate.run(ingesting('many')),
      /has not enough memory for this; raise its heap .*db\.memory\.transaction\.max/u,
      secrets(),
    );
    const meanwhile = await estate.dump('claims');
    await neo4j.stop();
    await neo4j.start();
    await estate.ingested('many');
    const claims = new Set(await estate.dump('claims'));
    // What came of it before memory ran out is whole: nothing of it is taken back.
    expect(meanwhile.filter((line) => !claims.has(line))).toEqual([]);
    const after = await estate.dump();
    expect(await estate.ailments()).toEqual([]);
    await estate.empty();
    await estate.ingested('few');
    await estate.ingested('many');
    expectSameDump(after, await estate.dump());
  });
});
