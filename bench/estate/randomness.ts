/** Repeatable randomness (xorshift, 32 bits): the same seed gives the same estate on every machine. */
export class Randomness {
  #state: number;

  /** @param seed - any whole number. */
  constructor(seed: number) {
    this.#state = (Math.imul(seed, 2_654_435_761) ^ 0x5f37_59df) | 1;
    for (let warm = 0; warm < 8; warm++) this.fraction();
  }

  /** Evenly from 0 to below 1. */
  fraction(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return (state >>> 0) / 4_294_967_296;
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
