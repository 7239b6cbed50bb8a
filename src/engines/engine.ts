import type { Answer } from '#queries';

/** One question as a caller words it: texts, not yet checked. */
export interface AskRequest {
  readonly question: string;
  /** Repeatable parameters as lists. */
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  readonly first?: number;
  readonly after?: string;
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** A document as the detail view shows it. */
export interface DocumentShown {
  readonly digest: string;
  readonly format: string | null;
  readonly version: string | null;
  readonly outcome: string;
  readonly size: number;
  /** Where it was seen: the first location is the origin shown in evidence. */
  readonly origins: readonly string[];
  readonly heldBy: readonly string[];
  readonly holds: readonly { readonly document: string; readonly at: string }[];
  readonly withdrawn: { readonly reason: string; readonly at: string } | null;
  readonly remarks: readonly { readonly code: string; readonly at: string; readonly message: string }[];
  readonly failure: { readonly code: string; readonly message: string; readonly at: string } | null;
}

/** Everything known about one thing, as facts with the documents that say so. */
export interface ThingShown {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** How the text was understood: `a package URL, coordinate pkg:pypi/torch`. */
  readonly understood: string;
  readonly facts: readonly {
    /** Edge type, read in the direction given. */
    readonly edge: string;
    readonly direction: 'out' | 'in';
    readonly other: { readonly kind: string; readonly id: string; readonly name: string };
    readonly properties: Readonly<Record<string, unknown>>;
    readonly document: string | null;
    readonly at: string;
  }[];
  readonly factsTotal: number;
}

export interface FailureListed {
  readonly document: string;
  readonly origin: string;
  readonly outcome: 'failed' | 'unsupported';
  readonly code: string;
  readonly message: string;
  readonly at: string;
}

/** The read side at the rim: asynchronous, cancellable, never waits for a writer. Errors: `AskError`. */
export interface Estate {
  ask(request: AskRequest, signal?: AbortSignal): Promise<Answer>;
  show(id: string, signal?: AbortSignal): Promise<ThingShown | null>;
  document(digest: string, signal?: AbortSignal): Promise<DocumentShown | null>;
  /** The bytes of a kept document, or null. */
  bytes(digest: string): Promise<Uint8Array | null>;
  failures(signal?: AbortSignal): Promise<readonly FailureListed[]>;
  dataVersion(): Promise<string>;
  close(): Promise<void>;
}
