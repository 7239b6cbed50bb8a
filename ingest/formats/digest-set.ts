import { digestOf } from '#schema';
import { isObject, pointer, textOf } from '../json/index.ts';
import type { Claim, Remark } from '../reading.ts';

/** Algorithms over the bytes of a thing, the strongest first: the first one present is the artifact's id. */
const CONTENT_ALGORITHMS: readonly string[] = [
  'sha256',
  'sha512',
  'sha384',
  'sha3_512',
  'sha3_384',
  'sha3_256',
  'blake2b',
  'blake2b_384',
  'blake3',
  'blake2b_256',
  'blake2s',
  'sha512_256',
  'sm3',
  'sha3_224',
  'sha512_224',
  'sha224',
  'ripemd160',
  'sha1',
  'md5',
];

/** An in-toto DigestSet, read. All digests are canonical (`alg:hex`). */
export interface DigestSet {
  /** The id of the artifact: its strongest digest over the bytes, or null. */
  readonly artifact: string | null;
  /** Every other digest of the set, a commit included. */
  readonly others: readonly string[];
  /** `gitCommit:…`, or null. */
  readonly commit: string | null;
  readonly sha1: string | null;
  /** DIGEST_INVALID and DIGEST_CONFLICT, each at its member. */
  readonly remarks: readonly Remark[];
}

/** Whether a canonical digest is over the bytes of a thing (a commit, a tree or a fingerprint is not). */
export function isContentDigest(digest: string): boolean {
  return CONTENT_ALGORITHMS.includes(algorithmOf(digest));
}

/**
 * Reads an in-toto DigestSet, an object of algorithm and hex value (model-estate.md §7.2). A malformed member is
 * remarked and left out; the others count. An absent set reads as an empty one.
 */
export function readDigestSet(value: unknown, at: string): DigestSet {
  const remarks: Remark[] = [];
  const found = new Map<string, string>();
  const others: string[] = [];
  if (value !== undefined && value !== null && !isObject(value)) {
    remarks.push({ code: 'DIGEST_INVALID', at, message: 'The digest set is no object of algorithms and values.' });
  }
  for (const [algorithm, written] of isObject(value) ? Object.entries(value) : []) {
    const place = `${at}${pointer(algorithm)}`;
    const text = textOf(written);
    const digest = text === null ? undefined : digestOf(algorithm, text);
    if (digest === undefined) {
      remarks.push({ code: 'DIGEST_INVALID', at: place, message: `This is no digest of a known algorithm.` });
      continue;
    }
    const before = found.get(algorithmOf(digest));
    if (before === undefined) {
      found.set(algorithmOf(digest), digest);
    } else if (before !== digest) {
      others.push(digest);
      remarks.push({ code: 'DIGEST_CONFLICT', at: place, message: `The same set also gives ${before}.` });
    }
  }
  const strongest = CONTENT_ALGORITHMS.find((algorithm) => found.has(algorithm));
  const artifact = strongest === undefined ? null : (found.get(strongest) ?? null);
  return {
    artifact,
    others: [...[...found.values()].filter((digest) => digest !== artifact), ...others],
    commit: found.get('gitCommit') ?? null,
    sha1: found.get('sha1') ?? null,
    remarks,
  };
}

/** A HAS_DIGEST claim for each further digest of an artifact. */
export function furtherDigests(artifact: string, digests: readonly string[], at: string): Claim[] {
  return digests.map((digest): Claim => ({ edge: 'HAS_DIGEST', from: artifact, to: digest, at }));
}

function algorithmOf(digest: string): string {
  return digest.slice(0, digest.indexOf(':'));
}
