import { NODES, impliedColumns, insertNode, snake } from '#schema';
import type { NodeKind, NodeLabel, PackageIdentity } from '#schema';
import { textOrNull, wholeCell } from './database.ts';
import type { Cell, Database } from './database.ts';

/** How many ids are remembered per kind before the memory starts anew. */
const REMEMBERED = 200_000;

/** The nodes of one kind. */
interface Shelf {
  readonly known: Map<string, number>;
  readonly implied: number;
  readonly find: string;
  readonly insert: string;
  next: number;
  /** Everything there is is remembered: what is not is new, and need not be looked for. */
  whole: boolean;
}

/** Gives each node its integer: the one place where nodes are written. Only one writer has a store at a time. */
export class Nodes {
  readonly #database: Database;
  readonly #shelves = new Map<NodeLabel, Shelf>();
  readonly #kinds = new Map<NodeLabel, NodeKind>(NODES.map((kind) => [kind.label, kind]));

  constructor(database: Database) {
    this.#database = database;
  }

  /** The id of a node, which is made if it is new. `implied` are the columns that its key implies. */
  id(label: NodeLabel, key: string, ...implied: Cell[]): number {
    return this.find(label, key) ?? this.#make(label, key, ...implied);
  }

  /** The id of a node that may not exist. */
  find(label: NodeLabel, key: string): number | null {
    const shelf = this.#shelf(label);
    return shelf.known.get(key) ?? this.#found(shelf, key) ?? null;
  }

  key(label: NodeLabel, id: number): string {
    const found = textOrNull(this.#database.get(`SELECT key FROM "${snake(label)}" WHERE id = ?`, id)?.['key']);
    if (found === null) throw new RangeError(`no ${label} ${id}`);
    return found;
  }

  /** A package URL with the version and the package that it implies. */
  purl(identity: PackageIdentity): number {
    return this.find('Purl', identity.purl) ?? this.#make('Purl', identity.purl, this.#version(identity));
  }

  #version({ packageVersion, version, coordinate, type, name, groupName }: PackageIdentity): number {
    const known = this.find('PackageVersion', packageVersion);
    if (known !== null) return known;
    return this.#make('PackageVersion', packageVersion, version, this.id('Package', coordinate, type, name, groupName));
  }

  /** Makes a node that was looked for and is not there. */
  #make(label: NodeLabel, key: string, ...implied: Cell[]): number {
    const shelf = this.#shelf(label);
    if (implied.length !== shelf.implied)
      throw new RangeError(`${label} ${key} needs ${shelf.implied} implied columns`);
    const id = shelf.next++;
    this.#database.prepare(shelf.insert).run(id, key, ...implied);
    remember(shelf, key, id);
    return id;
  }

  #found(shelf: Shelf, key: string): number | undefined {
    if (shelf.whole) return undefined;
    const found = this.#database.prepare(shelf.find).get(key);
    if (found === undefined) return undefined;
    const id = wholeCell(found['id']);
    remember(shelf, key, id);
    return id;
  }

  #shelf(label: NodeLabel): Shelf {
    const known = this.#shelves.get(label);
    if (known !== undefined) return known;
    const kind = this.#kinds.get(label);
    if (kind === undefined) throw new RangeError(`no node kind ${label}`);
    const table = `"${snake(label)}"`;
    const last = wholeCell(this.#database.get(`SELECT ifnull(max(id), 0) AS last FROM ${table}`)?.['last']);
    const shelf: Shelf = {
      known: new Map(),
      implied: impliedColumns(kind).length,
      find: `SELECT id FROM ${table} WHERE key = ?`,
      insert: insertNode(kind),
      next: last + 1,
      whole: last === 0,
    };
    this.#shelves.set(label, shelf);
    return shelf;
  }
}

function remember(shelf: Shelf, key: string, id: number): void {
  if (shelf.known.size >= REMEMBERED) {
    shelf.known.clear();
    shelf.whole = false;
  }
  shelf.known.set(key, id);
}
