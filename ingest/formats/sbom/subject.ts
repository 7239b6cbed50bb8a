import { digestOf, identifyPackage, parseDigest } from '#schema';
import { arrayOf, member, pointer, textOf } from '../../json/index.ts';
import type { Claim } from '../../reading.ts';
import type { Remarks } from '../../remarks.ts';
import type { GivenDigest, WrittenPurl } from './element.ts';
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
 * A DESCRIBES claim for each digest of the subject, the strongest first (candidates come strongest first): which of several
 * is right nobody can tell, and what was listed for another artifact must not judge this one. Digests that contradict the
 * strongest are remarked (SUBJECT_CONFLICT), and so is it that there is none (SUBJECT_UNKNOWN). No contradiction are digests
 * of different algorithms, and the several repository digests of one image: those are all claimed as such.
 */
export function describeSubject(digest: string, candidates: readonly SubjectCandidate[], remarks: Remarks): Claim[] {
  const [strongest] = candidates;
  if (strongest === undefined) {
    remarks.add('SUBJECT_UNKNOWN', '', 'The document does not say by digest what it is about.');
    return [];
  }
  const inRepositories = repositoryDigests(candidates);
  const subjects = new Map<string, SubjectCandidate>();
  for (const candidate of candidates) {
    if (!subjects.has(candidate.digest)) subjects.set(candidate.digest, candidate);
  }
  for (const other of subjects.values()) {
    const isAlsoThere = inRepositories.has(strongest.digest) && inRepositories.has(other.digest);
    if (other === strongest || isAlsoThere || algorithmOf(other.digest) !== algorithmOf(strongest.digest)) continue;
    remarks.add(
      'SUBJECT_CONFLICT',
      other.at,
      `The subject is taken to be ${strongest.digest} (${strongest.how}); here it is ${other.digest} (${other.how}).`,
    );
  }
  return [...subjects.values()].map((subject): Claim => {
    const { how, rung, at } = inRepositories.get(subject.digest) ?? subject;
    return { edge: 'DESCRIBES', from: digest, to: subject.digest, at, properties: { how, rung } };
  });
}

/** The repository digests where there are several, each with who says so; otherwise none. */
function repositoryDigests(candidates: readonly SubjectCandidate[]): ReadonlyMap<string, SubjectCandidate> {
  const found = new Map(
    candidates
      .filter(({ how }) => how === 'REPO_DIGEST')
      .reverse()
      .map((candidate) => [candidate.digest, candidate]),
  );
  return found.size > 1 ? found : new Map();
}

function algorithmOf(digest: string): string {
  return digest.slice(0, digest.indexOf(':'));
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

/** The members of a hash that hold its algorithm and its value. */
export interface HashKeys {
  readonly algorithm: string;
  readonly value: string;
}

const NO_DIGESTS: readonly GivenDigest[] = [];

/** The digests in a list of hashes that can name an artifact: all of sha256, else all of sha512. */
export function strongestOf(digests: readonly GivenDigest[]): readonly GivenDigest[] {
  const naming = digests.filter(({ digest }) => ARTIFACT_DIGEST.test(digest));
  const sha256 = naming.filter(({ digest }) => digest.startsWith('sha256:'));
  return sha256.length > 0 ? sha256 : naming;
}

/** The digests in a list of hashes, each with its place. What is no digest is remarked (DIGEST_INVALID). */
export function hashesIn(value: unknown, keys: HashKeys, at: string, remarks: Remarks): readonly GivenDigest[] {
  if (value === undefined) return NO_DIGESTS;
  const found: GivenDigest[] = [];
  for (const [index, hash] of arrayOf(value).entries()) {
    const place = at + pointer(index);
    const algorithm = textOf(member(hash, keys.algorithm));
    const text = textOf(member(hash, keys.value));
    const digest = algorithm === null || text === null ? undefined : digestOf(algorithm, text);
    if (digest === undefined) remarks.add('DIGEST_INVALID', place, 'This is no digest of a known algorithm.');
    else found.push({ digest, at: place });
  }
  return found;
}
