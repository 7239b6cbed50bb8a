import { digestOf, identifyPackage, parseDigest } from '#schema';
import { arrayOf, member, pointer, textOf } from '../../json/index.ts';
import type { Claim } from '../../reading.ts';
import type { Remarks } from '../../remarks.ts';
import type { WrittenPurl } from './element.ts';
import { IMAGE_TYPES } from './element.ts';

/** How the subject of an SBOM may be known from the SBOM itself (sbom.md §1.4, rungs 2 to 5). */
export type SubjectRule =
  | 'COMPONENT_PURL'
  | 'COMPONENT_HASH'
  | 'COMPONENT_VERSION'
  | 'REPO_DIGEST'
  | 'ROOT_CHECKSUM'
  | 'ROOT_PURL'
  | 'DOCUMENT_NAME'
  | 'DOCUMENT_NAMESPACE'
  | 'GRAPH_ROOT';

/** A digest that may be the subject's. */
export interface SubjectCandidate {
  readonly digest: string;
  readonly how: SubjectRule;
  readonly rung: number;
  readonly at: string;
}

const ARTIFACT_DIGEST = /^sha(256|512):/;

/**
 * The DESCRIBES claim of the strongest candidate (they come strongest first). Every other digest is a remark
 * (SUBJECT_CONFLICT), and so is it that there is none (SUBJECT_UNKNOWN).
 */
export function describeSubject(digest: string, candidates: readonly SubjectCandidate[], remarks: Remarks): Claim[] {
  const [strongest] = candidates;
  if (strongest === undefined) {
    remarks.add('SUBJECT_UNKNOWN', '', 'The document does not say by digest what it is about.');
    return [];
  }
  const named = new Set([strongest.digest]);
  for (const other of candidates) {
    if (named.has(other.digest)) continue;
    named.add(other.digest);
    remarks.add(
      'SUBJECT_CONFLICT',
      other.at,
      `The subject is taken to be ${strongest.digest} (${strongest.how}); here it is ${other.digest} (${other.how}).`,
    );
  }
  const { how, rung, at, digest: subject } = strongest;
  return [{ edge: 'DESCRIBES', from: digest, to: subject, at, properties: { how, rung } }];
}

/** The digests in the versions of `pkg:oci` and `pkg:docker` purls, each with its place. */
export function imageDigests(purls: readonly WrittenPurl[]): { readonly digest: string; readonly at: string }[] {
  return purls.flatMap(({ text, at }) => {
    const { type, version } = identifyPackage(text) ?? { type: '', version: null };
    const digest = IMAGE_TYPES.has(type) && version !== null ? artifactDigest(version) : undefined;
    return digest === undefined ? [] : [{ digest, at }];
  });
}

/** A digest that can name an artifact, or undefined. */
export function artifactDigest(text: string): string | undefined {
  const digest = parseDigest(text);
  return digest !== undefined && ARTIFACT_DIGEST.test(digest) ? digest : undefined;
}

/**
 * The digest in a list of hashes (sha256, else sha512), with its place. What is no digest is remarked (DIGEST_INVALID).
 *
 * @param keys - the members that hold algorithm and value.
 */
export function hashIn(
  value: unknown,
  keys: { readonly algorithm: string; readonly value: string },
  at: string,
  remarks: Remarks,
): { readonly digest: string; readonly at: string } | undefined {
  const found: { digest: string; at: string }[] = [];
  for (const [index, hash] of arrayOf(value).entries()) {
    const place = at + pointer(index);
    const algorithm = textOf(member(hash, keys.algorithm));
    const text = textOf(member(hash, keys.value));
    const digest = algorithm === null || text === null ? undefined : digestOf(algorithm, text);
    if (digest === undefined) remarks.add('DIGEST_INVALID', place, 'This is no digest of a known algorithm.');
    else if (ARTIFACT_DIGEST.test(digest)) found.push({ digest, at: place });
  }
  return found.find(({ digest }) => digest.startsWith('sha256:')) ?? found[0];
}
