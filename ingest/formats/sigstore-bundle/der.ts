/** One element of DER: its tag octet, its content, and all of its bytes. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly bytes: Uint8Array;
}

const LONG_LENGTH = 0x80;
/** Octets of a length: with four, 4 GiB can be said. */
const LONGEST_LENGTH = 4;
/** A tag whose number does not fit into its octet; X.509 has none. */
const MANY_OCTETS = 0x1f;

/** The encodings of the string types by tag; all of the others are ASCII or UTF-8. */
const ENCODINGS: ReadonlyMap<number, string> = new Map([
  [0x14, 'latin1'],
  [0x1e, 'utf-16be'],
]);

/**
 * The elements of DER (ITU-T X.690) that lie one behind the other in these bytes; none when they are not DER to their end.
 * What is inside an element is read by asking again for its content.
 */
export function derElements(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at];
    const length = lengthAt(bytes, at + 1);
    if (tag === undefined || length === undefined || (tag & MANY_OCTETS) === MANY_OCTETS) return [];
    const end = length.start + length.octets;
    if (end > bytes.length) return [];
    elements.push({ tag, content: bytes.subarray(length.start, end), bytes: bytes.subarray(at, end) });
    at = end;
  }
  return elements;
}

/** The text of an element that is a string; what its encoding does not allow becomes U+FFFD. */
export function textFrom({ tag, content }: DerElement): string {
  return new TextDecoder(ENCODINGS.get(tag) ?? 'utf-8').decode(content);
}

/** Octets in lower-case hex. */
export function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex');
}

/** How many octets the content has, and where it starts. Indefinite lengths are no DER. */
function lengthAt(bytes: Uint8Array, at: number): { start: number; octets: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < LONG_LENGTH) return { start: at + 1, octets: first };
  const count = first - LONG_LENGTH;
  if (count === 0 || count > LONGEST_LENGTH || at + count >= bytes.length) return undefined;
  const octets = bytes.subarray(at + 1, at + 1 + count).reduce((sum, octet) => sum * 0x100 + octet, 0);
  return { start: at + 1 + count, octets };
}
