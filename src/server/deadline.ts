import type { ServerResponse } from 'node:http';
import { Problem } from './problem.ts';

/** Aborts when the time is up, or when the client goes away before it has its answer. */
export function deadline(response: ServerResponse, milliseconds: number): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return AbortSignal.any([AbortSignal.timeout(milliseconds), gone.signal]);
}

/**
 * What `work` comes to, or a `Problem` as soon as the signal aborts: a time-out is an error, never an answer, even
 * where the work does not stop by itself.
 */
export async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const refused = (): Problem =>
    new Problem('TIME_LIMIT', 'No answer within the time limit. Narrow the question and ask again.');
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    reject(refused());
  };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    throw signal.aborted ? refused() : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
