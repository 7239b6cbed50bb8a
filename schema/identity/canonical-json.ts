/** Deeper nesting than any real document has; refused before the stack ends. */
const MAX_DEPTH = 1_000;

/**
 * Writes a JSON value in the canonical form of RFC 8785: members sorted by UTF-16 code units, no white space, numbers as
 * ECMAScript writes them.
 *
 * @throws TypeError when the value is not JSON: undefined, a non-finite number, a bigint, a function, a symbol, a lone
 *   surrogate, an object that is neither a plain object nor an array.
 * @throws RangeError when the nesting is deeper than 1,000 (a cycle ends here too).
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new RangeError(`nested deeper than ${MAX_DEPTH}`);
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`);
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
    default:
      throw new TypeError(`not a JSON value: ${typeof value}`);
  }
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError(`a lone surrogate in ${JSON.stringify(text)}`);
  return JSON.stringify(text);
}

function writeArray(items: readonly unknown[], depth: number): string {
  const parts: string[] = [];
  for (const item of items) parts.push(write(item, depth + 1));
  return `[${parts.join(',')}]`;
}

function writeObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) throw new TypeError('neither a plain object nor an array');
  const members = new Map<string, unknown>(Object.entries(value));
  const parts: string[] = [];
  for (const key of [...members.keys()].sort()) parts.push(`${writeString(key)}:${write(members.get(key), depth + 1)}`);
  return `{${parts.join(',')}}`;
}
