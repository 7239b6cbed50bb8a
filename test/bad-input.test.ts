import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Receipt } from '#ingest';
import type { BadInput } from './bad-input/bad-input.ts';
import { DAMAGED, WITHHELD } from './bad-input/damaged.ts';
import { ABSENT, BadInputEstate, QUESTION } from './bad-input/estate.ts';
import { LOST } from './bad-input/lost.ts';
import { ODD } from './bad-input/odd.ts';
import { WRONG } from './bad-input/wrong.ts';
import { dumpOf } from './laws/dump.ts';
import { expectSameDump } from './laws/same.ts';

const estate = new BadInputEstate();
const CASES = [...DAMAGED, ...WITHHELD, ...WRONG, ...ODD, ...LOST];
const isRoot = process.getuid?.() === 0;
const alone = { receipts: [] as readonly Receipt[], claims: [] as readonly string[], inForce: [] as readonly string[] };

beforeAll(async () => {
  await estate.ingest(['pods.json'], 'listed', ['--cluster', 'c', '--complete']);
  estate.copyData('listed', 'alone');
  const ran = await estate.ingest(['good'], 'alone');
  expect([ran.status, ran.summary.failed]).toEqual([0, 0]);
  alone.receipts = ran.receipts;
  alone.claims = dumpOf(join(estate.folder, 'alone'), 'claims');
  alone.inForce = dumpOf(join(estate.folder, 'alone'), 'in-force');
});
afterAll(() => {
  estate.remove();
});

/** One receipt as a line: `origin outcome`, then `CODE at place` of the failure or of each remark. */
function receiptLine({ origin, outcome, code, at, remarks = [] }: Receipt): string {
  const odd = code === undefined ? remarks : [{ code, at: at ?? '' }];
  const places = odd.map((one) => `${one.code}${one.at === '' ? '' : ` at ${one.at}`}`);
  return [`${origin} ${outcome}`, ...places].join(', ');
}

const isGood = ({ document }: Receipt): boolean => alone.receipts.some((one) => one.document === document);
const isFailure = ({ outcome }: Receipt): boolean => outcome === 'failed' || outcome === 'unsupported';

async function expectHeld(bad: BadInput): Promise<void> {
  estate.copyData('listed', 'data');
  const data = join(estate.folder, 'data');
  const { status, err, receipts, summary } = await estate.ingest(['bad', 'good'], 'data');

  const given = receipts.filter((receipt) => !isGood(receipt));
  expect(given.map(receiptLine)).toEqual(bad.receipts);
  expect(receipts.filter(isGood)).toEqual(alone.receipts);
  expect([summary.offered, err]).toEqual([receipts.length, '']);
  const failures = given.filter(isFailure);
  expect(status).toBe(failures.length > 0 ? 3 : 0);
  expectHelpful(given);
  for (const { message } of failures) expect(message).toMatch(bad.says ?? /^never$/u);

  const claims = new Set(dumpOf(data, 'claims'));
  expect(alone.claims.filter((line) => !claims.has(line))).toEqual([]);
  if (failures.length === given.length) {
    const more = [...claims].filter((line) => !alone.claims.includes(line));
    expect(more.filter((line) => !failures.some(({ document }) => line.includes(document)))).toEqual([]);
  }

  const { conclusion, coverage } = await estate.ask('data');
  expect(coverage.failedDocuments).toBe(failures.length);
  if (failures.length > 0) expect(conclusion).toBe('UNKNOWN');
  const listed = await estate.run(['failures', '--json'], 'data');
  const digests = listed.out.split('\n').flatMap((line) => /"document":"([^"]+)"/u.exec(line)?.[1] ?? []);
  expect(digests.sort()).toEqual(failures.map(({ document }) => document).sort());

  await expectWithdrawn(given);
}

/** Without what was bad, the graph and the answer are those of the good documents. */
async function expectWithdrawn(given: readonly Receipt[]): Promise<void> {
  for (const { document, outcome } of given) {
    if (outcome === 'unrecognised') continue;
    const { status } = await estate.run(['withdraw', document, '--reason', 'it is bad'], 'data');
    expect(status).toBe(0);
  }
  expectSameDump(dumpOf(join(estate.folder, 'data'), 'in-force'), alone.inForce);
  const { conclusion, coverage } = await estate.ask('data');
  // Where objects were once seen, others may be: only a complete listing says that there are none.
  const others = coverage.unknown.filter(({ reason }) => reason !== 'NOT_SYNCED');
  expect(others).toEqual([]);
  expect(conclusion).toBe(coverage.unknown.length === 0 ? 'NOT_AFFECTED' : 'UNKNOWN');
}

