import { STRENGTHS } from './answer.ts';
import type { EvidenceShown, PathHop, Strength, Verdict, WeakestWhy } from './answer.ts';

/** How strong a document is by its verdict (design.md §5). */
const OF_VERDICT: Readonly<Record<Verdict['status'], Strength>> = {
  trusted: 'VERIFIED',
  'untrusted-identity': 'SIGNED',
  unchecked: 'DECLARED',
  unverifiable: 'DECLARED',
  unsupported: 'DECLARED',
  unsigned: 'DECLARED',
  invalid: 'INFERRED',
};

const WHY_OF_VERDICT: Readonly<Record<Verdict['status'], WeakestWhy | null>> = {
  trusted: null,
  'untrusted-identity': 'UNTRUSTED_IDENTITY',
  unchecked: 'UNCHECKED',
  unverifiable: 'UNVERIFIABLE',
  unsupported: 'UNSUPPORTED',
  unsigned: 'UNSIGNED',
  invalid: 'INVALID',
};

/** A document as evidence: what it is shown as, and whether a cluster itself reported it. */
export interface DocumentEvidence {
  readonly shown: EvidenceShown;
  readonly observed: boolean;
}

export function documentStrength({ shown, observed }: DocumentEvidence): Strength {
  if (observed) return 'OBSERVED';
  return shown.verdict === null ? 'DECLARED' : OF_VERDICT[shown.verdict.status];
}

export const weaker = (a: Strength, b: Strength): Strength => (STRENGTHS.indexOf(a) >= STRENGTHS.indexOf(b) ? a : b);
export const stronger = (a: Strength, b: Strength): Strength => (STRENGTHS.indexOf(a) <= STRENGTHS.indexOf(b) ? a : b);

/** Negative when `a` is the stronger. */
export const compareStrength = (a: Strength, b: Strength): number => STRENGTHS.indexOf(a) - STRENGTHS.indexOf(b);

/** A hop with why it is not stronger; the why of its strongest evidence counts. */
export interface WeighedHop {
  readonly hop: PathHop;
  readonly why: WeakestWhy | null;
}

/** A hop that any one of these documents supports alone: it is as strong as the strongest. */
export function weigh(
  hop: Omit<PathHop, 'strength' | 'evidence' | 'evidenceTotal'>,
  evidence: readonly DocumentEvidence[],
  inferred: boolean,
): WeighedHop {
  const best = [...evidence].sort((a, b) => compareStrength(documentStrength(a), documentStrength(b)))[0];
  const strength = inferred || best === undefined ? 'INFERRED' : documentStrength(best);
  return { hop: shownHop(hop, strength, evidence), why: inferred || best === undefined ? 'INFERRED' : whyOf(best) };
}

/** Why a document is not VERIFIED. */
export function whyOf({ shown, observed }: DocumentEvidence): WeakestWhy | null {
  if (observed) return 'OBSERVED_ONLY';
  return shown.verdict === null ? 'UNSIGNED' : WHY_OF_VERDICT[shown.verdict.status];
}

const EVIDENCE_SHOWN = 20;

export function shownHop(
  hop: Omit<PathHop, 'strength' | 'evidence' | 'evidenceTotal'>,
  strength: Strength,
  evidence: readonly DocumentEvidence[],
): PathHop {
  const { edge, from, to } = hop;
  const shown = evidence.slice(0, EVIDENCE_SHOWN).map((one) => one.shown);
  return { edge, from, to, strength, evidence: shown, evidenceTotal: evidence.length };
}

/** The strength of a path is its weakest hop's, the first of them; `weakest` is null when all are VERIFIED. */
export function pathStrength(path: readonly WeighedHop[]): {
  strength: Strength;
  weakest: { hop: number; why: WeakestWhy } | null;
} {
  let strength: Strength = 'VERIFIED';
  let weakest: { hop: number; why: WeakestWhy } | null = null;
  for (const [index, { hop, why }] of path.entries()) {
    if (compareStrength(hop.strength, strength) <= 0 || why === null) continue;
    strength = hop.strength;
    weakest = { hop: index, why };
  }
  return { strength, weakest };
}
