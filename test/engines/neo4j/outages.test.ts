import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ended } from '../../cli/command-line.ts';
import { expectSameDump } from '../../laws/same.ts';
import { describeOwnNeo4j } from '../../neo4j/own-neo4j.ts';
import type { OwnNeo4j } from '../../neo4j/own-neo4j.ts';
import { Wire } from '../../neo4j/wire.ts';
import { expectRefused } from './expect-refused.ts';
import { ingesting, madeDocuments } from './made-documents.ts';
import { OwnEstate } from './own-estate.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** Of the first statement of an answer, and of the one that each commit takes its turn with. */
const [ASKS, COMMITS] = ['MATCH (r:Revision)', "MERGE (e:Estate {key: 'estate'})"];
const ENDS: readonly [string, (neo4j: OwnNeo4j) => Promise<void>][] = [
  ['stopped', (neo4j) => neo4j.stop()],
  ['killed', (neo4j) => neo4j.kill()],
];

await describeOwnNeo4j('a Neo4j that ends in the middle of', (neo4j) => {
  let estate: OwnEstate;
  let wire: Wire;
  let wireOfQuestions: Wire;
  let through: NodeJS.ProcessEnv;
  let throughOther: NodeJS.ProcessEnv;
  let undisturbed: readonly string[];
  beforeAll(async () => {
    estate = new OwnEstate(neo4j);
    estate.write('documents', madeDocuments(40));
    const port = Number(new URL(neo4j.settings.uri).port);
    [wire, wireOfQuestions] = [new Wire(port), new Wire(port)];
    through = { NEO4J_URI: `bolt://127.0.0.1:${await wire.listen()}` };
    throughOther = { NEO4J_URI: `bolt://127.0.0.1:${await wireOfQuestions.listen()}` };
    await estate.ingested('documents');
    undisturbed = await estate.dump();
  });
  beforeEach(async () => {
    if (!neo4j.isRunning) await neo4j.start();
    await estate.empty();
  });
  afterAll(async () => {
    await wire.close();
    await wireOfQuestions.close();
    estate.remove();
  });

  test.each(ENDS)('an ingest, %s, and is back in a moment, is waited for', async (_, end) => {
    const held = wire.holdAt(COMMITS);
    const ingest = estate.run(ingesting('documents'), through);
    await held;
    await end(neo4j);
    wire.release();
    await neo4j.start();
    const { status, err } = await ingest;
    expect([status, err]).toEqual([0, expect.not.stringContaining('provgraph:') as string]);
    expectSameDump(await estate.dump(), undisturbed);
  });

  test.each(ENDS)('an ingest and a question, %s, and stays away, is told of', async (_, end) => {
    const ingest = estate.start(ingesting('documents'), through);
    const outcome = ended(ingest);
    if (ingest.stdout !== null) await once(ingest.stdout, 'data');
    const held = [wire.holdAt(COMMITS), wireOfQuestions.holdAt(ASKS)];
    const asking = estate.run(['ask', 'inventory', '--json'], throughOther);
    await Promise.all(held);
    await end(neo4j);
    wire.release();
    wireOfQuestions.release();
    const words = /No Neo4j answers at .*; start it or set NEO4J_URI/u;
    expectRefused(await asking, words, [neo4j.settings.password]);
    expect((await asking).out).toBe('');
    expectRefused(await outcome, words, [neo4j.settings.password]);
    expect((await outcome).out).toMatch(/\{"summary":\{.*"interrupted":true\}\}\n$/u);
    await neo4j.start();
    await estate.ingested('documents');
    expectSameDump(await estate.dump(), undisturbed);
  });

  test('a question whose transaction somebody ends, is told of', async () => {
    const held = wire.holdAt(ASKS);
    const asking = estate.run(['ask', 'inventory', '--json'], through);
    await held;
    await expect.poll(() => estate.terminated(), { timeout: 30_000 }).toBeGreaterThan(0);
    wire.release();
    expectRefused(await asking, /ended this before it was done, .* try again/u, [neo4j.settings.password]);
  });
});
