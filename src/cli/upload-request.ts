import type { Offering } from '#ingest';

/** What the server tells the process that reads an upload, once it has sent the whole body. */
export interface UploadRequest {
  readonly data: string;
  readonly archive: string;
  readonly origin: string;
  readonly offering: Offering;
  /** How many bytes the body has: a body that broke off has fewer. */
  readonly bytes: number;
}

/** Exit status of that process when another writer does not let go of the lock. */
export const BUSY = 75;
