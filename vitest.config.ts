import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LaneSequencer } from './test/lanes.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/neo4j/global-setup.ts'],
    // Some wait for a Neo4j most of the time.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: LaneSequencer },
    testTimeout: 60_000,
    reporters: ['default', ['json', { outputFile: 'node_modules/.vitest/report.json' }]],
  },
});
