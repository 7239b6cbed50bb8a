import { placeAt } from '#schema';
import { DependencySearch } from './search.ts';
import { cypher } from '../answering/cypher.ts';
import type { Step } from './search.ts';
import { flagOf, idOf, pairsOnce } from '../answering/rows.ts';
import type { NodeId, Reader, Row, Statement, Value } from '../question.ts';

const SBOMS: Statement = {
  name: 'dependency-sboms',
  sql: `SELECT d.id, d.key, l.target AS set_id, l.places, EXISTS (SELECT 1 FROM states_dependencies t WHERE t.source = d.id) AS states
    FROM json_each(:documents) w CROSS JOIN document d ON d.key = w.value CROSS JOIN lists l ON l.source = d.id`,
  cypher: cypher`UNWIND $documents AS key MATCH (d:Document {key: key})-[l:LISTS]->(t:ComponentSet)
    RETURN key AS id, key, t.key AS set_id, l.places AS places, EXISTS { (d)-[:STATES_DEPENDENCIES]->() } AS states`,
};

/** Where the SBOM of each search lists what was reached. `:nodes`: [search, document, purl]. */
const MEMBERS: Statement = {
  name: 'dependency-members',
  sql: `SELECT w.value ->> 0 AS search, i.target AS purl, i.source AS set_id, i.ordinal FROM json_each(:nodes) w
    CROSS JOIN lists l ON l.source = w.value ->> 1 CROSS JOIN includes i ON i.target = w.value ->> 2 AND i.source = l.target`,
  cypher: cypher`UNWIND $nodes AS w MATCH (:Document {key: w[1]})-[:LISTS]->(t:ComponentSet) WITH w, t
    MATCH (p:Purl {key: w[2]}) MATCH (t)-[i:INCLUDES]->(p)
    RETURN w[0] AS search, p.key AS purl, t.key AS set_id, i.ordinal AS ordinal`,
};

/** The pairs of the same SBOM that lead to what was reached. In a graph each set of pairs is gone through once. */
const PAIRS: Statement = {
  name: 'dependency-pairs',
  sql: `SELECT w.value ->> 0 AS search, p.source, p.target, p.within, p.ordinal FROM json_each(:nodes) w
    CROSS JOIN states_dependencies t ON t.source = w.value ->> 1 CROSS JOIN depends_on p ON p.target = w.value ->> 2 AND p.within = t.target LIMIT :most`,
  cypher: cypher`UNWIND $nodes AS w WITH w[0] AS search, w[1] AS document, collect(w[2]) AS purls
    MATCH (:Document {key: document})-[:STATES_DEPENDENCIES]->(t:DependencySet) WITH search, purls, t
    MATCH (source:Purl)-[p:DEPENDS_ON]->(target:Purl) USING INDEX p:DEPENDS_ON(within) WHERE p.within = t.key AND target.key IN purls
    RETURN search, source.key AS source, target.key AS target, p.within AS within, p.ordinal AS ordinal LIMIT $most`,
};

const NAMES: Statement = {
  name: 'dependency-names',
  sql: `SELECT p.id, p.key AS purl, v.key AS name FROM json_each(:purls) w CROSS JOIN purl p ON p.id = w.value
    CROSS JOIN package_version v ON v.id = p.of_version`,
  cypher: cypher`UNWIND $purls AS key MATCH (p:Purl {key: key})-[:OF_VERSION]->(v:PackageVersion)
    RETURN key AS id, key AS purl, v.key AS name`,
};

const PAIR_PLACES: Statement = {
  name: 'dependency-pair-places',
  sql: `SELECT t.source AS document, t.target AS set_id, t.places FROM json_each(:sets) w
    CROSS JOIN states_dependencies t ON t.source = w.value ->> 0 AND t.target = w.value ->> 1`,
  cypher: cypher`UNWIND $sets AS w MATCH (:Document {key: w[0]})-[t:STATES_DEPENDENCIES]->(n:DependencySet) WHERE n.key = w[1]
    RETURN w[0] AS document, w[1] AS set_id, t.places AS places`,
};

export const chainStatements = {
  dependencySboms: SBOMS,
  dependencyMembers: MEMBERS,
  dependencyPairs: PAIRS,
  dependencyNames: NAMES,
  dependencyPairPlaces: PAIR_PLACES,
};

/** What is looked for: how the subject of an SBOM (by digest) depends on any of these purls (ids of this store). */
export interface ChainAsked {
  readonly document: string;
  readonly purls: readonly NodeId[];
}

