import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMATS, ingest, openSource } from '#ingest';
import type { Offered, Receipt } from '#ingest';
import { folderArchive } from '../../src/archive/folder.ts';
import { openWriter } from '../../src/engines/index.ts';
import { dumpOf } from '../laws/dump.ts';

/** What became of a source that went through the real pipeline into a store of its own. */
export interface Ingested {
  readonly receipts: readonly Receipt[];
  /** The rows of a table of claims, by natural keys. */
  readonly rows: (table: string) => readonly Readonly<Record<string, unknown>>[];
}

/** Ingests what a text names as source. */
export async function ingested(where: string): Promise<Ingested> {
  const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
  try {
    const writer = await openWriter({ folder, waitSeconds: 0, clock: () => new Date().toISOString() });
    const receipts: Receipt[] = [];
    try {
      const source = await openSource(where);
      if (source === undefined) throw new Error(`there is no source ${where}`);
      const offering = { cluster: null, environment: null, complete: false, namespaces: [] };
      const ingestion = {
        formats: FORMATS,
        writer,
        archive: folderArchive(join(folder, 'archive')),
        offering: { ...offering, run: 'run', observedAt: '2026-11-24T10:00:00.000Z' },
      };
      for await (const receipt of ingest(ingestion, [source], new AbortController().signal)) receipts.push(receipt);
      await writer.project(() => undefined);
    } finally {
      await writer.close();
    }
    const lines = dumpOf(folder, 'claims');
    return {
      receipts,
      rows: (table) =>
        lines
          .filter((line) => line.startsWith(`${table} `))
          .map((line) => JSON.parse(line.slice(table.length + 1)) as Readonly<Record<string, unknown>>),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything that a source offers. */
export async function offersOf(where: string): Promise<readonly Offered[]> {
  const source = await openSource(where);
  if (source === undefined) throw new Error(`there is no source ${where}`);
  const offers: Offered[] = [];
  for await (const offered of source.offers(new AbortController().signal)) offers.push(offered);
  return offers;
}
