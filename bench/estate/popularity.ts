import type { Randomness } from './randomness.ts';

/** Ranks drawn as packages are used: the rank r with a weight of 1 / (r + 1) ^ skew (0: all alike, 1: Zipf's law). */
export class Popularity {
  readonly #upTo: Float64Array;

  constructor(ranks: number, skew: number) {
    this.#upTo = new Float64Array(ranks);
    let sum = 0;
    for (let rank = 0; rank < ranks; rank++) {
      sum += 1 / (rank + 1) ** skew;
      this.#upTo[rank] = sum;
    }
  }

  draw(randomness: Randomness): number {
    const last = this.#upTo.length - 1;
    const wanted = randomness.fraction() * (this.#upTo[last] ?? 0);
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#upTo[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** So many different ranks; at most as many as there are. */
  drawSome(randomness: Randomness, count: number): number[] {
    const drawn = new Set<number>();
    const wanted = Math.min(count, this.#upTo.length);
    // Popular ranks come again and again: after many draws the next free ranks are taken.
    for (let draws = 0; drawn.size < wanted && draws < 40 * wanted; draws++) drawn.add(this.draw(randomness));
    for (let rank = 0; drawn.size < wanted; rank++) drawn.add(rank);
    return [...drawn];
  }
}
