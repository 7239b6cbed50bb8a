import { artifactKey } from '../keys.ts';
import { textCell } from './database.ts';
import type { Cell, Database } from './database.ts';
import { LIVE, artifactFacts } from './facts.ts';

/** A subject that a document claims for an SBOM: the SBOM itself, or a document around it. */
interface Claimed {
  readonly digest: string;
  readonly self: boolean;
  readonly how: string;
}

/**
 * The digests that speak against an SBOM being about an artifact (SUBJECT_DISPUTED): an outer document names the artifact
 * and the SBOM itself another one, or the other way round; or the SBOM contradicts itself and no outer document decides.
 * What is index, child or config of the artifact is no rival, and one image may have several repository digests.
 */
export function disputes(database: Database, artifact: string, sbom: Cell, asked: (key: string) => void): string[] {
  const claimed = claimsOf(database, sbom);
  const own = claimed.filter(({ self }) => self);
  const outer = claimed.filter(({ self }) => !self);
  const names = (claims: readonly Claimed[]): boolean => claims.some(({ digest }) => digest === artifact);
  const across = [...(names(own) ? outer : []), ...(names(outer) ? own : [])].map(({ digest }) => digest);
  const within = names(outer) || !names(own) ? [] : contradictions(artifact, own);
  if (across.length === 0 && within.length === 0) return [];
  const kin = kinOf(database, artifact, [...across, ...within], asked);
  const disputed = across.some((digest) => kin.has(digest)) ? [] : across;
  return [...new Set([...disputed, ...within.filter((digest) => !kin.has(digest))])];
}

function claimsOf(database: Database, sbom: Cell): Claimed[] {
  const rows = database.all(
    `SELECT a.key AS digest, e.document = e.source AS self, e.how FROM describes e ${LIVE} JOIN artifact a ON a.id = e.target
     WHERE e.source = ? ORDER BY a.key`,
    sbom,
  );
  return rows.map((row) => ({ digest: textCell(row['digest']), self: row['self'] === 1, how: textCell(row['how']) }));
}

/** Other digests of the same algorithm that the SBOM gives to its subject. */
function contradictions(artifact: string, own: readonly Claimed[]): string[] {
  const algorithm = artifact.slice(0, artifact.indexOf(':') + 1);
  const isRepoDigest = own.every(({ digest, how }) => digest !== artifact || how === 'REPO_DIGEST');
  return own
    .filter(
      ({ digest, how }) =>
        digest !== artifact && digest.startsWith(algorithm) && !(isRepoDigest && how === 'REPO_DIGEST'),
    )
    .map(({ digest }) => digest);
}

function kinOf(
  database: Database,
  artifact: string,
  rivals: readonly string[],
  asked: (key: string) => void,
): Set<string> {
  asked(artifactKey(artifact));
  const facts = artifactFacts(database, artifact, asked);
  const kin = new Set([artifact, ...facts.indexes]);
  for (const { digest } of [...facts.children, ...facts.manifests, ...(facts.configs ?? [])]) kin.add(digest);
  for (const rival of new Set(rivals)) asked(artifactKey(rival));
  return kin;
}
