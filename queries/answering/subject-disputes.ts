import type { Open } from './moment.ts';

/** Whether two artifacts (ids) are one thing seen from two sides: index and platform manifest, manifest and config. */
const kin = (one: string, other: string, document: string): string => {
  const linked = (table: string): string =>
    `EXISTS (SELECT 1 FROM ${table} k JOIN document_state s ON s.document = k.document AND ${document}
      WHERE (k.source = ${one} AND k.target = ${other}) OR (k.source = ${other} AND k.target = ${one}))`;
  return `(${one} = ${other} OR ${linked('has_platform')} OR ${linked('has_config')})`;
};

const REFUTES = `c.own <> r.own`;
const CONTRADICTS = `c.own = 1 AND r.own = 1 AND c.target <> r.target AND NOT (c.how = 'REPO_DIGEST' AND r.how = 'REPO_DIGEST')`;

/**
 * The tables `claimed` and `disputed(sbom, artifact, rival)`, ids all of them: SBOMs that one document says to be about
 * one artifact, and another document (or the SBOM itself) about another that is neither its index, child nor config. The
 * same rule that keeps such an SBOM from judging (SUBJECT_DISPUTED).
 *
 * @param which - a condition on the claim `e` (describes) that narrows the SBOMs looked at.
 */
export const disputed = ({ document }: Pick<Open, 'document'>, which: string): string => `
  claimed(sbom, target, own, how, algorithm) AS MATERIALIZED (
    SELECT e.source, e.target, e.document = e.source, e.how, substr(a.key, 1, instr(a.key, ':')) FROM describes e
    JOIN artifact a ON a.id = e.target JOIN document_state s ON s.document = e.document AND ${document} WHERE ${which}),
  disputed(sbom, artifact, rival) AS MATERIALIZED (
    SELECT DISTINCT c.sbom, c.target, r.target FROM claimed c JOIN claimed r ON r.sbom = c.sbom WHERE ${REFUTES}
      AND NOT EXISTS (SELECT 1 FROM claimed o WHERE o.sbom = c.sbom AND o.own = r.own AND ${kin('o.target', 'c.target', document)})
    UNION
    SELECT c.sbom, c.target, r.target FROM claimed c JOIN claimed r ON r.sbom = c.sbom AND r.algorithm = c.algorithm WHERE ${CONTRADICTS}
      AND NOT EXISTS (SELECT 1 FROM claimed o WHERE o.sbom = c.sbom AND o.own = 0 AND o.target = c.target)
      AND NOT ${kin('r.target', 'c.target', document)})`;
