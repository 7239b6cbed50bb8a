import {
  componentSetId,
  dependencySetId,
  digestSetId,
  edgeKind,
  insertClaim,
  insertMembers,
  memberLine,
  packPlaces,
  pairLine,
} from '#schema';
import type { NodeLabel } from '#schema';
import type { ComponentDigest, Inventory, ListedComponent } from '#ingest';
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
const LISTS = insertClaim(edgeKind('LISTS'));
const STATES_DEPENDENCIES = insertClaim(edgeKind('STATES_DEPENDENCIES'));
const LISTS_DIGESTS = insertClaim(edgeKind('LISTS_DIGESTS'));

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

  write(document: number, { components, dependencies, digests }: Inventory): void {
    for (const [type, listed] of Map.groupBy(components, ({ identity }) => identity.type)) {
      this.#list(document, type, listed);
    }
    const pairs = dependencies.flatMap(([from, to, place]): Pair[] => {
      const dependent = components[from];
      const dependency = components[to];
      return dependent === undefined || dependency === undefined ? [] : [{ dependent, dependency, place }];
    });
    for (const [type, stated] of Map.groupBy(pairs, ({ dependent }) => dependent.identity.type)) {
      this.#depend(document, type, stated);
    }
    for (const [type, given] of Map.groupBy(digests, (one) => one.type)) this.#digests(document, type, given);
  }

  #list(document: number, type: string, listed: readonly ListedComponent[]): void {
    const { lines, members } = distinct(listed, ({ identity, scope, source }) =>
      memberLine({ purl: identity.purl, scope, source: source ?? identity.source }),
    );
    const set = this.#set('ComponentSet', componentSetId(type, lines), INCLUDES, members, (member, id, ordinal) => [
      id,
      this.#nodes.purl(member.identity),
      ordinal,
      member.scope,
      member.source ?? member.identity.source,
    ]);
    this.#database.run(LISTS, document, document, set, '', packPlaces(members));
  }

  #depend(document: number, type: string, stated: readonly Pair[]): void {
    const { lines, members } = distinct(stated, ({ dependent, dependency }) =>
      pairLine(dependent.identity.purl, dependency.identity.purl),
    );
    const id = dependencySetId(type, lines);
    const set = this.#set('DependencySet', id, DEPENDS_ON, members, ({ dependent, dependency }, within, ordinal) => [
      within,
      this.#nodes.purl(dependent.identity),
      this.#nodes.purl(dependency.identity),
      ordinal,
    ]);
    const places = packPlaces(members.map(({ place }) => ({ place, direct: null })));
    this.#database.run(STATES_DEPENDENCIES, document, document, set, '', places);
  }

  #digests(document: number, type: string, given: readonly ComponentDigest[]): void {
    const { lines, members } = distinct(given, ({ digest }) => digest);
    const set = this.#set(
      'DigestSet',
      digestSetId(type, lines),
      INCLUDES_DIGEST,
      members,
      ({ digest }, id, ordinal) => [id, this.#nodes.id('Digest', digest), ordinal],
    );
    const places = packPlaces(members.map(({ place }) => ({ place, direct: null })));
    this.#database.run(LISTS_DIGESTS, document, document, set, '', places);
  }

  /** The set of this id, with its members if it is new. */
  #set<T>(
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

interface Pair {
  readonly dependent: ListedComponent;
  readonly dependency: ListedComponent;
  readonly place: string;
}

/** The members in set order, each once, at its first place. */
function distinct<T>(listed: readonly T[], lineOf: (member: T) => string): { lines: string[]; members: T[] } {
  const byLine = new Map<string, T>();
  for (const member of listed) {
    const line = lineOf(member);
    if (!byLine.has(line)) byLine.set(line, member);
  }
  const sorted = [...byLine.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return { lines: sorted.map(([line]) => line), members: sorted.map(([, member]) => member) };
}
