import { edgeKind, insertClaim, insertMembers } from '#schema';
import type { NodeLabel } from '#schema';
import type { Inventory } from '#ingest';
import { inventorySets, sourceOf } from '../inventory-sets.ts';
import type { InventorySet } from '../inventory-sets.ts';
import type { Cell, Database } from './database.ts';
import type { Nodes } from './nodes.ts';

/** Members inserted by one statement. */
const AT_ONCE = 40;

/** How the members of one kind of set are written: cells of a member, and the statement for so many. */
interface Members {
  readonly cells: number;
  readonly full: string;
  readonly some: (count: number) => string;
}

function membersOf(type: 'INCLUDES' | 'DEPENDS_ON' | 'INCLUDES_DIGEST'): Members {
  const kind = edgeKind(type);
  const ends = kind.within === undefined ? 2 : 3;
  const some = (count: number): string => insertMembers(kind, count);
  return { cells: ends + Object.keys(kind.properties).length, full: some(AT_ONCE), some };
}

const INCLUDES = membersOf('INCLUDES');
const DEPENDS_ON = membersOf('DEPENDS_ON');
const INCLUDES_DIGEST = membersOf('INCLUDES_DIGEST');
const LISTED_BY = {
  LISTS: insertClaim(edgeKind('LISTS')),
  STATES_DEPENDENCIES: insertClaim(edgeKind('STATES_DEPENDENCIES')),
  LISTS_DIGESTS: insertClaim(edgeKind('LISTS_DIGESTS')),
} as const;

/**
 * Writes what an SBOM lists as content-addressed sets, one of each kind for each package type: a set that is there already is
 * not written again, so what a base image brings is stored once for all images built on it.
 */
export class Sets {
  readonly #database: Database;
  readonly #nodes: Nodes;

  constructor(database: Database, nodes: Nodes) {
    this.#database = database;
    this.#nodes = nodes;
  }

  write(document: number, inventory: Inventory): void {
    for (const set of inventorySets(inventory)) {
      this.#database.run(LISTED_BY[set.listedBy], document, document, this.#set(set), '', set.places);
    }
  }

  #set(set: InventorySet): number {
    if (set.label === 'ComponentSet')
      return this.#made(set.label, set.id, INCLUDES, set.members, (member, id, ordinal) => [
        id,
        this.#nodes.purl(member.identity),
        ordinal,
        member.scope,
        sourceOf(member),
      ]);
    if (set.label === 'DependencySet')
      return this.#made(set.label, set.id, DEPENDS_ON, set.members, ({ dependent, dependency }, within, ordinal) => [
        within,
        this.#nodes.purl(dependent.identity),
        this.#nodes.purl(dependency.identity),
        ordinal,
      ]);
    return this.#made(set.label, set.id, INCLUDES_DIGEST, set.members, ({ digest }, id, ordinal) => [
      id,
      this.#nodes.id('Digest', digest),
      ordinal,
    ]);
  }

  /** The set of this id, with its members if it is new. */
  #made<T>(
    label: NodeLabel,
    id: string,
    { cells, full, some }: Members,
    members: readonly T[],
    cellsOf: (member: T, set: number, ordinal: number) => readonly Cell[],
  ): number {
    const known = this.#nodes.find(label, id);
    if (known !== null) return known;
    const set = this.#nodes.id(label, id);
    let row: Cell[] = [];
    for (const [ordinal, member] of members.entries()) {
      row.push(...cellsOf(member, set, ordinal));
      if ((ordinal + 1) % AT_ONCE !== 0 && ordinal + 1 < members.length) continue;
      const count = row.length / cells;
      this.#database.run(count === AT_ONCE ? full : some(count), ...row);
      row = [];
    }
    return set;
  }
}
