import { shownProperties } from '#schema';
import type { EntityField } from '#schema';
import { cypher, cypherJoined, cypherName, cypherWhole } from '#queries';
import type { Cypher } from '#queries';
import { claimsInForce } from './entities-claims.ts';
import { nodeMap, nodeName } from './entities-nodes.ts';

/** How many claims of one edge are shown. */
export const EVIDENCE_SHOWN = 20;
/** How many exposures of one workload and artifact are looked at: their documents are in a text. */
const EXPOSURES_READ = 200;

/** Where the edges of a kind are kept. */
interface Kept {
  /** Finds every edge `e` that counts from `o` to its neighbour `n`, on either of which the variable may be bound already. */
  readonly match: Cypher;
  /** Finds what is counted: how many neighbours there are. */
  readonly total: Cypher;
  /** What an edge shows beside its properties. */
  readonly says: Cypher;
  readonly order: Cypher;
  readonly shown: number;
}

/**
 * One statement for the neighbours of any number of nodes. Parameters, in the map `given`: `ids` of the nodes, `after`, the id of the neighbour to
 * begin behind or an empty text, and `most`, how many neighbours each node may have. Rows: `place` in the list, `total` if
 * `counted`, and `neighbours`, maps of `node`, `agreed`, `claims` (how many) and `evidence`. The claims of a page alone are
 * looked up, so that a node with very many neighbours costs the sorting of their ids.
 */
export function neighboursCypher(field: EntityField, counted: boolean): Cypher {
  const { label, edge, other } = field;
  const kept =
    edge.basis === 'claimed' ? claimsOf(field) : edge.basis === 'implied' ? membersOf(field) : exposuresOf(field);
  const names = shownProperties(edge).map(({ name }) => ({ name: cypherName(name), value: valueOf(edge.type, name) }));
  const own = names.map(({ name, value }) => cypher`, ${name}: ${value}`);
  const agreed = names.map(
    ({ name, value }) => cypher`${name}: CASE WHEN min(${value}) = max(${value}) THEN min(${value}) END`,
  );
  return cypher`
    WITH ${heldAfter(other)} AS after
    UNWIND range(0, size($given.ids) - 1) AS place
    MATCH (o:${cypherName(label)} {key: $given.ids[place]})
    WITH place, after, o, ${counted ? cypher`COUNT { ${kept.total} }` : cypher`null`} AS total
    CALL (o, after) {
      ${kept.match} WITH DISTINCT n WITH n WHERE n.key > after WITH n ORDER BY n.key LIMIT $given.most
      CALL (o, n) {
        ${kept.match} WITH e ORDER BY ${kept.order}
        RETURN count(e) AS claims, {${cypherJoined(agreed, cypher`, `)}} AS agreed,
          collect({${kept.says}${cypherJoined(own, cypher``)}})[..${cypherWhole(kept.shown)}] AS evidence
      }
      WITH n, claims, agreed, evidence, ${nodeName(other)} AS name ORDER BY n.key
      RETURN collect({node: ${nodeMap(other)}, claims: claims, agreed: agreed, evidence: evidence}) AS neighbours
    }
    RETURN place, total, neighbours`;
}

/** The id to begin behind, as it is stored: to a text that is given a stored one is compared by UTF-16 unit, and not as it is sorted. */
const heldAfter = (other: string): Cypher =>
  cypher`coalesce(COLLECT { MATCH (k:${cypherName(other)} {key: $given.after}) RETURN [one IN [k] | one.key][0] AS held LIMIT 1 }[0], $given.after)`;

/** What most members of a set have in common is left out of the relationship. */
const valueOf = (type: string, name: string): Cypher =>
  type === 'INCLUDES' && name === 'scope' ? cypher`coalesce(e.scope, 'required')` : cypher`e.${cypherName(name)}`;

const along = ({ edge, direction }: EntityField): Cypher => {
  const type = cypherName(edge.type);
  return direction === 'out' ? cypher`(o)-[e:${type}]->(n)` : cypher`(o)<-[e:${type}]-(n)`;
};

/** Claims of documents in force. */
function claimsOf(field: EntityField): Kept {
  const match = claimsInForce(along(field));
  return {
    match,
    total: cypher`${match} RETURN DISTINCT n`,
    says: cypher`document: e.document, at: e.at`,
    order: cypher`e.document, e.at`,
    shown: EVIDENCE_SHOWN,
  };
}

/** What the identity of a node implies: members of a list, which may hold one of them several times, or the one end of each. */
function membersOf(field: EntityField): Kept {
  const match = cypher`MATCH ${along(field)}`;
  const isOnce = field.edge.properties['scope'] === undefined;
  return {
    match,
    total: isOnce ? match : cypher`${match} RETURN DISTINCT n`,
    says: cypher`document: null, at: ''`,
    order: 'ordinal' in field.edge.properties ? cypher`e.ordinal` : cypher`n.key`,
    shown: EVIDENCE_SHOWN,
  };
}

/**
 * What a workload runs or loads now is an exposure, by the first step of its path. What that was built with is neither, nor
 * is its config or its index, where an SBOM may be found. A quote inside of a JSON text is escaped, so that what is looked
 * for in the path stands nowhere but at the beginning of a hop.
 */
function exposuresOf({ edge, direction }: EntityField): Kept {
  const path =
    direction === 'out'
      ? cypher`(o)<-[:OF_WORKLOAD]-(e:Exposure)-[:EXPOSES]->(n)`
      : cypher`(o)<-[:EXPOSES]-(e:Exposure)-[:OF_WORKLOAD]->(n)`;
  const match = cypher`MATCH ${path} WHERE e.route <> 'BUILD_TIME' AND e.hops STARTS WITH '[{"edge":"${cypherName(edge.type)}"'
      AND NOT last(split(e.hops, '{"edge":"')) STARTS WITH 'HAS_CONFIG"' AND NOT last(split(e.hops, '{"edge":"')) STARTS WITH 'PLATFORM_OF"'`;
  return {
    match,
    total: cypher`${match} RETURN DISTINCT n`,
    says: cypher`hops: e.hops`,
    order: cypher`e.rowKey, e.key`,
    shown: EXPOSURES_READ,
  };
}
