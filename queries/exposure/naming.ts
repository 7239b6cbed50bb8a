import { hubReference, imageReference, storageReference } from '#schema';
import type { ContainerSpec, Reference } from '#schema';
import { BOUNDS } from './bounds.ts';
import type { Flag, Word } from './command-line.ts';
import { flagsOf, hiddenOptions, unquoted, wordsOf } from './command-line.ts';
import { isModelServer, isServerOf, runs } from './model-servers.ts';
import { isOn, variablesOf } from './variables.ts';

/** A model as a container's command line or environment names it. */
export interface NamedModel {
  /** `model`, `draft` or `adapter/<name>`. */
  readonly slot: string;
  /** As written; null where a value is hidden or comes from elsewhere. */
  readonly text: string | null;
  /** Null where the text is a path, or cannot be read as a name. */
  readonly reference: Reference | null;
  /** The text is a path in the container. */
  readonly path: string | null;
  /** JSON Pointer. */
  readonly at: string;
}

const MODEL_FLAGS = new Set(
  'model model-id model-path model-name-or-path model-tag model-uri model-dir model-file model-repository model-store model-base-path models hf-repo pretrained-model-name-or-path'.split(
    ' ',
  ),
);
const DRAFT_FLAGS = new Set(
  'speculative-model speculative-draft-model-path draft-model model-draft hf-repo-draft speculative-config.model'.split(
    ' ',
  ),
);
const DRAFT_VARIABLES = new Set(['LLAMA_ARG_MODEL_DRAFT', 'LLAMA_ARG_HFD_REPO']);
const ADAPTER_FLAGS = new Set(
  'lora-modules lora-paths lora-adapters lora lora-scaled adapter-id preloaded-adapter-ids'.split(' '),
);
const ADAPTER_VARIABLES = new Set(
  'LORA_ADAPTERS ADAPTER_ID PRELOADED_ADAPTER_IDS LLAMA_ARG_LORA LLAMA_ARG_LORA_SCALED'.split(' '),
);
const MODEL_VARIABLES = new Set(
  'HF_MODEL_ID MODEL_ID HF_MODEL HF_MODEL_NAME MODEL_NAME_OR_PATH MODEL_PATH MODEL_URI STORAGE_URI MODEL_STORAGE_URI VLLM_MODEL OLLAMA_MODEL LLAMA_ARG_MODEL LLAMA_ARG_HF_REPO'.split(
    ' ',
  ),
);
/** Commands whose first word after them names the model. */
const POSITIONAL: readonly (readonly string[])[] = [
  ['vllm', 'serve'],
  ['lmdeploy', 'serve', 'api_server'],
  ['trtllm-serve', 'serve'],
  ['trtllm-serve'],
  ['ollama', 'run'],
  ['ollama', 'pull'],
  ['hf', 'download'],
  ['huggingface-cli', 'download'],
];
const HUB_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/;
const LONGEST = 4_096;

/** Every model that a container names, in the order of its command line, then its environment. */
export function modelsNamedBy(container: ContainerSpec): readonly NamedModel[] {
  const words = wordsOf(container);
  const flags = flagsOf(words);
  const stated = flags.flatMap(({ name: flag, values }) => (flag === 'revision' ? values.slice(0, 1) : []));
  // A script may load a model more than once, each time at a revision of its own.
  const revisions = stated.length > 0 ? stated.map(({ text }) => text) : [null];
  const isOllama = isServerOf(container.image, /^ollama/) || words.some(({ text }) => baseName(text) === 'ollama');
  const name = (slot: string, text: string | null, at: string, own: string | null): NamedModel =>
    named({ slot, text, at, revision: own, isOllama });
  const found: NamedModel[] = [];
  for (const flag of flags) {
    if (isModelFlag(flag, container)) {
      const values = flag.name === 'models' ? flag.values : flag.values.slice(0, 1);
      found.push(...values.flatMap(({ text, at }) => revisions.map((revision) => name('model', text, at, revision))));
    }
    if (isDraftFlag(flag, container))
      found.push(...flag.values.slice(0, 1).map(({ text, at }) => name('draft', text, at, null)));
    if (flag.name === 'speculative-config' || flag.name === 'sc')
      found.push(...draftOf(flag).map(({ text, at }) => name('draft', text, at, null)));
    if (isAdapterFlag(flag, container, words)) found.push(...adaptersOf(flag.values, name));
  }
  const first = positional(words, container);
  found.push(...first.flatMap(({ text, at }) => revisions.map((revision) => name('model', text, at, revision))));
  for (const { name: variable, value: text, at } of variablesOf(container, words)) {
    if (MODEL_VARIABLES.has(variable))
      found.push(...revisions.map((revision) => name('model', text, at, revision ?? revisionOf(container))));
    if (DRAFT_VARIABLES.has(variable)) found.push(name('draft', text, at, null));
    if (!ADAPTER_VARIABLES.has(variable)) continue;
    // Adapters there are, and which ones is written elsewhere.
    found.push(...(text === null ? [name('adapter/', null, at, null)] : adaptersOf([{ text, at }], name)));
  }
  // Two revisions of one repository are two models.
  const once = new Map(found.map((model) => [`${model.slot} ${model.text ?? ''} ${model.reference?.id ?? ''}`, model]));
  return [...once.values()]
    .filter(({ slot, text }) => text !== '' && !isNoDraft(slot, text))
    .slice(0, BOUNDS.models + 1);
}

