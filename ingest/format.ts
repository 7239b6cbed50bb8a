import type { Head } from './head.ts';
import type { Reading } from './reading.ts';

/** The bytes of one document and their identity. */
export interface Document {
  readonly bytes: Uint8Array;
  /** `sha256:<hex>` of the bytes. */
  readonly digest: string;
}

/** One kind of document that provgraph reads. One file or folder each, and one line in `formats/index.ts`. */
export interface Format {
  /** As in receipts and evidence: `cyclonedx-json`, `kubernetes`, … */
  readonly name: string;
  readonly doc: string;
  /** Raised whenever the same bytes would be read otherwise: stored documents are then read again. */
  readonly reader: number;
  /** Whether this is our format, any version of it, by its first 64 KiB. Exactly one format may say yes. */
  recognises(head: Head): boolean;
  /**
   * Pure: no clock, no network, no order of arrival, no place. Throws `Failure` if the document cannot be read
   * to its end, `UNSUPPORTED_VERSION` where the format is ours and the version is not.
   */
  read(document: Document): Reading;
}
