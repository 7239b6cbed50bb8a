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
}

export interface Ingestion {
  readonly formats: readonly Format[];
  readonly writer: Writer;
  readonly archive: Archive;
  readonly offering: Offering;
}
