import type { ContainerSpec } from '#schema';
import type { Flag, Word } from './command-line.ts';
import { flagsOf, wordsOf } from './command-line.ts';
import { isNim, runs } from './model-servers.ts';
import { isOn, variablesOf } from './variables.ts';

/** A server that finds in its environment which adapters to load, or that it may be told of them while it runs. */
interface Server {
  readonly isIn: (container: ContainerSpec, words: readonly Word[], flags: readonly Flag[]) => boolean;
  readonly variables: readonly string[];
}

const TGI = /(?:^|[-_])(?:tgi|text-generation-(?:inference|launcher|server))(?:[-_.]|$)/;
const LLAMA_CPP = /(?:^|[-_])llama(?:[-_.]?cpp|-server)(?:[-_.]|$)/;

const SERVERS: readonly Server[] = [
  // An option goes before the variable.
  {
    isIn: (container, words, flags) =>
      runs(container, words, TGI) && !flags.some(({ name }) => name === 'lora-adapters'),
    variables: ['LORA_ADAPTERS'],
  },
  // The options of vLLM, whatever its image is called.
  {
    isIn: (_, __, flags) =>
      flags.some(
        ({ name, values }) => name === 'lora-modules' || (name === 'enable-lora' && isOn(values[0]?.text ?? null)),
      ),
    variables: ['VLLM_ALLOW_RUNTIME_LORA_UPDATING'],
  },
  { isIn: ({ image }) => isNim(image), variables: ['NIM_PEFT_SOURCE'] },
  {
    isIn: (container, words) => runs(container, words, LLAMA_CPP),
    variables: ['LLAMA_ARG_LORA', 'LLAMA_ARG_LORA_SCALED'],
  },
];

/**
 * Whether a container may be given adapters by an object that its environment is filled from (`envFrom`), the content of which
 * nobody shows: its server takes them from a variable, and nothing that goes before that object sets the variable.
 */
export function takesAdaptersFromObjects(container: ContainerSpec): boolean {
  const sources = container.envFrom ?? [];
  if (sources.length === 0) return false;
  const words = wordsOf(container);
  const flags = flagsOf(words);
  const set = new Set(variablesOf(container, words).map(({ name }) => name));
  const open = SERVERS.filter((server) => server.isIn(container, words, flags))
    .flatMap(({ variables }) => variables)
    .filter((name) => !set.has(name));
  return open.some((name) => sources.some(({ prefix }) => name.startsWith(prefix)));
}
