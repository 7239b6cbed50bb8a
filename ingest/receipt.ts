import type { FailureCode } from './failure.ts';
import type { Remark } from './reading.ts';

export const OUTCOMES = ['read', 'known', 'unrecognised', 'unsupported', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What became of one document: exactly one receipt for each document offered (contract.md, *A receipt*). */
export interface Receipt {
  /** Digest of the bytes; of what could not be opened, of the small record that says so. */
  readonly document: string;
  readonly origin: string;
  readonly outcome: Outcome;
  readonly format?: string;
  readonly version?: string;
  readonly claims?: number;
  readonly remarks?: readonly Remark[];
  readonly inner?: readonly string[];
  readonly code?: FailureCode;
  readonly message?: string;
  readonly at?: string;
  readonly retry?: boolean;
}

export interface Summary {
  readonly run: string;
  readonly offered: number;
  readonly read: number;
  readonly known: number;
  readonly unrecognised: number;
  readonly unsupported: number;
  readonly failed: number;
  readonly claims: number;
  readonly elapsedMs: number;
  readonly interrupted?: true;
  /** Clusters whose `--complete` listing was not accepted, and why. */
  readonly notComplete?: readonly string[];
  /** What a person should know of the run though it was done: a cluster that goes by two names. */
  readonly warnings?: readonly string[];
}
