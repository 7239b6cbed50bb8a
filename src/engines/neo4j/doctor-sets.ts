import { componentSetId, dependencySetId, digestSetId, memberLine, pairLine } from '#schema';
import { cypher } from '#queries';
import type { Cypher } from '#queries';
import { Found, checkOf, counted } from '../doctor-check.ts';
import type { Check } from '../engine.ts';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import { cellsOf, listIn, textIn, textOrNullIn, textsIn } from './entity-cells.ts';
import type { Cells } from './entity-cells.ts';

/** Sets that are read at once. */
const PAGE = 50;

/** One kind of content-addressed set: pages of sets with their members in order, and the id that these give. */
interface Kind {
  /** Rows of `key`, `types` and `members`. */
  readonly page: Cypher;
  readonly lineOf: (member: Cells) => string;
  readonly idOf: (type: string, lines: readonly string[]) => string;
}

const paged = (label: Cypher): Cypher =>
  cypher`MATCH (s:${label}) WHERE s.key > $after WITH s ORDER BY s.key LIMIT $page`;
const typesOf = (purl: Cypher): Cypher => cypher`OPTIONAL MATCH (${purl})-[:OF_VERSION]->()-[:VERSION_OF]->(k:Package)`;

const KINDS: readonly Kind[] = [
  {
    page: cypher`${paged(cypher`ComponentSet`)}
      OPTIONAL MATCH (s)-[m:INCLUDES]->(p:Purl) ${typesOf(cypher`p`)} WITH s, m, p, k ORDER BY m.ordinal
      RETURN s.key AS key, collect(DISTINCT k.type) AS types,
        [one IN collect(m {purl: p.key, scope: coalesce(m.scope, 'required'), .sourcePackage}) WHERE one IS NOT NULL] AS members ORDER BY key`,
    lineOf: (member) =>
      memberLine({
        purl: textIn(member, 'purl'),
        scope: textIn(member, 'scope'),
        source: textOrNullIn(member, 'sourcePackage'),
      }),
    idOf: componentSetId,
  },
  {
    page: cypher`${paged(cypher`DependencySet`)}
      OPTIONAL MATCH (p:Purl)-[m:DEPENDS_ON]->(q:Purl) USING INDEX m:DEPENDS_ON(within) WHERE m.within = s.key ${typesOf(cypher`p`)}
      WITH s, m, p, q, k ORDER BY m.ordinal
      RETURN s.key AS key, collect(DISTINCT k.type) AS types, collect(m {dependent: p.key, dependency: q.key}) AS members ORDER BY key`,
    lineOf: (member) => pairLine(textIn(member, 'dependent'), textIn(member, 'dependency')),
    idOf: dependencySetId,
  },
  {
    // The package type is no part of a digest: every type that any package has may be the one of the set.
    page: cypher`${paged(cypher`DigestSet`)} OPTIONAL MATCH (s)-[m:INCLUDES_DIGEST]->(g:Digest) WITH s, m, g ORDER BY m.ordinal
      RETURN s.key AS key, [] AS types, collect(m {digest: g.key}) AS members ORDER BY key`,
    lineOf: (member) => textIn(member, 'digest'),
    idOf: digestSetId,
  },
];

const EVERY_TYPE = cypher`MATCH (k:Package) RETURN collect(DISTINCT k.type) AS types`;

/** The id of every content-addressed set is the hash of its members, in their order. */
export async function checkSets(transaction: Transaction): Promise<Check> {
  const found = new Found();
  const [every = {}] = await cellsOf(transaction, EVERY_TYPE, {});
  const everyType = ['', ...textsIn(every, 'types')];
  let sets = 0;
  for (const { page, lineOf, idOf } of KINDS) {
    for (let after = ''; ;) {
      const rows = await cellsOf(transaction, page, { after, page: whole(PAGE) });
      for (const row of rows) {
        const lines = listIn(row, 'members').map(lineOf);
        const types = textsIn(row, 'types');
        const ids = (types.length === 0 ? everyType : types).map((type) => idOf(type, lines));
        if (!ids.includes(textIn(row, 'key'))) found.add(textIn(row, 'key'));
      }
      sets += rows.length;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) break;
      after = textIn(last, 'key');
    }
  }
  const law = 'The id of every set of components, pairs or digests is the hash of its members.';
  const action = 'A set has lost or gained members: restore the database, or ingest everything into an empty one.';
  return checkOf({ name: 'sets', law, action }, counted(sets, 'set'), found);
}
