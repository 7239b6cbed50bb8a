import { sha256 } from './oci.ts';

/** A repository of a model on a hub at one commit: the files of the commit with their bytes, which are kept here. */
export interface HubModel {
  readonly repository: string;
  readonly commit: string;
  readonly files: readonly HubFile[];
  /** Its publisher signed the list of its files. */
  readonly signed: boolean;
}

export interface HubFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** A safetensors file with one tensor of four bytes: as small as one can be that is read as such. */
function safetensors(tensor: string, values: readonly [number, number, number, number]): Buffer {
  const header = Buffer.from(JSON.stringify({ [tensor]: { dtype: 'U8', shape: [4], data_offsets: [0, 4] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.from(values)]);
}

function text(path: string, content: string): HubFile {
  return { path, bytes: Buffer.from(content) };
}

function model(repository: string, commit: string, files: readonly HubFile[], signed = false): HubModel {
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { repository, commit, files: ordered, signed };
}

function card(metadata: readonly string[], title: string): HubFile {
  return text('README.md', ['---', ...metadata, '---', '', `# ${title}`, ''].join('\n'));
}

/** The config that PEFT writes beside an adapter: which model it is made for. */
function adapterConfig(base: HubModel, rank: number): HubFile {
  const config = {
    base_model_name_or_path: base.repository,
    inference_mode: true,
    peft_type: 'LORA',
    r: rank,
    revision: base.commit,
    task_type: 'CAUSAL_LM',
  };
  return text('adapter_config.json', `${JSON.stringify(config, null, 2)}\n`);
}

/** The weights of the chat model: the same bytes on the hub, in the registry and under the publisher's signature. */
export const chatWeights = safetensors('lm_head.weight', [1, 2, 3, 4]);

export const chat8b = model(
  'example-org/chat-8b-instruct',
  '7c1e0b5a94d83f26e1b7a0c9d2f4e6a8b0c1d3e5',
  [
    { path: 'model.safetensors', bytes: chatWeights },
    card(['license: apache-2.0', 'datasets:', '- example-org/dialogues'], 'Chat 8B'),
  ],
  true,
);

const code7b = model('example-labs/code-7b', '0d9c8b7a6f5e4d3c2b1a09f8e7d6c5b4a3928170', [
  { path: 'model.safetensors', bytes: safetensors('lm_head.weight', [5, 6, 7, 8]) },
  card(['license: mit'], 'Code 7B'),
]);

/** Made for the chat model, and signed by whoever published it. */
export const supportLora = model(
  'example-org/support-lora',
  'a1f0e2d3c4b5968778695a4b3c2d1e0f12233445',
  [
    { path: 'adapter_model.safetensors', bytes: safetensors('lora_A.weight', [1, 0, 0, 1]) },
    adapterConfig(chat8b, 16),
    card([`base_model: ${chat8b.repository}`, 'base_model_relation: adapter', 'library_name: peft'], 'Support'),
  ],
  true,
);

/** Made for another model than the one it is served on, and signed by nobody. */
export const sqlLora = model('example-labs/sql-lora', 'b2e1f3d4c5a6879869584b3a2c1d0e1f23344556', [
  { path: 'adapter_model.safetensors', bytes: safetensors('lora_A.weight', [0, 1, 1, 0]) },
  adapterConfig(code7b, 8),
]);

/** Every model of the hub that the estate knows. */
export const hubModels: readonly HubModel[] = [chat8b, code7b, supportLora, sqlLora];

/** Where a serving platform is told to fetch it from. */
export function hubUri({ repository, commit }: HubModel): string {
  return `hf://${repository}:${commit}`;
}

/** What a source sees in a cache of the hub: the files of the commit, as canonical JSON (RFC 8785). */
function snapshot({ repository, commit, files }: HubModel): Buffer {
  const listed = files.map(({ path, bytes }) => ({
    digestFrom: 'bytes',
    path,
    sha256: sha256(bytes),
    size: bytes.length,
  }));
  const record = { _type: 'https://provgraph.dev/hub-snapshot/v1', commit, complete: true, files: listed };
  return Buffer.from(JSON.stringify({ ...record, passedOver: [], repository, type: 'model' }));
}

/** The small files of a model that say something, and the list of all of them; weights are not kept as files. */
export function hubFiles(of: HubModel): [string, Buffer][] {
  const folder = `documents/hub/${of.repository}`;
  const kept = of.files.filter(({ path }) => /\.(?:json|md)$/.test(path));
  return [
    [`${folder}/snapshot.json`, snapshot(of)],
    ...kept.map(({ path, bytes }): [string, Buffer] => [`${folder}/${path}`, bytes]),
  ];
}
