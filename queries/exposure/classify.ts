import type { CoverageClass, Reason, SbomFacts } from './exposure.ts';

/** The reason that is named when several hold: the one that somebody has to settle first. */
const PRECEDENCE = [
  'SUBJECT_DISPUTED',
  'SBOM_NOT_TRUSTED',
  'SBOM_PARTLY_READ',
  'SBOM_DECLARES_INCOMPLETE',
  'SBOM_EMPTY',
  'SBOM_BLIND_TO_TYPE',
] as const satisfies readonly Reason[];

const ALL: CoverageClass = { all: true, judged: [], reason: 'SBOM_BLIND_TO_TYPE' };

/**
 * For which package types an artifact is judged by the SBOMs of exactly it, and the reason for every other type
 * (design.md §7). An SBOM judges when nothing is held against it: then the types that it lists or that its generator
 * catalogues, and every type if it declares itself complete. A bad SBOM beside a good one takes nothing away.
 *
 * @param siblingHasSbom - another platform of the same index has an SBOM.
 * @param holdsNoCode - the complete file list holds weights and text only: judged without an SBOM.
 */
export function classify(sboms: readonly SbomFacts[], siblingHasSbom: boolean, holdsNoCode = false): CoverageClass {
  if (holdsNoCode) return ALL;
  if (sboms.length === 0) return reasonClass(siblingHasSbom ? 'SBOM_FOR_OTHER_PLATFORM' : 'NO_SBOM');
  const judged = new Set<string>();
  const reasons = new Set<Reason>();
  for (const sbom of sboms) {
    const held = heldAgainst(sbom);
    reasons.add(held ?? 'SBOM_BLIND_TO_TYPE');
    if (held !== null) continue;
    if (sbom.completeness === 'complete') return ALL;
    for (const type of [...sbom.types, ...sbom.catalogues]) judged.add(type);
  }
  const reason = PRECEDENCE.find((candidate) => reasons.has(candidate)) ?? 'SBOM_BLIND_TO_TYPE';
  return { all: false, judged: [...judged].sort(), reason };
}

/** The class of an exposure that has its own reason: judged for nothing, whatever SBOMs there are. */
export function reasonClass(reason: Reason): CoverageClass {
  return { all: false, judged: [], reason };
}

function heldAgainst(sbom: SbomFacts): Reason | null {
  if (sbom.disputedWith.length > 0) return 'SUBJECT_DISPUTED';
  if (sbom.invalid || sbom.untrusted) return 'SBOM_NOT_TRUSTED';
  if (sbom.cut) return 'SBOM_PARTLY_READ';
  if (sbom.completeness === 'incomplete') return 'SBOM_DECLARES_INCOMPLETE';
  return sbom.empty ? 'SBOM_EMPTY' : null;
}
