import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FORMATS, ingest, openSource } from '#ingest';
import { folderArchive } from '../../src/archive/folder.ts';
import { openEstate, openWriter, type Estate } from '../../src/engines/index.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/estate/', import.meta.url));
const OBSERVED_AT = '2026-03-25T10:00:00.000Z';
const clock = (): string => new Date().toISOString();

/** A real store in a folder of its own, into which the example estate goes through the real pipeline. */
export class ExampleStore {
  readonly folder = mkdtempSync(join(tmpdir(), 'example-store-'));
  readonly #archiveFolder = join(this.folder, 'archive');
  #runs = 0;

  /** Ingests everything of the example estate: its documents, and both clusters as complete listings. */
  async fill(): Promise<void> {
    await this.offer(join(EXAMPLE, 'documents'), null);
    await this.offer(join(EXAMPLE, 'clusters/eu-prod.yaml'), 'eu-prod');
    await this.offer(join(EXAMPLE, 'clusters/us-staging.json'), 'us-staging');
  }

  /** Ingests what is there; a cluster's listing is complete. */
  async offer(where: string, cluster: string | null): Promise<void> {
    const archive = folderArchive(this.#archiveFolder);
    const writer = await openWriter({ folder: this.folder, waitSeconds: 0, clock });
    const offering = {
      run: `run-${++this.#runs}`,
      cluster,
      environment: null,
      observedAt: OBSERVED_AT,
      complete: cluster !== null,
      namespaces: [],
    };
    try {
      const source = await openSource(where);
      if (source === undefined) throw new Error(`there is no source at ${where}`);
      const receipts = ingest({ formats: FORMATS, writer, archive, offering }, [source], new AbortController().signal);
      while ((await receipts.next()).done !== true);
      await writer.project(() => undefined);
    } finally {
      await writer.close();
    }
  }

  /** The read side, in reader processes as a server has it, or in this process. */
  open(pooled: boolean): Promise<Estate> {
    const archive = folderArchive(this.#archiveFolder);
    return openEstate({ folder: this.folder, archive, archiveFolder: this.#archiveFolder, clock, serving: pooled });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
