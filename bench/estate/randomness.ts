/** Repeatable randomness (xorshift over 128 bits): the same seed gives the same estate on every machine. */
export class Randomness {
  readonly #state = new Int32Array(4);

  /** @param seed - any whole number. */
  constructor(seed: number) {
    for (const index of this.#state.keys()) this.#state[index] = Math.imul(seed + index, 0x9e37_79b1) ^ (index + 1);
    // Seeds that are near each other give states that are.
    for (let draws = 0; draws < 32; draws++) this.fraction();
  }

  /** Evenly from 0 to below 1. */
  fraction(): number {
    const state = this.#state;
    const oldest = state[0] ?? 0;
    const newest = state[3] ?? 0;
    const mixed = oldest ^ (oldest << 11);
    state.copyWithin(0, 1);
    state[3] = newest ^ (newest >>> 19) ^ mixed ^ (mixed >>> 8);
    return (state[3] >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  /** So many hex digits. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.below(0x1_0000).toString(16).padStart(4, '0');
    return text.slice(0, digits);
  }
}
