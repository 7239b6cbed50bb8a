import type { Offered } from '#ingest';
import { offeredJson } from '../laws/corpus.ts';
import type { Random } from './random.ts';
import { artifactOf, oddText } from './world.ts';
import type { World } from './world.ts';

type Json = Readonly<Record<string, unknown>>;

/** One listing of a cluster: some of what may run in it, of some kinds, each time a little different. */
export function listing(random: Random, world: World, location: string): Offered {
  const namespace = random.one(world.namespaces);
  const objects = random
    .some(world.workloads, 1, 3)
    .flatMap((name) => random.one(MAKERS)(random, world, name, namespace));
  const items = [...objects, ...random.times(0, 1, () => namespaceOf(random, namespace))];
  return offeredJson(location, {
    apiVersion: 'v1',
    kind: 'List',
    metadata: random.maybe(6, { continue: 'more' }),
    items,
  });
}

type Make = (random: Random, world: World, name: string, namespace: string) => readonly Json[];

const metadata = (random: Random, name: string, namespace: string, more: Json = {}): Json => ({
  name,
  namespace,
  uid: `uid-${namespace}-${name}-${random.whole(0, 1)}`,
  resourceVersion: String(random.whole(1, 9)),
  ...random.maybe(3, { labels: { team: random.one(['risk', 'search', oddText(random)]) } }),
  ...more,
});

const namespaceOf = (random: Random, name: string): Json => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name,
    uid: `uid-namespace-${name}-${random.whole(0, 1)}`,
    resourceVersion: '1',
    labels: { team: random.one(['risk', 'search']), env: random.one(['prod', 'staging']) },
  },
});

const image = (random: Random, world: World): string =>
  `${random.one(world.repositories)}${random.once(2) ? `@sha256:${artifactOf(random, world)}` : `:${random.one(['latest', 'v1'])}`}`;

const model = (random: Random, world: World): string => {
  const { models, repositories, commits } = world;
  return random.one([
    `hf://${random.one(models)}`,
    `hf://${random.one(models)}:${random.one(['main', ...commits])}`,
    `oci://${random.one(repositories)}:${random.one(['latest', 'v1'])}`,
    `oci://${random.one(repositories)}@sha256:${artifactOf(random, world)}`,
    's3://bucket/model',
    `pvc://claim/${oddText(random)}`,
  ]);
};

const podSpec = (random: Random, world: World): Json => ({
  containers: [
    {
      name: 'main',
      image: image(random, world),
      ...random.maybe(2, {
        args: [
          '--model',
          random.one([...world.models, '/models/x', oddText(random)]),
          ...(random.once(3) ? ['--enable-lora', '--lora-modules', `a=${random.one(world.models)}`] : []),
        ],
      }),
    },
    ...random.times(0, 1, () => ({ name: 'side', image: image(random, world) })),
  ],
  ...random.maybe(4, { initContainers: [{ name: 'init', image: image(random, world) }] }),
});

const podOf = (random: Random, world: World, named: Json): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: named,
  spec: podSpec(random, world),
  status: {
    phase: random.one(['Running', 'Running', 'Pending', 'Succeeded']),
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: random.times(0, 1, () => ({
      name: 'main',
      ready: true,
      image: random.one(world.repositories),
      imageID: `${random.one(world.repositories)}@sha256:${artifactOf(random, world)}`,
      state: { running: {} },
    })),
  },
});

const pods: Make = (random, world, name, namespace) => [podOf(random, world, metadata(random, name, namespace))];

const owned = (kind: string, apiVersion: string, of: Json): Json => ({
  ownerReferences: [{ apiVersion, kind, name: of['name'], uid: of['uid'], controller: true }],
});

const deployment: Make = (random, world, name, namespace) => {
  const own = metadata(random, name, namespace);
  const template = { metadata: { labels: { app: name } }, spec: podSpec(random, world) };
  const set = metadata(random, `${name}-1`, namespace, owned('Deployment', 'apps/v1', own));
  return [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: own, spec: { replicas: random.whole(0, 2), template } },
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: set, spec: { replicas: 1, template } },
    ...random.times(0, 2, (place) =>
      podOf(random, world, metadata(random, `${name}-1-${place}`, namespace, owned('ReplicaSet', 'apps/v1', set))),
    ),
  ];
};

const inferenceService: Make = (random, world, name, namespace) => [
  {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: metadata(random, name, namespace),
    spec: {
      predictor: {
        model: {
          modelFormat: { name: 'huggingface' },
          storageUri: model(random, world),
          ...random.maybe(2, { runtime: 'serve' }),
        },
      },
      ...random.maybe(6, { transformer: { containers: [{ name: 'main', image: image(random, world) }] } }),
    },
  },
  ...random.times(0, 1, () => ({
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'ServingRuntime',
    metadata: metadata(random, 'serve', namespace),
    spec: { supportedModelFormats: [{ name: 'huggingface' }], ...podSpec(random, world) },
  })),
  ...random.times(0, 1, () =>
    podOf(
      random,
      world,
      metadata(random, `${name}-predictor-1`, namespace, {
        labels: { 'serving.kserve.io/inferenceservice': name, component: 'predictor' },
      }),
    ),
  ),
];

const languageModel: Make = (random, world, name, namespace) => [
  {
    apiVersion: 'serving.kserve.io/v1alpha2',
    kind: 'LLMInferenceService',
    metadata: metadata(random, name, namespace),
    spec: {
      model: {
        uri: model(random, world),
        name,
        ...random.maybe(2, { lora: { adapters: [{ name: 'a', uri: model(random, world) }] } }),
      },
    },
  },
];

const MAKERS: readonly Make[] = [pods, pods, deployment, inferenceService, inferenceService, languageModel];
