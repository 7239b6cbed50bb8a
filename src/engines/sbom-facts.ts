import type { ArtifactFacts, SbomFacts } from '#queries';
import { artifactKey } from './keys.ts';
import type { ProjectionSource } from './projection-source.ts';
import { subjectDisputes } from './subject-claims.ts';
import type { SubjectClaim } from './subject-claims.ts';

/** What is stored of an SBOM in force that a document in force says to describe an artifact. */
export interface SbomClaims {
  readonly document: string;
  /** Words, separated by spaces. */
  readonly catalogues: string;
  readonly types: string;
  readonly completeness: string;
  readonly cut: boolean;
  readonly empty: boolean;
  readonly subjects: readonly SubjectClaim[];
}

/** The SBOMs in force that describe an artifact. `asked` is told of every artifact that the answer rests on. */
export function sbomFacts(
  source: ProjectionSource,
  artifact: string,
  asked: (key: string) => void,
): readonly SbomFacts[] {
  const factsOf = (rivals: readonly string[]): ArtifactFacts => {
    const found = source.artifact(artifact);
    for (const key of [...[artifact, ...rivals].map(artifactKey), ...found.asked]) asked(key);
    return found.facts;
  };
  return source.sboms(artifact).map((sbom) => ({
    document: sbom.document,
    types: words(sbom.types),
    catalogues: words(sbom.catalogues),
    completeness: completenessOf(sbom.completeness),
    cut: sbom.cut,
    empty: sbom.empty,
    invalid: false,
    untrusted: false,
    disputedWith: subjectDisputes(artifact, sbom.subjects, factsOf),
  }));
}

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
const completenessOf = (text: string): SbomFacts['completeness'] =>
  text === 'complete' || text === 'incomplete' ? text : 'unstated';
