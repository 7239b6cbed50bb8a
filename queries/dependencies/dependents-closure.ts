import { cypher } from '../answering/cypher.ts';
import { timed } from '../answering/moment.ts';
import type { Moment } from '../answering/moment.ts';
import type { Asked } from '../answering/package-match.ts';
import { idOf, idsIn } from '../answering/rows.ts';
import type { NodeId, Reader, Statement } from '../question.ts';

/** SBOMs in force that list any of the purls for some artifact: how many there are, and those that state dependencies. */
const LISTING = timed(
  'dependents-sboms',
  ({ bill }) => `
  WITH asked(purl) AS MATERIALIZED (SELECT value FROM json_each(:purls)),
  listing(document, purl) AS MATERIALIZED (SELECT DISTINCT b.document, a.purl FROM asked a CROSS JOIN includes i ON i.target = a.purl
    CROSS JOIN bill b ON b.set_id = i.source AND ${bill}),
  stating(document, purls) AS MATERIALIZED (SELECT document, json_group_array(purl) FROM listing l WHERE EXISTS (SELECT 1 FROM states_dependencies t WHERE t.source = l.document) GROUP BY document)
  SELECT (SELECT count(DISTINCT document) FROM listing) AS listing, (SELECT count(*) FROM stating) AS stating, NULL AS id, NULL AS document, NULL AS purls
  UNION ALL SELECT * FROM (SELECT NULL, NULL, d.id, d.key, s.purls FROM stating s CROSS JOIN document d ON d.id = s.document ORDER BY d.key LIMIT :most)`,
  ({ bill, billed }) => cypher`
  UNWIND $purls AS key MATCH (:Purl {key: key})<-[:INCLUDES]-(:ComponentSet)<-[b:${billed}]-(:Artifact) WHERE ${bill}
  WITH DISTINCT b.document AS document, key ORDER BY document
  WITH document, collect(key) AS purls
  WITH document, purls, EXISTS { (:Document {key: document})-[:STATES_DEPENDENCIES]->() } AS states
  WITH count(*) AS listing, collect(CASE WHEN states THEN {document: document, purls: purls} END) AS stating
  UNWIND [null] + stating[..$most] AS one
  RETURN CASE WHEN one IS NULL THEN listing END AS listing, CASE WHEN one IS NULL THEN size(stating) END AS stating,
    one.document AS id, one.document AS document, one.purls AS purls`,
);

/** The pairs of an SBOM whose dependency was reached. `:nodes`: [document, purl]. */
const PAIRS: Statement = {
  name: 'dependents-pairs',
  sql: `SELECT t.source AS document, p.source AS purl, p.within AS set_id, p.ordinal FROM json_each(:nodes) w
    CROSS JOIN states_dependencies t ON t.source = w.value ->> 0 CROSS JOIN depends_on p ON p.target = w.value ->> 1 AND p.within = t.target LIMIT :most`,
  cypher: cypher`UNWIND $nodes AS w WITH w[0] AS document, collect(w[1]) AS purls
    MATCH (:Document {key: document})-[:STATES_DEPENDENCIES]->(t:DependencySet) WITH document, purls, t
    MATCH (source:Purl)-[p:DEPENDS_ON]->(target:Purl) USING INDEX p:DEPENDS_ON(within) WHERE p.within = t.key AND target.key IN purls
    RETURN document, source.key AS purl, p.within AS set_id, p.ordinal AS ordinal LIMIT $most`,
};

const NAMED = timed(
  'dependents-sboms-by-name',
  ({ document, describer }) => `
  SELECT count(DISTINCT n.document) AS n FROM json_each(:components) w CROSS JOIN names n ON n.target = w.value
    JOIN document_state s ON s.document = n.document AND ${document}
  WHERE EXISTS (SELECT 1 FROM describes d JOIN document_state w ON w.document = d.document AND ${describer} WHERE d.source = n.source)`,
  ({ document, describer }) => cypher`
  UNWIND $components AS key MATCH (:Component {key: key})<-[n:NAMES]-(x:Document)
  MATCH (s:Document {key: n.document}) WHERE ${document} AND EXISTS {
    MATCH (x)-[d:DESCRIBES]->(:Artifact) MATCH (w:Document {key: d.document}) WHERE ${describer} }
  RETURN count(DISTINCT n.document) AS n`,
);

export const closureStatements = {
  sboms: LISTING.now,
  sbomsThen: LISTING.then,
  pairs: PAIRS,
  byName: NAMED.now,
  byNameThen: NAMED.then,
};

