import { NODES } from '#schema';
import type { NodeKind, NodeLabel, PackageIdentity } from '#schema';
import { insertNode, snake } from '#schema';
import { textOrNull, wholeCell } from './database.ts';
import type { Cell, Database } from './database.ts';

/** How many ids are remembered per kind before the memory starts anew. */
const REMEMBERED = 300_000;

/** Gives each node its integer: the one place where nodes are written. */
export class Nodes {
  readonly #database: Database;
  readonly #known = new Map<NodeLabel, Map<string, number>>();
  readonly #kinds = new Map<NodeLabel, NodeKind>(NODES.map((kind) => [kind.label, kind]));

  constructor(database: Database) {
    this.#database = database;
  }

  /** The id of a node, which is made if it is new. `implied` are the columns that its key implies. */
  id(label: NodeLabel, key: string, ...implied: Cell[]): number {
    const known = this.#remembered(label);
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const id = this.find(label, key) ?? this.#insert(label, key, implied);
    known.set(key, id);
    return id;
  }

  /** The id of a node that may not exist. */
  find(label: NodeLabel, key: string): number | null {
    const found = this.#database.get(`SELECT id FROM "${snake(label)}" WHERE key = ?`, key);
    return found === undefined ? null : wholeCell(found['id']);
  }

  key(label: NodeLabel, id: number): string {
    const found = textOrNull(this.#database.get(`SELECT key FROM "${snake(label)}" WHERE id = ?`, id)?.['key']);
    if (found === null) throw new RangeError(`no ${label} ${id}`);
    return found;
  }

  /** A package URL with the version and the package that it implies. */
  purl(identity: PackageIdentity): number {
    const remembered = this.#remembered('Purl').get(identity.purl);
    if (remembered !== undefined) return remembered;
    const purl = this.id('Purl', identity.purl);
    const version = this.id('PackageVersion', identity.packageVersion, identity.version);
    this.#database.run('INSERT INTO of_version VALUES (?, ?) ON CONFLICT DO NOTHING', purl, version);
    const parent = this.id('Package', identity.coordinate, identity.type, identity.name, identity.groupName);
    this.#database.run('INSERT INTO version_of VALUES (?, ?) ON CONFLICT DO NOTHING', version, parent);
    return purl;
  }

  /** Ids given out by a transaction that was rolled back must not be remembered. */
  forget(): void {
    this.#known.clear();
  }

  #remembered(label: NodeLabel): Map<string, number> {
    let known = this.#known.get(label);
    if (known === undefined || known.size >= REMEMBERED) {
      known = new Map();
      this.#known.set(label, known);
    }
    return known;
  }

  #insert(label: NodeLabel, key: string, implied: readonly Cell[]): number {
    const kind = this.#kinds.get(label);
    if (kind === undefined) throw new RangeError(`no node kind ${label}`);
    const wanted = Object.keys(kind.implies ?? {}).length;
    if (implied.length !== wanted) throw new RangeError(`${label} ${key} needs ${wanted} implied columns`);
    return wholeCell(this.#database.get(insertNode(kind), key, ...implied)?.['id']);
  }
}
