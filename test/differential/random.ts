/** Draws that follow from a seed alone: the same seed gives the same sequence on every machine. */
export class Random {
  #state: number;

  /** @param seed - a whole number; its lower 32 bits count. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** At least 0, less than 1: the generator of 32 bits that is known as mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#next() * (most - least + 1));
  }

  /** True once in so many draws on average. */
  once(inSoMany: number): boolean {
    return this.whole(1, inSoMany) === 1;
  }

  /** One of a list that is not empty. */
  one<T>(of: readonly T[]): T {
    const drawn = of.at(this.whole(0, of.length - 1));
    if (drawn === undefined) throw new TypeError('there is nothing to draw from');
    return drawn;
  }

  /** From `least` to `most` different ones, in any order; fewer where there are not so many. */
  some<T>(of: readonly T[], least: number, most: number): readonly T[] {
    return this.shuffled(of).slice(0, this.whole(least, most));
  }

  shuffled<T>(of: readonly T[]): readonly T[] {
    const left = [...of];
    return of.map(() => left.splice(this.whole(0, left.length - 1), 1)).flat();
  }

  /** So many things, each made by itself. */
  times<T>(least: number, most: number, make: (place: number) => T): readonly T[] {
    return Array.from({ length: this.whole(least, most) }, (_, place) => make(place));
  }

  /** Members that are there or not. */
  maybe(inSoMany: number, members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return this.once(inSoMany) ? members : {};
  }
}
