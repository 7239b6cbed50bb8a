/** One document as a client uploads it, and what it says of it. */
export interface DocumentUpload {
  /** Throws a `Problem` where the body is refused or breaks off: nothing of it may then be read into the estate. */
  readonly body: AsyncIterable<Uint8Array>;
  /** How receipts and evidence call it. */
  readonly origin: string;
  readonly cluster: string | null;
  readonly environment: string | null;
  /** As written by the client; null: now. */
  readonly observedAt: string | null;
  readonly complete: boolean;
  readonly namespaces: readonly string[];
}

/**
 * Reads one document into the estate. Resolves once the first receipt is there, with the receipts and the summary as JSON
 * Lines, in pieces; they must be taken to their end. Throws `UploadRefused`, and whatever the body throws.
 */
export type AcceptDocument = (upload: DocumentUpload) => Promise<AsyncIterable<Uint8Array>>;

/** An upload that cannot be taken, in words for the one who sent it. */
export class UploadRefused extends Error {
  /** BUSY: another writer is at work; the same upload may be taken in a moment. */
  readonly code: 'BUSY' | 'BAD_PARAMETER';
  /** The parameter, or null. */
  readonly at: string | null;

  constructor(code: UploadRefused['code'], message: string, at: string | null = null) {
    super(message);
    this.name = 'UploadRefused';
    this.code = code;
    this.at = at;
  }
}
