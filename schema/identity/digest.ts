import { createHash } from 'node:crypto';

interface DigestAlgorithm {
  /** The in-toto DigestSet name, or the local one (model-estate.md §7.2). */
  readonly name: string;
  /** Accepted lengths of the value, in hex digits. */
  readonly lengths: readonly number[];
}

const ALGORITHMS: readonly DigestAlgorithm[] = [
  { name: 'md5', lengths: [32] },
  { name: 'sha1', lengths: [40] },
  { name: 'sha224', lengths: [56] },
  { name: 'sha256', lengths: [64] },
  { name: 'sha384', lengths: [96] },
  { name: 'sha512', lengths: [128] },
  { name: 'sha512_224', lengths: [56] },
  { name: 'sha512_256', lengths: [64] },
  { name: 'sha3_224', lengths: [56] },
  { name: 'sha3_256', lengths: [64] },
  { name: 'sha3_384', lengths: [96] },
  { name: 'sha3_512', lengths: [128] },
  { name: 'blake2b', lengths: [128] },
  { name: 'blake2b_256', lengths: [64] },
  { name: 'blake2b_384', lengths: [96] },
  { name: 'blake2s', lengths: [64] },
  { name: 'blake3', lengths: [64] },
  { name: 'ripemd160', lengths: [40] },
  { name: 'sm3', lengths: [64] },
  { name: 'gitCommit', lengths: [40, 64] },
  { name: 'gitTree', lengths: [40, 64] },
  { name: 'gitBlob', lengths: [40, 64] },
  { name: 'gitTag', lengths: [40, 64] },
  { name: 'dirHash1', lengths: [64] },
  { name: 'omsRootV1', lengths: [64] },
  { name: 'mlflowMd5x8', lengths: [8] },
  { name: 'dvcMd5Dir', lengths: [32] },
  { name: 'xet', lengths: [64] },
];

/** Spellings differ in case and in separators only: `SHA-256`, `SHA256`, `sha256`; `SHA3-256`, `sha3_256`. */
function spelling(algorithm: string): string {
  return algorithm.toLowerCase().replaceAll(/[-_]/g, '');
}

const BY_SPELLING: ReadonlyMap<string, DigestAlgorithm> = new Map<string, DigestAlgorithm>([
  ...ALGORITHMS.map((algorithm): [string, DigestAlgorithm] => [spelling(algorithm.name), algorithm]),
  ['blake2b512', { name: 'blake2b', lengths: [128] }],
  ['blake2s256', { name: 'blake2s', lengths: [64] }],
]);

const LONGEST_SPELLING = 16;
const HEX = /^[0-9a-fA-F]+$/;

/** The digest of bytes, or of a text's UTF-8 bytes: `sha256:` and 64 lower-case hex digits. */
export function sha256Of(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** The digest of bytes by SHA-512: `sha512:` and 128 lower-case hex digits. */
export function sha512Of(bytes: Uint8Array): string {
  return `sha512:${createHash('sha512').update(bytes).digest('hex')}`;
}

/**
 * The canonical form `alg:hexlower` of a digest given as algorithm and value (model-estate.md §7.2). The algorithm may be
 * spelled as in-toto (`sha256`), CycloneDX (`SHA-256`) or SPDX (`SHA256`) spells it; the value may repeat the algorithm
 * as a prefix. `gitCommit` and `sha1` stay different namespaces.
 *
 * @returns undefined for an algorithm that is not known, a wrong length, or a value that is not hexadecimal.
 */
export function digestOf(algorithm: string, value: string): string | undefined {
  if (algorithm.length > LONGEST_SPELLING) return undefined;
  const known = BY_SPELLING.get(spelling(algorithm));
  if (known === undefined) return undefined;
  const colon = value.indexOf(':');
  const repeatsAlgorithm = colon > 0 && BY_SPELLING.get(spelling(value.slice(0, colon)))?.name === known.name;
  const hex = repeatsAlgorithm ? value.slice(colon + 1) : value;
  if (!known.lengths.includes(hex.length) || !HEX.test(hex)) return undefined;
  return `${known.name}:${hex.toLowerCase()}`;
}

/**
 * Reads a digest written as one text, `sha256:…`, `sha512:…`, `SHA-256:…`, into its canonical form `alg:hexlower`.
 *
 * @returns undefined when it is not one; what cannot be checked is never matched.
 */
export function parseDigest(text: string): string | undefined {
  const colon = text.indexOf(':');
  if (colon <= 0) return undefined;
  const value = text.slice(colon + 1);
  return value.includes(':') ? undefined : digestOf(text.slice(0, colon), value);
}

/**
 * Every sha256 digest that occurs inside a text as `sha256:<64 hex>` or `sha256-<64 hex>` (also with the colon percent-encoded):
 * SPDX document names and namespaces, referrer tags. Canonical, each once, in order of occurrence.
 */
export function digestsIn(text: string): string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(/sha256(?::|-|%3a)([0-9a-f]{64})(?![0-9a-f])/gi)) {
    const hex = match[1];
    if (hex !== undefined) found.add(`sha256:${hex.toLowerCase()}`);
  }
  return [...found];
}
