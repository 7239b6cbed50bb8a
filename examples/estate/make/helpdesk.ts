import { chat8b, hubUri, sqlLora, supportLora } from './hub.ts';
import { initializer16, vllm } from './images.ts';
import { running } from './kserve.ts';
import { deployment, kubernetesObject } from './kubernetes.ts';
import type { KubernetesObject, Place } from './kubernetes.ts';
import { digestReference, platformManifest, tagReference } from './oci.ts';

const adapters = [
  { name: 'support', uri: hubUri(supportLora) },
  { name: 'sql', uri: hubUri(sqlLora) },
];

/** A KServe LLMInferenceService: one chat model of the hub and two adapters, each fetched at its commit before vLLM starts. */
export function helpdesk(place: Place, node: string): KubernetesObject[] {
  const name = 'helpdesk';
  const created = '2026-03-16T09:00:00Z';
  const labels = {
    'app.kubernetes.io/component': 'llminferenceservice-workload',
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': 'llminferenceservice',
  };
  const service = kubernetesObject(
    place,
    { apiVersion: 'serving.kserve.io/v1alpha2', kind: 'LLMInferenceService' },
    name,
    { created },
    {
      spec: { replicas: 1, model: { name: chat8b.repository, uri: hubUri(chat8b), lora: { adapters } } },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    },
  );
  const mounted = { volumeMounts: [{ name: 'models', mountPath: '/mnt' }] };
  const served = adapters.map((adapter) => `${adapter.name}=/mnt/lora/${adapter.name}`);
  const initializer = running(initializer16);
  const fetched = adapters.flatMap((adapter) => [adapter.uri, `/mnt/lora/${adapter.name}`]);
  const server = {
    name: 'main',
    image: tagReference(vllm),
    args: ['/mnt/models', '--enable-lora', '--lora-modules', ...served],
    ...mounted,
    resources: { limits: { 'nvidia.com/gpu': '1' } },
  };
  const fetching = {
    name: 'storage-initializer',
    image: initializer.image,
    args: [hubUri(chat8b), '/mnt/models', ...fetched],
    ...mounted,
  };
  const imageID = digestReference(vllm, platformManifest(vllm, 'amd64').manifest.digest);
  const pod = {
    node,
    started: '2026-03-16T09:01:00Z',
    initContainers: [{ spec: fetching, imageID: initializer.imageID }],
    containers: [{ spec: server, imageID }],
    volumes: [{ name: 'models', emptyDir: {} }],
  };
  const workload = deployment(place, `${name}-kserve`, { labels, owner: service, created }, [
    { template: [server], pods: [pod] },
  ]);
  return [service, ...workload];
}
