/**
 * Builds the example estate (documents/, clusters/ and expected.json) from scans/: the same bytes at every run.
 *
 *   node examples/estate/make.ts                                writes
 *   node examples/estate/make.ts --check                        writes nothing; exits 1 if what is committed differs
 *   node examples/estate/make.ts --digest REPOSITORY:TAG [PLATFORM]   prints the digest of an image's manifest
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { images } from './make/images.ts';
import { onlyManifest, platformManifest } from './make/oci.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const outputFolders = ['documents', 'clusters'];
const outputFiles = ['expected.json'];

function printDigest(name: string, platform: string | undefined): void {
  const image = images.find(({ repository, tag }) => `${repository}:${tag}` === name);
  if (image === undefined) throw new Error(`no image ${name}`);
  const found = platform === undefined ? onlyManifest(image) : platformManifest(image, platform.replace('linux/', ''));
  console.log(found.manifest.digest);
}

function committedPaths(): string[] {
  const files = outputFiles.filter((path) => existsSync(join(root, path)));
  const inFolders = outputFolders.flatMap((folder) => {
    try {
      const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  });
  return [...files, ...inFolders];
}

function differences(outputs: ReadonlyMap<string, Buffer>): string[] {
  const committed = new Set(committedPaths());
  const wrong = [...outputs]
    .filter(([path, bytes]) => !committed.has(path) || !readFileSync(join(root, path)).equals(bytes))
    .map(([path]) => `differs: ${path}`);
  return [...wrong, ...[...committed].filter((path) => !outputs.has(path)).map((path) => `not made: ${path}`)];
}

function write(outputs: ReadonlyMap<string, Buffer>): void {
  for (const folder of outputFolders) rmSync(join(root, folder), { recursive: true, force: true });
  for (const [path, bytes] of outputs) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
}

async function main(options: readonly string[]): Promise<void> {
  const [option, name, platform] = options;
  if (option === '--digest') {
    printDigest(name ?? '', platform);
    return;
  }
  // Loaded late: it reads the scans, and --digest is asked while they are being made.
  const { estateFiles } = await import('./make/estate-files.ts');
  const outputs = estateFiles();
  if (option !== '--check') {
    write(outputs);
    return;
  }
  const found = differences(outputs);
  for (const line of found) console.error(line);
  if (found.length > 0) process.exitCode = 1;
}

await main(process.argv.slice(2));
