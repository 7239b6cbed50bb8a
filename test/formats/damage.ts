import { parseAllDocuments, stringify } from 'yaml';

/** Numbers from 0 (inclusive) to 1, always the same ones for a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Damaged {
  readonly how: string;
  readonly bytes: Uint8Array;
}

type Path = readonly (string | number)[];

const DELETED = Symbol('deleted');
const REPLACEMENTS: readonly (readonly [string, unknown])[] = [
  ['deleted', DELETED],
  ['null', null],
  ['-1', -1],
  ['1e300', 1e300],
  ['true', true],
  ['""', ''],
  ['control characters', 'a\u0000\u0001\u001f\u007fb\nc'],
  ['a lone surrogate', '\ud800'],
  ['[]', []],
  ['[[null]]', [[null]]],
  ['{}', {}],
  ['{"__proto__":…}', JSON.parse('{"__proto__":{"polluted":true},"constructor":{"x":1}}')],
  ['"__proto__"', '__proto__'],
  ['a very long string', 'a'.repeat(100_000)],
];

/** At most `limit` ways in which one value of a JSON or YAML document is gone or is something else. */
export function withValuesReplaced(bytes: Uint8Array, limit: number, random: () => number): Damaged[] {
  const source = parsed(bytes);
  if (source === undefined) return [];
  const paths = pathsIn(source.documents);
  const all = paths.length * REPLACEMENTS.length;
  const most = Math.ceil(limit / source.cost);
  const chosen =
    all <= most
      ? Array.from({ length: all }, (_, i) => i)
      : Array.from({ length: most }, () => Math.floor(random() * all));
  return chosen.flatMap((index) => {
    const path = paths[Math.floor(index / REPLACEMENTS.length)];
    const [name, value] = REPLACEMENTS[index % REPLACEMENTS.length] ?? ['deleted', DELETED];
    if (path === undefined) return [];
    const damaged = replaced(source.documents, path, value);
    const text = source.write(Array.isArray(damaged) ? (damaged as unknown[]) : []);
    return [{ how: `/${path.join('/')}: ${name}`, bytes: new TextEncoder().encode(text) }];
  });
}

/** At most `limit` ways in which the bytes are cut off, lose a line, or have one byte changed. */
export function withBytesDamaged(bytes: Uint8Array, limit: number, random: () => number): Damaged[] {
  const damaged: Damaged[] = [];
  const place = (): number => Math.floor(random() * bytes.length);
  for (let i = 0; i < limit / 2; i++) {
    const end = bytes.length <= limit / 2 ? i % bytes.length : place();
    damaged.push({ how: `cut off at ${end}`, bytes: bytes.subarray(0, end) });
  }
  for (let i = 0; i < limit / 4; i++) {
    const at = place();
    const changed = Uint8Array.from(bytes);
    changed[at] = Math.floor(random() * 256);
    damaged.push({ how: `byte ${at} is ${changed[at] ?? 0}`, bytes: changed });
  }
  for (let i = 0; i < limit / 4; i++) {
    const at = place();
    const from = bytes.lastIndexOf(0x0a, at) + 1;
    const next = bytes.indexOf(0x0a, at);
    const rest = next === -1 ? new Uint8Array() : bytes.subarray(next + 1);
    damaged.push({ how: `without the line at ${from}`, bytes: Buffer.concat([bytes.subarray(0, from), rest]) });
  }
  return damaged;
}

interface Source {
  readonly documents: unknown[];
  readonly write: (documents: readonly unknown[]) => string;
  /** How much dearer it is to write and read than JSON. */
  readonly cost: number;
}

function parsed(bytes: Uint8Array): Source | undefined {
  const text = new TextDecoder().decode(bytes);
  try {
    return { documents: [JSON.parse(text) as unknown], write: ([document]) => JSON.stringify(document), cost: 1 };
  } catch {
    // Not JSON; YAML, or a text of its own kind.
  }
  if (!/^(?:---|apiVersion:|kind:|items:|metadata:)/m.test(text)) return undefined;
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  const values = expanded(documents);
  if (values === undefined) return undefined;
  return {
    documents: values,
    write: (all) => all.map((document) => `---\n${stringify(document)}`).join(''),
    cost: 5,
  };
}

/** Undefined where aliases would expand without end. */
function expanded(documents: readonly { toJS(): unknown }[]): unknown[] | undefined {
  try {
    return documents.map((document) => document.toJS());
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function pathsIn(value: unknown, path: Path = []): Path[] {
  const own = path.length === 0 ? [] : [path];
  if (typeof value !== 'object' || value === null) return own;
  const children: [string | number, unknown][] = Array.isArray(value)
    ? (value as unknown[]).map((child, index) => [index, child])
    : Object.entries(value);
  return [...own, ...children.flatMap(([step, child]) => pathsIn(child, [...path, step]))];
}

function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) {
    const copy = value.map((child: unknown, index) => (index === step ? replaced(child, rest, by) : child));
    return copy.filter((child) => child !== DELETED);
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    entries
      .map(([key, child]): [string, unknown] => [key, key === step ? replaced(child, rest, by) : child])
      .filter(([, child]) => child !== DELETED),
  );
}
