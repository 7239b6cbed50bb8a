import { describe, expect, it } from 'vitest';
import { hubReference, imageReference, parseImageId, storageReference } from '../../schema/identity/index.ts';

const HEX = 'ab'.repeat(32);
const DIGEST = `sha256:${HEX}`;
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

describe('imageReference', () => {
  it.each([
    ['nginx', 'oci:docker.io/library/nginx:latest', 'docker.io/library/nginx', 'latest', null],
    ['nginx:1.27', 'oci:docker.io/library/nginx:1.27', 'docker.io/library/nginx', '1.27', null],
    ['a/b', 'oci:docker.io/a/b:latest', 'docker.io/a/b', 'latest', null],
    ['docker.io/nginx', 'oci:docker.io/library/nginx:latest', 'docker.io/library/nginx', 'latest', null],
    ['index.docker.io/library/nginx:1', 'oci:docker.io/library/nginx:1', 'docker.io/library/nginx', '1', null],
    ['Registry.example/a/b:1', 'oci:registry.example/a/b:1', 'registry.example/a/b', '1', null],
    // An upper-case first segment is a registry: no repository may be spelled so.
    ['Registry/a', 'oci:registry/a:latest', 'registry/a', 'latest', null],
    ['localhost/a', 'oci:localhost/a:latest', 'localhost/a', 'latest', null],
    ['localhost:5000/a/b/c:x', 'oci:localhost:5000/a/b/c:x', 'localhost:5000/a/b/c', 'x', null],
    ['[::1]:5000/a', 'oci:[::1]:5000/a:latest', '[::1]:5000/a', 'latest', null],
    [`a/b@${DIGEST}`, `oci:docker.io/a/b@${DIGEST}`, 'docker.io/a/b', null, DIGEST],
    [`a/b:1@sha256:${HEX.toUpperCase()}`, `oci:docker.io/a/b@${DIGEST}`, 'docker.io/a/b', '1', DIGEST],
    [`r.example/a__b/c--d:1@${DIGEST}`, `oci:r.example/a__b/c--d@${DIGEST}`, 'r.example/a__b/c--d', '1', DIGEST],
  ])('%s', (text, id, repository, tag, digest) => {
    expect(imageReference(text)).toEqual({
      id,
      kind: 'oci',
      repository,
      tag,
      digest,
      revision: null,
      mutable: digest === null,
    });
  });

  it.each([
    '',
    'a/B',
    'a b',
    'a:',
    'a:b:c',
    'a@sha256:12',
    'a/',
    '/a',
    'a//b',
    DIGEST,
    HEX,
    'a\u0001',
    'x'.repeat(2_000),
  ])('refuses %j', (text) => {
    expect(imageReference(text)).toBeUndefined();
  });
});

describe('parseImageId', () => {
  it.each([
    [`docker-pullable://registry.example/a/b@${DIGEST}`, 'registry.example/a/b', DIGEST],
    [`docker-pullable://nginx@${DIGEST}`, 'docker.io/library/nginx', DIGEST],
    [`docker://${DIGEST}`, null, DIGEST],
    [`registry.example/a/b@${DIGEST}`, 'registry.example/a/b', DIGEST],
    [`localhost:5000/a/b:1@${DIGEST}`, 'localhost:5000/a/b', DIGEST],
    [DIGEST, null, DIGEST],
    [HEX, null, DIGEST],
    [`containerd://${DIGEST}`, null, DIGEST],
    [`docker.io/library/import-2026-11-20@${DIGEST}`, null, DIGEST],
    [`import-2026-11-20@${DIGEST}`, null, DIGEST],
    [`Not A Repository@${DIGEST}`, null, DIGEST],
    ['registry.example/a/b:1', 'registry.example/a/b', null],
    ['registry.example/a/b@sha256:short', 'registry.example/a/b', null],
    ['', null, null],
    ['  ', null, null],
  ])('%s', (text, repository, digest) => {
    expect(parseImageId(text)).toEqual({ repository, digest });
  });
});

