import { ended } from '../../cli/command-line.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { seeded } from '../../formats/damage.ts';
import { expectSameDump } from '../../laws/same.ts';
import { describeOwnNeo4j } from '../../neo4j/own-neo4j.ts';
import { ingesting, madeDocuments } from './made-documents.ts';
import { OwnEstate } from './own-estate.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** Of 10 kills; `PROVGRAPH_SOAK=1` makes it 100, `PROVGRAPH_SEED` others. */
const TIMES = process.env['PROVGRAPH_SOAK'] === '1' ? 10 : 1;
const SEED = Number(process.env['PROVGRAPH_SEED'] ?? 20_261_125);
const KILLS = { client: 6 * TIMES, server: 4 * TIMES };
/** Before this part of an ingest the process has not begun. */
const BEGINNING = 0.2;

const random = seeded(SEED);
/** When to kill, as the part of the time that a whole ingest takes. */
const instants = (count: number): number[] =>
  Array.from({ length: count }, () => BEGINNING + (1 - BEGINNING) * random());

await describeOwnNeo4j(`an ingest, killed (seed ${SEED})`, (neo4j) => {
  let estate: OwnEstate;
  let undisturbed: readonly string[];
  let tookMs = 0;
  let killed = 0;
  beforeAll(async () => {
    estate = new OwnEstate(neo4j);
    estate.write('documents', madeDocuments(25));
    // The first one finds a server that has not planned anything yet.
    await estate.ingested('documents');
    undisturbed = await estate.dump();
    await estate.empty();
    const begun = performance.now();
    await estate.ingested('documents');
    tookMs = performance.now() - begun;
    expectSameDump(await estate.dump(), undisturbed);
  });
  afterAll(() => {
    estate.remove();
  });

  const begunAndKilled = async (at: number, kill: (ingest: ReturnType<OwnEstate['start']>) => void | Promise<void>) => {
    await estate.empty();
    const ingest = estate.start(ingesting('documents'));
    const outcome = ended(ingest);
    await new Promise((resolve) => setTimeout(resolve, at * tookMs));
    await kill(ingest);
    return outcome;
  };
  const comesToTheSame = async (): Promise<void> => {
    const { out } = await estate.ingested('documents');
    expect(out).toMatch(/"offered":\d+,.*"failed":0/u);
    expectSameDump(await estate.dump(), undisturbed);
  };

  test.each(instants(KILLS.client))(
    'itself at %f of its time, comes to the same graph when it runs again',
    async (at) => {
      const { status } = await begunAndKilled(at, (ingest) => void ingest.kill('SIGKILL'));
      if (status === null) killed += 1;
      await comesToTheSame();
    },
  );

  test.each(instants(KILLS.server))('its Neo4j at %f of its time, comes to the same graph', async (at) => {
    const { status } = await begunAndKilled(at, async () => {
      await neo4j.kill();
      await neo4j.start();
    });
    // It waits for a server that comes back; one that is just connecting says that there is none.
    expect([0, 1]).toContain(status);
    if (status === 0) expectSameDump(await estate.dump(), undisturbed);
    await comesToTheSame();
  });

  test('was killed before it was done, most times', () => {
    expect(killed).toBeGreaterThanOrEqual(KILLS.client / 2);
  });

  test('leaves nothing that a doctor would find', async () => {
    expect(await estate.ailments()).toEqual([]);
  });
});
