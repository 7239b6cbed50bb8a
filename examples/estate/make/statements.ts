import { readFileSync } from 'node:fs';

import * as estate from './images.ts';
import { fileDigest, onlyManifest, platformManifest, registry } from './oci.ts';
import type { Image } from './oci.ts';

/** One in-toto Statement v1: the name of its file without ending, its exact bytes, and whether it is kept signed. */
export interface Statement {
  readonly name: string;
  readonly bytes: Buffer;
  readonly signed: boolean;
}

const scans = new URL('../scans/', import.meta.url);

const predicateTypes = { cdx: 'https://cyclonedx.org/bom', spdx: 'https://spdx.dev/Document' };

/** The bytes of one raw scan. */
export function scanBytes(file: string): Buffer {
  return readFileSync(new URL(file, scans));
}

/**
 * Wraps a scan as the predicate of a statement about one manifest. The scan's bytes go in as they are, so that the
 * predicate's slice has the digest of the scan's file; only white space after its last brace stays outside.
 */
function sbomStatement(
  image: Image,
  scan: string,
  options: { architecture?: string; signed?: boolean } = {},
): Statement {
  const bytes = scanBytes(scan);
  const subject = [
    {
      name: `${registry}/${image.repository}`,
      digest: { sha256: manifestHex(image, options.architecture ?? null) },
    },
  ];
  const head = JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: scan.includes('.spdx.') ? predicateTypes.spdx : predicateTypes.cdx,
  });
  const wrapped = Buffer.concat([Buffer.from(`${head.slice(0, -1)},"predicate":`), bytes, Buffer.from('}\n')]);
  return { name: scan.replace(/\.json$/, '.intoto'), bytes: wrapped, signed: options.signed ?? false };
}

function manifestHex(image: Image, architecture: string | null): string {
  const manifest = architecture === null ? onlyManifest(image) : platformManifest(image, architecture);
  return manifest.manifest.digest.slice('sha256:'.length);
}

interface Dependency {
  readonly uri: string;
  readonly digest: Record<string, string>;
  readonly annotations: Record<string, string>;
}

function buildImage(image: Image): Dependency {
  return {
    uri: `pkg:oci/trainer?repository_url=${registry}/${image.repository}&tag=${image.tag}`,
    digest: { sha256: manifestHex(image, null) },
    annotations: { role: 'build-image' },
  };
}

function source(repository: string, commit: string): Dependency {
  return {
    uri: `git+https://git.example.org/${repository}@refs/heads/main`,
    digest: { gitCommit: commit },
    annotations: { role: 'source' },
  };
}

function dataset(path: string): Dependency {
  return {
    uri: `s3://example-curated/${path}/MANIFEST.json`,
    digest: { sha256: fileDigest('datasets', path, 'MANIFEST.json').slice('sha256:'.length) },
    annotations: { role: 'dataset', split: 'train' },
  };
}

/** The SLSA provenance v1 of one trained model: https://slsa.dev/provenance/v1, builder and times made up. */
function trainingProvenance(
  model: Image,
  run: { day: string; workflow: string; dependencies: readonly Dependency[]; signed?: boolean },
): Statement {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name: `${registry}/${model.repository}`, digest: { sha256: manifestHex(model, null) } },
      {
        name: 'model.safetensors',
        digest: { sha256: fileDigest(model.repository, model.tag, 'model.safetensors').slice('sha256:'.length) },
      },
    ],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://example.org/buildtypes/argo-training/v1',
        externalParameters: { workflow: { path: run.workflow, ref: 'refs/heads/main' } },
        internalParameters: { nodePool: 'gpu-a', gpu: 'H100x8' },
        resolvedDependencies: run.dependencies,
      },
      runDetails: {
        builder: { id: 'https://platform.example.org/argo/prod/l2' },
        metadata: {
          invocationId: `argo:ml/${run.workflow.replace(/\.yaml$/, '')}-${run.day}`,
          startedOn: `${run.day}T10:00:00Z`,
          finishedOn: `${run.day}T16:00:00Z`,
        },
      },
    },
  };
  const name = `${model.repository.replace('models/', '')}-${model.tag}.provenance.intoto`;
  return { name, bytes: Buffer.from(`${JSON.stringify(statement, null, 2)}\n`), signed: run.signed ?? false };
}