/** One SBOM in which a purl pulls the package in: how far away, and the pair that says so. */
export interface Pull {
  readonly document: NodeId;
  readonly purl: NodeId;
  /** 1: it depends on the package itself. */
  readonly distance: number;
  readonly set: NodeId;
  readonly ordinal: number;
}

export interface Pulls {
  readonly pulls: readonly Pull[];
  /** Digests of the SBOMs that were gone through, by id. */
  readonly documents: ReadonlyMap<NodeId, string>;
  /** SBOMs that list the package by purl; of them those that state dependencies; SBOMs that name it without one. */
  readonly listing: number;
  readonly stating: number;
  readonly byName: number;
  /** SBOMs whose pairs were followed to the end. */
  readonly followed: number;
}

/**
 * Pairs that are looked at, SBOMs that are gone through together, and SBOMs at most: what fits into a short answer. The
 * SBOMs come in the order of their digests, which is as good as drawing lots, so that a cut answer is a fair sample.
 */
const LIMITS = { pairs: 4_000, together: 50, sboms: 1_000 };

/** Pairs of one level of SBOMs gone through together: more than these are not even fetched. */
const LEVEL = 40_000;

/** Everything that pulls one of the purls in, each SBOM by itself. */
export async function pullsOf(
  reader: Reader,
  moment: Moment,
  asked: { purls: readonly Asked[]; components: readonly Asked[] },
): Promise<Pulls> {
  const purls = asked.purls.map(({ id }) => id);
  const [counts, ...rows] = await reader.rows(LISTING[moment.mode], {
    purls,
    most: LIMITS.sboms,
    ...moment.parameters,
  });
  const documents = new Map(rows.map((row) => [idOf(row, 'id'), String(row['document'])]));
  const asking = rows.map((row): Start => [idOf(row, 'id'), idsIn(row, 'purls')]);
  const pulls: Pull[] = [];
  let [left, followed] = [LIMITS.pairs, 0];
  while (followed < asking.length && left > 0) {
    const some = asking.slice(followed, followed + LIMITS.together);
    const closure = await closureOf(reader, some, left);
    pulls.push(...closure.pulls);
    left -= closure.looked;
    if (!closure.whole) break;
    followed += some.length;
  }
  const components = asked.components.map(({ id }) => id);
  const [named] = await reader.rows(NAMED[moment.mode], { components, ...moment.parameters });
  return {
    pulls,
    documents,
    listing: Number(counts?.['listing'] ?? 0),
    stating: Number(counts?.['stating'] ?? 0),
    byName: Number(named?.['n'] ?? 0),
    followed,
  };
}

/** An SBOM, and the purls that it lists of those asked for. */
type Start = readonly [document: NodeId, purls: readonly NodeId[]];

/** A level at a time, all SBOMs together; nothing is gone through twice, and the package is not its own dependent. */
async function closureOf(
  reader: Reader,
  starts: readonly Start[],
  most: number,
): Promise<{ pulls: readonly Pull[]; looked: number; whole: boolean }> {
  const own = new Map(starts.map(([document, purls]) => [document, new Set(purls)]));
  const seen = new Map(starts.map(([document]) => [document, new Map<NodeId, Pull>()]));
  let looked = 0;
  let level = starts.flatMap(([document, purls]) => purls.map((purl): [NodeId, NodeId] => [document, purl]));
  let distance = 0;
  while (level.length > 0 && looked <= most) {
    distance++;
    const rows = await reader.rows(PAIRS, { nodes: level, most: LEVEL + 1 });
    looked += rows.length;
    if (rows.length > LEVEL) break;
    level = [];
    for (const row of rows) {
      const [document, purl, ordinal] = [idOf(row, 'document'), idOf(row, 'purl'), Number(row['ordinal'])];
      const known = seen.get(document);
      const before = known?.get(purl);
      if (known === undefined || own.get(document)?.has(purl) === true) continue;
      if (before === undefined) level.push([document, purl]);
      // Of several pairs of the same distance the first in the set is shown: all are in the set of its type.
      else if (before.distance < distance || before.ordinal < ordinal) continue;
      known.set(purl, { document, purl, distance, set: idOf(row, 'set_id'), ordinal });
    }
  }
  return { pulls: [...seen.values()].flatMap((known) => [...known.values()]), looked, whole: level.length === 0 };
}
