import { edge, node, optional, text, whole } from './kind.ts';

export const Weights = node({
  label: 'Weights',
  doc: 'What a model has learnt, in whatever it is packed: the files of one loading group (the safetensors shards, a GGUF with its splits, a set of pickles).',
  id: 'hash of the sorted sha256 digests of the files: `weights:…`',
});

export const CarriesWeights = edge({
  type: 'CARRIES_WEIGHTS',
  doc: 'An artifact carries the files of these weights: a manifest by its layers, a folder or a signed list by its files.',
  from: 'Artifact',
  to: 'Weights',
  forward: 'weights',
  backward: 'carriedBy',
  properties: {
    format: text('How the files are written: safetensors, gguf, pickle or other.'),
    files: whole('How many files are loaded together.'),
    group: text('Which of the sets that the artifact carries: folder and stem of the files, empty for the only one.'),
  },
});

const derivation = {
  relation: text(
    'How one came from the other: adapter, finetune, merge, quantized, conversion, distillation, base, repackaged or unknown.',
  ),
  name: optional(text('How the document names the origin.')),
};

export const DerivedFrom = edge({
  type: 'DERIVED_FROM',
  doc: 'A document says that a model was made from another one, which it names by digest.',
  from: 'Artifact',
  to: 'Artifact',
  forward: 'derivedFrom',
  backward: 'derivatives',
  properties: derivation,
});

export const DerivedFromReference = edge({
  type: 'DERIVED_FROM_REFERENCE',
  doc: 'A document says that a model was made from another one, which it names without a digest.',
  from: 'Artifact',
  to: 'Reference',
  forward: 'derivedFromReferences',
  backward: 'derivatives',
  properties: derivation,
});

export const TrainedOn = edge({
  type: 'TRAINED_ON',
  doc: 'A document says which data a model was made from: a card, a package of a model that holds its data.',
  from: 'Artifact',
  to: 'DatasetVersion',
  forward: 'trainedOn',
  backward: 'usedToTrain',
  properties: { name: optional(text('How the document names the data.')) },
});
