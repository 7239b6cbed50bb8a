import type { NodeId } from '../question.ts';

/** A dependency pair on the way to what is looked for: what it leads to, and where it stands in its set. */
export interface Step {
  readonly to: NodeId;
  readonly set: NodeId;
  readonly ordinal: number;
}

/**
 * A search through the dependency pairs of one SBOM, breadth first, from a package up to whatever the subject depends on
 * directly. Packages are purls by their id of this store. Each level is one further pair away, so the first level with a
 * direct dependency holds the beginnings of all shortest chains; nothing is seen twice, and cycles end by themselves.
 */
export class DependencySearch {
  readonly document: NodeId;
  readonly #steps = new Map<NodeId, Step[]>();
  readonly #depths = new Map<NodeId, number>();
  readonly #targets: ReadonlySet<NodeId>;
  #level: readonly NodeId[];
  #depth = 0;
  #beginnings: readonly NodeId[] = [];

  constructor(document: NodeId, targets: readonly NodeId[]) {
    this.document = document;
    this.#targets = new Set(targets);
    this.#level = [...this.#targets];
    for (const target of this.#targets) this.#depths.set(target, 0);
  }

  /** What was reached last, and has not been asked about yet. Empty: the search is over. */
  get level(): readonly NodeId[] {
    return this.#level;
  }

  /** The direct dependencies at which shortest chains begin; empty: there is none, or the search was cut. */
  get beginnings(): readonly NodeId[] {
    return this.#beginnings;
  }

  /** These of the last level are direct dependencies: the search is over. */
  begin(direct: readonly NodeId[]): void {
    this.#beginnings = direct;
    this.#level = [];
  }

  /** All pairs whose dependency is in the last level: the next level is what they were not known to reach. */
  climb(pairs: readonly { readonly from: NodeId; readonly step: Step }[]): void {
    this.#depth++;
    const level: NodeId[] = [];
    for (const { from, step } of pairs) {
      const depth = this.#depths.get(from);
      if (depth === undefined) {
        this.#depths.set(from, this.#depth);
        level.push(from);
      } else if (depth !== this.#depth) continue;
      const steps = this.#steps.get(from) ?? [];
      this.#steps.set(from, steps);
      steps.push(step);
    }
    this.#level = level;
  }

  stop(): void {
    this.#level = [];
  }

  /** The steps from a purl towards what is looked for, each on a shortest chain. */
  stepsFrom(purl: NodeId): readonly Step[] {
    return this.#targets.has(purl) ? [] : (this.#steps.get(purl) ?? []);
  }

  /** Every purl that is on some shortest chain. */
  onShortest(): ReadonlySet<NodeId> {
    const found = new Set(this.#beginnings);
    // A set gives what is added to it while it is gone through.
    for (const purl of found) for (const { to } of this.stepsFrom(purl)) found.add(to);
    return found;
  }

  /**
   * The shortest chains in the order of the purls on them, at most so many and one more, each as the beginning and its
   * steps. Every step leads on to what is looked for, so no way is tried in vain.
   */
  chains(compare: (a: NodeId, b: NodeId) => number, most: number): { begins: NodeId; steps: readonly Step[] }[] {
    const chains: { begins: NodeId; steps: readonly Step[] }[] = [];
    const sorted = new Map<NodeId, readonly Step[]>();
    const follow = (begins: NodeId, purl: NodeId, steps: readonly Step[]): void => {
      if (this.#targets.has(purl)) chains.push({ begins, steps });
      const onwards = sorted.get(purl) ?? [...this.stepsFrom(purl)].sort((a, b) => compare(a.to, b.to));
      sorted.set(purl, onwards);
      for (const step of onwards) if (chains.length <= most) follow(begins, step.to, [...steps, step]);
    };
    for (const begins of [...this.#beginnings].sort(compare)) if (chains.length <= most) follow(begins, begins, []);
    return chains;
  }
}
