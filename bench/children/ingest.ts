import { openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FORMATS, ingest, openSource } from '#ingest';
import type { Offering, Receipt } from '#ingest';
import { folderArchive } from '../../src/archive/folder.ts';
import { openWriter } from '../../src/engines/index.ts';
import { CLUSTERS } from '../estate/clusters.ts';
import { costsSince } from '../measured.ts';
import type { IngestMeasured } from '../measured.ts';

/** Ingests an estate as the command does: one run for the documents, one complete run for each cluster. */
const [estate = '', data = ''] = process.argv.slice(2);
const clock = (): string => new Date().toISOString();
const OBSERVED = '2026-03-25T10:00:00.000Z';

const started = performance.now();
const receipts = openSync(`${data}.receipts.jsonl`, 'w');
const spent = { ingest: 0, project: 0 };
const counted = { documents: 0, bytes: 0, notRead: 0, remarks: 0 };
await run(join(estate, 'documents'), { cluster: null, environment: null, complete: false });
for (const file of readdirSync(join(estate, 'clusters')).sort()) {
  const cluster = basename(file, '.json');
  const environment = CLUSTERS.find(({ name }) => name === cluster)?.environment ?? null;
  await run(join(estate, 'clusters', file), { cluster, environment, complete: true });
}
const costs = costsSince(started);
const measured: IngestMeasured = {
  ...costs,
  ...counted,
  ingestSeconds: spent.ingest / 1e3,
  projectSeconds: spent.project / 1e3,
  ...stored(join(data, 'estate.sqlite')),
};
process.stdout.write(`${JSON.stringify(measured)}\n`);

async function run(where: string, of: Pick<Offering, 'cluster' | 'environment' | 'complete'>): Promise<void> {
  const begun = performance.now();
  const source = await openSource(where);
  if (source === undefined) throw new Error(`no source reads ${where}`);
  const archive = folderArchive(join(data, 'archive'));
  const writer = await openWriter({ folder: data, waitSeconds: 0, clock });
  const offering: Offering = { run: `run-${where}`, observedAt: OBSERVED, namespaces: [], ...of };
  const given = ingest({ formats: FORMATS, writer, archive, offering }, [source], new AbortController().signal);
  for (let step = await given.next(); ; step = await given.next()) {
    if (step.done === true) {
      const refused = [...step.value.notComplete, ...step.value.held];
      if (refused.length > 0) throw new Error(`not accepted as complete: ${refused.join(' ')}`);
      break;
    }
    count(step.value);
  }
  counted.bytes += source.expected?.bytes ?? 0;
  const read = performance.now();
  await writer.project(() => undefined);
  await writer.close();
  spent.ingest += read - begun;
  spent.project += performance.now() - read;
}

function count(receipt: Receipt): void {
  writeSync(receipts, `${JSON.stringify(receipt)}\n`);
  counted.documents++;
  counted.remarks += receipt.remarks?.length ?? 0;
  if (receipt.outcome !== 'read') counted.notRead++;
}

/** Counted after the time was taken. */
function stored(path: string): { rows: number; pairs: number; storeBytes: number } {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = database.prepare('SELECT count(*) AS n FROM includes').get()?.['n'];
  const pairs = database.prepare('SELECT count(*) AS n FROM depends_on').get()?.['n'];
  database.close();
  return { rows: Number(rows), pairs: Number(pairs), storeBytes: statSync(path).size };
}
