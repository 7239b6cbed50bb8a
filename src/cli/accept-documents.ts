import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Offering } from '#ingest';
import type { Settings } from '../config.ts';
import { StoreError } from '../engines/store-error.ts';
import { UploadRefused, type AcceptDocument, type DocumentUpload } from '../server/document-upload.ts';
import { EXIT } from './exit-status.ts';
import { parseTime } from './parse-time.ts';
import { BUSY, REFUSED, type UploadRequest } from './upload-request.ts';

const PROGRAM = fileURLToPath(
  new URL(`./upload-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);
/** How far a clock may be ahead of ours before a time is called future, in milliseconds. */
const SKEW = 5 * 60 * 1000;
/** How much of what a process says when it fails is told, in characters. */
const SAID = 4_096;

/** What takes the uploads of a server, each in a process of its own, and how to end that. */
export interface DocumentsAccepted {
  readonly accept: AcceptDocument;
  /** Resolves when no upload is being read any more; one in hand is finished first. */
  close(): Promise<void>;
}

/** Reads uploads into the store of the settings. Each waits a moment for the lock of another writer. */
export function acceptDocuments(settings: Settings): DocumentsAccepted {
  const running = new Set<UploadProcess>();
  const accept: AcceptDocument = async (upload) => {
    const offering = offeringOf(upload, settings);
    const reading = new UploadProcess();
    running.add(reading);
    void reading.ended.then(() => running.delete(reading));
    const bytes = await reading.send(upload.body);
    const { data, archive, neo4j } = settings;
    reading.ask({ place: { data, archive, neo4j }, origin: upload.origin, offering, bytes });
    return await reading.lines();
  };
  const close = async (): Promise<void> => {
    await Promise.all([...running].map((reading) => reading.stop()));
  };
  return { accept, close };
}

function offeringOf(upload: DocumentUpload, settings: Settings): Offering {
  const now = new Date();
  const { cluster, environment, complete, namespaces } = upload;
  const observedAt = upload.observedAt === null ? now.toISOString() : parseTime(upload.observedAt);
  if (observedAt === undefined) {
    const message = 'observedAt is a time as 2026-03-04T10:00:00Z, or a day, 2026-03-04.';
    throw new UploadRefused('BAD_PARAMETER', message, 'observedAt');
  }
  if (Date.parse(observedAt) > now.getTime() + SKEW) {
    throw new UploadRefused('BAD_PARAMETER', `observedAt: ${observedAt} is in the future.`, 'observedAt');
  }
  return {
    run: randomUUID(),
    cluster: cluster ?? settings.ingest.cluster,
    environment: environment ?? settings.ingest.environment,
    observedAt,
    complete,
    namespaces,
  };
}

/** One process that reads one upload. */
class UploadProcess {
  readonly #child: ChildProcess;
  /** The exit status; null: none, it was ended or could not be started. Resolves once everything it wrote was taken. */
  readonly ended: Promise<number | null>;
  #said = '';

  constructor() {
    this.#child = fork(PROGRAM, [], { stdio: ['pipe', 'pipe', 'pipe', 'ipc'] });
    this.ended = new Promise((resolve) => {
      this.#child.once('close', resolve);
      this.#child.on('error', (error) => {
        this.#said += error.message;
        resolve(null);
      });
    });
    this.#child.stderr?.on('data', (piece: Buffer) => {
      this.#said = (this.#said + piece.toString()).slice(-SAID);
    });
    // A process that ended takes no more: its exit status says why.
    this.#child.stdin?.on('error', () => undefined);
  }

  /** Sends the body; returns its size in bytes. A body that throws is not read: the process ends before it knows of an end. */
  async send(body: AsyncIterable<Uint8Array>): Promise<number> {
    const { stdin } = this.#child;
    if (stdin === null) throw new TypeError('a process without standard input');
    let size = 0;
    try {
      for await (const piece of body) {
        size += piece.length;
        if (!stdin.write(piece)) await Promise.race([once(stdin, 'drain'), this.ended]);
      }
    } catch (error) {
      this.#child.kill('SIGKILL');
      throw error;
    }
    stdin.end();
    return size;
  }

  ask(request: UploadRequest): void {
    if (this.#child.connected) this.#child.send(request);
  }

  /** What it writes, once there is something; @throws UploadRefused BUSY, StoreError. */
  async lines(): Promise<AsyncIterable<Uint8Array>> {
    const { stdout } = this.#child;
    if (stdout === null) throw new TypeError('a process without standard output');
    const pieces = (stdout as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    const first = await pieces.next();
    if (first.done === true) {
      await this.#refuseUnlessDone();
      throw new Error('an upload was read without a receipt');
    }
    return this.#rest(first.value, pieces);
  }

  async *#rest(first: Uint8Array, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
    yield first;
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
    await this.#refuseUnlessDone();
  }

  async #refuseUnlessDone(): Promise<void> {
    const status = await this.ended;
    if (status === EXIT.done || status === EXIT.someFailed) return;
    if (status === BUSY) {
      throw new UploadRefused(
        'BUSY',
        'Another writer is at work on this estate. Nothing was read; send it again in a moment.',
      );
    }
    if (status === REFUSED) throw new StoreError(this.#said);
    throw new Error(`the process that reads an upload ended with ${status ?? 'no status'}: ${this.#said}`);
  }

  /** Has it finish what is in hand. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended;
  }
}
