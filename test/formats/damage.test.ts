import { edgeKind, sha256Of } from '#schema';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../ingest/failure.ts';
import type { Format } from '../../ingest/format.ts';
import { FORMATS } from '../../ingest/formats/index.ts';
import type { Claim, PropertyValue, Reading } from '../../ingest/reading.ts';
import { recognise } from '../../ingest/recognise.ts';
import type { Damaged } from './damage.ts';
import { seeded, withBytesDamaged, withValuesReplaced } from './damage.ts';
import { documentOf, goldenCases } from './golden-cases.ts';
import { outcomeOf } from './reading-json.ts';

const MUTATIONS = 400;
/** Large inputs get fewer mutations, so that all of them together stay within seconds. */
const BYTES_PER_INPUT = 2_000_000;

describe('a damaged document gives a well-formed reading or a failure, never anything else', () => {
  test.each(goldenCases())('$name', ({ format: name, document }) => {
    const random = seeded(document.bytes.length);
    const limit = Math.max(20, Math.min(MUTATIONS, Math.floor(BYTES_PER_INPUT / (document.bytes.length + 1))));
    const fallback = FORMATS.find((format) => format.name === name);
    const damaged = [
      { how: 'whole', bytes: document.bytes },
      ...withValuesReplaced(document.bytes, limit, random),
      ...withBytesDamaged(document.bytes, Math.max(40, Math.ceil(limit / 4)), random),
    ];
    for (const one of damaged) {
      const format = recognise(FORMATS, one.bytes) ?? fallback;
      if (format !== undefined) check(format, one);
    }
    expect(sha256Of(document.bytes), 'damage is done to copies').toBe(document.digest);
    expect(damaged.length).toBeGreaterThan(20);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

function check(format: Format, { how, bytes }: Damaged): void {
  try {
    const first = JSON.stringify(outcomeOf(format, documentOf(bytes)));
    const second = JSON.stringify(outcomeOf(format, documentOf(Uint8Array.from(bytes))));
    if (first !== second) throw new Error('the second reading differs from the first');
    const reading = readingOf(format, bytes);
    if (reading !== undefined) checkReading(reading, jsonOf(bytes));
  } catch (cause) {
    throw new Error(`${format.name}, ${how}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function readingOf(format: Format, bytes: Uint8Array): Reading | undefined {
  try {
    return format.read(documentOf(bytes));
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

function checkReading(reading: Reading, json: unknown): void {
  for (const claim of reading.claims) {
    checkClaim(claim);
    if (json !== undefined) checkPlace(claim.at, json);
  }
  for (const inner of reading.inner) {
    if (!(inner.bytes instanceof Uint8Array)) throw new Error(`the inner document at ${inner.at} is no bytes`);
    if (json !== undefined) checkPlace(inner.at, json);
  }
  for (const { code, message } of reading.remarks) {
    if (!/^[A-Z][A-Z0-9_]+$/.test(code)) throw new Error(`the remark code ${code} is not upper snake case`);
    if (message === '') throw new Error(`the remark ${code} says nothing`);
  }
}

function checkClaim({ edge, from, to, at, properties = {} }: Claim): void {
  const kind = edgeKind(edge);
  for (const id of [from, to]) {
    if (typeof id !== 'string' || id === '' || /\p{Cc}/u.test(id) || !id.isWellFormed()) {
      throw new Error(`${edge} at ${at} has the id ${JSON.stringify(id)}`);
    }
  }
  for (const name of Object.keys(properties)) {
    if (!Object.hasOwn(kind.properties, name)) throw new Error(`${edge} has no property ${name}`);
  }
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = properties[name] ?? null;
    if (value === null ? !property.optional : !isOf(property.type, value)) {
      throw new Error(`${edge}.${name} at ${at} is ${JSON.stringify(value)}`);
    }
  }
}

function isOf(type: 'text' | 'whole' | 'flag' | 'json', value: PropertyValue): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'whole':
      return Number.isSafeInteger(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'json':
      return typeof value === 'string' && jsonOf(new TextEncoder().encode(value)) !== undefined;
  }
}

function checkPlace(at: string, json: unknown): void {
  let value: unknown = json;
  for (const step of at.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      throw new Error(`the place ${at.slice(0, 200)} is not in the document`);
    }
    value = Reflect.get(value, key);
  }
  if (at !== '' && !at.startsWith('/')) throw new Error(`the place ${at} is no JSON Pointer`);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Not JSON: its places are lines, or pointers into something else.
    return undefined;
  }
}
