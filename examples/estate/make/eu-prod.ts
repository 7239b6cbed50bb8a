import { bareVllm } from './bare-vllm.ts';
import { helpdesk } from './helpdesk.ts';
import * as estate from './images.ts';
import { running, service, servingRuntime } from './kserve.ts';
import type { Running } from './kserve.ts';
import { deployment, kubernetesObject, kubeSystem, list, namespace, node, pod } from './kubernetes.ts';
import type { JsonObject, KubernetesObject, Place } from './kubernetes.ts';
import { digestReference, platformManifest, tagReference } from './oci.ts';

const cluster = 'eu-prod';
const fraud: Place = { cluster, namespace: 'fraud' };
const search: Place = { cluster, namespace: 'search' };
const assist: Place = { cluster, namespace: 'assist' };
const sandbox: Place = { cluster, namespace: 'sandbox' };
const amd64 = 'eu-prod-a1';
const gpu = 'eu-prod-g1';
const arm64 = 'eu-prod-m1';

/** An older container runtime's spelling. */
function dockerPullable(of: Running): Running {
  return { image: of.image, imageID: `docker-pullable://${of.imageID}` };
}

function fraudTeam(): KubernetesObject[] {
  const oldModel = { storageUri: `oci://${tagReference(estate.fraudBert7)}`, model: estate.fraudBert7 };
  const newModel = { storageUri: `oci://${tagReference(estate.fraudBert8)}`, model: estate.fraudBert8 };
  return [
    ...service(fraud, {
      name: 'fraud-scorer',
      created: '2026-02-05T09:00:00Z',
      format: 'huggingface',
      runtime: 'hf-server',
      revisions: [
        {
          storageUri: oldModel.storageUri,
          server: running(estate.hfServer24),
          delivery: { by: 'modelcar', model: oldModel.model },
          node: amd64,
          started: '2026-03-26T07:30:00Z',
        },
      ],
    }),
    // In the middle of a rolling update: the old pod still answers beside the new one.
    ...service(fraud, {
      name: 'fraud-next',
      created: '2026-02-20T09:00:00Z',
      format: 'huggingface',
      runtime: 'hf-server-2.3',
      revisions: [
        {
          storageUri: oldModel.storageUri,
          server: running(estate.hfServer23),
          delivery: { by: 'modelcar', model: oldModel.model },
          node: amd64,
          started: '2026-02-20T09:01:00Z',
        },
        {
          storageUri: newModel.storageUri,
          server: running(estate.hfServer23),
          delivery: { by: 'modelcar', model: newModel.model },
          node: gpu,
          started: '2026-03-30T06:00:00Z',
        },
      ],
    }),
    ...service(fraud, {
      name: 'credit-risk',
      labels: { team: 'credit' },
      created: '2026-03-27T10:00:00Z',
      format: 'huggingface',
      runtime: 'hf-server-2.3',
      revisions: [
        {
          storageUri: `oci+native://${tagReference(estate.creditRisk3)}`,
          server: running(estate.hfServer23),
          delivery: { by: 'volume', model: estate.creditRisk3, reference: tagReference(estate.creditRisk3) },
          node: amd64,
          started: '2026-03-27T10:01:00Z',
        },
      ],
    }),
    ...service(fraud, {
      name: 'doc-ocr',
      created: '2025-10-14T12:00:00Z',
      format: 'onnx',
      runtime: 'vendor-ocr',
      revisions: [
        {
          storageUri: `oci://${tagReference(estate.ocrLayout1)}`,
          server: running(estate.ocrServer),
          delivery: { by: 'modelcar', model: estate.ocrLayout1 },
          node: amd64,
          started: '2026-01-12T03:00:00Z',
        },
      ],
    }),
    ...trainingJob(),
  ];
}

