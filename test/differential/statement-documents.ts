import { gzipSync } from 'node:zlib';
import { offered, offeredJson } from '../laws/corpus.ts';
import type { Random } from './random.ts';
import type { MakeDocument } from './registry-documents.ts';
import { cyclonedxOf, spdxOf } from './sbom-documents.ts';
import { artifactOf, oddText } from './world.ts';
import type { World } from './world.ts';

type Json = Readonly<Record<string, unknown>>;
type Predicate = readonly [type: string, predicate: unknown];

const bytesOf = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));

export const statement: MakeDocument = (random, world, location) => offeredJson(location, statementOf(random, world));

/** A statement in what carries it: an envelope that is signed, a bundle, lines, a compressed file. */
export const carried: MakeDocument = (random, world, location) => {
  const envelope = {
    payloadType: 'application/vnd.in-toto+json',
    payload: Buffer.from(bytesOf(statementOf(random, world))).toString('base64'),
    signatures: random.times(0, 2, (place) => ({
      sig: Buffer.from(`signature ${place}`).toString('base64'),
      ...random.maybe(2, { keyid: random.one(['key-1', 'key-2', oddText(random)]) }),
    })),
  };
  switch (random.whole(1, 4)) {
    case 1:
      return offeredJson(location, {
        mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        verificationMaterial: { publicKey: { hint: random.one(['key-1', oddText(random)]) } },
        dsseEnvelope: envelope,
      });
    case 2: {
      const lines = [envelope, statementOf(random, world), envelope].map((one) => JSON.stringify(one));
      return offered(location, new TextEncoder().encode(lines.join('\n')));
    }
    case 3:
      return offered(location, gzipSync(bytesOf(envelope)));
    default:
      return offeredJson(location, envelope);
  }
};

function statementOf(random: Random, world: World): Json {
  const [predicateType, predicate] = predicateOf(random, world);
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: random
      .times(1, 2, () => artifactOf(random, world))
      .map((digest) => ({
        name: random.once(5) ? oddText(random) : random.one(world.repositories),
        digest: { sha256: digest, ...random.maybe(5, { sha512: digest + random.one(world.digests) }) },
      })),
    predicateType,
    predicate,
  };
}

const predicateOf = (random: Random, world: World): Predicate =>
  random.one([provenance, provenance, early, bom, bom, signed, signing])(random, world);

const dependency = (random: Random, world: World): Json => {
  const { packages, repositories, models, commits } = world;
  const tag = random.one(['v1', 'latest']);
  return {
    uri: random.one([
      ...packages.flatMap(({ purl }) => purl ?? []),
      `git+https://git.example/team/code@${random.one(commits)}`,
      `docker://${random.one(repositories)}:${tag}`,
      `pkg:oci/serve@sha256%3A${artifactOf(random, world)}?repository_url=${random.one(repositories)}`,
      `hf://${random.one(models)}`,
      `hf://datasets/${random.one(models)}`,
      `https://files.example/${oddText(random)}`,
    ]),
    ...random.maybe(2, {
      digest: random.once(3) ? { gitCommit: random.one(commits) } : { sha256: artifactOf(random, world) },
    }),
    ...random.maybe(5, { name: oddText(random) }),
  };
};

const provenance = (random: Random, world: World): Predicate => [
  'https://slsa.dev/provenance/v1',
  {
    buildDefinition: {
      buildType: 'https://example.org/train/v1',
      externalParameters: {},
      resolvedDependencies: random.times(0, 5, () => dependency(random, world)),
    },
    runDetails: {
      builder: {
        id: random.one(world.builders),
        ...random.maybe(3, { builderDependencies: [dependency(random, world)] }),
      },
      metadata: {
        ...random.maybe(2, { invocationId: random.one(['run-1', 'run-2', oddText(random)]) }),
        ...random.maybe(2, { startedOn: '2026-01-02T00:00:00Z', finishedOn: '2026-01-02T01:00:00Z' }),
      },
    },
  },
];

const early = (random: Random, world: World): Predicate => [
  'https://slsa.dev/provenance/v0.2',
  {
    builder: { id: random.one(world.builders) },
    buildType: 'https://example.org/build/v0',
    materials: random.times(0, 4, () => dependency(random, world)),
    metadata: random.maybe(2, {
      buildInvocationId: random.one(['run-1', 'run-2']),
      completeness: { materials: random.once(2) },
    }),
  },
];

const bom = (random: Random, world: World): Predicate =>
  random.once(2)
    ? ['https://cyclonedx.org/bom', cyclonedxOf(random, world, artifactOf(random, world))]
    : ['https://spdx.dev/Document', spdxOf(random, world, artifactOf(random, world))];

const signed = (): Predicate => ['https://sigstore.dev/cosign/sign/v1', {}];

const signing = (random: Random, world: World): Predicate => [
  'https://model_signing/signature/v1.0',
  {
    serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false },
    resources: random.some(world.digests, 1, 3).map((digest, place) => ({
      name: random.one(['model.safetensors', `part-${place}.safetensors`, `x/${oddText(random)}`]),
      digest,
      algorithm: 'sha256',
    })),
  },
];
