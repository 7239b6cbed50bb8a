import {
  EDGES,
  componentSetId,
  deleteClaims,
  edgeKind,
  insertClaim,
  insertMembers,
  memberLine,
  objectId,
  packPlaces,
} from '#schema';
import type { EdgeKind, NodeLabel } from '#schema';
import type { Claim, ListedComponent, Reading } from '#ingest';
import { labelKey, ownerKey, parseSummary } from '../keys.ts';
import type { Cell, Database } from './database.ts';
import type { Nodes } from './nodes.ts';

const CLAIMED: readonly EdgeKind[] = EDGES.filter(({ basis }) => basis === 'claimed');
const INSERTS = new Map(CLAIMED.map((kind) => [kind.type, insertClaim(kind)]));
const LISTS = insertClaim(edgeKind('LISTS'));

const INCLUDES = edgeKind('INCLUDES');
/** Cells of one member: source, target, ordinal, scope, source package. */
const MEMBER_CELLS = 2 + Object.keys(INCLUDES.properties).length;
/** Members inserted by one statement. */
const AT_ONCE = 40;
const FULL = { cells: AT_ONCE * MEMBER_CELLS, sql: insertMembers(INCLUDES, AT_ONCE) };

const isLabel = (label: string): label is NodeLabel => label !== '';

/** Writes what documents claim, and takes it away again. A document owns its claims: they go as a whole. */
export class Claims {
  readonly #database: Database;
  readonly #nodes: Nodes;

  constructor(database: Database, nodes: Nodes) {
    this.#database = database;
    this.#nodes = nodes;
  }

  /** Writes the claims of a document that claims nothing yet. */
  write(
    document: number,
    digest: string,
    reading: Reading | null,
    inner: readonly { digest: string; at: string }[],
  ): void {
    for (const { digest: held, at } of inner) this.#claim(document, { edge: 'HOLDS', from: digest, to: held, at });
    if (reading === null) return;
    for (const claim of reading.claims) this.#claim(document, claim);
    if (reading.inventory !== undefined) this.#list(document, reading.inventory.components);
    this.#link(document, reading.claims);
  }

  remove(document: number): void {
    for (const kind of CLAIMED) this.#database.run(deleteClaims(kind), document);
    this.#database.run('DELETE FROM link WHERE document = ?', document);
  }

  #claim(document: number, claim: Claim): void {
    const kind = edgeKind(claim.edge);
    const source = this.#end(kind.from, claim.from);
    const target = this.#end(kind.to, claim.to);
    const properties = Object.keys(kind.properties).map((name): Cell => {
      const value = claim.properties?.[name] ?? null;
      return typeof value === 'boolean' ? Number(value) : value;
    });
    this.#database.run(INSERTS.get(claim.edge) ?? insertClaim(kind), document, source, target, claim.at, ...properties);
  }

  #end(label: string, key: string): number {
    if (!isLabel(label)) throw new RangeError('an edge kind without an end');
    return this.#nodes.id(label, key);
  }

  /** One ComponentSet for each package type; a set that is there already is not written again. */
  #list(document: number, components: readonly ListedComponent[]): void {
    const byType = new Map<string, ListedComponent[]>();
    for (const component of components) {
      const listed = byType.get(component.identity.type);
      if (listed === undefined) byType.set(component.identity.type, [component]);
      else listed.push(component);
    }
    for (const [type, listed] of byType) {
      const { lines, members } = distinctMembers(listed);
      const set = this.#set(componentSetId(type, lines), members);
      this.#database.run(LISTS, document, document, set, '', packPlaces(members));
    }
  }

  #set(id: string, members: readonly ListedComponent[]): number {
    const known = this.#nodes.find('ComponentSet', id);
    if (known !== null) return known;
    const set = this.#nodes.id('ComponentSet', id);
    let cells: Cell[] = [];
    for (const [ordinal, { identity, scope, source }] of members.entries()) {
      cells.push(set, this.#nodes.purl(identity), ordinal, scope, source ?? identity.source);
      if ((ordinal + 1) % AT_ONCE !== 0 && ordinal + 1 < members.length) continue;
      this.#database.run(
        cells.length === FULL.cells ? FULL.sql : insertMembers(INCLUDES, cells.length / MEMBER_CELLS),
        ...cells,
      );
      cells = [];
    }
    return set;
  }

  /** By which owners and labels a Kubernetes object is found. */
  #link(document: number, claims: readonly Claim[]): void {
    const states = claims.find(({ edge }) => edge === 'STATES');
    if (states === undefined) return;
    for (const key of linksOf(String(states.properties?.['summary'] ?? '{}'))) {
      this.#database.run('INSERT INTO link VALUES (?, ?) ON CONFLICT DO NOTHING', key, document);
    }
  }
}

/** The keys under which an object is looked up beside its name: its owners, its labels. */
function linksOf(summaryText: string): readonly string[] {
  const summary = parseSummary(summaryText);
  const { namespace } = summary.name;
  const owners = summary.owners.map(({ group, kind, name }) => ownerKey(objectId({ group, kind, namespace, name })));
  const labels = Object.entries(summary.labels).map(([label, value]) => labelKey(namespace, label, value));
  return [...new Set([...owners, ...labels])];
}

/** The members in set order, each once, at its first place. */
function distinctMembers(listed: readonly ListedComponent[]): { lines: string[]; members: ListedComponent[] } {
  const byLine = new Map<string, ListedComponent>();
  for (const component of listed) {
    const source = component.source ?? component.identity.source;
    const line = memberLine({ purl: component.identity.purl, scope: component.scope, source });
    if (!byLine.has(line)) byLine.set(line, component);
  }
  const sorted = [...byLine.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return { lines: sorted.map(([line]) => line), members: sorted.map(([, component]) => component) };
}