/** The training run of credit-risk:3: complete, so it is deployed no more. */
function trainingJob(): KubernetesObject[] {
  const labels = { 'batch.kubernetes.io/job-name': 'train-credit-risk' };
  const image = running(estate.trainer20);
  const spec = { name: 'train', image: image.image, args: ['credit-risk.yaml'] };
  const job = kubernetesObject(
    fraud,
    { apiVersion: 'batch/v1', kind: 'Job' },
    'train-credit-risk',
    { created: '2026-03-26T10:00:00Z' },
    {
      spec: { template: { metadata: { labels }, spec: { containers: [spec], restartPolicy: 'Never' } } },
      status: {
        succeeded: 1,
        startTime: '2026-03-26T10:00:00Z',
        completionTime: '2026-03-26T16:00:00Z',
        conditions: [{ type: 'Complete', status: 'True' }],
      },
    },
  );
  const shape = { node: gpu, started: '2026-03-26T10:00:00Z', containers: [{ spec, imageID: image.imageID }] };
  return [job, pod(fraud, 'train-credit-risk-7xk2p', { labels, owner: job }, shape, '2026-03-26T16:00:00Z')];
}

function searchTeam(): KubernetesObject[] {
  const pinned = digestReference(estate.topicClassifier11);
  const reranker = 'hf://example-org/reranker-large:4f2d7b1c9a8e6053d1f0b2a3c4d5e6f708192a3b';
  const embedder = 's3://example-models/embedder/2026-02';
  return [
    ...service(search, {
      name: 'reranker',
      created: '2026-03-25T14:00:00Z',
      format: 'huggingface',
      runtime: 'hf-server-2.3',
      revisions: [
        {
          storageUri: reranker,
          server: running(estate.hfServer23),
          delivery: { by: 'initializer', uri: reranker, initializer: running(estate.initializer17) },
          node: gpu,
          started: '2026-03-25T14:01:00Z',
        },
      ],
    }),
    ...service(search, {
      name: 'embedder',
      created: '2026-02-10T08:00:00Z',
      format: 'huggingface',
      runtime: 'hf-server-2.3',
      revisions: [
        {
          storageUri: embedder,
          server: running(estate.hfServer23),
          delivery: { by: 'initializer', uri: embedder, initializer: running(estate.initializer16) },
          node: amd64,
          started: '2026-02-10T08:01:00Z',
        },
      ],
      transformer: { container: running(estate.embedTransformer), node: amd64, started: '2026-03-26T11:00:00Z' },
    }),
    ...service(search, {
      name: 'topic-classifier',
      created: '2026-02-12T08:00:00Z',
      format: 'huggingface',
      runtime: 'classifier-server',
      revisions: [
        {
          storageUri: `oci+fetch://${pinned}`,
          server: running(estate.classifierServer),
          delivery: { by: 'initializer', uri: `oci://${pinned}`, initializer: running(estate.initializer16) },
          node: amd64,
          started: '2026-02-12T08:01:00Z',
        },
      ],
    }),
    reindexCronJob(),
  ];
}

/** A workload without a model, between two runs: its image is known from its spec alone. */
function reindexCronJob(): KubernetesObject {
  const containers = [{ name: 'reindex', image: digestReference(estate.trainer20), args: ['reindex.py'] }];
  return kubernetesObject(
    search,
    { apiVersion: 'batch/v1', kind: 'CronJob' },
    'reindex',
    { created: '2026-01-05T08:00:00Z' },
    {
      spec: {
        schedule: '0 3 * * 0',
        jobTemplate: { spec: { template: { spec: { containers, restartPolicy: 'OnFailure' } } } },
      },
      status: { lastScheduleTime: '2026-03-29T03:00:00Z', lastSuccessfulTime: '2026-03-29T03:41:00Z' },
    },
  );
}

