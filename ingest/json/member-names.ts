/** How many names that stand twice further in are noted in one document; in the outermost object each is. */
const MOST = 100;

/** A name that its object has already. */
export interface Twin {
  /** Index of the quote that opens it. */
  readonly open: number;
  readonly name: string;
  /** How deep its object lies; the outermost one is on level 1. */
  readonly level: number;
}

/** The names of the members of every object that is open, as a scanner meets them. */
export class MemberNames {
  readonly #levels: Set<string>[] = [];
  readonly twins: Twin[] = [];

  /** An object, or a list, which has no names, opens on this level. */
  open(level: number): void {
    this.#levels[level] = new Set();
  }

  add(name: string, level: number, open: number): void {
    const names = this.#levels[level];
    if (names === undefined) return;
    if (!names.has(name)) names.add(name);
    else if (this.twins.length < MOST || level === 1) this.twins.push({ open, name, level });
  }
}
