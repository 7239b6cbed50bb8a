import type { Failure } from './failure.ts';
import type { Remark } from './reading.ts';

/** One document as a source offers it: bytes, or the reason why they could not be had. */
export interface Offered {
  /** Where the source saw it, unique within the source: a path, `-`. */
  readonly location: string;
  /** The same for people, as receipts and evidence show it. */
  readonly origin: string;
  readonly content: Uint8Array | Failure;
  /** What the source has to say with it, and the bytes do not: it stands in the receipt, and is no part of the reading. */
  readonly remarks?: readonly Remark[];
}

/** A place documents come from. It does the I/O; the order of what it yields does not matter. */
export interface Source {
  /** `folder:…`, `stdin:` */
  readonly id: string;
  /** How many documents and bytes there will be, where that is known beforehand. */
  readonly expected: { readonly documents: number; readonly bytes: number } | null;
  offers(signal: AbortSignal): AsyncIterable<Offered>;
}
