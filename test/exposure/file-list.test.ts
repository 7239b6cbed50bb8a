import { describe, expect, test } from 'vitest';
import type { ArtifactFacts } from '../../queries/exposure/exposure.ts';
import { holdsNoCode } from '../../queries/exposure/file-list.ts';

type File = readonly [mediaType: string | null, title: string | null];

const factsOf = (files: readonly File[], role: ArtifactFacts['role'] = 'manifest'): ArtifactFacts => ({
  role,
  platform: null,
  children: [],
  indexes: [],
  manifests: [],
  files: files.map(([mediaType, title]) => ({ mediaType, title })),
});

const RAW = 'application/vnd.cncf.model.weight.v1.raw';
const DOC = 'application/vnd.cncf.model.doc.v1.raw';
const DATA = 'application/vnd.cncf.model.dataset.v1.raw';
const OCTETS = 'application/octet-stream';
const docker = (type: string): string => `application/vnd.docker.ai.${type}`;
const ollama = (type: string): string => `application/vnd.ollama.image.${type}`;
const WEIGHTS: File = [RAW, 'model.safetensors'];

describe('a list of files holds no code', () => {
  test.each<[string, readonly File[]]>([
    ['ModelPack: weights, config, card', [WEIGHTS, [RAW, 'config.json'], [DOC, 'README.md']]],
    [
      'ModelPack in every type of one file',
      [
        WEIGHTS,
        ['application/vnd.cncf.model.weight.config.v1.raw', 'config.json'],
        [DOC, 'README.md'],
        [DATA, 'a.json'],
      ],
    ],
    ['ModelPack as Docker writes it', [['application/vnd.cncf.model.weight.v1.gguf', 'q4.gguf']]],
    [
      'Docker, layers by type',
      [
        [docker('gguf.v3'), null],
        [docker('license'), null],
        [docker('chat.template.jinja'), null],
      ],
    ],
    [
      'Docker, layers by file',
      [
        [docker('safetensors'), 'a-00001-of-00002.safetensors'],
        [docker('model.file'), 'config.json'],
      ],
    ],
    [
      'Docker, an adapter beside the model',
      [
        [docker('gguf.v3'), null],
        [docker('gguf.v3.lora'), null],
      ],
    ],
    [
      'Ollama',
      [
        [ollama('model'), null],
        [ollama('template'), null],
        [ollama('params'), null],
        [ollama('license'), null],
      ],
    ],
    [
      'ORAS',
      [
        [OCTETS, 'model.gguf'],
        ['text/markdown', 'README.md'],
        ['application/json', 'config.json'],
      ],
    ],
    ['a chat template', [WEIGHTS, [RAW, 'chat_template.jinja']]],
  ])('%s', (_, files) => {
    expect(holdsNoCode(factsOf(files))).toBe(true);
    expect(holdsNoCode(factsOf(files, null)), 'whose bytes nobody shows').toBe(false);
  });
});

describe('a list of files may hold code', () => {
  test.each<[string, readonly File[]]>([
    ['none is known', []],
    ['text alone', [[DOC, 'README.md']]],
    ['a module', [WEIGHTS, [RAW, 'modeling.py']]],
    ['a code layer, whatever its name', [WEIGHTS, ['application/vnd.cncf.model.code.v1.raw', 'README.md']]],
    ['a pickle', [WEIGHTS, [RAW, 'pytorch_model.bin']]],
    ['a pickle under a type of weights', [[docker('safetensors'), 'model.pt']]],
    ['an archive of weights', [['application/vnd.cncf.model.weight.v1.tar', 'model.safetensors']]],
    ['a ModelKit', [['application/vnd.kitops.modelkit.model.v1.tar+gzip', null]]],
    [
      'a folder of Docker',
      [
        [docker('gguf.v3'), null],
        [docker('dir.tar'), 'tokenizer/'],
      ],
    ],
    [
      'a configuration in an archive',
      [
        [docker('safetensors'), null],
        [docker('vllm.config.tar'), null],
      ],
    ],
    [
      'a diffusion archive',
      [
        [docker('gguf.v3'), null],
        [docker('dduf'), null],
      ],
    ],
    ['a layer without a name', [WEIGHTS, [RAW, null]]],
    ['a layer without a type', [WEIGHTS, [null, 'README.md']]],
    [
      'a folder that ORAS unpacks',
      [
        [OCTETS, 'model.gguf'],
        [OCTETS, 'notes.md/'],
      ],
    ],
    [
      'one layer that is two files',
      [
        [docker('gguf.v3'), null],
        [docker('gguf.v3'), '"run.py" or "README.md"'],
      ],
    ],
    ['a list of packages', [WEIGHTS, [OCTETS, 'requirements.txt']]],
    ['an image layer', [WEIGHTS, ['application/vnd.oci.image.layer.v1.tar+gzip', 'README.md']]],
    ...[
      'weight.tar.v1.raw',
      'weight.v1.tar.raw',
      'weight.v1.raw.tar',
      'weight.zip.v1.raw',
      'doc.gzip.v1.raw',
      'doc.tgz.v1.raw',
      'weight.zstd.v1.raw',
      'weight.v1.raw+gzip',
      'doc.v1.raw+zstd',
      'source.code.v1.raw',
    ].map((type): [string, readonly File[]] => [
      `a type that is misspelled: ${type}`,
      [WEIGHTS, [`application/vnd.cncf.model.${type}`, 'README.md']],
    ]),
    ['a type nobody knows', [WEIGHTS, ['application/x-unheard-of', 'README.md']]],
  ])('%s', (_, files) => {
    expect(holdsNoCode(factsOf(files))).toBe(false);
  });
});

describe('a tree of files', () => {
  const treeOf = (...paths: readonly string[]): ArtifactFacts =>
    factsOf(
      paths.map((path) => [null, path]),
      'tree',
    );

  test('is known by the names of its files', () => {
    expect(holdsNoCode(treeOf('model.safetensors', 'config.json', 'README.md', '.gitattributes'))).toBe(true);
    expect(holdsNoCode(treeOf('unet/model.gguf'))).toBe(true);
  });

  test.each([
    'modeling.py',
    'pytorch_model.bin',
    'a.zip',
    'requirements.txt',
    'training_args.bin',
    'x',
    'environment.json',
    'python_packages.json',
    'model.py\u0000.json',
    'model.py\n.json',
    'model\u202enosj.py.json',
  ])('with %s may hold code', (path) => {
    expect(holdsNoCode(treeOf('model.safetensors', path))).toBe(false);
  });

  test('that does not say that it is complete has no list', () => {
    const facts = { ...factsOf([]), role: 'tree' as const };
    expect(facts.files).toEqual([]);
    expect(holdsNoCode(facts)).toBe(false);
  });
});