const bert: Dependency = {
  uri: 'pkg:huggingface/example-org/bert-base',
  digest: { gitCommit: '86b5e0934494bd15c9632b12f734a8a67f723594' },
  annotations: { role: 'base-model' },
};

function provenances(): Statement[] {
  const fraud = source('ml/fraud', '3b1f0c9d5e2a47688f1c2d3e4f5a6b7c8d9e0f12');
  return [
    trainingProvenance(estate.fraudBert7, {
      day: '2026-02-03',
      workflow: 'fraud-bert.yaml',
      dependencies: [fraud, dataset('fraud/2026-01'), bert, buildImage(estate.trainer19)],
    }),
    trainingProvenance(estate.fraudBert8, {
      day: '2026-03-27',
      workflow: 'fraud-bert.yaml',
      dependencies: [fraud, dataset('fraud/2026-02'), bert, buildImage(estate.trainer19)],
    }),
    trainingProvenance(estate.tabularBase1, {
      day: '2025-11-10',
      workflow: 'tabular-base.yaml',
      dependencies: [
        source('ml/tabular', '9f8e7d6c5b4a39281706f5e4d3c2b1a098765432'),
        dataset('tabular/2025-10'),
        buildImage(estate.trainer19),
      ],
    }),
    trainingProvenance(estate.creditRisk3, {
      day: '2026-03-26',
      workflow: 'credit-risk.yaml',
      signed: true,
      dependencies: [
        source('ml/credit', '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567'),
        dataset('credit/2026-02'),
        {
          uri: `pkg:oci/tabular-base?repository_url=${registry}/models/tabular-base&tag=1`,
          digest: { sha256: manifestHex(estate.tabularBase1, null) },
          annotations: { role: 'base-model' },
        },
        buildImage(estate.trainer20),
      ],
    }),
  ];
}

/** Every statement of the estate. Reads the scans. */
export function statements(): Statement[] {
  return [
    sbomStatement(estate.hfServer23, 'hf-server-2.3.syft.spdx.json'),
    sbomStatement(estate.hfServer24, 'hf-server-2.4.syft.cdx.json'),
    sbomStatement(estate.hfServer24, 'hf-server-2.4.trivy.cdx.json'),
    sbomStatement(estate.triton, 'triton-python-25.02.arm64.syft.spdx.json', { architecture: 'arm64' }),
    sbomStatement(estate.classifierServer, 'classifier-server-1.4.trivy.cdx.json'),
    sbomStatement(estate.initializer16, 'storage-initializer-v0.16.0-5.syft.cdx.json'),
    sbomStatement(estate.initializer17, 'storage-initializer-v0.17.0-2.syft.spdx.json'),
    sbomStatement(estate.embedTransformer, 'embed-transformer-3.cdxgen.cdx.json', { signed: true }),
    sbomStatement(estate.trainer19, 'trainer-1.9.syft.cdx.json'),
    sbomStatement(estate.trainer20, 'trainer-2.0.syft.cdx.json'),
    sbomStatement(estate.chatUi, 'chat-ui-12.npm.spdx.json'),
    sbomStatement(estate.chatUi, 'chat-ui-12.cyclonedx-npm.cdx.json'),
    sbomStatement(estate.fraudBert7, 'fraud-bert-7.syft.cdx.json'),
    sbomStatement(estate.fraudBert8, 'fraud-bert-8.syft.cdx.json'),
    sbomStatement(estate.creditRisk3, 'credit-risk-3.syft.cdx.json'),
    ...provenances(),
  ];
}
