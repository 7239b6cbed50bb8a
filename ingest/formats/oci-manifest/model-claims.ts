import { member, textOf } from '../../json/index.ts';
import type { Claim, Remark } from '../../reading.ts';
import { ollamaReference, originClaim } from '../model-origin.ts';
import { carriesWeights, loadingGroups } from '../weights.ts';
import type { Layer } from './manifest-layers.ts';
import { filesOf } from './manifest-layers.ts';

/** How a model is packed in a manifest (model-estate.md §2.1). */
type ModelFlavour = 'ModelPack' | 'ModelKit' | 'Docker model' | 'Ollama model';

const TYPES: readonly (readonly [RegExp, ModelFlavour])[] = [
  [/^application\/vnd\.(?:cncf|cnai)\.model\.(?:manifest|config)\./, 'ModelPack'],
  [/^application\/vnd\.(?:kitops\.modelkit|jozu\.model)\.(?:manifest|config)\./, 'ModelKit'],
  [/^application\/vnd\.docker\.ai\.model\.config\./, 'Docker model'],
  [/^application\/vnd\.ollama\.image\.config/, 'Ollama model'],
];
const OLLAMA_LAYER = /^application\/vnd\.ollama\.image\./;
const DATASET_LAYER = /^application\/vnd\.(?:cncf\.model|cnai\.model|kitops\.modelkit|jozu\.model)\.dataset\./;
const ADAPTER_LAYER = /^application\/vnd\.(?:ollama\.image\.adapter|docker\.ai\.gguf\.v\d+\.lora)$/;
const MODEL_LAYER = /^application\/vnd\.(?:ollama\.image\.model|docker\.ai\.(?:gguf\.v\d+|safetensors))$/;

interface Claimed {
  readonly claims: readonly Claim[];
  readonly remarks: readonly Remark[];
}

/**
 * What a manifest says of a model: the weights in its layers, whatever kind of artifact it is; the data that a package of a
 * model holds; what the layers of a model came from.
 *
 * @param manifest - its digest.
 */
export function modelClaims(
  manifest: string,
  types: { readonly artifactType: string | null; readonly configType: string | null },
  { layers, isComplete }: { readonly layers: readonly Layer[]; readonly isComplete: boolean },
): Claimed {
  const files = filesOf(layers);
  const isWhole = isComplete && files.length === layers.length;
  const { groups, remarks, isWithout } = loadingGroups(files, isWhole);
  const flavour = flavourOf(types, layers);
  const origins = layers.map((layer) => originOf(manifest, layer));
  return {
    claims: [
      ...carriesWeights(manifest, groups),
      ...datasets(manifest, layers),
      ...adapters(layers),
      ...origins.flatMap(({ claims }) => claims),
    ],
    remarks: [
      ...remarks,
      ...flavour.remarks,
      ...(isWithout && isWhole ? withoutWeights(flavour.name) : []),
      ...origins.flatMap((origin) => origin.remarks),
    ],
  };
}

function flavourOf(
  { artifactType, configType }: { readonly artifactType: string | null; readonly configType: string | null },
  layers: readonly Layer[],
): { name: ModelFlavour | null; remarks: readonly Remark[] } {
  const stated = flavourNamed(artifactType);
  const configured = flavourNamed(configType);
  const isOllama = layers.some(({ mediaType }) => mediaType !== null && OLLAMA_LAYER.test(mediaType));
  const name = stated ?? configured ?? (isOllama ? 'Ollama model' : null);
  if (stated === null || configured === null || stated === configured) return { name, remarks: [] };
  const message = `The artifact says that it is a ${stated}, its config that it is a ${configured}.`;
  return { name, remarks: [{ code: 'MODEL_TYPE_CONFLICT', at: '/config/mediaType', message }] };
}

function flavourNamed(type: string | null): ModelFlavour | null {
  return type === null ? null : (TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? null);
}

/** A kit may have the weights in another one that it refers to. */
function withoutWeights(flavour: ModelFlavour | null): readonly Remark[] {
  if (flavour === null || flavour === 'ModelKit') return [];
  return [
    { code: 'WEIGHTS_MISSING', at: '', message: `A ${flavour} without weights: none of its layers is known as such.` },
  ];
}

function datasets(manifest: string, layers: readonly Layer[]): Claim[] {
  return layers
    .filter(({ mediaType }) => mediaType !== null && DATASET_LAYER.test(mediaType))
    .map(({ digest, at, title }): Claim => {
      return { edge: 'TRAINED_ON', from: manifest, to: digest, at, properties: { name: title.text } };
    });
}

/** An adapter lies beside the model that it is applied to. */
function adapters(layers: readonly Layer[]): Claim[] {
  const models = layers.filter(({ mediaType }) => mediaType !== null && MODEL_LAYER.test(mediaType));
  return layers
    .filter(({ mediaType }) => mediaType !== null && ADAPTER_LAYER.test(mediaType))
    .flatMap((adapter) =>
      models.map(({ digest, title }): Claim => {
        const properties = { relation: 'adapter', name: title.text };
        return { edge: 'DERIVED_FROM', from: adapter.digest, to: digest, at: adapter.at, properties };
      }),
    );
}

/** Ollama names what a layer was taken from: another model, or the file of one by its digest. */
function originOf(manifest: string, { digest, mediaType, value, at }: Layer): Claimed {
  const name = textOf(member(value, 'from'));
  if (name === null || mediaType === null || !OLLAMA_LAYER.test(mediaType)) return { claims: [], remarks: [] };
  const { claims, remarks } = originClaim(
    { from: manifest, name, at: `${at}/from`, relation: 'base' },
    ollamaReference,
  );
  // The file that the layer itself is, where it was first kept.
  return { claims: claims.filter(({ to }) => to !== digest), remarks };
}
