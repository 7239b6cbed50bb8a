import type { Offered } from '#ingest';
import { hubSnapshotBytes } from '../../ingest/formats/hub-snapshot.ts';
import { sightingBytes } from '../../ingest/formats/sighting.ts';
import { digestOf, offered, offeredJson } from '../laws/corpus.ts';
import type { Random } from './random.ts';
import { artifactOf, oddText } from './world.ts';
import type { World } from './world.ts';

/** Makes a document of an estate at a location; what it describes may be spoken of by the ones that are made after it. */
export type MakeDocument = (random: Random, world: World, location: string) => Offered;

/** A file of a model or an image. */
const file = (world: World, document: Offered): Offered => {
  world.digests.push(digestOf(document).slice('sha256:'.length));
  return document;
};

const artifact = (world: World, document: Offered): Offered => {
  world.artifacts.push(digestOf(document).slice('sha256:'.length));
  return document;
};

const IMAGE = ['application/vnd.oci.image.config.v1+json', 'application/vnd.oci.image.layer.v1.tar+gzip'] as const;
const KINDS: readonly (readonly [config: string, layer: string])[] = [
  IMAGE,
  IMAGE,
  ['application/vnd.kitops.modelkit.config.v1+json', 'application/vnd.kitops.modelkit.model.v1.tar+gzip'],
  ['application/vnd.cncf.model.config.v1+json', 'application/vnd.cncf.model.weight.v1.raw'],
  ['application/vnd.docker.ai.model.config.v0.1+json', 'application/vnd.docker.ai.gguf.v3'],
];

export const manifest: MakeDocument = (random, world, location) => {
  const [config, layer] = random.one(KINDS);
  const descriptor = (mediaType: string): Record<string, unknown> => ({
    mediaType,
    digest: `sha256:${random.one(world.digests)}`,
    size: random.whole(0, 9),
    ...random.maybe(3, { annotations: { 'org.opencontainers.image.title': oddText(random) } }),
  });
  return artifact(
    world,
    offeredJson(location, {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: descriptor(config),
      layers: random.times(1, 3, () => descriptor(layer)),
      ...random.maybe(6, { subject: { ...descriptor(IMAGE[0]), digest: `sha256:${artifactOf(random, world)}` } }),
    }),
  );
};

export const index: MakeDocument = (random, world, location) =>
  artifact(
    world,
    offeredJson(location, {
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: random
        .times(1, 3, () => artifactOf(random, world))
        .map((digest) => ({
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          digest: `sha256:${digest}`,
          size: 7,
          platform: { os: 'linux', architecture: random.one(['amd64', 'arm64']) },
          ...random.maybe(4, { annotations: { 'org.opencontainers.image.ref.name': random.one(['latest', 'v1']) } }),
        })),
    }),
  );

export const snapshot: MakeDocument = (random, world, location) =>
  artifact(
    world,
    offered(
      location,
      hubSnapshotBytes({
        type: random.once(5) ? 'dataset' : 'model',
        repository: random.one(world.models),
        commit: random.one(world.commits),
        complete: !random.once(3),
        files: random
          .some(
            ['model.safetensors', 'README.md', 'adapter_config.json', 'modeling.py', `x/${oddText(random)}`, 'a.bin'],
            1,
            4,
          )
          .map((path) => ({ path, sha256: random.one(world.digests), size: random.whole(0, 99), digestFrom: 'bytes' })),
        passedOver: random.once(5) ? [{ path: oddText(random), why: 'MISSING' }] : [],
      }),
    ),
  );

const hubName = (random: Random, { models, repositories, commits }: World): string => {
  const name = random.once(6) ? oddText(random) : random.one([...models, ...models, ...repositories]);
  return random.once(4) ? `${name}@${random.one(['main', ...commits])}` : name;
};

export const adapter: MakeDocument = (random, world, location) =>
  file(
    world,
    offeredJson(location, {
      base_model_name_or_path: hubName(random, world),
      peft_type: 'LORA',
      task_type: 'CAUSAL_LM',
      r: random.whole(1, 64),
      ...random.maybe(3, { revision: random.one(['main', ...world.commits, '']) }),
    }),
  );

export const card: MakeDocument = (random, world, location) => {
  const bases = random.times(1, 2, () => JSON.stringify(hubName(random, world)));
  const relation = random.once(2) ? `base_model_relation: ${random.one(['adapter', 'finetune', 'merge'])}\n` : '';
  const sets = random.once(2) ? `datasets: [${JSON.stringify(hubName(random, world))}]\n` : '';
  const text = `---\nlicense: mit\nbase_model: [${bases.join(', ')}]\n${relation}${sets}---\n# ${random.whole(0, 9)}\n`;
  return file(world, offered(location, new TextEncoder().encode(text)));
};

/** What a reference named: tags move. */
export const tag: MakeDocument = (random, world, location) =>
  offered(
    location,
    sightingBytes(
      random.once(2)
        ? `oci:${random.one(world.repositories)}:${random.one(['latest', 'v1'])}`
        : `hf:${random.one(world.models)}@${random.one(['main', ...world.commits])}`,
      random.once(6) ? null : `sha256:${artifactOf(random, world)}`,
    ),
  );
