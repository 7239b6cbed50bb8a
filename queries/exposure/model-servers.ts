import { imageReference } from '#schema';
import type { ContainerSpec } from '#schema';
import type { Word } from './command-line.ts';

/** Last part of the repository of images that serve models; a product often adds a suffix. */
const SERVERS =
  /(?:^|[-_/])(?:vllm|sglang|lmdeploy|aphrodite|lorax|tgi|text-generation-(?:inference|server)|text-embeddings-inference|tei|tritonserver|triton|trtllm|tensorrt-?llm|tensorrtllm|ollama|llama[-.]?cpp|llama-server|localai|torchserve|tensorflow-serving|tfserving|ovms|model_?server|model-server|openvino-model-server|mlserver|bentoml|djl-serving|deepspeed-mii|infinity|xinference|nim|huggingfaceserver|sklearnserver|xgbserver|lgbserver|pmmlserver|paddleserver|artserver|ray-llm)(?:[-_.]|$)/i;
/** NVIDIA's inference microservices go by the model; the folder tells. */
const FOLDERS = /\/(?:nim|kserve)\//;

/** Whether an image is known to serve models, by its name: a guess, which makes a slot and names no model. */
export function isModelServer(image: string | null): boolean {
  const repository = image === null ? null : (imageReference(image)?.repository ?? null);
  if (repository === null) return false;
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  return SERVERS.test(last) || FOLDERS.test(repository) || repository.endsWith('/tensorflow/serving');
}

/** Whether the image is that of one server, named by a part of its repository. */
export function isServerOf(image: string | null, part: RegExp): boolean {
  const repository = image === null ? null : (imageReference(image)?.repository ?? null);
  return repository !== null && part.test(repository.slice(repository.lastIndexOf('/') + 1));
}

/** Whether a container runs one server, by the image or by a word of its command line. */
export function runs({ image }: ContainerSpec, words: readonly Word[], part: RegExp): boolean {
  return isServerOf(image, part) || words.some(({ text }) => part.test(text.slice(text.lastIndexOf('/') + 1)));
}

/** Whether the image is one of NVIDIA's inference microservices, or built like one. */
export function isNim(image: string | null): boolean {
  const repository = image === null ? null : (imageReference(image)?.repository ?? null);
  return repository !== null && (repository.includes('/nim/') || isServerOf(image, /(?:^|[-_])nim(?:[-_.]|$)/));
}
