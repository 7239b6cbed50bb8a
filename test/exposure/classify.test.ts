import { describe, expect, it } from 'vitest';
import { classify, reasonClass } from '../../queries/exposure/classify.ts';
import type { SbomFacts } from '../../queries/exposure/exposure.ts';
import { REASONS } from '../../queries/exposure/exposure.ts';

/** An SBOM that judges PyPI by what it lists: every case below differs from it in one clause. */
const GOOD: SbomFacts = {
  document: `sha256:${'1'.repeat(64)}`,
  types: ['pypi'],
  catalogues: [],
  completeness: 'unstated',
  cut: false,
  empty: false,
  invalid: false,
  untrusted: false,
  disputedWith: [],
};
const OTHER = `sha256:${'2'.repeat(64)}`;
const sbom = (facts: Partial<SbomFacts>): SbomFacts => ({ ...GOOD, ...facts });
const isJudged = (sboms: readonly SbomFacts[], type = 'pypi'): boolean => {
  const { all, judged } = classify(sboms, false);
  return all || judged.includes(type);
};

describe('what judges', () => {
  it.each([
    ['a listed component of the type', sbom({})],
    ['a generator that catalogues the type', sbom({ types: ['npm'], catalogues: ['pypi'] })],
    ['a document that declares itself complete', sbom({ types: ['npm'], completeness: 'complete' })],
  ])('%s', (_, facts) => {
    expect(isJudged([facts])).toBe(true);
  });

  it('declared complete judges every type', () => {
    expect(classify([sbom({ completeness: 'complete' })], false).all).toBe(true);
  });

  it('a list of files without code judges without an SBOM, and with a bad one', () => {
    expect(classify([], false, true).all).toBe(true);
    expect(classify([sbom({ invalid: true })], false, true).all).toBe(true);
  });
});

/** Each of these would be judged if the clause were dropped: the worst thing this program can say. */
const CLAUSES: readonly (readonly [string, SbomFacts, string])[] = [
  ['two statements dispute the subject', sbom({ disputedWith: [OTHER] }), 'SUBJECT_DISPUTED'],
  ['the signature is invalid', sbom({ invalid: true }), 'SBOM_NOT_TRUSTED'],
  ['it is weaker than the policy requires', sbom({ untrusted: true }), 'SBOM_NOT_TRUSTED'],
  ['an element was lost', sbom({ cut: true }), 'SBOM_PARTLY_READ'],
  ['it calls itself incomplete', sbom({ completeness: 'incomplete' }), 'SBOM_DECLARES_INCOMPLETE'],
  [
    'it is empty, whatever its generator catalogues',
    sbom({ types: [], catalogues: ['pypi'], empty: true }),
    'SBOM_EMPTY',
  ],
  ['it is empty and calls itself complete', sbom({ types: [], completeness: 'complete', empty: true }), 'SBOM_EMPTY'],
  ['nothing says that it looked for the type', sbom({ types: ['deb'], catalogues: ['npm'] }), 'SBOM_BLIND_TO_TYPE'],
];

describe('what judges nothing', () => {
  it.each(CLAUSES)('%s', (_, facts, reason) => {
    expect(isJudged([facts])).toBe(false);
    expect(classify([facts], false).reason).toBe(reason);
    expect(classify([facts], true).reason, 'an SBOM of another platform explains nothing here').toBe(reason);
  });

  it.each(CLAUSES)('also where it calls itself complete: %s', (_, facts) => {
    const isHeld = facts.completeness !== 'incomplete' && !facts.types.includes('deb');
    if (isHeld) expect(isJudged([{ ...facts, completeness: 'complete' }])).toBe(false);
  });

  it.each(CLAUSES)('a good SBOM beside it judges: %s', (_, facts) => {
    expect(isJudged([facts, GOOD])).toBe(true);
    expect(isJudged([GOOD, facts])).toBe(true);
  });

  it('two bad ones do not make a good one', () => {
    for (const [, a] of CLAUSES) for (const [, b] of CLAUSES) expect(isJudged([a, b])).toBe(false);
  });
});

describe('the reason for what is not judged', () => {
  const order = CLAUSES.map(([, , reason]) => reason);

  it('is the first that holds, whatever the order of the SBOMs', () => {
    for (const [i, [, a]] of CLAUSES.entries()) {
      for (const [j, [, b]] of CLAUSES.entries()) {
        expect(classify([a, b], false)).toEqual(classify([b, a], false));
        expect(classify([a, b], false).reason).toBe(order[Math.min(i, j)]);
      }
    }
  });

  it('is that of the bad SBOM for the types a good one does not judge', () => {
    expect(classify([GOOD, sbom({ types: ['npm'], cut: true })], false)).toEqual({
      all: false,
      judged: ['pypi'],
      reason: 'SBOM_PARTLY_READ',
    });
  });

  it('without any SBOM is whether another platform has one', () => {
    expect(classify([], false)).toEqual({ all: false, judged: [], reason: 'NO_SBOM' });
    expect(classify([], true)).toEqual({ all: false, judged: [], reason: 'SBOM_FOR_OTHER_PLATFORM' });
  });

  it('of an exposure goes before all SBOMs', () => {
    for (const reason of REASONS) expect(reasonClass(reason)).toEqual({ all: false, judged: [], reason });
  });
});

it('types are sorted and each is there once', () => {
  expect(classify([sbom({ types: ['pypi', 'deb'] }), sbom({ catalogues: ['npm', 'deb'] })], false).judged).toEqual([
    'deb',
    'npm',
    'pypi',
  ]);
});