function assistTeam(): KubernetesObject[] {
  const speech = 's3://example-models/speech/en-2025-11';
  const summariser = digestReference(estate.summariser2);
  const ui = running(estate.chatUi);
  const uiSpec = { name: 'web', image: ui.image, ports: [{ containerPort: 3000 }] };
  return [
    // The runtime reports the index: which manifest ran follows from the node's architecture.
    ...bareVllm(assist, 'chat-vllm', {
      args: ['--model=example-org/chat-8b-instruct'],
      node: gpu,
      imageID: digestReference(estate.vllm),
      started: '2026-03-18T09:00:00Z',
    }),
    ...bareVllm(assist, 'chat-vllm-arm', {
      args: ['--model=example-org/chat-8b-instruct'],
      node: arm64,
      imageID: digestReference(estate.vllm),
      started: '2026-03-19T09:00:00Z',
    }),
    ...service(assist, {
      name: 'speech',
      created: '2025-11-20T09:00:00Z',
      format: 'triton',
      runtime: 'triton-python',
      revisions: [
        {
          storageUri: speech,
          server: running(estate.triton, platformManifest(estate.triton, 'amd64').manifest.digest),
          delivery: { by: 'initializer', uri: speech, initializer: running(estate.initializer16) },
          node: gpu,
          started: '2025-11-20T09:02:00Z',
          args: ['--model-repository=/mnt/models'],
        },
      ],
    }),
    ...service(assist, {
      name: 'summariser',
      created: '2026-03-25T16:00:00Z',
      format: 'huggingface',
      runtime: 'hf-server-pinned',
      idle: true,
      revisions: [
        {
          storageUri: `oci+native://${summariser}`,
          server: { image: digestReference(estate.hfServer24), imageID: digestReference(estate.hfServer24) },
          delivery: { by: 'volume', model: estate.summariser2, reference: summariser },
          node: gpu,
          started: '2026-03-25T16:00:00Z',
        },
      ],
    }),
    ...helpdesk(assist, gpu),
    ...deployment(assist, 'chat-ui', { created: '2026-01-20T09:00:00Z' }, [
      {
        template: [uiSpec],
        pods: [{ node: amd64, started: '2026-01-20T09:01:00Z', containers: [{ spec: uiSpec, imageID: ui.imageID }] }],
      },
    ]),
  ];
}

/** Someone's experiment, in a namespace without environment or team, still answering. */
function forgotten(): KubernetesObject[] {
  return service(sandbox, {
    name: 'old-demo',
    created: '2026-03-25T17:45:00Z',
    format: 'huggingface',
    runtime: 'hf-server',
    revisions: [
      {
        storageUri: 'pvc://demo-weights/flan-small',
        server: dockerPullable(running(estate.hfServer24)),
        delivery: { by: 'claim', claim: 'demo-weights' },
        node: amd64,
        started: '2026-03-25T17:46:00Z',
      },
    ],
  });
}

/** Everything in the cluster eu-prod, as one List. */
export function euProd(): JsonObject {
  return list([
    kubeSystem(cluster),
    namespace(cluster, 'fraud', { env: 'prod', team: 'risk' }),
    namespace(cluster, 'search', { env: 'prod', team: 'search' }),
    namespace(cluster, 'assist', { env: 'prod', team: 'assistants' }),
    namespace(cluster, 'sandbox', {}),
    node(cluster, amd64, 'amd64'),
    node(cluster, gpu, 'amd64'),
    node(cluster, arm64, 'arm64'),
    servingRuntime(cluster, 'hf-server', tagReference(estate.hfServer24), ['huggingface']),
    servingRuntime(cluster, 'hf-server-2.3', tagReference(estate.hfServer23), ['huggingface']),
    servingRuntime(cluster, 'hf-server-pinned', digestReference(estate.hfServer24), ['huggingface']),
    servingRuntime(cluster, 'classifier-server', tagReference(estate.classifierServer), ['huggingface']),
    servingRuntime(cluster, 'triton-python', tagReference(estate.triton), ['triton']),
    servingRuntime(cluster, 'vendor-ocr', tagReference(estate.ocrServer), ['onnx']),
    ...fraudTeam(),
    ...searchTeam(),
    ...assistTeam(),
    ...forgotten(),
  ]);
}
