import { cypher } from '#queries';
import type { Cypher } from '#queries';
import { sourceOf } from '../inventory-sets.ts';
import type { InventorySet } from '../inventory-sets.ts';
import { whole } from './connection.ts';
import type { Neo4jConnection, Transaction } from './connection.ts';
import { textIn, wholeIn } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

/** A member: the place of its set among those written together, its one or two ends, its ordinal, then its properties. */
type Member = readonly unknown[];

interface Texts {
  /** Makes the sets that are not there; gives their keys. */
  readonly sets: Cypher;
  /** Makes the members of `$sets`; gives how many. */
  readonly members: Cypher;
}

const setsOf = (label: Cypher): Cypher => cypher`UNWIND $given.keys AS key MERGE (s:${label} {key: key})
  ON CREATE SET s.empty = true WITH s, key WHERE s.empty REMOVE s.empty RETURN key`;
const among = (label: Cypher): Cypher => cypher`MATCH (s:${label}) WHERE s.key IN $given.keys WITH s ORDER BY s.key
  WITH collect(s) AS sets UNWIND $given.members AS m`;

const TEXTS: Readonly<Record<InventorySet['label'], Texts>> = {
  // The scope that most have is left out.
  ComponentSet: {
    sets: setsOf(cypher`ComponentSet`),
    members: cypher`${among(cypher`ComponentSet`)} MATCH (p:Purl {key: m[1]}) WITH m, p, sets[m[0]] AS s
      CREATE (s)-[:INCLUDES {ordinal: m[2], scope: m[3], sourcePackage: m[4]}]->(p) RETURN count(*) AS n`,
  },
  DependencySet: {
    sets: setsOf(cypher`DependencySet`),
    members: cypher`UNWIND $given.members AS m MATCH (a:Purl {key: m[1]}) MATCH (b:Purl {key: m[2]})
      CREATE (a)-[:DEPENDS_ON {within: $given.keys[m[0]], ordinal: m[3]}]->(b) RETURN count(*) AS n`,
  },
  DigestSet: {
    sets: setsOf(cypher`DigestSet`),
    members: cypher`${among(cypher`DigestSet`)} MATCH (d:Digest {key: m[1]}) WITH m, d, sets[m[0]] AS s
      CREATE (s)-[:INCLUDES_DIGEST {ordinal: m[2]}]->(d) RETURN count(*) AS n`,
  },
};

/**
 * Makes sets with all their members, in transactions of about `atOnce` members: a set is there as a whole or not at all, so
 * one that is there is not looked into. Its members must be there.
 */
export async function writeSets(
  connection: Neo4jConnection,
  sets: readonly InventorySet[],
  atOnce: number,
): Promise<void> {
  const sorted = [...sets].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const some of grouped(sorted, atOnce)) {
    await connection.write(async (transaction) => {
      for (const label of ['ComponentSet', 'DependencySet', 'DigestSet'] as const) {
        const ofLabel = some.filter((set) => set.label === label);
        if (ofLabel.length > 0) await writeSome(transaction, TEXTS[label], ofLabel);
      }
    });
  }
}

function grouped(sets: readonly InventorySet[], atOnce: number): InventorySet[][] {
  const groups: InventorySet[][] = [];
  let members = atOnce;
  for (const set of sets) {
    const last = groups.at(-1);
    if (last === undefined || members >= atOnce) {
      groups.push([set]);
      members = set.members.length;
    } else {
      last.push(set);
      members += set.members.length;
    }
  }
  return groups;
}

async function writeSome(transaction: Transaction, texts: Texts, sets: readonly InventorySet[]): Promise<void> {
  const made = await givenRows(transaction, texts.sets, { keys: sets.map(({ id }) => id) });
  const missing = new Set(made.map((row) => textIn(row, 'key')));
  const fresh = sets.filter(({ id }) => missing.has(id));
  if (fresh.length === 0) return;
  const members = fresh.flatMap((set, place) => membersOf(set, place)).sort(byEnd);
  const keys = fresh.map(({ id }) => id);
  const [written = {}] = await givenRows(transaction, texts.members, { keys, members });
  if (wholeIn(written, 'n') !== members.length) throw new RangeError('a member of a set is not there');
}

function membersOf(set: InventorySet, place: number): Member[] {
  if (set.label === 'ComponentSet')
    return set.members.map((one, ordinal) => [
      whole(place),
      one.identity.purl,
      whole(ordinal),
      one.scope === 'required' ? null : one.scope,
      sourceOf(one),
    ]);
  if (set.label === 'DependencySet')
    return set.members.map(({ dependent, dependency }, ordinal) => [
      whole(place),
      dependent.identity.purl,
      dependency.identity.purl,
      whole(ordinal),
    ]);
  return set.members.map(({ digest }, ordinal) => [whole(place), digest, whole(ordinal)]);
}

/** Two that write at the same time lock what they have in common in the same order. */
function byEnd(a: Member, b: Member): number {
  const [left, right] = [String(a[1]), String(b[1])];
  return left < right ? -1 : left > right ? 1 : 0;
}