/** One package of a chain, and where the SBOM says it: the first is listed there, each other is depended on there. */
export interface ChainLink {
  readonly package: string;
  readonly at: string;
}

/** Why there is no chain. UNREACHABLE: the SBOM says what its subject depends on, and none of that leads there. */
export type Unsaid = 'NO_DEPENDENCIES' | 'SUBJECT_UNSAID' | 'UNREACHABLE' | 'LIMIT_REACHED';

/** All shortest chains from a direct dependency of the subject to the package, by name; `more`: there are further ones. */
export interface ChainsFound {
  readonly chains: readonly (readonly ChainLink[])[];
  readonly more: boolean;
  /** Null where there are chains. */
  readonly unsaid: Unsaid | null;
}

/** Longest chain that is looked for. */
const LEVELS = 250;

export interface ChainLimits {
  /** Shortest chains that are given of one search. */
  readonly chains: number;
  /** Dependency pairs that are looked at, by all searches together. */
  readonly pairs: number;
}

interface Sbom {
  readonly id: NodeId;
  readonly states: boolean;
  readonly sets: ReadonlyMap<NodeId, string>;
  readonly lines: Map<NodeId, readonly string[]>;
}

interface Direct {
  readonly set: NodeId;
  readonly ordinal: number;
}

/**
 * For each search the shortest dependency chains, in the order asked. Pairs of one SBOM are never combined with those of
 * another. All searches climb together, so that a level costs two statements whatever their number.
 */
export async function dependencyChains(
  reader: Reader,
  asked: readonly ChainAsked[],
  limits: ChainLimits,
): Promise<readonly ChainsFound[]> {
  const sboms = await sbomsOf(reader, asked);
  const searches = asked.map(({ document, purls }) => {
    const search = new DependencySearch(sboms.get(document)?.id ?? 0, purls);
    if (unsaidBefore(sboms.get(document)) !== null) search.stop();
    return search;
  });
  const directs = new Map(searches.map((search) => [search, new Map<NodeId, Direct>()]));
  const sbomOf = (index: number): Sbom | undefined => sboms.get(asked[index]?.document ?? '');
  let left = limits.pairs;
  for (let level = 0; level < LEVELS && left >= 0 && openOf(searches).length > 0; level++) {
    await beginAll(reader, searches, sbomOf, directs);
    left -= await climbAll(reader, searches, left);
  }
  const cut = new Set(openOf(searches));
  const names = await namesOf(reader, searches);
  const drawn = searches.map((search) => search.chains(names.compare, limits.chains));
  const places = await placesOf(
    reader,
    searches.flatMap((search, index) => (drawn[index] ?? []).flatMap(({ steps }) => setsOf(search, steps))),
  );
  return searches.map((search, index): ChainsFound => {
    const chains = (drawn[index] ?? []).map(({ begins, steps }): ChainLink[] => {
      const direct = directs.get(search)?.get(begins);
      const packed = direct === undefined ? '' : (sbomOf(index)?.sets.get(direct.set) ?? '');
      const first = { package: names.of(begins), at: placeAt(packed, direct?.ordinal ?? 0)?.place ?? '' };
      return [first, ...steps.map((step) => ({ package: names.of(step.to), at: places(search.document, step) }))];
    });
    const unsaid = unsaidBefore(sbomOf(index)) ?? (cut.has(search) ? 'LIMIT_REACHED' : 'UNREACHABLE');
    const given = chains.slice(0, limits.chains);
    return { chains: given, more: chains.length > given.length, unsaid: given.length > 0 ? null : unsaid };
  });
}

const openOf = (searches: readonly DependencySearch[]): DependencySearch[] =>
  searches.filter(({ level }) => level.length > 0);

const nodesOf = (searches: readonly DependencySearch[]): readonly (readonly Value[])[] =>
  searches.flatMap(({ document, level }, index) => level.map((purl) => [index, document, purl]));

async function sbomsOf(reader: Reader, asked: readonly ChainAsked[]): Promise<ReadonlyMap<string, Sbom>> {
  const documents = [...new Set(asked.map(({ document }) => document))];
  const rows = Map.groupBy(await reader.rows(SBOMS, { documents }), (row) => String(row['key']));
  return new Map(
    [...rows].map(([key, lists]): [string, Sbom] => {
      const sets = new Map(lists.map((row) => [idOf(row, 'set_id'), String(row['places'])]));
      const first = lists[0] ?? {};
      return [key, { id: idOf(first, 'id'), states: flagOf(first, 'states'), sets, lines: new Map() }];
    }),
  );
}

