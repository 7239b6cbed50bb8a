import { join } from 'node:path';
import { QUESTIONS } from '#queries';
import type { Answer } from '#queries';
import { folderArchive } from '../../src/archive/folder.ts';
import { openEstate } from '../../src/engines/index.ts';
import type { Estate } from '../../src/engines/engine.ts';
import { startGraphql } from '../../src/server/graphql.ts';
import { listQuestion } from '../../src/server/index.ts';
import { LIMITS } from '../../src/server/limits.ts';
import { ASKED } from '../estate/packages.ts';
import type { AskedClass } from '../estate/packages.ts';
import { costsSince, latency } from '../measured.ts';
import type { Asked, Latency, QuestionsMeasured } from '../measured.ts';

/** Every field of a row, its path and the coverage. */
const QUERY = `query ($package: String!) { deployedModelsUsingPackage(package: $package, first: 100) { conclusion dataVersion notes
  total { count exact } matched { package versions versionsTotal } similar pageInfo { endCursor hasNextPage }
  rows { id environment cluster namespace workload workloadId owner slot model { kind id name } state since rung route package match direct strength
    weakest { hop why } chain { package document at } path { edge from { kind id name } to { kind id name } strength evidenceTotal
      evidence { document format origin at verdict { status reasons identity policy trustedTime } } } }
  freshness { source lastCompleteSync asserted stale } coverage { complete failedDocuments routes { route judged unknown }
    unknown { subject { kind id name } artifact route reason } unknownTotal { count exact } workloadsWithoutModel { count exact unjudged } } } }`;

/** Asks the flagship, coverage and paths included, for the first page of 100. */
const [data = '', timesRare = '200', timesHottest = '50'] = process.argv.slice(2);
const archiveFolder = join(data, 'archive');
const archive = folderArchive(archiveFolder);
const clock = (): string => new Date().toISOString();
const WARM = 5;

const started = performance.now();
const direct = await openEstate({ folder: data, archive, archiveFolder, clock, serving: false });
const pooled = await openEstate({ folder: data, archive, archiveFolder, clock, serving: true });
const graphql = await startGraphql(pooled, QUESTIONS.map(listQuestion), LIMITS, () => undefined);
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
    graphql: await throughGraphql(which, times),
  };
}

async function throughGraphql(which: AskedClass, times: number): Promise<Latency> {
  const taken: number[] = [];
  for (let time = 0; time < 1 + WARM + times; time++) {
    const asking = performance.now();
    const { body } = await graphql.execute({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      search: '',
      body: { query: QUERY, variables: { package: flagship(which).parameters['package'] } },
      signal: new AbortController().signal,
    });
    taken.push(performance.now() - asking);
    if (typeof body !== 'string' || body.includes('"errors"')) throw new Error(`${which} was not answered`);
  }
  return latency(taken[0] ?? 0, taken.slice(1 + WARM));
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
