import { describe, expect, it } from 'vitest';
import {
  digestOf,
  digestsIn,
  gitRepository,
  parseDigest,
  sha256Of,
  sourceRevision,
} from '../../schema/identity/index.ts';

const HEX = '0123456789ABCDEF'.repeat(8);
const SHA1 = HEX.slice(0, 40);
const SHA256 = HEX.slice(0, 64);

it('sha256Of hashes bytes and the UTF-8 of a text alike', () => {
  const empty = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  expect(sha256Of('')).toBe(empty);
  expect(sha256Of(new Uint8Array())).toBe(empty);
  expect(sha256Of('é')).toBe(sha256Of(Uint8Array.of(0xc3, 0xa9)));
});

describe('digestOf', () => {
  it.each([
    ['sha256', SHA256, 'sha256'],
    ['SHA-256', SHA256, 'sha256'],
    ['SHA256', SHA256, 'sha256'],
    ['SHA-1', SHA1, 'sha1'],
    ['sha1', SHA1, 'sha1'],
    ['gitCommit', SHA1, 'gitCommit'],
    ['gitCommit', SHA256, 'gitCommit'],
    ['gitBlob', SHA1, 'gitBlob'],
    ['SHA3-256', SHA256, 'sha3_256'],
    ['sha3_256', SHA256, 'sha3_256'],
    ['sha512_256', SHA256, 'sha512_256'],
    ['BLAKE2b-512', HEX, 'blake2b'],
    ['BLAKE2b-256', SHA256, 'blake2b_256'],
    ['BLAKE3', SHA256, 'blake3'],
    ['MD5', HEX.slice(0, 32), 'md5'],
    ['omsRootV1', SHA256, 'omsRootV1'],
  ])('%s', (algorithm, value, name) => {
    expect(digestOf(algorithm, value)).toBe(`${name}:${value.toLowerCase()}`);
  });

  it('accepts a value that repeats its own algorithm, not another', () => {
    expect(digestOf('sha256', `sha256:${SHA256}`)).toBe(`sha256:${SHA256.toLowerCase()}`);
    expect(digestOf('sha256', `sha512:${SHA256}`)).toBeUndefined();
  });

  it.each([
    ['sha256', SHA1],
    ['sha256', HEX.slice(0, 32)],
    ['sha256', `${SHA256.slice(0, 63)}g`],
    ['sha256', 'mXnBXfAtGJQmZUqIX5wV3lE8xQ9QxGkz3FAqG1d7sSo='],
    ['sha256', ''],
    ['unknown', SHA256],
    ['', SHA256],
  ])('refuses %s %s', (algorithm, value) => {
    expect(digestOf(algorithm, value)).toBeUndefined();
  });
});

describe('parseDigest', () => {
  it('reads every spelling', () => {
    expect(parseDigest(`sha256:${SHA256}`)).toBe(`sha256:${SHA256.toLowerCase()}`);
    expect(parseDigest(`SHA-512:${HEX}`)).toBe(`sha512:${HEX.toLowerCase()}`);
    expect(parseDigest(`sha1:${SHA1}`)).not.toBe(parseDigest(`gitCommit:${SHA1}`));
  });

  it.each(['', 'nginx:1', SHA256, `:${SHA256}`, `sha256:sha256:${SHA256}`, `sha256:${SHA1}`, ` sha256:${SHA256}`])(
    'refuses %j',
    (text) => {
      expect(parseDigest(text)).toBeUndefined();
    },
  );
});

it('digestsIn finds each digest once, in order', () => {
  const other = 'f'.repeat(64);
  const text = `registry.example/a/b@sha256:${SHA256}-sha256-${other}.att sha256%3A${other} sha256:${HEX} sha256:${SHA1}`;
  expect(digestsIn(text)).toEqual([`sha256:${SHA256.toLowerCase()}`, `sha256:${other}`]);
});

describe('gitRepository', () => {
  it.each([
    ['https://GitHub.com/Org/Repo', 'git+https://github.com/Org/Repo'],
    ['https://github.com/org/repo.git', 'git+https://github.com/org/repo'],
    ['git+https://github.com/org/repo@refs/heads/main', 'git+https://github.com/org/repo'],
    ['git+https://github.com/org/repo.git@v1#sub', 'git+https://github.com/org/repo'],
    ['https://user:secret@github.com/org/repo/?x=1#f', 'git+https://github.com/org/repo'],
    ['git@github.com:org/repo.git', 'git+https://github.com/org/repo'],
    ['ssh://git@github.com:22/org/repo.git', 'git+https://github.com/org/repo'],
    ['git+ssh://git@github.com/org/repo.git', 'git+https://github.com/org/repo'],
    ['git://github.com/org/repo', 'git+https://github.com/org/repo'],
    ['scm:git:git://github.com/org/repo.git', 'git+https://github.com/org/repo'],
    ['scm:git:git@github.com:org/repo.git', 'git+https://github.com/org/repo'],
    ['http://git.example:8443/group/sub/repo', 'git+https://git.example:8443/group/sub/repo'],
    ['https://git.example:443/@scope/repo', 'git+https://git.example/@scope/repo'],
  ])('%s', (url, repository) => {
    expect(gitRepository(url)).toBe(repository);
  });

  it.each(['', 'org/repo', 'https://github.com', 'https://github.com/', 'file:///srv/repo.git', 'C:\\repo'])(
    'refuses %j',
    (url) => {
      expect(gitRepository(url)).toBeUndefined();
    },
  );
});

it('sourceRevision is a git commit, in either object format', () => {
  expect(sourceRevision(SHA1)).toBe(`gitCommit:${SHA1.toLowerCase()}`);
  expect(sourceRevision(SHA256)).toBe(`gitCommit:${SHA256.toLowerCase()}`);
  expect(sourceRevision('main')).toBeUndefined();
});
