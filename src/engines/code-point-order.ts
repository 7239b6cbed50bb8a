/**
 * Compares two texts by code point, as SQLite compares them by their UTF-8 bytes. JavaScript and Neo4j compare by UTF-16
 * units, which puts what lies beyond U+FFFF (surrogates) before U+E000.
 */
export function byCodePoint(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let place = 0; place < shorter; place++) {
    const [one, other] = [a.charCodeAt(place), b.charCodeAt(place)];
    if (one !== other) return ranked(one) - ranked(other);
  }
  return a.length - b.length;
}

const ranked = (unit: number): number => (unit < 0xd800 ? unit : unit > 0xdfff ? unit - 0x800 : unit + 0x2000);

/** Compares lists of texts place by place, by code point. */
export function byCodePoints(a: readonly string[], b: readonly string[]): number {
  for (const [place, one] of a.entries()) {
    const order = byCodePoint(one, b[place] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
