import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { AskError } from '#queries';
import type { Answer } from '#queries';
import type { AskRequest, BatchKind, Batches, DocumentShown, Estate, FailureListed, ThingShown } from '../engine.ts';

type Method = Exclude<keyof Estate, 'close'>;
export interface ReaderRequest {
  readonly method: Method;
  readonly argument: unknown;
}
export type ReaderReply =
  | { readonly value: unknown }
  | { readonly asked: { code: AskError['code']; message: string; at: string | null; nearest: readonly string[] } }
  | { readonly failed: string };

const PROGRAM = fileURLToPath(
  new URL(`./reader-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/** How many requests may wait for a reader before the next one is refused. */
const WAITING_MAX = 256;

interface Task {
  readonly request: ReaderRequest;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * SQLite cannot interrupt a statement, so each reader is a process of its own: a request that is abandoned or too long
 * ends its reader, and another one takes its place. Requests wait in order.
 */
export class PooledEstate implements Estate {
  readonly #readers: Set<Reader>;
  readonly #waiting: Task[] = [];
  #closed = false;

  constructor(folder: string, archiveFolder: string) {
    const size = Math.max(2, Math.min(4, availableParallelism()));
    this.#readers = new Set(Array.from({ length: size }, () => new Reader(folder, archiveFolder)));
  }

  ask = (request: AskRequest, signal?: AbortSignal): Promise<Answer> =>
    this.#call('ask', request, signal) as Promise<Answer>;
  show = (id: string, signal?: AbortSignal): Promise<ThingShown | null> =>
    this.#call('show', id, signal) as Promise<ThingShown | null>;
  document = (digest: string, signal?: AbortSignal): Promise<DocumentShown | null> =>
    this.#call('document', digest, signal) as Promise<DocumentShown | null>;
  batch = <Kind extends BatchKind>(
    kind: Kind,
    request: Batches[Kind]['request'],
    signal?: AbortSignal,
  ): Promise<Batches[Kind]['reply']> =>
    this.#call('batch', { kind, request }, signal) as Promise<Batches[Kind]['reply']>;
  bytes = (digest: string): Promise<Uint8Array | null> =>
    this.#call('bytes', digest, undefined) as Promise<Uint8Array | null>;
  failures = (signal?: AbortSignal): Promise<readonly FailureListed[]> =>
    this.#call('failures', null, signal) as Promise<readonly FailureListed[]>;
  dataVersion = (): Promise<string> => this.#call('dataVersion', null, undefined) as Promise<string>;

  async close(): Promise<void> {
    this.#closed = true;
    for (const task of this.#waiting.splice(0)) task.reject(new Error('the estate is closed'));
    await Promise.all([...this.#readers].map((reader) => reader.end()));
  }

  #call(method: Method, argument: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new Error('the estate is closed');
      if (signal?.aborted === true) throw abandoned();
      if (this.#waiting.length >= WAITING_MAX) {
        throw new AskError('LIMIT_REACHED', `More than ${WAITING_MAX} requests are waiting: try again later.`);
      }
      this.#waiting.push({ request: { method, argument }, signal, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    const free = [...this.#readers].find((reader) => !reader.busy);
    const task = free === undefined ? undefined : this.#waiting.shift();
    if (free === undefined || task === undefined) return;
    if (task.signal?.aborted === true) {
      task.reject(abandoned());
      this.#next();
      return;
    }
    free
      .run(task.request, task.signal)
      .then(task.resolve, task.reject)
      .finally(() => {
        this.#next();
      });
  }
}

const abandoned = (): AskError =>
  new AskError('TIME_LIMIT', 'The request took too long, or its client went away; it was ended without an answer.');

/** One reader process; started when it is first needed, and again after it was ended. */
class Reader {
  readonly #arguments: readonly string[];
  #process: ChildProcess | undefined;
  busy = false;

  constructor(folder: string, archiveFolder: string) {
    this.#arguments = [folder, archiveFolder];
  }

  run(request: ReaderRequest, signal: AbortSignal | undefined): Promise<unknown> {
    this.busy = true;
    const child = this.#started();
    return new Promise<unknown>((resolve, reject) => {
      const settle = (act: () => void): void => {
        child.off('message', replied);
        child.off('exit', exited);
        signal?.removeEventListener('abort', abort);
        this.busy = false;
        act();
      };
      const replied = (reply: ReaderReply): void => {
        settle(() => {
          if ('value' in reply) resolve(reply.value);
          else if ('asked' in reply) reject(askError(reply.asked));
          else reject(new Error(reply.failed));
        });
      };
      const exited = (): void => {
        this.#process = undefined;
        settle(() => {
          reject(new Error('the reader process ended without an answer'));
        });
      };
      const abort = (): void => {
        this.#process = undefined;
        settle(() => {
          reject(abandoned());
        });
        child.kill('SIGKILL');
      };
      child.on('message', replied);
      child.on('exit', exited);
      signal?.addEventListener('abort', abort);
      child.send(request);
    });
  }

  end(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => {
        resolve();
      });
      child.kill('SIGKILL');
    });
  }

  #started(): ChildProcess {
    if (this.#process?.connected !== true) {
      this.#process = fork(PROGRAM, [...this.#arguments], {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
    }
    return this.#process;
  }
}

function askError({
  code,
  message,
  at,
  nearest,
}: {
  code: AskError['code'];
  message: string;
  at: string | null;
  nearest: readonly string[];
}): AskError {
  return new AskError(code, message, at === null ? { nearest } : { at, nearest });
}
