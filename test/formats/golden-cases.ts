import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256Of } from '#schema';
import type { Document } from '../../ingest/format.ts';

/** One folder `test/golden/formats/<format>/<case>`: an input as bytes, what is read of it, and why it is here. */
export interface GoldenCase {
  readonly format: string;
  /** `<format>/<case>`, for the name of the test. */
  readonly name: string;
  readonly folder: string;
  readonly document: Document;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FORMATS = join(ROOT, 'test/golden/formats');

/** Every golden case of every format, in the order of their names. Throws where a folder has not exactly one `input.*`. */
export function goldenCases(): readonly GoldenCase[] {
  return foldersIn(FORMATS).flatMap((format) =>
    foldersIn(join(FORMATS, format)).map((name) => goldenCase(format, name, join(FORMATS, format, name))),
  );
}

/** Every file below a folder of the checkout, by its path from there; none where the folder is absent. */
export function documentsBelow(folder: string): readonly { readonly name: string; readonly document: Document }[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ name: file.slice(ROOT.length), document: documentOf(Uint8Array.from(readFileSync(file))) }));
}

export function documentOf(bytes: Uint8Array): Document {
  return { bytes, digest: sha256Of(bytes) };
}

function goldenCase(format: string, name: string, folder: string): GoldenCase {
  const [input, ...others] = readdirSync(folder).filter((file) => file.startsWith('input.'));
  if (input === undefined || others.length > 0) throw new Error(`${folder} needs exactly one input.*`);
  return {
    format,
    name: `${format}/${name}`,
    folder,
    document: documentOf(Uint8Array.from(readFileSync(join(folder, input)))),
  };
}

function foldersIn(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}
