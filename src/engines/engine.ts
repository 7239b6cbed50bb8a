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

/** A node by its kind and the id that it goes by. */
export interface NodeKey {
  readonly kind: string;
  readonly id: string;
}

/** A node as others are connected with it. */
export interface NodeShown extends NodeKey {
  readonly name: string;
  /** What the id implies, under the names of the model. */
  readonly implied: Readonly<Record<string, unknown>>;
}

/** The neighbours of nodes of one kind, along one kind of edge in one direction: the same page for each. */
export interface NeighboursRequest {
  /** An exposed edge type. */
  readonly edge: string;
  /** `out`: the nodes are the sources. */
  readonly direction: 'out' | 'in';
  readonly ids: readonly string[];
  /** Neighbours for each node. */
  readonly first: number;
  /** The id of the neighbour to begin behind; null: from the first one. */
  readonly after: string | null;
  /** Whether to count those on all pages. */
  readonly counted: boolean;
}

/** One edge, whoever says so. */
export interface Neighbour {
  readonly node: NodeShown;
  /** What all that state it say the same of; null where they differ or nobody does. */
  readonly agreed: Readonly<Record<string, unknown>>;
  /** At most 20, by document and place; `document` is null where the identity of a node says so. */
  readonly evidence: readonly {
    readonly document: string | null;
    readonly at: string;
    readonly properties: Readonly<Record<string, unknown>>;
  }[];
  readonly evidenceTotal: number;
}

/** In the order of their ids, from documents in force alone. */
export interface NeighbourPage {
  /** Null: it was not to be counted. */
  readonly total: number | null;
  readonly hasNextPage: boolean;
  readonly neighbours: readonly Neighbour[];
}

export interface SearchResult {
  readonly nodes: readonly NodeShown[];
  /** More was found than is listed, or there is more than is looked through. */
  readonly truncated: boolean;
}

/**
 * What can be read for many things at once, each from one snapshot. Neighbours and nodes are one statement however many are
 * asked for. Replies are in the order of what was asked, null or empty where nothing goes by the id.
 */
export interface Batches {
  readonly neighbours: { readonly request: NeighboursRequest; readonly reply: readonly NeighbourPage[] };
  readonly nodes: { readonly request: readonly NodeKey[]; readonly reply: readonly (NodeShown | null)[] };
  /** What is known of each, of which the first facts are listed: some statements for each. */
  readonly things: { readonly request: readonly NodeKey[]; readonly reply: readonly (ThingShown | null)[] };
  /** The same with every fact, however many there are. */
  readonly whole: { readonly request: readonly NodeKey[]; readonly reply: readonly (ThingShown | null)[] };
  readonly documents: { readonly request: readonly string[]; readonly reply: readonly (DocumentShown | null)[] };
  readonly search: {
    readonly request: { readonly text: string; readonly first: number };
    readonly reply: SearchResult;
  };
}
export type BatchKind = keyof Batches;

export interface FailureListed {
  readonly document: string;
  readonly origin: string;
  readonly outcome: 'failed' | 'unsupported';
  readonly code: string;
  readonly message: string;
  readonly at: string;
}

/** One law of a store, looked at over everything that is there. */
export interface Check {
  /** `exposures`, `bytes`: one word, stable. */
  readonly name: string;
  /** What should hold, as a sentence. */
  readonly law: string;
  /** `unchecked`: it could not be looked at, which is no all-clear. */
  readonly state: 'ok' | 'wrong' | 'unchecked';
  /** At how much was looked, or why it could not be. */
  readonly says: string;
  /** How many things are wrong. */
  readonly count: number;
  /** The first three of them. */
  readonly places: readonly string[];
  /** What to do; null where all is well. */
  readonly action: string | null;
}

/** The read side at the rim: asynchronous, cancellable, never waits for a writer. Errors: `AskError`. */
export interface Estate {
  ask(request: AskRequest, signal?: AbortSignal): Promise<Answer>;
  show(id: string, signal?: AbortSignal): Promise<ThingShown | null>;
  document(digest: string, signal?: AbortSignal): Promise<DocumentShown | null>;
  batch<Kind extends BatchKind>(
    kind: Kind,
    request: Batches[Kind]['request'],
    signal?: AbortSignal,
  ): Promise<Batches[Kind]['reply']>;
  /** The bytes of a kept document, or null. */
  bytes(digest: string): Promise<Uint8Array | null>;
  failures(signal?: AbortSignal): Promise<readonly FailureListed[]>;
  dataVersion(): Promise<string>;
  close(): Promise<void>;
}
