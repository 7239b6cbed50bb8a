import { cypher, cypherJoined, cypherName } from './answering/cypher.ts';
import type { Cypher } from './answering/cypher.ts';
import type { OpenCypher } from './answering/moment.ts';
import { DIGEST_PURLS, KEYS, MENTIONED, ROLES } from './digest-mentions.ts';
import type { Side } from './digest-mentions.ts';

/** The key of a node that the digest names: most go by the digest itself. */
const keyOf = (label: string): Cypher => (label === 'ComponentSet' ? cypher`'set:' + $hex` : cypher`$digest`);

/** One document in force that says it. */
const said = (claim: Cypher, document: Cypher): Cypher =>
  cypher`MATCH (s:Document {key: ${claim}.document}) WHERE ${document}`;

/** What the digest is by the edges of one side of a label: one pattern for all of them, as each takes long to plan. */
function mentions(label: string, side: Side, document: Cypher): Cypher {
  const types = MENTIONED.filter(([edge, end]) => end === side && (end === 'source' ? edge.from : edge.to) === label);
  const named = types.map(
    ([{ type }]) => cypher`${cypherName(type)}: '${cypherName(ROLES[`${type} ${side}`] ?? type)}'`,
  );
  const claim = cypher`[e:${cypherJoined(
    types.map(([{ type }]) => cypherName(type)),
    cypher`|`,
  )}]`;
  const path = side === 'source' ? cypher`-${claim}->` : cypher`<-${claim}-`;
  const roles = cypher`{${cypherJoined(named, cypher`, `)}}[type(e)]`;
  return cypher`MATCH (:${cypherName(label)} {key: ${keyOf(label)}})${path}(o) ${said(cypher`e`, document)} AND (type(e) = 'EMBODIES' OR e.document <> $digest)
    RETURN CASE type(e) WHEN 'EMBODIES' THEN toUpper(e.role) ELSE ${roles} END AS role, labels(o)[0] AS kind, o.key AS thing, e.document AS document,
      e.at AS at, coalesce(e.name, e.title) AS name, null AS text, null AS ordinal, '' AS part`;
}

const SIDES: readonly (readonly [string, Side])[] = Object.keys(KEYS).flatMap((label) =>
  (['source', 'target'] as const)
    .filter((side) =>
      MENTIONED.some(([edge, end]) => end === side && (end === 'source' ? edge.from : edge.to) === label),
    )
    .map((side) => [label, side] as const),
);

/** An SBOM gives the digest for a component of what it describes, or of nobody knows what. */
const componentDigest = (document: Cypher): Cypher => cypher`
  MATCH (:Digest {key: $digest})<-[i:INCLUDES_DIGEST]-(list:DigestSet)<-[l:LISTS_DIGESTS]-(sbom:Document) ${said(cypher`l`, document)}
  CALL (sbom) {
    MATCH (sbom)-[e:DESCRIBES]->(a:Artifact) ${said(cypher`e`, document)}
    RETURN collect(DISTINCT a.key) AS subjects
  }
  UNWIND CASE WHEN size(subjects) = 0 THEN [['Document', l.document]] ELSE [subject IN subjects | ['Artifact', subject]] END AS subject
  RETURN 'COMPONENT_DIGEST' AS role, subject[0] AS kind, subject[1] AS thing, l.document AS document, l.at AS at, null AS name, l.places AS text,
    i.ordinal AS ordinal, ${PART} AS part`;

/** Which member of which list it is. */
const PART = cypher`right('000000000' + toString(i.ordinal), 9) + ' ' + list.key`;

/** What holds a digest as a part of its text. */
const texts = (document: Cypher): readonly Cypher[] => [
  cypher`MATCH (s:Document {key: $digest}) WHERE ${document}
    RETURN 'DOCUMENT' AS role, 'Document' AS kind, s.key AS thing, s.key AS document, '' AS at, null AS name, null AS text, null AS ordinal, '' AS part`,
  cypher`MATCH (:Document)-[t:STATES]->(k:KubernetesObject) WHERE t.document >= '' AND t.summary CONTAINS $hex ${said(cypher`t`, document)}
    RETURN 'KUBERNETES_OBJECT' AS role, 'KubernetesObject' AS kind, k.key AS thing, t.document AS document, '' AS at, null AS name, t.summary AS text,
      null AS ordinal, '' AS part`,
  ...DIGEST_PURLS.map(
    (type) => cypher`MATCH (p:Purl) WHERE p.key STARTS WITH 'pkg:${cypherName(type)}/' AND p.key CONTAINS $hex
    MATCH (p)<-[i:INCLUDES]-(list:ComponentSet)<-[l:LISTS]-(:Document) ${said(cypher`l`, document)}
    RETURN 'COMPONENT' AS role, 'Purl' AS kind, p.key AS thing, l.document AS document, l.at AS at, null AS name, l.places AS text, i.ordinal AS ordinal,
      ${PART} AS part`,
  ),
  ...[
    [cypher`(r)-[e:RESOLVES_TO]->(:Artifact)`, cypher`null`, cypher`'named'`] as const,
    [cypher`(r)<-[e:CONSUMED_REFERENCE]-(:Build)`, cypher`e.name`, cypher`'used'`] as const,
  ].map(
    ([
      path,
      name,
      part,
    ]) => cypher`MATCH (r:Reference) WHERE r.key >= '' AND r.key CONTAINS $hex MATCH ${path} ${said(cypher`e`, document)}
    RETURN 'REFERENCE' AS role, 'Reference' AS kind, r.key AS thing, e.document AS document, e.at AS at, ${name} AS name, null AS text, null AS ordinal,
      ${part} AS part`,
  ),
];

/**
 * The table `mention` of `mentioned`, in Cypher: a part of a statement that gives its columns as variables. What a cursor carries
 * of it is replaced by itself: Neo4j then sorts it as it compares it with a parameter, by UTF-16 unit.
 */
export const mentionedCypher = ({ document }: Pick<OpenCypher, 'document'>): Cypher => cypher`CALL {
  ${cypherJoined(
    [...SIDES.map(([label, side]) => mentions(label, side, document)), componentDigest(document), ...texts(document)],
    cypher`
  UNION ALL
  `,
  )}
  }
  WITH role, kind, replace(thing, 'x', 'x') AS thing, document, replace(at, 'x', 'x') AS at, name, text, ordinal, part`;
