import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Of } from '#schema';

/** A descriptor as an index or a manifest has it. */
export interface Described {
  readonly mediaType?: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

export const TYPES = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
} as const;
const REF_NAME = 'org.opencontainers.image.ref.name';

/** An OCI image layout in a folder of its own, written blob by blob. */
export class LayoutFolder {
  readonly folder = mkdtempSync(join(tmpdir(), 'layout-'));
  readonly #entries: Described[] = [];

  constructor() {
    mkdirSync(join(this.folder, 'blobs/sha256'), { recursive: true });
    writeFileSync(join(this.folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  }

  /** Keeps bytes, or a value as JSON, and describes them. */
  blob(content: unknown, mediaType: string, more: Readonly<Record<string, unknown>> = {}): Described {
    const bytes = content instanceof Uint8Array ? content : new TextEncoder().encode(JSON.stringify(content));
    const digest = sha256Of(bytes);
    writeFileSync(this.pathOf(digest), bytes);
    return { mediaType, digest, size: bytes.length, ...more };
  }

  pathOf(digest: string): string {
    return join(this.folder, 'blobs', digest.replace(':', '/'));
  }

  /** Lists it in index.json, perhaps under a name. */
  list(described: Described, name?: string): void {
    const annotations = { ...described.annotations, ...(name === undefined ? {} : { [REF_NAME]: name }) };
    this.#entries.push(Object.keys(annotations).length === 0 ? described : { ...described, annotations });
  }

  /** Writes index.json; the folder is then a layout. */
  close(): string {
    const index = { schemaVersion: 2, mediaType: TYPES.index, manifests: this.#entries };
    writeFileSync(join(this.folder, 'index.json'), JSON.stringify(index));
    return this.folder;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a registry held, as a layout: the files of a dump by the names in its INDEX.tsv, tags and all. */
export function layoutOfDump(dump: string, signed: string): LayoutFolder {
  const layout = new LayoutFolder();
  for (const line of readFileSync(join(dump, 'INDEX.tsv'), 'utf8').split('\n')) {
    const [file = '', mediaType = '', digest = ''] = line.split('\t');
    if (!digest.startsWith('sha256:')) continue;
    const described = layout.blob(Uint8Array.from(readFileSync(join(dump, file))), mediaType);
    if (described.digest !== digest) throw new Error(`${file} is not what INDEX.tsv says`);
    // A tag `sha256-<digest>` is shortened in the name of its file.
    const tag = /^manifest-tag-(?<tag>.+)\.json$/u.exec(file)?.groups?.['tag'];
    if (tag !== undefined) layout.list(described, tag.replace(/^sha256-[0-9a-f]+_/u, signed.replace(':', '-')));
    else if (file.startsWith('manifest-')) layout.list(described);
  }
  layout.close();
  return layout;
}
