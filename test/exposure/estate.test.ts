import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectId } from '#schema';
import { describe, expect, it } from 'vitest';
import { classify, reasonClass } from '../../queries/exposure/classify.ts';
import type { Exposure } from '../../queries/exposure/exposure.ts';
import { DEFAULT_ENVIRONMENT_KEYS, DEFAULT_OWNER_KEYS, ROUTES } from '../../queries/exposure/exposure.ts';
import { rootsOf } from '../../queries/exposure/ownership.ts';
import { resolve } from '../../queries/exposure/resolve.ts';
import { estateFacts, estateObjects, lookupsOf } from './estate.ts';

const SETTINGS = { ownerKeys: DEFAULT_OWNER_KEYS, environmentKeys: DEFAULT_ENVIRONMENT_KEYS, offeredEnvironment: null };
const { facts, sboms } = estateFacts();

function outcome({ artifact, reason, judgedBy, siblings, holdsNoCode }: Exposure): string {
  const own = judgedBy.flatMap((digest) => sboms.get(digest) ?? []);
  const sibling = siblings.some((digest) => (sboms.get(digest) ?? []).length > 0);
  const found = reason === null ? classify(own, sibling, holdsNoCode) : reasonClass(reason);
  const isJudged = found.all || found.judged.includes('pypi');
  return `${isJudged ? 'judged' : found.reason}${artifact === null ? '' : ` ${artifact.slice(7, 13)}`}`;
}

/** Every workload of a cluster, with each route's outcome for PyPI packages: a table that the estate's README also gives. */
function table(file: string): Record<string, unknown> {
  const objects = estateObjects(file);
  const lookups = lookupsOf(objects, facts);
  const roots = new Map(objects.flatMap((one) => rootsOf(one, lookups)).map((name) => [objectId(name), name]));
  const rows = [...roots.entries()].sort().map(([id, object]): [string, unknown] => {
    const { environment, owner, exposures } = resolve({ scope: `cluster:${file}`, object }, lookups, SETTINGS);
    const counted = exposures.filter((exposure) => exposure.counted);
    const routes = ROUTES.map((route): [string, unknown] => [
      route,
      counted.filter((one) => one.route === route).map(outcome),
    ]);
    const models = [
      ...new Set(counted.map(({ slot, model, state }) => `${slot}: ${model?.name ?? 'unnamed'} ${state}`)),
    ];
    return [id, { environment, owner, models, ...Object.fromEntries<unknown>(routes) }];
  });
  return Object.fromEntries<unknown>(rows);
}

describe.each(['eu-prod.yaml', 'us-staging.json'])('the example estate, %s', (file) => {
  it('gives every route of every workload', () => {
    const text = `${JSON.stringify(table(file), null, 2)}\n`;
    const expected = join(import.meta.dirname, '../golden/estate-exposures', `${file}.expected.json`);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(expected, text);
    expect(text).toBe(readFileSync(expected, 'utf8'));
  });
});
