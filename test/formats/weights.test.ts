import { sha256Of, weightsId } from '#schema';
import { describe, expect, test } from 'vitest';
import type { ListedFile } from '../../ingest/formats/weight-file.ts';
import { loadingGroups } from '../../ingest/formats/weights.ts';

/** `path`, or `media type:path`; the digest is that of the text behind `=`, else of all of it. */
function file(written: string, index: number): ListedFile {
  const [named = '', content = named] = written.split('=');
  const [, mediaType = null, path = ''] = /^(?:(application\/[^:]+):)?(.*)$/u.exec(named) ?? [];
  return { path: path === '' ? null : path, mediaType, digest: sha256Of(content), at: `/files/${index}` };
}

function grouped(files: readonly string[], isComplete = true): { groups: unknown[]; remarks: string[] } {
  const { groups, remarks } = loadingGroups(files.map(file), isComplete);
  return {
    groups: groups.map(({ format, group, digests }) => [format, group, digests.length]),
    remarks: remarks.map(({ code, at }) => `${code} ${at}`),
  };
}

const GGUF = 'application/vnd.docker.ai.gguf.v3:';
const OLLAMA = 'application/vnd.ollama.image.model:';

describe('files that are loaded together', () => {
  test.each<[string, readonly string[], readonly unknown[]]>([
    ['one file', ['model.safetensors'], [['safetensors', '', 1]]],
    [
      'the shards of one stem',
      ['m-00001-of-00002.safetensors', 'm-00002-of-00002.safetensors'],
      [['safetensors', '', 2]],
    ],
    ['shards counted from 0', ['a/pytorch_model-0-of-2.bin', 'a/pytorch_model-1-of-2.bin'], [['pickle', '', 2]]],
    ['widths that differ', ['m-00001-of-000163.gguf', ...range(2, 163)], [['gguf', '', 163]]],
    [
      'a GGUF with its splits beside another',
      ['a-00001-of-00002.gguf', 'a-00002-of-00002.gguf', 'b.gguf'],
      [
        ['gguf', 'a', 2],
        ['gguf', 'b', 1],
      ],
    ],
    ['pickles that are numbered', ['consolidated.00.pth', 'consolidated.01.pth'], [['pickle', '', 2]]],
    [
      'formats of one model',
      ['model.safetensors', 'model.onnx', 'tf_model.h5', 'flax_model.msgpack', 'x.tflite', 'w.npz'],
      [
        ['safetensors', 'model', 1],
        ['other', 'model', 1],
        ['other', 'tf_model', 1],
        ['other', 'flax_model', 1],
        ['other', 'x', 1],
        ['other', 'w', 1],
      ],
    ],
    [
      'an adapter',
      ['adapter_model.safetensors', 'model.safetensors'],
      [
        ['safetensors', 'adapter_model', 1],
        ['safetensors', 'model', 1],
      ],
    ],
    [
      'folders',
      ['unet/model.safetensors', './vae/model.safetensors'],
      [
        ['safetensors', 'unet/model', 1],
        ['safetensors', 'vae/model', 1],
      ],
    ],
    ['layers without a name', [`${GGUF}=a`, `${GGUF}=b`], [['gguf', '', 2]]],
    ['a type that says more than the name', [`${GGUF}model.bin`], [['gguf', '', 1]]],
    [
      'what a training run keeps',
      ['training_args.bin', 'optimizer.pt', 'rng_state_0.pth', 'pytorch_model.bin'],
      [['pickle', '', 1]],
    ],
    ['no weights', ['config.json', 'README.md', 'data.bin', 'safetensors', 'x.safetensors.index.json'], []],
    ['one file listed twice', ['model.safetensors=a', './model.safetensors=a'], [['safetensors', '', 1]]],
  ])('%s', (_, files, groups) => {
    expect(grouped(files)).toEqual({ groups, remarks: [] });
  });

  test('they are known by their digests, whatever they are called and in whatever order', () => {
    const [first] = loadingGroups([file('a-1-of-2.gguf=x', 0), file('a-2-of-2.gguf=y', 1)], true).groups;
    const [second] = loadingGroups([file(`${GGUF}=y`, 0), file(`${GGUF}=x`, 1)], true).groups;
    expect(first?.id).toBe(weightsId([sha256Of('x'), sha256Of('y')]));
    expect(second?.id).toBe(first?.id);
  });
});

describe('no weights, and a remark', () => {
  test.each<[string, readonly string[], string, boolean?]>([
    ['a shard is missing', ['m-00001-of-00003.safetensors', 'm-00003-of-00003.safetensors'], 'SHARD_MISSING /files/0'],
    ['a shard is beyond the total', ['m-1-of-2.gguf', 'm-3-of-2.gguf'], 'SHARD_MISSING /files/0'],
    ['a total of nothing', ['m-0-of-0.gguf'], 'SHARD_MISSING /files/0'],
    ['a total that nobody has', ['m-00001-of-999999999.gguf'], 'SHARD_MISSING /files/0'],
    ['a shard twice', ['m-1-of-1.gguf=a', './m-01-of-1.gguf=b'], 'WEIGHTS_AMBIGUOUS /files/0'],
    ['a name twice', ['m.gguf=a', 'm.gguf=b'], 'WEIGHTS_AMBIGUOUS /files/0'],
    ['a gap among numbers', ['consolidated.00.pth', 'consolidated.02.pth'], 'SHARD_MISSING /files/0'],
    ['numbers in a part of a list', ['consolidated.00.pth'], 'WEIGHTS_UNCERTAIN /files/0', false],
    ['layers without a name in a part of a list', [`${GGUF}=a`], 'WEIGHTS_UNCERTAIN /files/0', false],
    ['two models without a name', [`${OLLAMA}=a`, `${OLLAMA}=b`], 'WEIGHTS_AMBIGUOUS /files/0'],
    [
      'an archive by its type',
      ['application/vnd.cncf.model.weight.v1.tar+zstd:model.safetensors'],
      'WEIGHTS_PACKED /files/0',
    ],
    ['an archive by its name', ['application/vnd.cncf.model.weight.v1.raw:model.zip'], 'WEIGHTS_PACKED /files/0'],
    ['a ModelKit', ['application/vnd.kitops.modelkit.model.v1.tar:'], 'WEIGHTS_PACKED /files/0'],
  ])('%s', (_, files, remark, isComplete = true) => {
    expect(grouped(files, isComplete)).toEqual({ groups: [], remarks: [remark] });
  });

  test('a digest of another algorithm', () => {
    const other = { path: 'model.safetensors', mediaType: null, digest: `blake3:${'ab'.repeat(32)}`, at: '/x' };
    expect(loadingGroups([other], true)).toMatchObject({ groups: [], remarks: [{ code: 'WEIGHTS_NOT_IDENTIFIED' }] });
  });

  test('a single file is certain in a part of a list', () => {
    expect(grouped(['model.safetensors'], false)).toEqual({ groups: [['safetensors', '', 1]], remarks: [] });
  });

  test('very many files cost no more than their number', () => {
    const files = Array.from({ length: 200_000 }, (_, index) => file(`m-${index + 1}-of-200000.gguf`, index));
    expect(loadingGroups(files, true).groups).toHaveLength(1);
  });
});

function range(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `m-${String(from + i).padStart(5, '0')}-of-000163.gguf`);
}
