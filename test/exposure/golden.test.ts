import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectId } from '#schema';
import type { ObjectName } from '#schema';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ENVIRONMENT_KEYS, DEFAULT_OWNER_KEYS } from '../../queries/exposure/exposure.ts';
import { rootsOf } from '../../queries/exposure/ownership.ts';
import { resolve } from '../../queries/exposure/resolve.ts';
import { Facts, lookupsOf, statedIn } from './in-memory-lookups.ts';

const FOLDER = join(import.meta.dirname, '../golden/exposures');
const cases = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, 'objects.yaml')));

/** Every workload of a case, or the one it names. */
function resolved(folder: string): unknown {
  const objects = statedIn(readFileSync(join(folder, 'objects.yaml')));
  const facts = Facts.parse(JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8')));
  const lookups = lookupsOf(objects, facts);
  const settings = {
    ownerKeys: DEFAULT_OWNER_KEYS,
    environmentKeys: DEFAULT_ENVIRONMENT_KEYS,
    offeredEnvironment: facts.environment,
  };
  const roots = new Map(objects.flatMap((one) => rootsOf(one, lookups)).map((name) => [objectId(name), name]));
  const names: readonly ObjectName[] =
    facts.workload === undefined ? [...roots.keys()].sort().flatMap((id) => roots.get(id) ?? []) : [facts.workload];
  return names.map((object) => ({
    workload: objectId(object),
    ...resolve({ scope: 'cluster:example', object }, lookups, settings),
  }));
}

describe('golden exposures', () => {
  it.each(cases)('%s', (name) => {
    const folder = join(FOLDER, name);
    const text = `${JSON.stringify(resolved(folder), null, 2)}\n`;
    const expected = join(folder, 'expected.json');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, 'utf8'));
    expect(existsSync(join(folder, 'README.md')), 'a case says why it is there').toBe(true);
  });
});
