import { componentSetId, dependencySetId, digestSetId, memberLine, packPlaces, pairLine } from '#schema';
import type { ComponentDigest, Inventory, ListedComponent } from '#ingest';

/** A dependency between two components that a document lists. */
export interface StatedPair {
  readonly dependent: ListedComponent;
  readonly dependency: ListedComponent;
  /** JSON Pointer of where the document says so. */
  readonly place: string;
}

interface SetOf<Label extends string, ListedBy extends string, Member> {
  readonly label: Label;
  /** The edge from the document to the set. */
  readonly listedBy: ListedBy;
  /** The id that its members imply. */
  readonly id: string;
  /** In set order, each once, at its first place. */
  readonly members: readonly Member[];
  /** Where the document says so, packed in set order. */
  readonly places: string;
}

/** What an SBOM lists, content-addressed: documents that list the same share the set. */
export type InventorySet =
  | SetOf<'ComponentSet', 'LISTS', ListedComponent>
  | SetOf<'DependencySet', 'STATES_DEPENDENCIES', StatedPair>
  | SetOf<'DigestSet', 'LISTS_DIGESTS', ComponentDigest>;

/** The sets that an inventory consists of: one of each kind for each package type. */
export function inventorySets({ components, dependencies, digests }: Inventory): readonly InventorySet[] {
  const sets: InventorySet[] = [];
  for (const [type, listed] of Map.groupBy(components, ({ identity }) => identity.type))
    sets.push(componentSet(type, listed));
  const pairs = dependencies.flatMap(([from, to, place]): StatedPair[] => {
    const dependent = components[from];
    const dependency = components[to];
    return dependent === undefined || dependency === undefined ? [] : [{ dependent, dependency, place }];
  });
  for (const [type, stated] of Map.groupBy(pairs, ({ dependent }) => dependent.identity.type))
    sets.push(dependencySet(type, stated));
  for (const [type, given] of Map.groupBy(digests, (one) => one.type)) sets.push(digestSet(type, given));
  return sets;
}

/** Coordinate of the source package of a member: the one that the document names, else the one of its purl. */
export const sourceOf = ({ source, identity }: ListedComponent): string | null => source ?? identity.source;

function componentSet(type: string, listed: readonly ListedComponent[]): InventorySet {
  const { lines, members } = distinct(listed, (one) =>
    memberLine({ purl: one.identity.purl, scope: one.scope, source: sourceOf(one) }),
  );
  const id = componentSetId(type, lines);
  return { label: 'ComponentSet', listedBy: 'LISTS', id, members, places: packPlaces(members) };
}

function dependencySet(type: string, stated: readonly StatedPair[]): InventorySet {
  const { lines, members } = distinct(stated, ({ dependent, dependency }) =>
    pairLine(dependent.identity.purl, dependency.identity.purl),
  );
  const id = dependencySetId(type, lines);
  return { label: 'DependencySet', listedBy: 'STATES_DEPENDENCIES', id, members, places: placesOf(members) };
}

function digestSet(type: string, given: readonly ComponentDigest[]): InventorySet {
  const { lines, members } = distinct(given, ({ digest }) => digest);
  const id = digestSetId(type, lines);
  return { label: 'DigestSet', listedBy: 'LISTS_DIGESTS', id, members, places: placesOf(members) };
}

const placesOf = (members: readonly { readonly place: string }[]): string =>
  packPlaces(members.map(({ place }) => ({ place, direct: null })));

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
