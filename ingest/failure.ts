/** Why a document could not be read. Closed: a new code does not compile until every table knows it. */
export type FailureCode =
  | 'MALFORMED'
  | 'UNSUPPORTED_VERSION'
  | 'TOO_LARGE'
  | 'TOO_DEEP'
  | 'TOO_MANY_DOCUMENTS'
  | 'DIGEST_MISMATCH'
  | 'UNREADABLE'
  | 'OUTSIDE_SOURCE';

/**
 * The world said no: a document that cannot be read, or a source that does not give it.
 * The message says what was attempted, on what, and why it failed; `at` is the place in the document
 * (JSON Pointer, `line N`, or empty for the whole).
 */
export class Failure extends Error {
  readonly code: FailureCode;
  readonly at: string;
  /** Whether the same offering may succeed later without a change of the bytes or of the program. */
  readonly retry: boolean;

  constructor(code: FailureCode, message: string, options: { at?: string; retry?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.at = options.at ?? '';
    this.retry = options.retry ?? false;
  }
}
