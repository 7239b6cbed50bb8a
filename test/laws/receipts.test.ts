import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FORMATS } from '#ingest';
import type { Receipt } from '#ingest';
import { formatsOf } from '../../ingest/recognise.ts';
import { seeded } from '../formats/damage.ts';
import { ESTATE, EU_PROD, GOLDEN, UNREAD, US_STAGING, offered } from './corpus.ts';
import { Store } from './store.ts';

const EVERYTHING = [...ESTATE, ...GOLDEN, EU_PROD, US_STAGING, UNREAD];

/** A thousand documents: golden ones, some of them cut off, some that no format claims, some that a source did not give. */
function thousand(): typeof EVERYTHING {
  const random = seeded(1000);
  return Array.from({ length: 1000 }, (_, ordinal) => {
    const location = `mixed/${ordinal}`;
    const one = EVERYTHING[Math.floor(random() * EVERYTHING.length)];
    if (one === undefined || !(one.content instanceof Uint8Array)) return { ...UNREAD, location, origin: location };
    const kind = random();
    if (kind < 0.1) return offered(location, new TextEncoder().encode(`nothing known ${ordinal}`));
    return offered(
      location,
      kind < 0.3 ? one.content.subarray(0, Math.floor(one.content.length * random())) : one.content,
    );
  });
}

describe('law 4: one document, one receipt', () => {
  const store = new Store();
  const documents = thousand();
  let receipts: readonly Receipt[] = [];
  beforeAll(async () => {
    ({ receipts } = await store.ingest({ documents, project: false }));
  });
  afterAll(() => {
    store.remove();
  });

  test('each of a thousand documents has exactly one', () => {
    const roots = receipts.map(({ origin }) => origin).filter((origin) => !origin.includes('#'));
    expect(roots).toEqual(documents.map(({ origin }) => origin));
  });

  test('so has each document found inside one that was read now', () => {
    const inside = receipts.filter(({ origin }) => origin.includes('#'));
    const held = receipts.flatMap(({ inner = [] }) => inner);
    expect(inside.map(({ document }) => document).sort()).toEqual([...held].sort());
  });

  test('what is recognised is never called unrecognised, and the other way round', () => {
    const byOrigin = new Map(receipts.map((receipt) => [receipt.origin, receipt.outcome]));
    for (const { origin, content } of documents) {
      if (!(content instanceof Uint8Array)) expect(byOrigin.get(origin)).toBe('failed');
      else expect(byOrigin.get(origin) === 'unrecognised', origin).toBe(formatsOf(FORMATS, content).length === 0);
    }
  });

  test('every outcome occurs', () => {
    const outcomes = new Set(receipts.map(({ outcome }) => outcome));
    expect([...outcomes].sort()).toEqual(['failed', 'known', 'read', 'unrecognised', 'unsupported']);
  });
});
