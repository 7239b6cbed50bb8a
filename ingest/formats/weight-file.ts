/** How the files of a loading group are written. */
export type WeightsFormat = 'safetensors' | 'gguf' | 'pickle' | 'other';

/** A file of an artifact, as a document lists it. */
export interface ListedFile {
  /** As stated, by whoever made the list; null where the document names none. */
  readonly path: string | null;
  readonly mediaType: string | null;
  /** Canonical, `alg:hex`, over the bytes of the file (or of the layer that is the file). */
  readonly digest: string;
  readonly at: string;
}

/** What a file of weights is a part of. */
export interface WeightPart {
  readonly format: WeightsFormat;
  /** Folder and stem, without number and extension; of a file without a name its media type. */
  readonly stem: string;
  /**
   * How the parts of one group are told apart: it is the only one; it has a number of a stated total; it has a number and
   * nothing says how many there are; it is one of all that have this stem.
   */
  readonly split: 'single' | 'counted' | 'numbered' | 'together';
  /** From the name, or null. */
  readonly number: number | null;
  readonly total: number | null;
}

const EXTENSIONS: readonly (readonly [RegExp, WeightsFormat])[] = [
  [/\.safetensors$/i, 'safetensors'],
  [/\.gguf$/i, 'gguf'],
  [/\.(?:pt|pth|ckpt|pkl|pickle|joblib)$/i, 'pickle'],
  [/(?:^|\/)[^/]*(?:pytorch_model|adapter_model|lora_weights)[^/]*\.bin$/i, 'pickle'],
  [/\.(?:onnx(?:[._]data(?:_\d+)?)?|h5|hdf5|msgpack|tflite|npz)$/i, 'other'],
];
/** What a training run keeps beside the weights, pickled like them. */
const STATE_OF_TRAINING =
  /(?:^|\/)(?:optimizer|scheduler|scaler|training_args|trainer_state|rng_state|random_states?|tokenizer|vocab)[^/]*$/i;
const ONNX_DATA = /\.onnx[._]data(?:_\d+)?$/i;
const COUNTED = /^(?<stem>.*?)[-_.]?(?<number>\d{1,15})-of-(?<total>\d{1,15})$/;
const NUMBERED = /^(?<stem>.*consolidated)\.(?<number>\d{1,4})$/;

/** Layers that are weights whatever they are called, and how they are written where the type says it (model-estate.md §2.1). */
const MEDIA_TYPES: readonly (readonly [RegExp, WeightsFormat | null])[] = [
  [/^application\/vnd\.(?:cncf|cnai)\.model\.weight\.v\d+\.gguf$/, 'gguf'],
  [/^application\/vnd\.(?:cncf|cnai)\.model\.weight\.v\d+\.safetensors$/, 'safetensors'],
  [/^application\/vnd\.(?:cncf|cnai)\.model\.weight\.v\d+(?:[.+]|$)/, null],
  [/^application\/vnd\.(?:kitops\.modelkit|jozu\.model)\.(?:model|modelpart|content)(?:[.+]|$)/, null],
  [/^application\/vnd\.docker\.ai\.(?:gguf\.v\d+(?:\.[a-z]+)?|mmproj)$/, 'gguf'],
  [/^application\/vnd\.docker\.ai\.safetensors$/, 'safetensors'],
  [/^application\/vnd\.docker\.ai\.dduf$/, null],
  [/^application\/vnd\.ollama\.image\.(?:model|projector|draft)$/, 'gguf'],
  [/^application\/vnd\.ollama\.image\.(?:adapter|tensor)$/, null],
];
/** Formats in which layers without a name are the parts of one model, in their order. */
const PARTS_WITHOUT_NAME = /^application\/vnd\.(?:docker\.ai\.(?:gguf\.v\d+|safetensors)|ollama\.image\.tensor)$/;
const PACKED_TYPE = /(?:^|[/.+-])(?:x-)?(?:tar|gzip|zstd|zip|dduf)(?:[.+;-]|$)/i;
const PACKED_NAME = /(?:\.(?:tar|tgz|zip|gz|zst|bz2|xz|7z|dduf|nemo|mar)|\/)$/i;

/** Whether a file is an archive, or bytes that are compressed once more: its digest is not that of what is in it. */
export function isPacked({ path, mediaType }: Pick<ListedFile, 'path' | 'mediaType'>): boolean {
  return (mediaType !== null && PACKED_TYPE.test(mediaType)) || (path !== null && PACKED_NAME.test(path));
}

/**
 * What a file is a part of, if it holds weights: by its media type, else by its name (design.md §5). Both are written by
 * whoever made the list, so this says how the files are loaded, and nothing of what is in them.
 *
 * @returns undefined for a file that holds none, as far as its name and type say.
 */
export function weightPart({ path, mediaType }: Pick<ListedFile, 'path' | 'mediaType'>): WeightPart | undefined {
  const typed = mediaType === null ? undefined : MEDIA_TYPES.find(([pattern]) => pattern.test(mediaType));
  const named = path === null ? undefined : formatNamed(path);
  if (named === undefined && path !== null && STATE_OF_TRAINING.test(path)) return undefined;
  if (typed === undefined && named === undefined) return undefined;
  const format = typed?.[1] ?? named ?? 'other';
  if (path === null) {
    const isPart = mediaType !== null && PARTS_WITHOUT_NAME.test(mediaType);
    return { format, stem: mediaType ?? '', split: isPart ? 'together' : 'single', number: null, total: null };
  }
  return partNamed(path.replace(/^(?:\.?\/)+/, ''), format);
}

function formatNamed(path: string): WeightsFormat | undefined {
  const format = EXTENSIONS.find(([pattern]) => pattern.test(path))?.[1];
  return format === 'pickle' && STATE_OF_TRAINING.test(path) ? undefined : format;
}

function partNamed(path: string, format: WeightsFormat): WeightPart {
  const single = { format, split: 'single', number: null, total: null } as const;
  if (/\.onnx$/i.test(path)) return { ...single, stem: path.slice(0, -'.onnx'.length), split: 'together' };
  if (ONNX_DATA.test(path)) return { ...single, stem: path.replace(ONNX_DATA, ''), split: 'together' };
  const stem = path.replace(/\.[A-Za-z][A-Za-z0-9]*$/, '');
  const counted = COUNTED.exec(stem)?.groups;
  if (counted !== undefined) {
    const [number, total] = [Number(counted['number']), Number(counted['total'])];
    return { format, stem: counted['stem'] ?? '', split: 'counted', number, total };
  }
  const numbered = NUMBERED.exec(stem)?.groups;
  if (numbered === undefined) return { ...single, stem };
  return { format, stem: numbered['stem'] ?? '', split: 'numbered', number: Number(numbered['number']), total: null };
}
