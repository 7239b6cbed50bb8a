import type { Format } from './format.ts';
import type { Archive, Writer } from './writer.ts';

/** What the documents cannot say of themselves, and what the run is. */
export interface Offering {
  readonly run: string;
  readonly cluster: string | null;
  readonly environment: string | null;
  /** ISO time, UTC: when the sources were as they are offered. */
  readonly observedAt: string;
  /** These Kubernetes documents are all of their kinds in the cluster, or in `namespaces`. */
  readonly complete: boolean;
  readonly namespaces: readonly string[];
  /** A person has seen that the listing ends much at once, and accepts it. */
  readonly acceptLoss?: boolean;
}

/** Why what was offered as complete was not taken as such, a sentence each. */
export interface Refused {
  readonly notComplete: readonly string[];
  /** Accepted but for how much it would end: held until a person accepts the loss. */
  readonly held: readonly string[];
  /** Taken, and yet something that a person should know. */
  readonly warnings: readonly string[];
}

export interface Ingestion {
  readonly formats: readonly Format[];
  readonly writer: Writer;
  readonly archive: Archive;
  readonly offering: Offering;
}
