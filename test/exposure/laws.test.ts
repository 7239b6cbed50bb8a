import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { objectId } from '#schema';
import { describe, expect, it } from 'vitest';
import type { Lookups, Stated } from '../../queries/exposure/exposure.ts';
import { RUNGS } from '../../queries/exposure/exposure.ts';
import { rootsOf } from '../../queries/exposure/ownership.ts';
import { resolve } from '../../queries/exposure/resolve.ts';
import { Facts, NO_FACTS, lookupsOf, statedIn } from './in-memory-lookups.ts';

const FOLDER = join(import.meta.dirname, '../golden/exposures');
const SETTINGS = { ownerKeys: ['team'], environmentKeys: ['env'], offeredEnvironment: null };

const cases = readdirSync(FOLDER).map((name) => ({
  name,
  objects: statedIn(readFileSync(join(FOLDER, name, 'objects.yaml'))),
  facts: Facts.parse(JSON.parse(readFileSync(join(FOLDER, name, 'facts.json'), 'utf8'))),
}));

function resolveAll(objects: readonly Stated[], lookups: Lookups): ReadonlyMap<string, ReturnType<typeof resolve>> {
  const roots = new Map(objects.flatMap((one) => rootsOf(one, lookups)).map((name) => [objectId(name), name]));
  const sorted = [...roots.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(sorted.map(([id, object]) => [id, resolve({ scope: 'cluster:example', object }, lookups, SETTINGS)]));
}

/** The same answers, each list in another order. */
function shuffled(lookups: Lookups, seed: number): Lookups {
  const turn = <Item>(items: readonly Item[]): readonly Item[] => {
    const at = items.length === 0 ? 0 : seed % items.length;
    const turned = [...items.slice(at), ...items.slice(0, at)];
    return seed % 2 === 0 ? turned : turned.reverse();
  };
  return {
    objects: (name) => turn(lookups.objects(name)),
    owned: (owner) => turn(lookups.owned(owner)),
    labelled: (namespace, label, value) => turn(lookups.labelled(namespace, label, value)),
    artifact: (digest) => {
      const { children, indexes, manifests, ...rest } = lookups.artifact(digest);
      return { ...rest, children: turn(children), indexes: turn(indexes), manifests: turn(manifests) };
    },
    reference: (id) => turn(lookups.reference(id)),
    builds: (artifact) =>
      turn(lookups.builds(artifact)).map((build) => ({ ...build, dependencies: turn(build.dependencies) })),
  };
}

describe.each(cases)('$name', ({ objects, facts }) => {
  const lookups = lookupsOf(objects, facts);
  const answers = resolveAll(objects, lookups);

  it('does not depend on the order of what the lookups say', () => {
    fc.assert(
      fc.property(fc.nat(1_000), (seed) => {
        expect(resolveAll(objects, shuffled(lookups, seed))).toEqual(answers);
      }),
      { numRuns: 8 },
    );
  });

  it('gives every slot an exposure for every route; only LOADER may be found empty', () => {
    for (const { exposures } of answers.values()) {
      for (const slot of new Set(exposures.map((exposure) => exposure.slot))) {
        if (slot === null) continue;
        const routes = new Set(exposures.filter((one) => one.slot === slot && one.counted).map(({ route }) => route));
        expect([...routes]).toEqual(expect.arrayContaining(['RUNTIME', 'MODEL_CODE', 'BUILD_TIME']));
      }
    }
  });

  it('judges nothing that has a reason, and paths lead from the workload to the artifact', () => {
    for (const exposure of [...answers.values()].flatMap(({ exposures }) => exposures)) {
      const { reason, judgedBy, artifact, counted, hops, rung } = exposure;
      if (reason !== null || !counted) expect(judgedBy).toEqual([]);
      else if (exposure.holdsNoCode !== true) expect(judgedBy).toContain(artifact);
      for (const [position, hop] of hops.entries()) {
        if (position > 0) expect(hop.from.id).toBe(hops[position - 1]?.to.id);
        else expect(hop.from.kind).toBe('Workload');
        expect(hop.evidence.length).toBeGreaterThan(0);
      }
      if (artifact !== null) expect(hops.at(-1)?.to.id).toBe(artifact);
      expect(RUNGS).toContain(rung);
    }
  });

  it('finds no pod twice, and loses none', () => {
    for (const stated of objects) {
      if (!stated.summary.isPod || stated.summary.phase === 'Succeeded') continue;
      const roots = rootsOf(stated, lookups);
      expect(roots.length).toBeGreaterThan(0);
    }
  });

  it('knows no facts, and says so for everything', () => {
    const nothing = resolveAll(objects, lookupsOf(objects, NO_FACTS));
    for (const { exposures } of nothing.values()) for (const one of exposures) expect(one.reason).not.toBeNull();
  });
});

describe('limits', () => {
  const pod = cases.find(({ name }) => name === 'owner-not-known')?.objects[0];
  const many = (count: number): readonly Stated[] =>
    Array.from({ length: count }, (_, i) => {
      if (pod === undefined) throw new Error('the golden case is missing');
      const name = { ...pod.summary.name, name: `chat-${i}` };
      return { document: `sha256:${i.toString(16).padStart(64, '0')}`, summary: { ...pod.summary, name } };
    });
  const root = { group: 'apps', kind: 'ReplicaSet', namespace: 'prod', name: 'chat-1' };
  const reasons = (count: number): ReadonlySet<string | null> => {
    const objects = many(count);
    const lookups: Lookups = {
      ...lookupsOf([], NO_FACTS),
      owned: (owner) => (objectId(owner) === objectId(root) ? objects : []),
    };
    const { exposures } = resolve({ scope: 'cluster:example', object: root }, lookups, SETTINGS);
    return new Set(exposures.map(({ reason }) => reason));
  };

  it('ten thousand pods are one workload', () => {
    expect(reasons(10_000)).not.toContain('LIMIT_REACHED');
  });

  it('of more, it says that it did not look at all', () => {
    expect(reasons(10_001)).toContain('LIMIT_REACHED');
  });

  it('of more models in one pod than one can follow, it says so', () => {
    if (pod === undefined) throw new Error('the golden case is missing');
    const [container] = pod.summary.pod?.containers ?? [];
    if (pod.summary.pod === null || container === undefined) throw new Error('the pod has no container');
    const adapters = Array.from({ length: 300 }, (_, i) => `a${i}=org/a${i}`);
    const containers = [{ ...container, args: ['--model=org/base', '--lora-modules', ...adapters] }];
    const odd = { ...pod, summary: { ...pod.summary, owners: [], pod: { ...pod.summary.pod, containers } } };
    const { exposures } = resolve(
      { scope: 'cluster:example', object: odd.summary.name },
      lookupsOf([odd], NO_FACTS),
      SETTINGS,
    );
    expect(exposures.filter(({ reason }) => reason === 'LIMIT_REACHED').map(({ route }) => route)).toEqual([
      'MODEL_CODE',
      'BUILD_TIME',
    ]);
  });
});

/** Values of the same type that no cluster would give: every one of them is data, and none may end a run. */
const ODD = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '{',
  '[1]',
  '--model=',
  '=',
  'sha256:',
  '/',
  '$(A)',
  'hf://',
  'oci://@',
  '@',
  ':',
];

function damaged(value: unknown, pick: () => number, key = ''): unknown {
  if (key === 'name' && typeof value === 'object') return value;
  if (typeof value === 'string') return pick() % 5 === 0 ? (ODD[pick() % ODD.length] ?? '') : value;
  if (typeof value === 'boolean') return pick() % 5 === 0 ? !value : value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => damaged(item, pick));
    return pick() % 9 === 0 ? [...items, ...items].slice(pick() % (items.length + 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, damaged(inner, pick, name)]));
}

describe('odd summaries', () => {
  it.each(cases)('$name', ({ objects, facts }) => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(10_000)), (stream) => {
        const pick = (): number => Number(stream.next().value);
        const odd = objects.map((stated) => ({
          document: stated.document,
          summary: damaged(stated.summary, pick) as Stated['summary'],
        }));
        const answers = resolveAll(odd, lookupsOf(odd, facts));
        for (const { exposures } of answers.values()) expect(exposures.length).toBeLessThan(1_000);
      }),
      { numRuns: 20 },
    );
  });
});
