import type { Source } from '#ingest';
import { rereadFirst } from './commands/ingest.ts';
import { EXIT } from './exit-status.ts';
import { jsonReport } from './ingest-report.ts';
import { ingestRun } from './ingest-run.ts';
import { stopping } from './stopping.ts';
import { openForWriting } from './store.ts';
import { Terminal } from './terminal.ts';
import { BUSY, REFUSED, type UploadRequest } from './upload-request.ts';

/**
 * The process that reads one upload, so that a server answers while it works: the document on standard input, the request
 * as a message behind it, the receipts on standard output. A server that ends before its message wanted nothing read.
 */
const terminal = new Terminal(process.stdout, { write: () => true }, process.env, process.cwd());

function requested(): Promise<UploadRequest | null> {
  return new Promise((resolve) => {
    process.once('message', (message: UploadRequest) => {
      resolve(message);
    });
    process.once('disconnect', () => {
      resolve(null);
    });
  });
}

async function body(): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

function sourceOf(origin: string, content: Uint8Array): Source {
  return {
    id: 'upload:',
    expected: { documents: 1, bytes: content.length },
    async *offers() {
      yield await Promise.resolve({ location: origin, origin, content });
    },
  };
}

async function readUpload({ place, origin, offering }: UploadRequest, content: Uint8Array): Promise<number> {
  const store = await openForWriting(place);
  const signal = stopping();
  try {
    await rereadFirst(store, terminal, signal);
    const sources = [sourceOf(origin, content)];
    const report = jsonReport(terminal);
    return await ingestRun({ store, offering, sources, strict: false, signal, terminal, report });
  } finally {
    await store.writer.close();
  }
}

const isRefusal = (error: unknown): error is Error => error instanceof Error && error.name === 'StoreError';

/** The lock of the store is held as one of SQLite's. */
function isBusy(error: unknown): boolean {
  return isRefusal(error) && error.cause instanceof Error && /locked|busy/u.test(error.cause.message);
}

// What was begun is finished, whether or not somebody still wants its receipts.
process.stdout.on('error', () => undefined);

const [request, content] = await Promise.all([requested(), body()]);
if (request?.bytes !== content.length) process.exit(EXIT.failed);
process.exitCode = await readUpload(request, content).catch((error: unknown) => {
  if (isBusy(error)) return BUSY;
  if (isRefusal(error)) {
    process.stderr.write(error.message);
    return REFUSED;
  }
  process.stderr.write(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.failed;
});
if (process.connected) process.disconnect();
