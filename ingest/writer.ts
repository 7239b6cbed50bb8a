import type { ObjectName } from '#schema';
import type { FailureCode } from './failure.ts';
import type { Document } from './format.ts';
import type { Reading, Remark } from './reading.ts';

/** What the store already holds of a document. */
export interface Stored {
  readonly outcome: 'read' | 'failed' | 'unsupported';
  readonly format: string;
  readonly version: string | null;
  /** `Format.reader` of the reading that is in force. */
  readonly reader: number;
  readonly code: FailureCode | null;
  readonly message: string | null;
  readonly at: string | null;
  readonly withdrawn: boolean;
  readonly remarks: readonly Pick<Remark, 'code' | 'at'>[];
  readonly inner: readonly string[];
  /** The place of each inner document, in the same order. */
  readonly innerAt: readonly string[];
}

/** One document with what became of it. The writer replaces whatever the document claimed before. */
export interface Settled {
  readonly document: Document;
  readonly format: string;
  readonly reader: number;
  readonly outcome: 'read' | 'failed' | 'unsupported';
  readonly version: string | null;
  readonly reading: Reading | null;
  readonly failure: { readonly code: FailureCode; readonly message: string; readonly at: string } | null;
  /** Digests of the documents found inside, and where. */
  readonly inner: readonly { readonly digest: string; readonly at: string }[];
}

/** Who saw which document where, when (design.md §2). */
export interface Observation {
  readonly source: string;
  readonly run: string;
  /** A path; `<scope>|<object>` for a Kubernetes object; `ref:<reference>` for what a reference named. */
  readonly location: string;
  /** The path as people know it, with the place inside the outer document. */
  readonly origin: string;
  readonly document: string;
  /** ISO time, UTC, milliseconds. */
  readonly observedAt: string;
  /** Set for a state document: it is in force until its location shows something else. */
  readonly state: boolean;
  /** The cluster of the offering (`cluster:…`), or `path:<source>/<path>` where none is known. */
  readonly scope: string;
  readonly object: ObjectName | null;
  readonly environment: string | null;
  /** It was seen inside another document, not offered by itself. */
  readonly inner: boolean;
}

/** A complete listing of a scope: what is in it and was not seen at that time is absent. */
export interface CompleteListing {
  readonly source: string;
  readonly run: string;
  readonly scope: string;
  /** `group/kind` texts that the listing covers. */
  readonly kinds: readonly string[];
  /** Null: all namespaces. */
  readonly namespaces: readonly string[] | null;
  readonly observedAt: string;
}

/**
 * The write side of an engine, owned by ingest. One writer at a time per store. Everything since the last `commit` is
 * one transaction: it becomes visible, and durable, as a whole or not at all; a call that throws ends the run. Every
 * call may be repeated with the same arguments and changes nothing the second time.
 */
export interface Writer {
  stored(digest: string): Promise<Stored | null>;
  /** The Kubernetes objects that these documents state. */
  objectsOf(digests: readonly string[]): Promise<ReadonlyMap<string, { name: ObjectName; uid: string | null }>>;
  /** The names of the clusters in which a Namespace kube-system of this uid was seen. */
  clustersOf(uid: string): Promise<readonly string[]>;
  /** The uid of the Namespace kube-system last seen in a scope by another run, or null. */
  clusterUid(scope: string, exceptRun: string): Promise<string | null>;
  /** The references of which this document says what they named. */
  referencesOf(digest: string): Promise<readonly string[]>;
  settle(settled: Settled): Promise<void>;
  observe(observation: Observation): Promise<void>;
  listed(listing: CompleteListing): Promise<void>;
  /** How many of the objects that a listing covers are in force from before it, and how many of them it would end. */
  losses(listing: CompleteListing): Promise<{ open: number; ended: number }>;
  /** Ends the transaction; resolves once it is durable, with the revision. */
  commit(): Promise<number>;
  /** Brings every exposure up to date with what is committed; `left` counts the workloads still to do. */
  project(progress: (left: number) => void): Promise<void>;
  /** Takes a document out of force, or back into it. False: no such document. */
  withdraw(digest: string, reason: string, at: string): Promise<boolean>;
  restore(digest: string): Promise<boolean>;
  /** A stored document that holds this one, or null. */
  holderOf(digest: string): Promise<string | null>;
  observationsOf(digest: string): Promise<readonly Observation[]>;
  /** Stored documents whose reading is not of these readers, or failed, in a fixed order. */
  outdated(readers: ReadonlyMap<string, number>): Promise<readonly string[]>;
  /** Rolls back what is not committed, and lets the next writer in. */
  close(): Promise<void>;
}

/** The content-addressed store of bytes. A document is kept before the commit that names it. */
export interface Archive {
  /** Queues bytes; nothing is promised until `sync`. */
  keep(digest: string, bytes: Uint8Array): void;
  /** Resolves once everything queued is durable under its final name. */
  sync(): Promise<void>;
  /** The bytes kept under this digest, or null. Throws if they no longer hash to it. */
  read(digest: string): Promise<Uint8Array | null>;
}
