import { chatWeights } from './hub.ts';
import { containerImage, modelArtifact, multiPlatformImage, sha256 } from './oci.ts';
import type { Image } from './oci.ts';

const debian = 'debian bookworm-slim';
const python = 'python 3.12';
const busybox = 'busybox 1.37';

export const hfServer23 = containerImage({
  repository: 'serving/hf-server',
  tag: '2.3',
  created: '2026-02-02T08:00:00Z',
  layers: [debian, python, 'hf-server 2.3'],
});
export const hfServer24 = containerImage({
  repository: 'serving/hf-server',
  tag: '2.4',
  created: '2026-03-25T08:00:00Z',
  layers: [debian, python, 'hf-server 2.4'],
});
export const vllm = multiPlatformImage({
  repository: 'serving/vllm-openai',
  tag: 'v0.17.1',
  created: '2026-03-16T08:00:00Z',
  layers: [debian, python, 'vllm 0.17.1'],
});
export const triton = multiPlatformImage({
  repository: 'serving/triton-python',
  tag: '25.02',
  created: '2025-11-18T08:00:00Z',
  layers: [debian, python, 'triton-python 25.02'],
});
export const classifierServer = containerImage({
  repository: 'serving/classifier-server',
  tag: '1.4',
  created: '2026-02-11T08:00:00Z',
  layers: [debian, python, 'classifier-server 1.4'],
});
export const ocrServer = containerImage({
  repository: 'vendor/ocr-server',
  tag: '5.1',
  created: '2025-10-13T08:00:00Z',
  layers: ['vendor ocr-server 5.1'],
});
export const initializer16 = containerImage({
  repository: 'platform/storage-initializer',
  tag: 'v0.16.0-5',
  created: '2025-11-17T08:00:00Z',
  layers: [debian, python, 'init 16-5'],
});
export const initializer17 = containerImage({
  repository: 'platform/storage-initializer',
  tag: 'v0.17.0-2',
  created: '2026-03-25T08:00:00Z',
  layers: [debian, python, 'init 17-2'],
});
export const embedTransformer = containerImage({
  repository: 'search/embed-transformer',
  tag: '3',
  created: '2026-03-26T08:00:00Z',
  layers: [debian, python, 'embed-transformer 3'],
});
export const trainer19 = containerImage({
  repository: 'train/trainer',
  tag: '1.9',
  created: '2025-11-07T08:00:00Z',
  layers: [debian, python, 'trainer 1.9'],
});
export const trainer20 = containerImage({
  repository: 'train/trainer',
  tag: '2.0',
  created: '2026-03-25T08:00:00Z',
  layers: [debian, python, 'trainer 2.0'],
});
export const chatUi = containerImage({
  repository: 'assist/chat-ui',
  tag: '12',
  created: '2026-01-19T08:00:00Z',
  layers: [debian, 'node 24', 'chat-ui 12'],
});

export const fraudBert7 = containerImage({
  repository: 'models/fraud-bert',
  tag: '7',
  created: '2026-02-04T08:00:00Z',
  layers: [busybox, 'fraud-bert 7 /models'],
});
export const fraudBert8 = containerImage({
  repository: 'models/fraud-bert',
  tag: '8',
  created: '2026-03-27T08:00:00Z',
  layers: [busybox, 'fraud-bert 8 /models'],
});
export const creditRisk3 = containerImage({
  repository: 'models/credit-risk',
  tag: '3',
  created: '2026-03-26T08:00:00Z',
  layers: ['credit-risk 3 /models'],
});
export const ocrLayout1 = containerImage({
  repository: 'models/ocr-layout',
  tag: '1',
  created: '2025-10-13T08:00:00Z',
  layers: [busybox, 'ocr-layout 1 /models'],
});
export const summariser2 = containerImage({
  repository: 'models/summariser',
  tag: '2',
  created: '2026-01-30T08:00:00Z',
  layers: ['summariser 2 /models'],
});
export const tabularBase1 = modelArtifact('models/tabular-base', '1', [
  { path: 'model.safetensors', type: 'weight.v1.raw', size: 41_943_040 },
  { path: 'config.json', type: 'weight.config.v1.raw', size: 612 },
]);
export const topicClassifier11 = modelArtifact('models/topic-classifier', '11', [
  { path: 'model.safetensors', type: 'weight.v1.raw', size: 133_169_152 },
  { path: 'config.json', type: 'weight.config.v1.raw', size: 701 },
  { path: 'tokenizer.json', type: 'weight.config.v1.raw', size: 466_062 },
  { path: 'README.md', type: 'doc.v1.raw', size: 2_210 },
]);

/** A copy of the hub's chat model, for clusters that may not ask the hub: nothing loads it yet. */
export const chat8bCopy = modelArtifact('models/chat-8b-instruct', '1', [
  {
    path: 'model.safetensors',
    type: 'weight.v1.raw',
    size: chatWeights.length,
    digest: `sha256:${sha256(chatWeights)}`,
  },
]);

/** Every image and model artifact of the estate's registry. */
export const images: readonly Image[] = [
  hfServer23,
  hfServer24,
  vllm,
  triton,
  classifierServer,
  ocrServer,
  initializer16,
  initializer17,
  embedTransformer,
  trainer19,
  trainer20,
  chatUi,
  fraudBert7,
  fraudBert8,
  creditRisk3,
  ocrLayout1,
  summariser2,
  tabularBase1,
  topicClassifier11,
  chat8bCopy,
];