/** What is said is a sentence for people, without the innards of this program. */
function expectHelpful(given: readonly Receipt[]): void {
  const messages = given.flatMap(({ message, remarks = [] }) => [message ?? [], ...remarks.map((one) => one.message)]);
  for (const message of messages.flat()) {
    expect(message).toMatch(/^\S.{10,}/u);
    expect(message).not.toMatch(/undefined|\[object|at .*\.ts:|E[A-Z]{4,}:|TypeError/u);
  }
}

describe('a bad document among good ones', () => {
  test('the good ones alone are NOT_AFFECTED', async () => {
    expect((await estate.ask('alone')).conclusion).toBe('NOT_AFFECTED');
  });

  test.for(CASES)('$name', async (bad) => {
    estate.lay(bad);
    await expectHeld(bad);
  });

  // Root reads everything.
  test.skipIf(isRoot)('a file that may not be read', async () => {
    const path = 'denied.json';
    const bad = { name: '', path, laid: new Uint8Array(), receipts: [`${path} failed, UNREADABLE`] };
    estate.lay(bad);
    chmodSync(join(estate.folder, 'bad', path), 0);
    await expectHeld({ ...bad, says: /Cannot read denied\.json: permission denied\./u });
  });

  test('all of them at once', async () => {
    estate.copyData('listed', 'data');
    const expected: string[] = [];
    const withdrawn: Receipt[] = [];
    for (const bad of CASES) {
      estate.lay(bad);
      const { receipts } = await estate.ingest(['bad'], 'data');
      expected.push(...bad.receipts);
      withdrawn.push(...receipts);
    }
    expect(withdrawn).toHaveLength(expected.length);
    expect((await estate.ingest(['good'], 'data')).status).toBe(0);
    expect((await estate.ask('data')).conclusion).toBe('UNKNOWN');
    await expectWithdrawn(withdrawn);
  });
});

describe('a bad document in what is said to be a complete listing', () => {
  test.for(CASES.filter(({ says }) => says !== undefined))('$name', async (bad) => {
    estate.lay(bad);
    const ran = await estate.ingest(['bad', 'pods.json', 'good'], 'new', ['--cluster', 'new', '--complete']);
    expect(ran.status).toBe(3);
    expect(ran.summary.notComplete).toHaveLength(1);
    expect((await estate.ask('new')).conclusion).toBe('UNKNOWN');
  });
});

/** The path of a question whose parameters are written as on a command line. */
function pathOf(words: readonly string[]): string {
  const parameters = new URLSearchParams();
  for (let place = 0; place < words.length; place += 2) {
    const name = (words[place] ?? '').slice(2).replace(/-(.)/gu, (_, letter: string) => letter.toUpperCase());
    parameters.append(name, words[place + 1] ?? '');
  }
  return `/v1/ask/${QUESTION}?${parameters.toString()}`;
}

describe('what is mistyped or not there is no all-clear', () => {
  const UNKNOWN: Readonly<Record<string, readonly string[]>> = {
    'a name of which one letter is wrong': ['--package', 'pkg:pypi/request'],
    'a bare name': ['--package', 'litellm'],
    'a cluster that is not there': ['--package', 'pkg:pypi/litellm', '--cluster', 'C'],
    'an environment that is not there': ['--package', 'pkg:pypi/litellm', '--environment', 'porduction'],
    'a namespace that is not there': ['--package', 'pkg:pypi/litellm', '--namespace', 'prdo'],
    'an owner that is not there': ['--package', 'pkg:pypi/litellm', '--owner', 'nobody'],
    'a workload that is not there': ['--package', 'pkg:pypi/litellm', '--workload', 'Pod/server'],
    'a time before anything was seen': ['--package', 'pkg:pypi/litellm', '--as-of', '2020-01-01'],
    'a time before anything was known': ['--package', 'pkg:pypi/litellm', '--known-at', '2020-01-01'],
  };

  test.for(Object.entries(UNKNOWN))('%s', async ([, parameters]) => {
    const answer = await estate.ask('alone', [...parameters, '--route', 'RUNTIME']);
    expect(answer.conclusion).toBe('UNKNOWN');
    expect(answer.notes.length).toBeGreaterThan(0);
  });

  test('the same over HTTP', async () => {
    const asked = Object.values(UNKNOWN).map((parameters) => [...parameters, '--route', 'RUNTIME']);
    const answers = await estate.served('alone', [ABSENT, ...asked].map(pathOf));
    const [absent, ...others] = answers.map((answer) => Reflect.get(answer, 'conclusion') as unknown);
    expect(absent).toBe('NOT_AFFECTED');
    expect(others).toEqual(asked.map(() => 'UNKNOWN'));
  });

  test.for(['nowhere', 'empty', 'foreign'])('a data folder that is %s', async (data) => {
    if (data === 'foreign') estate.copyData('good', data);
    else if (data === 'empty') estate.copyData('nothing', data);
    expect((await estate.ask(data)).conclusion).toBe('UNKNOWN');
    const [answer] = await estate.served(data, [pathOf(ABSENT)]);
    expect(answer).toMatchObject({ conclusion: 'UNKNOWN', total: { count: 0 } });
  });

  test('a store that is damaged is no answer at all', async () => {
    estate.copyData('alone', 'damaged');
    writeFileSync(join(estate.folder, 'damaged/estate.sqlite'), 'not a database');
    const { status, out, err } = await estate.run(['ask', 'inventory', '--json'], 'damaged');
    expect([status, out]).toEqual([1, '']);
    expect(err).not.toMatch(/mistake in provgraph/u);
  });
});
