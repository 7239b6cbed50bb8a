import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { expectSameDump } from '../../laws/same.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';
import { ingesting, madeDocuments } from './made-documents.ts';
import { OwnEstate } from './own-estate.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const DOCUMENTS = madeDocuments(24);
const AT_MOST = 4;

await describeNeo4j('ingests at once, each a process', (settings) => {
  let estate: OwnEstate;
  beforeAll(() => {
    estate = new OwnEstate({ settings });
    estate.write('all', DOCUMENTS);
    // Each has what the next one begins with, and the last one what the first one does.
    const part = DOCUMENTS.length / AT_MOST;
    for (let n = 0; n < AT_MOST; n += 1)
      estate.write(
        `part-${n}`,
        Array.from(
          { length: 2 * part },
          (_, place) => DOCUMENTS[Math.trunc(n * part + place) % DOCUMENTS.length],
        ).filter((document) => document !== undefined),
      );
  });
  afterAll(() => {
    estate.remove();
  });

  test.each([2, AT_MOST])(
    '%i of them, of the same and of overlapping documents, come to what one after another does',
    async (count) => {
      const parts = Array.from({ length: count }, (_, n) => `part-${n}`);
      for (const folders of [parts.map(() => 'all'), parts]) {
        await estate.empty();
        for (const folder of folders) await estate.ingested(folder);
        const inTurn = await estate.dump();
        await estate.empty();
        const outcomes = await Promise.all(folders.map((folder) => estate.run(ingesting(folder))));
        for (const { status, err } of outcomes)
          expect([status, err]).toEqual([0, expect.not.stringContaining('provgraph:') as string]);
        expectSameDump(await estate.dump(), inTurn);
      }
    },
  );
});
