import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Receipt } from '#ingest';
import { Store } from '../laws/store.ts';
import { BadInputEstate } from './estate.ts';
import type { Ran } from './estate.ts';
import { mixedFiles, WAY_NAMES } from './mixed.ts';

const COUNT = 1000;
const CODES = [
  'MALFORMED',
  'UNSUPPORTED_VERSION',
  'TOO_LARGE',
  'TOO_DEEP',
  'TOO_MANY_DOCUMENTS',
  'DIGEST_MISMATCH',
  'UNREADABLE',
  'OUTSIDE_SOURCE',
];
const files = mixedFiles(COUNT);
const estate = new BadInputEstate();
const bytesOf = new Map<string, Uint8Array>();
let ran: Ran = { status: null, err: '', receipts: [], summary: null as never };

const isFailure = ({ outcome }: Receipt): boolean => outcome === 'failed' || outcome === 'unsupported';

beforeAll(async () => {
  for (const { name, bytes } of files) {
    const path = join(estate.folder, 'mixed', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
  ran = await estate.ingest(['mixed'], 'data');
  await new Store(join(estate.folder, 'data')).withEstate(async (opened) => {
    for (const { document } of ran.receipts.filter(isFailure)) {
      const bytes = await opened.bytes(document);
      if (bytes !== null) bytesOf.set(document, bytes);
    }
  });
});
afterAll(() => {
  estate.remove();
});

describe('a thousand mixed documents', () => {
  test('give a thousand receipts, one for each file', () => {
    const roots = ran.receipts.map(({ origin }) => origin).filter((origin) => !origin.includes('#'));
    expect(roots.toSorted()).toEqual(files.map(({ name }) => name).toSorted());
    expect(roots).toHaveLength(COUNT);
  });

  test('and one for each document found inside, which add up', () => {
    const { summary, receipts } = ran;
    expect(summary.offered).toBe(receipts.length);
    expect(summary.read + summary.known + summary.unrecognised + summary.unsupported + summary.failed).toBe(
      receipts.length,
    );
    for (const outcome of ['read', 'known', 'unrecognised', 'unsupported', 'failed'] as const) {
      const given = receipts.filter((receipt) => receipt.outcome === outcome).length;
      expect([outcome, summary[outcome]]).toEqual([outcome, given]);
      expect(given, outcome).toBeGreaterThan(0);
    }
    expect([ran.status, ran.err]).toEqual([3, '']);
  });

  test('every failure has a code, a sentence, and a place that is there', () => {
    const failures = ran.receipts.filter(isFailure);
    expect(failures.length).toBeGreaterThan(100);
    for (const { origin, document, code, message = '', at = '' } of failures) {
      expect(CODES, origin).toContain(code);
      expect(message, origin).toMatch(/^\S.{10,}/u);
      expect(message, origin).not.toMatch(/undefined|\[object|at .*\.ts:|TypeError/u);
      const bytes = bytesOf.get(document);
      expect(bytes, `${origin} is kept`).toBeDefined();
      if (bytes !== undefined) expect(isThere(at, bytes), `${origin}: ${String(code)} at ${at}`).toBe(true);
    }
  });

  test('every remark has a code and a sentence', () => {
    const remarks = ran.receipts.flatMap((receipt) => receipt.remarks ?? []);
    expect(remarks.length).toBeGreaterThan(100);
    for (const { code, message } of remarks) {
      expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/u);
      expect(message).toMatch(/^\S.{10,}/u);
    }
  });

  test.each(['little end first', 'big end first'])(
    'what would be known in UTF-8 fails when it is written %s',
    (way) => {
      const said = ran.receipts.filter(({ origin }) => origin.includes(`${way}.`) && !origin.includes('#'));
      expect(said.length).toBe(files.filter(({ name }) => name.includes(`${way}.`)).length);
      expect(new Set(said.map(({ outcome }) => outcome))).toEqual(new Set(['failed', 'unrecognised']));
      const failed = said.filter(isFailure);
      expect(failed.length).toBeGreaterThan(said.length / 2);
      for (const { message } of failed) expect(message).toMatch(/UTF-16/u);
    },
  );

  test('and offered again they give the same receipts, what was read now as known', async () => {
    const again = await estate.ingest(['mixed'], 'data');
    const before = ran.receipts.filter(({ origin }) => !origin.includes('#'));
    const after = again.receipts.filter(({ origin }) => !origin.includes('#'));
    const spoken = ({ origin, outcome, code }: Receipt): string => `${origin} ${outcome} ${code ?? ''}`;
    const expected = before.map((receipt) => ({
      ...receipt,
      outcome: receipt.outcome === 'read' ? 'known' : receipt.outcome,
    }));
    expect(after.map(spoken)).toEqual((expected as readonly Receipt[]).map(spoken));
  });

  test('each way occurs', () => {
    for (const way of WAY_NAMES)
      expect(
        ran.receipts.some(({ origin }) => origin.includes(`${way}.`)),
        way,
      ).toBe(true);
  });
});

/** Whether a place is in these bytes: a line, a byte, a member or the object that lacks it; empty is all of it. */
function isThere(at: string, bytes: Uint8Array): boolean {
  const numbered = /^(line|byte) (\d+)$/u.exec(at);
  if (numbered !== null) {
    const most = numbered[1] === 'byte' ? bytes.length : new TextDecoder('latin1').decode(bytes).split('\n').length;
    return Number(numbered[2]) <= most;
  }
  if (!at.startsWith('/')) return at === '' || /^document \d+/u.test(at);
  let value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  for (const step of at.split('/').slice(1, -1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
    value = Reflect.get(value, name);
  }
  return typeof value === 'object' && value !== null;
}
