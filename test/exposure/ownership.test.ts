import fc from 'fast-check';
import { objectId } from '#schema';
import type { KubernetesSummary, ObjectName } from '#schema';
import { describe, expect, it } from 'vitest';
import type { Stated } from '../../queries/exposure/exposure.ts';
import { rootsOf } from '../../queries/exposure/ownership.ts';
import { resolve } from '../../queries/exposure/resolve.ts';
import { NO_FACTS, lookupsOf, statedIn } from './in-memory-lookups.ts';

const SETTINGS = { ownerKeys: [], environmentKeys: [], offeredEnvironment: null };
const read = (...objects: readonly unknown[]): readonly Stated[] =>
  statedIn(new TextEncoder().encode(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })));
const container = { name: 'main', image: 'registry.example/serve:1' };

interface Made {
  readonly kind: 'Pod' | 'Deployment' | 'InferenceService';
  readonly owners: readonly number[];
  readonly controller: boolean;
  readonly label: number | null;
}

const API = { Pod: 'v1', Deployment: 'apps/v1', InferenceService: 'serving.kserve.io/v1beta1' } as const;

function objectOf({ kind, owners, controller, label }: Made, position: number, all: readonly Made[]): unknown {
  const spec =
    kind === 'Pod'
      ? { containers: [container] }
      : kind === 'Deployment'
        ? { template: { spec: { containers: [container] } } }
        : {};
  const ownerReferences = owners.map((owner, i) => {
    const { kind: of } = all[owner % all.length] ?? { kind: 'Pod' };
    return { apiVersion: API[of], kind: of, name: `o${owner % all.length}`, controller: controller && i === 0 };
  });
  const labels = label === null ? {} : { 'serving.kserve.io/inferenceservice': `o${label % (all.length + 1)}` };
  return {
    apiVersion: API[kind],
    kind,
    metadata: { name: `o${position}`, namespace: 'prod', labels, ownerReferences },
    spec,
  };
}

const made = fc.record({
  kind: fc.constantFrom('Pod', 'Deployment', 'InferenceService'),
  owners: fc.array(fc.nat(30), { maxLength: 2 }),
  controller: fc.boolean(),
  label: fc.option(fc.nat(30)),
});

function evidenceOf(object: ObjectName, objects: readonly Stated[]): ReadonlySet<string> {
  const { exposures } = resolve({ scope: 'cluster:example', object }, lookupsOf(objects, NO_FACTS), SETTINGS);
  return new Set(
    exposures.flatMap(({ hops }) => hops.flatMap(({ evidence }) => evidence.map(({ document }) => document))),
  );
}

function expectFound(objects: readonly Stated[]): void {
  const lookups = lookupsOf(objects, NO_FACTS);
  for (const stated of objects.filter(({ summary }) => summary.isPod)) {
    const roots = rootsOf(stated, lookups);
    expect(roots.length).toBeGreaterThan(0);
    for (const root of roots) expect(evidenceOf(root, objects), objectId(root)).toContain(stated.document);
  }
}

describe('rootsOf', () => {
  it('leads to workloads that find the pod again, whatever owns what', () => {
    fc.assert(
      fc.property(fc.array(made, { minLength: 1, maxLength: 12 }), (all) => {
        expectFound(read(...all.map(objectOf)));
      }),
      { numRuns: 300 },
    );
  });

  it.each([2, 15, 16, 17, 18, 40])('a chain of %i owners loses no pod', (length) => {
    const all = Array.from({ length }, (_, i): Made => {
      return {
        kind: i === 0 ? 'Pod' : 'Deployment',
        owners: i + 1 < length ? [i + 1] : [],
        controller: true,
        label: null,
      };
    });
    expectFound(read(...all.map(objectOf)));
  });

  it.each([
    ['a namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'prod' } }],
    ['a node', { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } }],
    [
      'a runtime',
      {
        apiVersion: 'serving.kserve.io/v1alpha1',
        kind: 'ServingRuntime',
        metadata: { name: 'hf' },
        spec: { containers: [container] },
      },
    ],
    [
      'a pod template',
      {
        apiVersion: 'v1',
        kind: 'PodTemplate',
        metadata: { name: 't' },
        template: { spec: { containers: [container] } },
      },
    ],
  ])('%s runs nothing', (_, object) => {
    const objects = read(object);
    expect(objects).toHaveLength(1);
    for (const stated of objects) expect(rootsOf(stated, lookupsOf(objects, NO_FACTS))).toEqual([]);
  });

  it('passes over names that cannot be part of an id', () => {
    const [pod] = read({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'prod' },
      spec: { containers: [container] },
    });
    if (pod === undefined) throw new Error('the pod was not read');
    const owners: KubernetesSummary['owners'] = [
      { group: 'apps', kind: 'ReplicaSet', name: 'a\u0000b', uid: null, controller: true },
    ];
    const odd = {
      ...pod,
      summary: { ...pod.summary, owners, labels: { 'serving.kserve.io/inferenceservice': '\ud800' } },
    };
    expect(rootsOf(odd, lookupsOf([odd], NO_FACTS))).toEqual([pod.summary.name]);
  });
});
