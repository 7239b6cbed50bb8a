import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { holds, type Reply } from './reply.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface PageFile {
  readonly type: string;
  readonly tag: string;
  readonly bytes: Buffer;
}

/** The files of the page, read once: a closed list, so that no request names a file. */
export class PageFiles {
  readonly #files: ReadonlyMap<string, PageFile>;

  constructor() {
    const folder = new URL('../web/', import.meta.url);
    const files = new Map<string, PageFile>();
    for (const name of readdirSync(folder)) {
      const type = TYPES[extname(name)];
      if (type === undefined) continue;
      files.set(name === 'index.html' ? '/' : `/${name}`, pageFile(type, readFileSync(new URL(name, folder))));
    }
    for (const name of ['words', 'edge-words'])
      files.set(`/${name}.js`, pageFile(TYPES['.js'] ?? '', sharedWords(name)));
    files.set('/cytoscape.js', pageFile(TYPES['.js'] ?? '', drawingLibrary()));
    this.#files = files;
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** The file at a path of the page, or null. */
  reply(path: string, ifNoneMatch: string | undefined): Reply | null {
    const file = this.#files.get(path);
    if (file === undefined) return null;
    const headers = { 'content-type': file.type, etag: file.tag, 'cache-control': 'no-cache' };
    return holds(ifNoneMatch, file.tag)
      ? { status: 304, headers, body: '' }
      : { status: 200, headers, body: file.bytes };
  }
}

/** The sentences that page and command line share; from source they are stripped of their types, as Node does it. */
function sharedWords(name: string): Buffer {
  const built = import.meta.url.endsWith('.js');
  const text = readFileSync(new URL(`../../queries/answering/${name}.${built ? 'js' : 'ts'}`, import.meta.url), 'utf8');
  return Buffer.from(built ? text : stripTypeScriptTypes(text));
}

/** What draws the pictures, as its package brings it: one module that imports nothing. */
function drawingLibrary(): Buffer {
  const entry = pathToFileURL(createRequire(import.meta.url).resolve('cytoscape'));
  return readFileSync(new URL('cytoscape.esm.min.mjs', entry));
}

const pageFile = (type: string, bytes: Buffer): PageFile => ({
  type,
  tag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
  bytes,
});
