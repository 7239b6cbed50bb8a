import { randomUUID } from 'node:crypto';
import { AskError } from '#queries';
import { StoreError } from '../engines/store-error.ts';
import type { Log } from './log.ts';

export type ProblemCode =
  | AskError['code']
  | 'BAD_REQUEST'
  | 'BAD_QUERY'
  | 'METHOD_NOT_ALLOWED'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN_HOST'
  | 'CROSS_SITE'
  | 'TOO_LARGE'
  | 'UNSUPPORTED_TYPE'
  | 'TOO_MANY_REQUESTS'
  | 'NOT_READY'
  | 'WRITER_BUSY'
  | 'INTERNAL';

/** The HTTP status of every code; contract.md, *Errors*, names the statuses. */
export const STATUS: Readonly<Record<ProblemCode, 400 | 401 | 403 | 404 | 413 | 415 | 429 | 503>> = {
  BAD_REQUEST: 400,
  BAD_QUERY: 400,
  BAD_PARAMETER: 400,
  BAD_CURSOR: 400,
  METHOD_NOT_ALLOWED: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN_HOST: 403,
  CROSS_SITE: 403,
  UNKNOWN_QUESTION: 404,
  NOT_FOUND: 404,
  TOO_LARGE: 413,
  LIMIT_REACHED: 413,
  UNSUPPORTED_TYPE: 415,
  TOO_MANY_REQUESTS: 429,
  TIME_LIMIT: 503,
  NOT_READY: 503,
  WRITER_BUSY: 503,
  INTERNAL: 503,
};

interface ProblemDetails extends ErrorOptions {
  readonly at?: string;
  readonly nearest?: readonly string[];
}

/** A request that is refused, in words for the one who sent it. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly at: string | null;
  readonly nearest: readonly string[];

  constructor(code: ProblemCode, message: string, options: ProblemDetails = {}) {
    super(message, options);
    this.name = 'Problem';
    this.code = code;
    this.at = options.at ?? null;
    this.nearest = options.nearest ?? [];
  }
}

/** What a client is told: `{code, message, at?, nearest?}`. */
export interface ProblemShown {
  readonly code: ProblemCode;
  readonly message: string;
  readonly at?: string;
  readonly nearest?: readonly string[];
}

/**
 * What a client may know of an error. What the store refused and what was not expected are logged under an id, and only the id
 * is told: where the store is, and as whom it is asked, is the operator's.
 */
export function problemShown(error: unknown, log: Log): ProblemShown {
  if (error instanceof Problem || error instanceof AskError) {
    const { code, message, at, nearest } = error;
    return { code, message, ...(at === null ? {} : { at }), ...(nearest.length === 0 ? {} : { nearest }) };
  }
  const id = randomUUID();
  if (error instanceof StoreError) {
    log({ level: 'error', event: 'store-refused', id, error: error.message });
    const message = `The store does not answer this now. Ask again in a moment, or for less at once; why is in the log of the server under ${id}.`;
    return { code: 'NOT_READY', message };
  }
  log({ level: 'error', event: 'unexpected-error', id, error: error instanceof Error ? error.stack : String(error) });
  return { code: 'INTERNAL', message: `Something went wrong here; the log of the server has it under ${id}.` };
}
