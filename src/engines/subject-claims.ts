import type { ArtifactFacts } from '#queries';
import { byCodePoints } from './code-point-order.ts';

/** A subject that a document in force claims for an SBOM: the SBOM itself, or a document around it. */
export interface SubjectClaim {
  readonly digest: string;
  readonly self: boolean;
  readonly how: string;
}

/**
 * The digests that speak against an SBOM being about an artifact (SUBJECT_DISPUTED): an outer document names the artifact
 * and the SBOM itself another one, or the other way round; or the SBOM contradicts itself and no outer document decides.
 * What is index, child or config of the artifact is no rival, and one image may have several repository digests.
 *
 * @param claims of the SBOM, in any order.
 * @param factsOf the facts of the artifact, asked for where there are rivals only, and those rivals.
 */
export function subjectDisputes(
  artifact: string,
  claims: readonly SubjectClaim[],
  factsOf: (rivals: readonly string[]) => ArtifactFacts,
): string[] {
  const claimed = claims.toSorted((a, b) => byCodePoints([a.digest, a.how], [b.digest, b.how]));
  const own = claimed.filter(({ self }) => self);
  const outer = claimed.filter(({ self }) => !self);
  const names = (some: readonly SubjectClaim[]): boolean => some.some(({ digest }) => digest === artifact);
  const across = [...(names(own) ? outer : []), ...(names(outer) ? own : [])].map(({ digest }) => digest);
  const within = names(outer) || !names(own) ? [] : contradictions(artifact, own);
  if (across.length === 0 && within.length === 0) return [];
  const kin = kinOf(artifact, factsOf([...new Set([...across, ...within])]));
  const disputed = across.some((digest) => kin.has(digest)) ? [] : across;
  return [...new Set([...disputed, ...within.filter((digest) => !kin.has(digest))])];
}

/** Other digests of the same algorithm that the SBOM gives to its subject. */
function contradictions(artifact: string, own: readonly SubjectClaim[]): string[] {
  const algorithm = artifact.slice(0, artifact.indexOf(':') + 1);
  const isRepoDigest = own.every(({ digest, how }) => digest !== artifact || how === 'REPO_DIGEST');
  return own
    .filter(
      ({ digest, how }) =>
        digest !== artifact && digest.startsWith(algorithm) && !(isRepoDigest && how === 'REPO_DIGEST'),
    )
    .map(({ digest }) => digest);
}

function kinOf(artifact: string, facts: ArtifactFacts): Set<string> {
  const kin = new Set([artifact, ...facts.indexes]);
  for (const { digest } of [...facts.children, ...facts.manifests, ...(facts.configs ?? [])]) kin.add(digest);
  return kin;
}
