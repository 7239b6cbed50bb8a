import { cypher } from './cypher.ts';
import type { Cypher } from './cypher.ts';
import type { Open, OpenCypher } from './moment.ts';

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

/**
 * The same rule in Cypher, of one SBOM `d`: a part of a statement that adds `disputes`, a list of [artifact, rival], keys both
 * of them, empty where nobody disputes what it is about.
 */
export const disputesCypher = ({ document }: Pick<OpenCypher, 'document'>): Cypher => cypher`
  CALL (d) {
    MATCH (d)-[e:DESCRIBES]->(t:Artifact) MATCH (s:Document {key: e.document}) WHERE ${document}
    WITH t, {target: t.key, own: e.document = d.key, how: e.how, algorithm: split(t.key, ':')[0]} AS claim
    WITH collect({node: t, claim: claim}) AS claims WHERE size(claims) > 1
    UNWIND claims AS one
    WITH claims, one.node AS node, one.claim AS c
    CALL (node) {
      OPTIONAL MATCH (node)-[k:HAS_PLATFORM|HAS_CONFIG]-(other:Artifact)
        WHERE EXISTS { MATCH (s:Document {key: k.document}) WHERE ${document} }
      RETURN collect(DISTINCT other.key) AS linked
    }
    WITH [other IN claims | other.claim] AS claimed, c, linked + [c.target] AS kin
    UNWIND claimed AS r
    WITH claimed, kin, c, r WHERE (c.own <> r.own AND none(o IN claimed WHERE o.own = r.own AND o.target IN kin))
      OR (c.own AND r.own AND c.target <> r.target AND c.algorithm = r.algorithm AND NOT (c.how = 'REPO_DIGEST' AND r.how = 'REPO_DIGEST')
        AND none(o IN claimed WHERE NOT o.own AND o.target = c.target) AND NOT r.target IN kin)
    RETURN collect(DISTINCT [c.target, r.target]) AS disputes
  }`;
