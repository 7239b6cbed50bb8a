import { EDGES } from '#schema';
import type { EdgeKind } from '#schema';
import { cypher, cypherJoined, cypherName, cypherWhole } from '#queries';
import type { Cypher } from '#queries';
import type { NodeKey, ThingShown } from '../engine.ts';
import { idMeant, meaningsOf } from '../meanings-of.ts';
import type { Meaning } from '../meanings-of.ts';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import { claimsInForce } from './entities-claims.ts';
import { exposureFacts, modelNamed } from './entities-exposures.ts';
import { nodesShown } from './entities-nodes.ts';
import { cellsOf, listIn, textIn, textOrNullIn, wholeIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';

/** Facts that documents state of one thing; what uses it is shown beside them, and never crowded out. */
const FACTS_SHOWN = 200;
/** The largest number by which a list can be cut: more than any store has of one thing. */
const ALL = 2 ** 31 - 1;

/** One kind of edge at one of its ends: what is known of a thing is known along these, in their order. */
interface Way {
  readonly edge: EdgeKind;
  readonly direction: 'out' | 'in';
  /** The kind of node at the other end. */
  readonly other: string;
}

/** Edges of identity that are shown as facts: the versions of a package, the purls of a version. */
const SHOWN_IMPLIED = ['VERSION_OF', 'OF_VERSION'];

/** Everything known about one thing. Null where nothing goes by that id. */
export async function thingShown(transaction: Transaction, text: string): Promise<ThingShown | null> {
  const meanings = meaningsOf(text);
  const nodes = await nodesShown(transaction, meanings);
  const found = nodes.findIndex((node) => node !== null);
  const meaning = meanings[found];
  if (meaning === undefined) return modelNamed(transaction, text, FACTS_SHOWN);
  return thingMeant(transaction, meaning, nodes[found]?.name ?? text, FACTS_SHOWN);
}

/** Everything known about the things of these kinds and ids: the first facts of each. */
export const thingsShown = (transaction: Transaction, keys: readonly NodeKey[]): Promise<(ThingShown | null)[]> =>
  thingsOf(transaction, keys, FACTS_SHOWN);

/** Everything known about the things of these kinds and ids, however much it is. */
export const wholeThings = (transaction: Transaction, keys: readonly NodeKey[]): Promise<(ThingShown | null)[]> =>
  thingsOf(transaction, keys, ALL);

async function thingsOf(
  transaction: Transaction,
  keys: readonly NodeKey[],
  most: number,
): Promise<(ThingShown | null)[]> {
  const things: (ThingShown | null)[] = [];
  for (const node of await nodesShown(transaction, keys)) {
    things.push(node === null ? null : await thingMeant(transaction, idMeant(node.kind, node.id), node.name, most));
  }
  return things;
}

/** Two statements: what is stated, and what uses it. */
async function thingMeant(
  transaction: Transaction,
  { kind, id, understood }: Meaning,
  name: string,
  most: number,
): Promise<ThingShown> {
  const said = await statedFacts(transaction, kind, id, most);
  const used = await exposureFacts(transaction, kind, id, most);
  const facts = [...said.facts.slice(0, most), ...used.facts];
  return { kind, id, name, understood, facts, factsTotal: said.total + used.total };
}

function waysOf(kind: string): readonly Way[] {
  const out = (edge: EdgeKind): Way[] =>
    edge.from === kind && edge.basis === 'claimed' ? [{ edge, direction: 'out', other: edge.to }] : [];
  const into = (edge: EdgeKind): Way[] => (edge.to === kind ? [{ edge, direction: 'in', other: edge.from }] : []);
  const edges: readonly EdgeKind[] = EDGES;
  return [
    ...edges.filter(({ basis }) => basis === 'claimed').flatMap((edge) => [...out(edge), ...into(edge)]),
    ...edges.filter(({ type }) => SHOWN_IMPLIED.includes(type)).flatMap(into),
  ];
}

async function statedFacts(
  transaction: Transaction,
  kind: string,
  id: string,
  most: number,
): Promise<{ readonly facts: ThingShown['facts']; readonly total: number }> {
  const ways = waysOf(kind);
  if (ways.length === 0) return { facts: [], total: 0 };
  const parts = ways.map((way, place) => factsAlong(kind, way, place));
  const statement = cypherJoined(parts, cypher` UNION ALL `);
  const rows = await cellsOf(transaction, statement, { id, most: whole(most) });
  const byPlace = new Map(rows.map((row) => [wholeIn(row, 'place'), row]));
  const found = ways.map((way, place) => ({ way, row: byPlace.get(place) }));
  return {
    facts: found.flatMap(({ way, row }) =>
      row === undefined ? [] : listIn(row, 'facts').map((fact) => factOf(way, fact)),
    ),
    total: found.reduce((sum, { row }) => sum + (row === undefined ? 0 : wholeIn(row, 'total')), 0),
  };
}

/** Long machine-read texts (a summary, packed places) are not for people. */
const shownNames = ({ basis, properties }: EdgeKind): readonly string[] =>
  basis === 'claimed' ? Object.entries(properties).flatMap(([name, { type }]) => (type === 'json' ? [] : [name])) : [];

function factsAlong(kind: string, { edge, direction }: Way, place: number): Cypher {
  const type = cypherName(edge.type);
  const near = cypher`(o:${cypherName(kind)} {key: $id})`;
  const path = direction === 'out' ? cypher`${near}-[e:${type}]->(n)` : cypher`${near}<-[e:${type}]-(n)`;
  const found = edge.basis === 'claimed' ? claimsInForce(path) : cypher`MATCH ${path}`;
  const shown = ['document', 'at', ...shownNames(edge)].map((name) => cypher`.${cypherName(name)}`);
  return cypher`
    ${found} WITH e, n.key AS other ORDER BY other, e.document, e.at
    RETURN ${cypherWhole(place)} AS place, count(e) AS total,
      collect(e {other: other, ${cypherJoined(shown, cypher`, `)}})[..$most] AS facts`;
}

function factOf({ edge, direction, other }: Way, fact: Cells): ThingShown['facts'][number] {
  const id = textIn(fact, 'other');
  const properties = shownNames(edge).flatMap((name): [string, unknown][] => {
    const value = fact[name] ?? null;
    return value === null ? [] : [[name, typeof value === 'boolean' ? Number(value) : value]];
  });
  return {
    edge: edge.type,
    direction,
    other: { kind: other, id, name: id },
    properties: Object.fromEntries(properties),
    document: textOrNullIn(fact, 'document'),
    at: textOrNullIn(fact, 'at') ?? '',
  };
}
