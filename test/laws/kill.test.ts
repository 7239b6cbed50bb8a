import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { seeded } from '../formats/damage.ts';
import { ESTATE, EU_PROD, US_STAGING, bytesOf } from './corpus.ts';
import { pod, podList, hex } from './objects.ts';
import { expectSameDump } from './same.ts';
import { Store } from './store.ts';
import type { Run } from './store.ts';

// A machine that does other things as well is slow, not wrong.
vi.setConfig({ testTimeout: 240_000 });

/** More objects than one batch settles: a kill may come between two batches of one document. */
const MANY = podList(
  'many.json',
  Array.from({ length: 230 }, (_, place) => pod(`p${place}`, hex(`image ${place % 7}`))),
);
const RUNS: readonly Run[] = [
  { documents: ESTATE.slice(0, 30) },
  { documents: [EU_PROD], cluster: 'eu-prod', complete: true },
  { documents: [MANY], cluster: 'many' },
  { documents: [US_STAGING], cluster: 'us-staging', complete: true },
];
const KILLS = 10;
/** How many documents are looked for each time. */
const SAMPLE = 40;
const SEED = 20_260_326;

const scratch = mkdtempSync(join(tmpdir(), 'laws-runs-'));
const file = join(scratch, 'runs.json');
writeFileSync(
  file,
  JSON.stringify(
    RUNS.map(({ documents, ...run }) => ({
      ...run,
      documents: documents.map((one) => ({
        location: one.location,
        base64: Buffer.from(bytesOf(one)).toString('base64'),
      })),
    })),
  ),
);
const stores: Store[] = [];
afterAll(() => {
  for (const store of stores) store.remove();
  rmSync(scratch, { recursive: true, force: true });
});
const made = (): Store => {
  const store = new Store();
  stores.push(store);
  return store;
};

/** Runs the process on a store; kills it after `afterMs` of work. Returns how it ended and how long it worked. */
function run({ folder }: Store, afterMs: number | null): Promise<{ killed: boolean; tookMs: number }> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'ingest-process.ts'), [folder, file], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let began = performance.now();
    child.once('message', () => {
      began = performance.now();
      if (afterMs !== null) setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.once('exit', (code, signal) => {
      const tookMs = performance.now() - began;
      if (code === 0 || signal === 'SIGKILL') resolve({ killed: code !== 0, tookMs });
      else reject(new Error(`the process ended with ${String(code ?? signal)}`));
    });
  });
}

describe('law 6: killed at any moment and started again', () => {
  test(`gives the same graph (seed ${SEED})`, async () => {
    const whole = made();
    const { tookMs } = await run(whole, null);
    const expected = whole.dump();
    const random = seeded(SEED);
    let kills = 0;
    for (let store = made(); kills < KILLS; store = made()) {
      for (let killed = true; killed && kills < KILLS; kills++) {
        ({ killed } = await run(store, random() * tookMs));
        if (storeIsThere(store)) expect(await store.withoutBytes(SAMPLE)).toEqual([]);
      }
      await run(store, null);
      expectSameDump(store.dump(), expected);
    }
  });
});

const storeIsThere = (store: Store): boolean => {
  try {
    store.dump('claims');
    return true;
  } catch {
    // Killed before there was a store: nothing is visible then.
    return false;
  }
};
