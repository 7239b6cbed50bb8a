import { expect, test, vi } from 'vitest';
import { describeNeo4j } from '../neo4j/lease.ts';
import { comparedEstates } from './compared-estates.ts';
import { Random } from './random.ts';
import { drawnRequests } from './requests.ts';
import { drawnEstate } from './schedule.ts';
import { shrunkSteps, stepInWords } from './shrunk-steps.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

/** The first seed; the estates are drawn from it and those behind it. */
const SEED = Number(process.env['PROVGRAPH_SEED'] ?? '20261125');
const ESTATES = Number(process.env['PROVGRAPH_ESTATES'] ?? (process.env['PROVGRAPH_SOAK'] === '1' ? '500' : '50'));

await describeNeo4j('SQLite and Neo4j', (settings) => {
  const seeds = Array.from({ length: ESTATES }, (_, place) => SEED + place);

  // One such estate again: PROVGRAPH_SEED=<its seed> PROVGRAPH_ESTATES=1 npx vitest run test/differential
  test.each(seeds)('say the same of the estate of seed %i', async (seed) => {
    const random = new Random(seed);
    const estate = drawnEstate(random);
    const found = await comparedEstates(settings, estate.steps, (dump) => drawnRequests(random, estate, dump));
    const [first] = found;
    if (first === undefined) return;
    const requests = first.request === null ? [] : [first.request];
    const steps = await shrunkSteps(estate.steps, async (fewer) => {
      const still = await comparedEstates(settings, fewer, () => requests);
      return still.some(({ request }) => (request === null) === (first.request === null));
    });
    const told = [`It takes these steps:`, ...steps.map(stepInWords)].join('\n  ');
    expect.fail(
      `${found.length} differences on the estate of seed ${seed}.\n${told}\n${found.map(({ text }) => text).join('\n')}`,
    );
  });
});