describe('storageReference', () => {
  it.each([
    ['oci://registry.example/a/model:7', 'oci:registry.example/a/model:7', 'oci', true],
    ['oci+modelcar://registry.example/a/model:7', 'oci:registry.example/a/model:7', 'oci', true],
    ['oci+native://registry.example/a/model:7', 'oci:registry.example/a/model:7', 'oci', true],
    [`OCI+fetch://registry.example/a/model:7@${DIGEST}`, `oci:registry.example/a/model@${DIGEST}`, 'oci', false],
    ['kit://kits.example/a/model:7', 'oci:kits.example/a/model:7', 'oci', true],
    ['hf://org/repo', 'hf:org/repo@main', 'hf', true],
    ['hf://org/repo:v1', 'hf:org/repo@v1', 'hf', true],
    [`hf://org/Repo:${COMMIT.toUpperCase()}`, `hf:org/Repo@${COMMIT}`, 'hf', false],
    ['hf://org/repo@refs/pr/1/weights/x.bin', 'hf:org/repo@refs/pr/1', 'hf', true],
    ['hf://org/repo@refs%2Fpr%2F1/x.bin', 'hf:org/repo@refs/pr/1', 'hf', true],
    ['hf://org/repo@v1/x.bin', 'hf:org/repo@v1', 'hf', true],
    ['hf://org/repo/weights/x.bin', 'hf:org/repo@main', 'hf', true],
    ['hf://models/org/repo', 'hf:org/repo@main', 'hf', true],
    ['hf://datasets/org/repo@v1', 'hf:datasets/org/repo@v1', 'hf', true],
    ['hf://gpt2', 'hf:gpt2@main', 'hf', true],
    ['modelscope://org/repo:v2', 'modelscope:org/repo@v2', 'modelscope', true],
    ['modelscope://org/repo', 'modelscope:org/repo@master', 'modelscope', true],
    ['s3://bucket/key/', 's3:bucket/key', 's3', true],
    ['gs://bucket/key', 'gs:bucket/key', 'gs', true],
    ['gcs://bucket/key', 'gs:bucket/key', 'gs', true],
    [
      'https://user:secret@Host.example/a/b?sig=x&version=3&X-Amz-Signature=y#f',
      'https:host.example/a/b?version=3',
      'https',
      true,
    ],
    ['http://host.example:8080/', 'http:host.example:8080', 'http', true],
    ['https://host.example/a?state=1&search=b', 'https:host.example/a?state=1&search=b', 'https', true],
    ['pvc://claim/path/to/', 'pvc:claim/path/to', 'pvc', true],
    ['file:///mnt/models', 'file:/mnt/models', 'file', true],
    ['/mnt/models/', 'file:/mnt/models', 'file', true],
    ['models:/name@alias', 'mlflow:models:/name@alias', 'mlflow', true],
    ['models:/name/3', 'mlflow:models:/name/3', 'mlflow', true],
    ['runs:/abc/model', 'mlflow:runs:/abc/model', 'mlflow', true],
    ['abfss://c@account.example/p', 'uri:abfss://c@account.example/p', 'uri', true],
    ['hdfs://user:secret@host/p', 'uri:hdfs://user@host/p', 'uri', true],
    ['oci://Not/A Reference', 'uri:oci://Not/A Reference', 'uri', true],
    ['kit://model:7', 'uri:kit://model:7', 'uri', true],
    ['hf://', 'uri:hf://', 'uri', true],
    ['s3://', 'uri:s3://', 'uri', true],
  ])('%s', (uri, id, kind, mutable) => {
    expect(storageReference(uri)).toMatchObject({ id, kind, mutable });
  });

  it.each(['', 'models', 'org/name', 's3://a\u0001', `s3://${'a'.repeat(5_000)}`, 's3://\ud800'])(
    'refuses %j',
    (uri) => {
      expect(storageReference(uri)).toBeUndefined();
    },
  );
});

describe('hubReference', () => {
  it('meets the storage spelling of the same repository', () => {
    expect(hubReference('org/repo', null)).toEqual(storageReference('hf://org/repo'));
    expect(hubReference('org/repo', 'main')).toEqual(storageReference('hf://org/repo:main'));
    expect(hubReference('org/repo', COMMIT.toUpperCase())).toEqual({
      id: `hf:org/repo@${COMMIT}`,
      kind: 'hf',
      repository: 'org/repo',
      tag: null,
      digest: null,
      revision: COMMIT,
      mutable: false,
    });
  });

  it('refuses control characters', () => {
    expect(() => hubReference('a\u0001b', null)).toThrow(RangeError);
  });
});