/** Speculation from the prompt itself needs no model. */
function isNoDraft(slot: string, text: string | null): boolean {
  return slot === 'draft' && text !== null && /^\[?(?:ngram|suffix|prompt-lookup)\]?$/i.test(text);
}

/** Variables that let a server take adapters while it runs: by a call, or out of a folder or hub that it looks through again. */
const OPENING = new Set(
  'VLLM_ALLOW_RUNTIME_LORA_UPDATING VLLM_LORA_RESOLVER_CACHE_DIR VLLM_LORA_RESOLVER_HF_REPO_LIST NIM_PEFT_SOURCE'.split(
    ' ',
  ),
);

/** Where a container is told that adapters may be loaded that its command line does not name; null: nowhere. */
export function adaptersOpenAt(container: ContainerSpec): string | null {
  const words = wordsOf(container);
  for (const { name, value, at } of variablesOf(container, words)) {
    const plugs = name === 'VLLM_PLUGINS' && (value ?? 'lora').toLowerCase().includes('lora');
    if (isOn(value) && (OPENING.has(name) || plugs)) return at;
  }
  if (runs(container, words, /(?:^|[-_])lorax(?:[-_]|$)/)) return `${container.at}/image`;
  const isSglang = runs(container, words, /^sglang(?:[-_.]|$)/) || isServerOf(container.image, /sglang/);
  const opens = ({ name }: Flag): boolean =>
    // Its server offers the loading of adapters whenever it can serve any.
    (isSglang && SGLANG_SERVES.has(name)) ||
    // A file of further options, adapters among them.
    (name === 'config' && (isSglang || runs(container, words, /(?:^|[-_])vllm(?:[-_.]|$)/)));
  const flags = flagsOf(words);
  const hidden = servesModels(container) ? hiddenOptions(flags)[0] : undefined;
  return (flags.find(opens) ?? hidden)?.at ?? null;
}

/** What options a proxy beside the server has is of no interest. */
function servesModels(container: ContainerSpec): boolean {
  const { name, image, gpu } = container;
  return gpu || name === 'kserve-container' || isModelServer(image) || modelsNamedBy(container).length > 0;
}

const SGLANG_SERVES = new Set(['enable-lora', 'lora-paths']);

function isAdapterFlag({ name }: Flag, { image }: ContainerSpec, words: readonly Word[]): boolean {
  if (ADAPTER_FLAGS.has(name)) return true;
  return (
    name === 'adapters' && (isServerOf(image, /lmdeploy/) || words.some(({ text }) => baseName(text) === 'lmdeploy'))
  );
}

function isDraftFlag({ name }: Flag, { image }: ContainerSpec): boolean {
  return DRAFT_FLAGS.has(name) || (['md', 'hfd', 'hfrd'].includes(name) && isServerOf(image, /llama/));
}

