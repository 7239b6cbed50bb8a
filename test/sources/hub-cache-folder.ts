import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

export const COMMIT = '9b3c1f0e4d2a9b3c1f0e4d2a9b3c1f0e4d2a9b3c';

const hexOf = (algorithm: string, ...parts: readonly (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash(algorithm)).digest('hex');
const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;

/** The names that the hub gives to files: a sha256 to large ones, the id of the git object to small ones. */
export const largeName = (content: string | Uint8Array): string => hexOf('sha256', bytesOf(content));
export const smallName = (content: string | Uint8Array): string => {
  const bytes = bytesOf(content);
  return hexOf('sha1', `blob ${bytes.length}\0`, bytes);
};

/** A cache of the Hugging Face hub in a folder of its own, as its client lays it out. */
export class HubCacheFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'hub-'));

  path(...parts: readonly string[]): string {
    return join(this.folder, ...parts);
  }

  write(path: string, content: string | Uint8Array): string {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), content);
    return this.path(path);
  }

  /** A file of a snapshot: a blob, and a link to it. Returns the path of the blob in the cache. */
  file(repository: string, path: string, content: string | Uint8Array, name = smallName(content)): string {
    const blob = `${repository}/blobs/${name}`;
    this.write(blob, content);
    this.link(`${repository}/snapshots/${COMMIT}/${path}`, this.path(blob));
    return blob;
  }

  link(path: string, to: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    symlinkSync(relative(dirname(this.path(path)), to), this.path(path));
  }

  ref(repository: string, name: string, commit = COMMIT): void {
    this.write(`${repository}/refs/${name}`, commit);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
