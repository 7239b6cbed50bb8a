import { join } from 'node:path';
import type { Answer } from '#queries';
import { folderArchive } from '../../src/archive/folder.ts';
import { openEstate } from '../../src/engines/index.ts';
import type { Estate } from '../../src/engines/engine.ts';
import { ASKED } from '../estate/packages.ts';
import type { AskedClass } from '../estate/packages.ts';
import { costsSince, latency } from '../measured.ts';
import type { Asked, Latency, QuestionsMeasured } from '../measured.ts';

/** Asks the flagship, coverage and paths included, for the first page of 100. */
const [data = '', timesRare = '200', timesHottest = '50'] = process.argv.slice(2);
const archiveFolder = join(data, 'archive');
const archive = folderArchive(archiveFolder);
const clock = (): string => new Date().toISOString();
const WARM = 5;

const started = performance.now();
const direct = await openEstate({ folder: data, archive, archiveFolder, clock, pooled: false });
const pooled = await openEstate({ folder: data, archive, archiveFolder, clock, pooled: true });
const rare = await asked('rare', Number(timesRare));
const typical = await asked('typical', Number(timesRare));
const hottest = await asked('hottest', Number(timesHottest));
const costs = costsSince(started);
await direct.close();
await pooled.close();
const measured: QuestionsMeasured = { ...costs, rare, typical, hottest };
process.stdout.write(`${JSON.stringify(measured)}\n`);

async function asked(which: AskedClass, times: number): Promise<Asked> {
  const { answer, latency: alone } = await timed(direct, which, times);
  const { count, exact } = answer.total;
  return {
    rows: answer.rows.length,
    total: count,
    exact,
    judged: answer.coverage.routes.reduce((sum, { judged }) => sum + judged, 0),
    unknown: answer.coverage.unknownTotal.count,
    conclusion: answer.conclusion,
    direct: alone,
    pooled: (await timed(pooled, which, times)).latency,
  };
}

async function timed(estate: Estate, which: AskedClass, times: number): Promise<{ answer: Answer; latency: Latency }> {
  const request = flagship(which);
  const begun = performance.now();
  const answer = await estate.ask(request);
  const first = performance.now() - begun;
  const taken: number[] = [];
  for (let time = 0; time < WARM + times; time++) {
    const asking = performance.now();
    await estate.ask(request);
    taken.push(performance.now() - asking);
  }
  return { answer, latency: latency(first, taken.slice(WARM)) };
}

function flagship(which: AskedClass): Parameters<Estate['ask']>[0] {
  const purl = ASKED[which].purl;
  const parameters = { package: purl.slice(0, purl.indexOf('@')) };
  return { question: 'deployed-models-using-package', parameters, first: 100 };
}
