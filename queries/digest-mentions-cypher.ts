import type { EdgeKind } from '#schema';
import { cypher, cypherJoined, cypherName } from './answering/cypher.ts';
import type { Cypher } from './answering/cypher.ts';
import type { OpenCypher } from './answering/moment.ts';
import { DIGEST_PURLS, MENTIONED, ROLES } from './digest-mentions.ts';
import type { Side } from './digest-mentions.ts';

/** The key of a node that the digest names: most go by the digest itself. */
const keyOf = (label: string): Cypher => (label === 'ComponentSet' ? cypher`'set:' + $hex` : cypher`$digest`);

/** One document in force that says it. */
const said = (claim: Cypher, document: Cypher): Cypher =>
  cypher`MATCH (s:Document {key: ${claim}.document}) WHERE ${document}`;

function mention([edge, side]: readonly [EdgeKind, Side], document: Cypher): Cypher {
  const own = side === 'source' ? edge.from : edge.to;
  const other = cypherName(side === 'source' ? edge.to : edge.from);
  const isEmbodied = edge.type === 'EMBODIES';
  const role = isEmbodied
    ? cypher`toUpper(e.role)`
    : cypher`'${cypherName(ROLES[`${edge.type} ${side}`] ?? edge.type)}'`;
  const named = ['name', 'title'].find((property) => property in edge.properties);
  const name = named === undefined ? cypher`null` : cypher`e.${cypherName(named)}`;
  const claim = cypher`[e:${cypherName(edge.type)}]`;
  const path = side === 'source' ? cypher`-${claim}->` : cypher`<-${claim}-`;
  const itself = isEmbodied ? cypher`` : cypher` AND e.document <> $digest`;
  return cypher`MATCH (:${cypherName(own)} {key: ${keyOf(own)}})${path}(o:${other}) ${said(cypher`e`, document)}${itself}
    RETURN ${role} AS role, '${other}' AS kind, o.key AS thing, e.document AS document, e.at AS at, ${name} AS name, null AS text, null AS ordinal`;
}

/** An SBOM gives the digest for a component of what it describes, or of nobody knows what. */
const componentDigest = (document: Cypher): Cypher => cypher`
  MATCH (:Digest {key: $digest})<-[i:INCLUDES_DIGEST]-(:DigestSet)<-[l:LISTS_DIGESTS]-(sbom:Document) ${said(cypher`l`, document)}
  CALL (sbom) {
    MATCH (sbom)-[e:DESCRIBES]->(a:Artifact) ${said(cypher`e`, document)}
    RETURN collect(DISTINCT a.key) AS subjects
  }
  UNWIND CASE WHEN size(subjects) = 0 THEN [['Document', l.document]] ELSE [subject IN subjects | ['Artifact', subject]] END AS subject
  RETURN 'COMPONENT_DIGEST' AS role, subject[0] AS kind, subject[1] AS thing, l.document AS document, l.at AS at, null AS name, l.places AS text,
    i.ordinal AS ordinal`;

/** What holds a digest as a part of its text. */
const texts = (document: Cypher): readonly Cypher[] => [
  cypher`MATCH (s:Document {key: $digest}) WHERE ${document}
    RETURN 'DOCUMENT' AS role, 'Document' AS kind, s.key AS thing, s.key AS document, '' AS at, null AS name, null AS text, null AS ordinal`,
  cypher`MATCH (:Document)-[t:STATES]->(k:KubernetesObject) WHERE t.document >= '' AND t.summary CONTAINS $hex ${said(cypher`t`, document)}
    RETURN 'KUBERNETES_OBJECT' AS role, 'KubernetesObject' AS kind, k.key AS thing, t.document AS document, '' AS at, null AS name, t.summary AS text,
      null AS ordinal`,
  ...DIGEST_PURLS.map(
    (type) => cypher`MATCH (p:Purl) WHERE p.key STARTS WITH 'pkg:${cypherName(type)}/' AND p.key CONTAINS $hex
    MATCH (p)<-[i:INCLUDES]-(:ComponentSet)<-[l:LISTS]-(:Document) ${said(cypher`l`, document)}
    RETURN 'COMPONENT' AS role, 'Purl' AS kind, p.key AS thing, l.document AS document, l.at AS at, null AS name, l.places AS text, i.ordinal AS ordinal`,
  ),
  ...[
    [cypher`(r)-[e:RESOLVES_TO]->(:Artifact)`, cypher`null`] as const,
    [cypher`(r)<-[e:CONSUMED_REFERENCE]-(:Build)`, cypher`e.name`] as const,
  ].map(
    ([
      path,
      name,
    ]) => cypher`MATCH (r:Reference) WHERE r.key >= '' AND r.key CONTAINS $hex MATCH ${path} ${said(cypher`e`, document)}
    RETURN 'REFERENCE' AS role, 'Reference' AS kind, r.key AS thing, e.document AS document, e.at AS at, ${name} AS name, null AS text, null AS ordinal`,
  ),
];

/**
 * The table `mention` of `mentioned`, in Cypher: a part of a statement that gives its columns as variables. What a cursor carries
 * of it is replaced by itself: Neo4j then sorts it as it compares it with a parameter, by UTF-16 unit.
 */
export const mentionedCypher = ({ document }: Pick<OpenCypher, 'document'>): Cypher => cypher`CALL {
  ${cypherJoined(
    [...MENTIONED.map((one) => mention(one, document)), componentDigest(document), ...texts(document)],
    cypher`
  UNION ALL
  `,
  )}
  }
  WITH role, kind, replace(thing, 'x', 'x') AS thing, document, replace(at, 'x', 'x') AS at, name, text, ordinal`;
