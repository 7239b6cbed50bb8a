import { sha256Of } from '#schema';
import { ClusterIdentity } from './cluster-identity.ts';
import { Failure } from './failure.ts';
import { Listings } from './listings.ts';
import type { Ingestion, Refused } from './offering.ts';
import type { Remark } from './reading.ts';
import type { Receipt } from './receipt.ts';
import { Settling } from './settle.ts';
import type { Source } from './source.ts';

/**
 * How much is settled before it is made durable and its receipts are given. Never between a document and what is in it:
 * a list becomes visible as a whole, with the bytes that its objects are found in.
 */
const BATCH = { documents: 200, bytes: 16 * 1024 * 1024 };

/**
 * Reads every document of the sources and gives one receipt for each, after it is durable. A failed document never
 * stops the run; a failing writer, archive or source does. Stops between two documents when the signal says so.
 * Returns the scopes whose completeness could not be accepted, each with the reason.
 */
export async function* ingest(
  ingestion: Ingestion,
  sources: readonly Source[],
  signal: AbortSignal,
): AsyncGenerator<Receipt, Refused> {
  const listings = new Listings(ingestion.offering);
  const clusters = new ClusterIdentity(ingestion, listings);
  for (const source of sources) {
    const settling = new Settling(ingestion, source.id, listings, clusters);
    let receipts: Receipt[] = [];
    let bytes = 0;
    let isEmpty = true;
    for await (const offered of source.offers(signal)) {
      isEmpty = false;
      if (offered.content instanceof Failure) {
        receipts.push(await settling.unread(offered.origin, offered.location, offered.content));
      } else {
        const document = { bytes: offered.content, digest: sha256Of(offered.content) };
        bytes += document.bytes.length;
        for await (const receipt of settling.root(document, offered)) {
          receipts.push(receipt.document === document.digest ? remarked(receipt, offered.remarks) : receipt);
        }
      }
      if (receipts.length >= BATCH.documents || bytes >= BATCH.bytes) {
        yield* await durable(ingestion, receipts);
        receipts = [];
        bytes = 0;
      }
      if (signal.aborted) break;
    }
    yield* await durable(ingestion, receipts);
    if (isEmpty && !signal.aborted) listings.warns(`There is nothing in ${source.id}: it offered no document.`);
  }
  const refused = signal.aborted ? { notComplete: [], held: [] } : await listings.write(ingestion.writer);
  await ingestion.writer.commit();
  return { ...refused, warnings: listings.warnings };
}

function remarked(receipt: Receipt, remarks: readonly Remark[] = []): Receipt {
  return remarks.length === 0 ? receipt : { ...receipt, remarks: [...(receipt.remarks ?? []), ...remarks] };
}

async function durable({ writer, archive }: Ingestion, receipts: readonly Receipt[]): Promise<readonly Receipt[]> {
  await archive.sync();
  await writer.commit();
  return receipts;
}
