import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Neo4jConnection } from '../../src/engines/neo4j/connection.ts';
import type { Neo4jSettings } from '../../src/engines/neo4j/settings.ts';
import { dumpOfNeo4j } from '../engines/neo4j/dump.ts';
import { dumpOf } from '../laws/dump.ts';
import { openNeo4j, openSqlite } from '../questions/engines.ts';
import type { Store } from '../questions/engines.ts';
import { NOW, StandingClock } from '../questions/golden-estate.ts';
import { dumpDifference, firstDifference } from './differences.ts';
import { happened } from './happenings.ts';
import { readOf } from './read-of-store.ts';
import type { ReadRequest } from './requests.ts';
import type { Step } from './schedule.ts';

/** Something in which the two engines differ: what they say to a request, or with null what came of the steps. */
export interface Difference {
  readonly request: ReadRequest | null;
  readonly text: string;
}

/** What is to be read of an estate whose dump this is. */
export type Requests = (dump: readonly string[]) => readonly ReadRequest[];

/** Lets the same happen to a store of each engine, then reads the same of both: everything in which they differ. */
export async function comparedEstates(
  settings: Neo4jSettings,
  steps: readonly Step[],
  requests: Requests,
): Promise<readonly Difference[]> {
  const folder = mkdtempSync(join(tmpdir(), 'differential-'));
  const clock = new StandingClock();
  const sqlite = join(folder, 'sqlite');
  const stores = [await openSqlite(sqlite, clock.read), await openNeo4j(settings)(join(folder, 'neo4j'), clock.read)];
  const connection = new Neo4jConnection(settings);
  try {
    const became = await afterSteps(stores, clock, steps);
    const dump = dumpOf(sqlite, 'all');
    const dumps = dumpDifference(dump, await dumpOfNeo4j(connection, 'all'));
    const written = dumps === null ? became : [...became, { request: null, text: `The dumps differ.\n  ${dumps}` }];
    return [...written, ...(await afterRequests(stores, requests(dump)))];
  } finally {
    for (const { estate } of stores) await estate.close();
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ends with a projection; the clock then stands at the time of the answers. */
async function afterSteps(
  stores: readonly Store[],
  clock: StandingClock,
  steps: readonly Step[],
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  const last: Step = { does: 'project', at: NOW };
  for (const [place, step] of [...steps, last].entries()) {
    const [sqlite, neo4j] = await eachOf(stores, (store) => happened(store, clock, step, place));
    const difference = firstDifference(sqlite, neo4j);
    if (difference !== null) found.push({ request: null, text: `Step ${place} (${step.does}): ${difference}` });
  }
  clock.time = NOW;
  return found;
}

async function afterRequests(
  stores: readonly Store[],
  requests: readonly ReadRequest[],
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const request of requests) {
    const [sqlite, neo4j] = await eachOf(stores, (store) => readOf(store.estate, request));
    const difference = firstDifference(sqlite, neo4j);
    if (difference !== null) found.push({ request, text: `${JSON.stringify(request)}\n  ${difference}` });
  }
  return found;
}

/** One after the other; the clock that both read stands still. */
async function eachOf<T>(stores: readonly Store[], work: (store: Store) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (const store of stores) results.push(await work(store));
  return results;
}