/** Why no search is needed; null: it is. Where the subject is said to depend on anything, every member is `+` or `-`. */
function unsaidBefore(sbom: Sbom | undefined): Unsaid | null {
  const isSaid = [...(sbom?.sets.values() ?? [])].some((places) => /\n[+-]/u.test(places));
  if (isSaid) return null;
  return sbom?.states === true ? 'SUBJECT_UNSAID' : 'NO_DEPENDENCIES';
}

/** Ends the searches whose last level holds a direct dependency. */
async function beginAll(
  reader: Reader,
  searches: readonly DependencySearch[],
  sbomOf: (index: number) => Sbom | undefined,
  directs: ReadonlyMap<DependencySearch, Map<NodeId, Direct>>,
): Promise<void> {
  for (const row of await reader.rows(MEMBERS, { nodes: nodesOf(searches) })) {
    const [index, set, ordinal] = [Number(row['search']), idOf(row, 'set_id'), Number(row['ordinal'])];
    const search = searches[index];
    const sbom = sbomOf(index);
    if (search === undefined || sbom === undefined) continue;
    const lines = sbom.lines.get(set) ?? (sbom.sets.get(set) ?? '').split('\n');
    sbom.lines.set(set, lines);
    const found = directs.get(search);
    const purl = idOf(row, 'purl');
    if (lines[ordinal + 1]?.startsWith('+') !== true) continue;
    // The same purl may be listed with several scopes: the first one that is direct is shown.
    const known = found?.get(purl);
    if (known === undefined || known.ordinal > ordinal) found?.set(purl, { set, ordinal });
  }
  for (const [search, found] of directs) {
    if (search.level.length > 0 && found.size > 0) search.begin([...found.keys()]);
  }
}

/** The next level of every search that is not over, unless that is more than so many pairs; gives how many they are. */
async function climbAll(reader: Reader, searches: readonly DependencySearch[], most: number): Promise<number> {
  if (openOf(searches).length === 0) return 0;
  const rows = await reader.rows(PAIRS, { nodes: nodesOf(searches), most: most + 1 });
  if (rows.length > most) return rows.length;
  const bySearch = Map.groupBy(rows, (row) => Number(row['search']));
  for (const [index, search] of searches.entries()) {
    if (search.level.length > 0) search.climb((bySearch.get(index) ?? []).map(pairOf));
  }
  return rows.length;
}

const pairOf = (row: Row): { from: NodeId; step: Step } => ({
  from: idOf(row, 'source'),
  step: { to: idOf(row, 'target'), set: idOf(row, 'within'), ordinal: Number(row['ordinal']) },
});

/** The package versions of purls, and an order of purls that is the same in every store. */
async function namesOf(
  reader: Reader,
  searches: readonly DependencySearch[],
): Promise<{ of: (purl: NodeId) => string; compare: (a: NodeId, b: NodeId) => number }> {
  const purls = new Set(searches.flatMap((search) => [...search.onShortest()]));
  const rows = await reader.rows(NAMES, { purls: [...purls] });
  const byId = new Map(rows.map((row) => [idOf(row, 'id'), { name: String(row['name']), purl: String(row['purl']) }]));
  const spelled = (id: NodeId): string => `${byId.get(id)?.name ?? ''}\n${byId.get(id)?.purl ?? ''}`;
  return {
    of: (id) => byId.get(id)?.name ?? '',
    compare: (a, b) => (spelled(a) < spelled(b) ? -1 : spelled(a) > spelled(b) ? 1 : 0),
  };
}

/** A document and a set of pairs that it states. */
type SetOf = readonly [document: NodeId, set: NodeId];

const setsOf = ({ document }: DependencySearch, steps: readonly Step[]): SetOf[] =>
  steps.map(({ set }) => [document, set]);

async function placesOf(reader: Reader, sets: readonly SetOf[]): Promise<(document: NodeId, step: Step) => string> {
  const rows = sets.length === 0 ? [] : await reader.rows(PAIR_PLACES, { sets: pairsOnce(sets) });
  const packed = new Map(rows.map((row) => [`${idOf(row, 'document')} ${idOf(row, 'set_id')}`, row['places']]));
  return (document, { set, ordinal }) => placeAt(String(packed.get(`${document} ${set}`)), ordinal)?.place ?? '';
}
