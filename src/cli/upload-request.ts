import type { Offering } from '#ingest';
import type { Place } from './store.ts';

/** What the server tells the process that reads an upload, once it has sent the whole body. */
export interface UploadRequest {
  readonly place: Place;
  readonly origin: string;
  readonly offering: Offering;
  /** How many bytes the body has: a body that broke off has fewer. */
  readonly bytes: number;
}

/** Exit status of that process when another writer does not let go of the lock. */
export const BUSY = 75;
/** Exit status of that process when the store says no; the sentence is on stderr. */
export const REFUSED = 76;
