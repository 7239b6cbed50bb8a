import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256Of } from '#schema';
import { ArchiveError } from '../../src/archive/archive-error.ts';
import { folderArchive } from '../../src/archive/folder.ts';

let folder = '';
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'provgraph-archive-')), 'archive');
});
afterEach(() => {
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const pathOf = (digest: string): string => join(folder, 'sha256', digest.slice(7, 9), digest.slice(7));

test('what is kept can be read after sync, under its digest, and nothing else', async () => {
  const archive = folderArchive(folder);
  const texts = Array.from({ length: 100 }, (_, n) => `document ${n}`);
  for (const text of texts) archive.keep(sha256Of(text), bytesOf(text));
  expect(await archive.read(sha256Of('document 1'))).toBeNull();
  await archive.sync();
  for (const text of texts) expect(await folderArchive(folder).read(sha256Of(text))).toEqual(Buffer.from(text));
  expect(await archive.read(sha256Of('another'))).toBeNull();
  expect(await archive.read('sha1:../../etc/passwd')).toBeNull();
  expect(readdirSync(join(folder, 'unfinished'))).toEqual([]);
});

test('keeping again changes nothing; a digest of another kind is a bug of the caller', async () => {
  const archive = folderArchive(folder);
  const digest = sha256Of('once');
  for (let time = 0; time < 3; time++) {
    archive.keep(digest, bytesOf('once'));
    await archive.sync();
  }
  expect(readFileSync(pathOf(digest), 'utf8')).toBe('once');
  expect(() => {
    archive.keep('sha256:../x', bytesOf('x'));
  }).toThrow(RangeError);
});

test('a damaged file is said, never served, and mended by keeping the bytes again', async () => {
  const archive = folderArchive(folder);
  const digest = sha256Of('precious');
  archive.keep(digest, bytesOf('precious'));
  await archive.sync();
  writeFileSync(pathOf(digest), 'precioux');
  await expect(archive.read(digest)).rejects.toThrow(ArchiveError);
  await expect(archive.read(digest)).rejects.toThrow(/damaged: .* holds other bytes/u);
  archive.keep(digest, bytesOf('precious'));
  await archive.sync();
  expect(await archive.read(digest)).toEqual(Buffer.from('precious'));
});

test('what cannot be written stays queued, and the sentence says why', async () => {
  mkdirSync(join(folder, '..'), { recursive: true });
  writeFileSync(folder, 'a file where the folder should be');
  const archive = folderArchive(folder);
  archive.keep(sha256Of('a'), bytesOf('a'));
  await expect(archive.sync()).rejects.toThrow(/Cannot keep 1 documents in .*: a part of the path is no folder\./u);
  rmSync(folder);
  await archive.sync();
  expect(await archive.read(sha256Of('a'))).toEqual(Buffer.from('a'));
});

test('unfinished files of the past are swept, those of a running process are not', async () => {
  mkdirSync(join(folder, 'unfinished'), { recursive: true });
  for (const name of ['old', 'new']) writeFileSync(join(folder, 'unfinished', name), 'half');
  utimesSync(join(folder, 'unfinished', 'old'), new Date(0), new Date(0));
  const archive = folderArchive(folder);
  archive.keep(sha256Of('a'), bytesOf('a'));
  await archive.sync();
  expect(readdirSync(join(folder, 'unfinished'))).toEqual(['new']);
});

/** Keeps documents without end, printing the number of each one that is durable. */
const KEEPER = `
  import { folderArchive } from ${JSON.stringify(new URL('../../src/archive/folder.ts', import.meta.url).href)};
  import { sha256Of } from '#schema';
  const archive = folderArchive(process.argv[1]);
  for (let n = 0; ; n++) {
    const bytes = Buffer.alloc(200_000, 'document ' + n);
    archive.keep(sha256Of(bytes), bytes);
    await archive.sync();
    process.stdout.write(n + '\\n');
  }`;

test('killed at any instant, it holds what it promised, and only whole files', async () => {
  for (const delay of [5, 30, 80]) {
    const keeper = spawn(process.execPath, ['--input-type=module', '-e', KEEPER, folder], {
      cwd: new URL('../..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    keeper.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    await once(keeper.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, delay));
    keeper.kill('SIGKILL');
    await once(keeper, 'close');
    const archive = folderArchive(folder);
    for (const line of printed.trim().split('\n')) {
      const bytes = Buffer.alloc(200_000, `document ${line}`);
      expect(await archive.read(sha256Of(bytes))).toEqual(bytes);
    }
    for (const file of readdirSync(join(folder, 'sha256'), { recursive: true, withFileTypes: true })) {
      if (file.isFile()) expect(await archive.read(`sha256:${file.name}`)).not.toBeNull();
    }
  }
});