function isModelFlag({ name, values }: Flag, container: ContainerSpec): boolean {
  if (MODEL_FLAGS.has(name)) return true;
  if (/^(?:models|runs):\//.test(values[0]?.text ?? '') && name !== '') return true;
  return (name === 'm' || name === 'hf' || name === 'hfr') && isServerOf(container.image, /llama/);
}

function revisionOf({ env }: ContainerSpec): string | null {
  return env.find(({ name }) => name === 'REVISION' || name === 'HF_REVISION')?.value ?? null;
}

function positional(words: readonly Word[], { image, command, args, at }: ContainerSpec): readonly Word[] {
  const found: Word[] = [];
  for (const [position] of words.entries()) {
    const match = POSITIONAL.find((pattern) =>
      pattern.every((part, offset) => baseName(words[position + offset]?.text ?? '') === part),
    );
    const word = match === undefined ? undefined : words[position + match.length];
    if (word !== undefined && !word.text.startsWith('-') && word.text !== 'serve') found.push(word);
  }
  const [first] = args;
  // The entry point of the image is `vllm serve`: the arguments begin with the model.
  const isEntry =
    command.length === 0 && isServerOf(image, /vllm/) && first !== undefined && /^[^-\s][^\s]*\/[^\s]*$/.test(first);
  return isEntry ? [...found, { text: first, at: `${at}/args/0` }] : found;
}

/** `name=path`, JSON with `name` and `path`, or a bare name of an adapter; several in one value are separated by commas. */
function adaptersOf(
  values: readonly Word[],
  name: (slot: string, text: string | null, at: string, revision: string | null) => NamedModel,
): readonly NamedModel[] {
  return values.flatMap(({ text: written, at }, position) => {
    // Quotes are for the shell that the entry point of an image gives its arguments to.
    const text = unquoted(written);
    const listed = jsonOf(text);
    if (listed !== undefined) {
      return [listed].flat().map((entry: unknown) => {
        const path = textIn(entry, 'path') ?? textIn(entry, 'lora_path');
        return name(`adapter/${textIn(entry, 'name') ?? textIn(entry, 'lora_name') ?? path ?? ''}`, path, at, null);
      });
    }
    return text.split(',').flatMap((one, index) => {
      const part = one.trim();
      // A number is the scale of the adapter before it.
      if (part === '' || (SCALE.test(part) && position + index > 0)) return [];
      const equals = part.indexOf('=');
      const { path, revision } = atRevision(part.slice(equals + 1));
      return [name(`adapter/${equals < 0 ? path : part.slice(0, equals)}`, path, at, revision)];
    });
  });
}

const SCALE = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A path may be followed by its scale, the name of a repository by its revision. */
function atRevision(text: string): { path: string; revision: string | null } {
  const scaled = /^(.+):([^:/]+)$/.exec(text);
  if (scaled !== null && SCALE.test(scaled[2] ?? '')) return { path: scaled[1] ?? '', revision: null };
  const at = text.indexOf('@');
  const isHub = at > 0 && HUB_NAME.test(text.slice(0, at));
  return isHub ? { path: text.slice(0, at), revision: text.slice(at + 1) } : { path: text, revision: null };
}

/** The draft model of a configuration, which may do without one; of one that cannot be read it is not known which. */
function draftOf(flag: Flag): readonly { readonly text: string | null; readonly at: string }[] {
  return flag.values.slice(0, 1).flatMap(({ text, at }) => {
    const configuration = jsonOf(text);
    const model = textIn(configuration, 'model');
    return configuration !== undefined && model === null ? [] : [{ text: model, at }];
  });
}

function jsonOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function textIn(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'string' ? found : null;
}

function named(given: {
  slot: string;
  text: string | null;
  at: string;
  revision: string | null;
  isOllama: boolean;
}): NamedModel {
  const { slot, at } = given;
  const text = given.text?.trim() ?? null;
  const nothing: NamedModel = {
    slot: slot.replaceAll(/\p{Cc}/gu, ' ').toWellFormed(),
    text,
    reference: null,
    path: null,
    at,
  };
  if (text === null || text === '' || text.length > LONGEST || !isPlain(text)) return nothing;
  if (/^(?:\/|\.{1,2}\/|~)/.test(text)) return { ...nothing, path: text };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^(?:models|runs):\//.test(text)) {
    return { ...nothing, reference: storageReference(text) ?? null };
  }
  if (given.isOllama) return { ...nothing, reference: imageReference(ollamaImage(text)) ?? null };
  // `org/name:quantisation` names one file of the repository.
  const repository = text.replace(/:[A-Za-z0-9_.-]+$/, '');
  if (!HUB_NAME.test(repository) || !isPlain(given.revision ?? '')) return nothing;
  return { ...nothing, reference: hubReference(repository, given.revision) };
}

function isPlain(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/** Ollama's own registry is a registry like others. */
function ollamaImage(name: string): string {
  if (/^[^/]*[.:][^/]*\//.test(name)) return name;
  return `registry.ollama.ai/${name.includes('/') ? '' : 'library/'}${name}`;
}

const baseName = (text: string): string => text.slice(text.lastIndexOf('/') + 1);
