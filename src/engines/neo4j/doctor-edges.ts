import { EDGES } from '#schema';
import type { EdgeKind } from '#schema';
import { cypher, cypherName } from '#queries';
import type { Cypher } from '#queries';
import { Found, checkOf, counted } from '../doctor-check.ts';
import type { Check } from '../engine.ts';
import type { Transaction } from './connection.ts';
import { countedPlaces, findAll } from './doctor-found.ts';

const KINDS: readonly EdgeKind[] = EDGES;
const CLAIMED = KINDS.filter(({ basis }) => basis === 'claimed');
const IMPLIED = KINDS.filter(({ basis }) => basis === 'implied');
const CHANGED = 'The database was changed from outside: restore it, or ingest everything into an empty one.';

const isStored = (key: Cypher): Cypher =>
  cypher`EXISTS { MATCH (s:Document {key: ${key}}) WHERE s.outcome IS NOT NULL }`;

const claimedEnds = ({ type, from, to }: EdgeKind): Cypher =>
  countedPlaces(
    cypher`MATCH (a)-[e:${cypherName(type)}]->(b) WHERE NOT a:${cypherName(from)} OR NOT b:${cypherName(to)} OR NOT ${isStored(cypher`e.document`)}`,
    cypher`'${cypherName(type)} said by ' + coalesce(e.document, 'nobody') + ' ' + coalesce(e.at, '')`,
  );

const impliedEnds = ({ type, from, to, within }: EdgeKind): Cypher =>
  countedPlaces(
    cypher`MATCH (a)-[e:${cypherName(type)}]->(b) WHERE NOT a:${cypherName(from)} OR NOT b:${cypherName(to)}${
      within === undefined ? cypher`` : cypher` OR NOT EXISTS { (:${cypherName(within)} {key: e.within}) }`
    }`,
    cypher`'${cypherName(type)} of ' + coalesce(${within === undefined ? cypher`a.key` : cypher`e.within`}, 'nothing that is there')`,
  );

/** The one end that the identity of a node implies. */
const impliedOnce = ({ type, from }: EdgeKind): Cypher =>
  countedPlaces(
    cypher`MATCH (a:${cypherName(from)}) WHERE COUNT { (a)-[:${cypherName(type)}]->() } <> 1`,
    cypher`'${cypherName(type)} of ' + coalesce(a.key, '')`,
  );

const once = (path: Cypher): Cypher => cypher`COUNT { ${path} } = 1`;

/** An exposure that is open leads to what it exposes and whose it is, one that is over to what it was. */
const exposureEnds = (is: Cypher, label: Cypher, exposes: Cypher, ofWorkload: Cypher): Cypher =>
  countedPlaces(
    cypher`MATCH (e:Exposure) WHERE ${is} AND NOT (${label} AND ${once(cypher`(e)-[:${ofWorkload}]->(:Workload {key: e.workload})`)}
      AND COUNT { (e)-[:OF_WORKLOAD|WAS_OF_WORKLOAD]->() } = 1
      AND COUNT { (e)-[:${exposes}]->(:Artifact {key: e.artifact}) } = CASE WHEN e.artifact IS NULL THEN 0 ELSE 1 END
      AND COUNT { (e)-[:EXPOSES|EXPOSED]->() } = CASE WHEN e.artifact IS NULL THEN 0 ELSE 1 END
      AND (e.class IS NULL OR EXISTS { (:CoverageClass {key: e.class}) }))`,
    cypher`'exposure of ' + coalesce(e.namespace, '') + '/' + coalesce(e.workloadName, '')`,
  );

const ENDS: readonly Cypher[] = [
  ...CLAIMED.map(claimedEnds),
  ...IMPLIED.map(impliedEnds),
  ...IMPLIED.filter(({ properties }) => !('ordinal' in properties)).map(impliedOnce),
  exposureEnds(cypher`e.rt IS NULL AND e.vt IS NULL`, cypher`e:OpenExposure`, cypher`EXPOSES`, cypher`OF_WORKLOAD`),
  exposureEnds(
    cypher`(e.rt IS NOT NULL OR e.vt IS NOT NULL)`,
    cypher`NOT e:OpenExposure`,
    cypher`EXPOSED`,
    cypher`WAS_OF_WORKLOAD`,
  ),
  countedPlaces(
    cypher`MATCH (a)-[b:BILL|BILL_WAS]->(c) WHERE NOT a:Artifact OR NOT c:ComponentSet OR NOT ${isStored(cypher`b.document`)} OR NOT ${isStored(cypher`b.describer`)}`,
    cypher`'bill of ' + coalesce(a.key, '')`,
  ),
];

/** Every end of every relationship is of its kind, and every document that is named is there. */
export async function checkEnds(transaction: Transaction): Promise<Check> {
  const found = new Found();
  await findAll(transaction, ENDS, found);
  const law = 'Everything that names a document, a thing or a set names one that is there.';
  return checkOf(
    { name: 'ends', law, action: CHANGED },
    counted(KINDS.length, 'kind of edge', 'kinds of edges'),
    found,
  );
}

/** Claims are compared as wholes only where one place of a document says the same of the same things. */
const claimedTwice = ({ type }: EdgeKind): Cypher =>
  countedPlaces(
    cypher`MATCH (a)-[e:${cypherName(type)}]->(b) WITH a, b, e.document AS document, e.at AS at, collect(e) AS same WHERE size(same) > 1
      UNWIND same AS e WITH a, b, document, properties(e) AS said, count(*) AS n WHERE n > 1`,
    cypher`'${cypherName(type)} said by ' + coalesce(document, 'nobody')`,
  );

const memberTwice = ({ type, within }: EdgeKind): Cypher =>
  countedPlaces(
    cypher`MATCH (a)-[e:${cypherName(type)}]->() WITH ${within === undefined ? cypher`a.key` : cypher`e.within`} AS owner, e.ordinal AS ordinal,
      count(*) AS n WHERE n > 1`,
    cypher`'${cypherName(type)} of ' + coalesce(owner, '')`,
  );

const TWICE: readonly Cypher[] = [
  ...CLAIMED.map(claimedTwice),
  ...IMPLIED.filter(({ properties }) => 'ordinal' in properties).map(memberTwice),
  countedPlaces(
    cypher`MATCH (a:Artifact)-[b:BILL]->(c) WITH a, c, b.document AS document, b.describer AS describer, b.describerAt AS at, count(*) AS n
      WHERE n > 1`,
    cypher`'bill of ' + a.key`,
  ),
];

/** Relationships have no key of their own: what two writers would write twice is looked for. */
export async function checkDuplicates(transaction: Transaction): Promise<Check> {
  const found = new Found();
  await findAll(transaction, TWICE, found);
  const law = 'What a document says at one place is there once, and so is each member of a set.';
  const action = 'provgraph reread --all';
  return checkOf({ name: 'duplicates', law, action }, counted(TWICE.length, 'kind of edge', 'kinds of edges'), found);
}
