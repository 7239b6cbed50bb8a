/**
 * The beginning of a document that is written as UTF-16, as UTF-8; undefined for any other. Told by its byte-order mark, or by
 * every second of the first bytes being zero, as in no other text that begins with ASCII.
 */
export function utf16Head(bytes: Uint8Array, length: number): Uint8Array | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0 && third !== 0 && fourth === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && third === 0 && fourth !== 0);
  if (!isLittle && !isBig) return undefined;
  const text = new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes.subarray(0, length));
  return new TextEncoder().encode(text);
}
