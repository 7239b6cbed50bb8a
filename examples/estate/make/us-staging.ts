import { bareVllm } from './bare-vllm.ts';
import * as estate from './images.ts';
import { running, service, servingRuntime } from './kserve.ts';
import type { Running } from './kserve.ts';
import { kubeSystem, list, namespace, node } from './kubernetes.ts';
import type { JsonObject, KubernetesObject, Place } from './kubernetes.ts';
import { digestReference, onlyManifest, platformManifest, tagReference } from './oci.ts';

const cluster = 'us-staging';
const fraud: Place = { cluster, namespace: 'fraud' };
const search: Place = { cluster, namespace: 'search' };
const assist: Place = { cluster, namespace: 'assist' };

const amd64 = 'us-staging-a1';
const server = running(estate.hfServer23);

/** Some runtimes report the digest of the image's configuration, bare. */
const serverByConfig: Running = {
  image: tagReference(estate.hfServer23),
  imageID: onlyManifest(estate.hfServer23).config.digest,
};

function models(): KubernetesObject[] {
  const embedder = 's3://example-models-staging/embedder/2026-03';
  return [
    ...service(fraud, {
      name: 'fraud-scorer',
      created: '2026-02-04T09:00:00Z',
      format: 'huggingface',
      runtime: 'hf-server',
      revisions: [
        {
          storageUri: `oci://${tagReference(estate.fraudBert8)}`,
          server,
          delivery: { by: 'modelcar', model: estate.fraudBert8 },
          node: amd64,
          started: '2026-03-28T09:00:00Z',
        },
      ],
    }),
    ...service(fraud, {
      name: 'credit-risk',
      created: '2026-03-26T17:00:00Z',
      format: 'huggingface',
      runtime: 'hf-server',
      revisions: [
        {
          storageUri: `oci+native://${digestReference(estate.creditRisk3)}`,
          server,
          delivery: { by: 'volume', model: estate.creditRisk3, reference: digestReference(estate.creditRisk3) },
          node: amd64,
          started: '2026-03-26T17:01:00Z',
        },
      ],
    }),
    ...service(search, {
      name: 'embedder',
      created: '2026-03-01T08:00:00Z',
      format: 'huggingface',
      runtime: 'hf-server',
      revisions: [
        {
          storageUri: embedder,
          server: serverByConfig,
          delivery: { by: 'initializer', uri: embedder, initializer: running(estate.initializer17) },
          node: amd64,
          started: '2026-03-26T08:01:00Z',
        },
      ],
    }),
  ];
}

/** Everything in the cluster us-staging, as one List. Every serving image here can be judged. */
export function usStaging(): JsonObject {
  return list([
    kubeSystem(cluster),
    namespace(cluster, 'fraud', { env: 'staging', team: 'risk' }),
    namespace(cluster, 'search', { env: 'staging', team: 'search' }),
    namespace(cluster, 'assist', { env: 'staging', team: 'assistants' }),
    node(cluster, amd64, 'amd64'),
    servingRuntime(cluster, 'hf-server', tagReference(estate.hfServer23), ['huggingface']),
    ...models(),
    ...bareVllm(assist, 'chat-vllm', {
      args: ['--model', 'example-org/chat-8b-instruct'],
      node: amd64,
      imageID: digestReference(estate.vllm, platformManifest(estate.vllm, 'amd64').manifest.digest),
      started: '2026-03-17T09:00:00Z',
    }),
  ]);
}
