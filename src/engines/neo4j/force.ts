/** What is stored of a document that its being in force rests on. */
export interface DocumentForce {
  readonly digest: string;
  /** False: it is only named by others. */
  isStored: boolean;
  format: string;
  reader: number;
  outcome: string;
  /** The revision at which it went out of force, or null. */
  rt: number | null;
  withdrawnReason: string | null;
  withdrawnAt: string | null;
  /** Nobody withdrew it by itself, but the last one that offered it. */
  withHolder: boolean;
  /** Withdrawals that were undone: from revisions, to revisions. */
  undone: readonly { readonly from: number; readonly to: number }[];
  /** What lies in it, in a fixed order. */
  inner: readonly string[];
  /** Documents that hold it. */
  readonly holders: Set<string>;
  /** A source offers it by itself. */
  isOffered: boolean;
}

/** A document went out of force or came back, by the step of this ordinal. */
export interface ForceChange {
  readonly document: string;
  readonly isEnd: boolean;
  readonly step: number;
}

interface Reason {
  readonly reason: string;
  readonly at: string;
  readonly withHolder: boolean;
}

/**
 * Which documents are out of force, because a person said so. What lies inside a withdrawn document goes with it unless
 * something else in force offers it, and comes back with it; what a person withdrew by itself stays withdrawn.
 *
 * It is computed over the documents that a commit can bear on, all of which it must be given.
 */
export class Force {
  readonly #documents: Map<string, DocumentForce>;
  readonly #revision: number;
  readonly changes: ForceChange[] = [];
  #step = 0;

  constructor(documents: Map<string, DocumentForce>, revision: number) {
    this.#documents = documents;
    this.#revision = revision;
  }

  /** What follows is of this step. */
  begin(step: number): void {
    this.#step = step;
  }

  of(digest: string): DocumentForce {
    const known = this.#documents.get(digest) ?? unstored(digest);
    this.#documents.set(digest, known);
    return known;
  }

  /** A document was settled: what it holds is offered by it, if it is in force. */
  settled(digest: string, inner: readonly string[]): void {
    const document = this.of(digest);
    for (const gone of document.inner) this.#documents.get(gone)?.holders.delete(digest);
    document.inner = inner;
    for (const one of inner) this.of(one).holders.add(digest);
    if (isInForce(document)) for (const one of inner) this.#comesBack(one);
  }

  /** A source offers the document by itself. */
  offered(digest: string): void {
    this.of(digest).isOffered = true;
    this.#comesBack(digest);
  }

  withdraw(digest: string, reason: string, at: string): void {
    this.#end(digest, { reason, at, withHolder: false });
  }

  restore(digest: string): void {
    const document = this.of(digest);
    if (document.rt !== null && document.rt < this.#revision)
      document.undone = [...document.undone, { from: document.rt, to: this.#revision }];
    document.rt = null;
    document.withdrawnReason = null;
    document.withdrawnAt = null;
    document.withHolder = false;
    this.changes.push({ document: digest, isEnd: false, step: this.#step });
    for (const inner of document.inner) this.#comesBack(inner);
  }

  #end(digest: string, { reason, at, withHolder }: Reason): void {
    const document = this.of(digest);
    if (document.isStored) {
      document.rt ??= this.#revision;
      document.withdrawnReason = reason;
      document.withdrawnAt = at;
      document.withHolder = withHolder;
    }
    this.changes.push({ document: digest, isEnd: true, step: this.#step });
    for (const inner of document.inner) {
      if (isInForce(this.of(inner)) && !this.#isOfferedElsewhere(inner))
        this.#end(inner, { reason, at, withHolder: true });
    }
  }

  #comesBack(digest: string): void {
    if (this.of(digest).withHolder) this.restore(digest);
  }

  #isOfferedElsewhere(digest: string): boolean {
    const { isOffered, holders } = this.of(digest);
    return isOffered || [...holders].some((holder) => isInForce(this.of(holder)));
  }
}

const isInForce = ({ isStored, rt }: DocumentForce): boolean => isStored && rt === null;

/** A document that is only named by others, as far as is known. */
export function unstored(digest: string): DocumentForce {
  return {
    digest,
    isStored: false,
    format: '',
    reader: 0,
    outcome: '',
    rt: null,
    withdrawnReason: null,
    withdrawnAt: null,
    withHolder: false,
    undone: [],
    inner: [],
    holders: new Set(),
    isOffered: false,
  };
}
