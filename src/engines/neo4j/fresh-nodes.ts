import type { PackageIdentity } from '#schema';
import { cypher, cypherName } from '#queries';
import type { Cypher } from '#queries';
import type { InventorySet } from '../inventory-sets.ts';
import type { Neo4jConnection } from './connection.ts';
import type { Cells } from './entity-cells.ts';
import { writeSets } from './fresh-sets.ts';
import { givenRows } from './given-rows.ts';

/** Rows that one transaction writes. */
const AT_ONCE = 5_000;
/** So many rows are collected before they are written ahead of the commit; four times as many wait for the server. */
const AHEAD = 8_000;
/** How many keys are remembered for each label before the memory starts anew. */
const REMEMBERED = 200_000;

const PLAIN = (label: string): Cypher => cypher`UNWIND $given.rows AS row MERGE (:${cypherName(label)} {key: row.key})`;

// What a key implies is made with the node, in one statement: where the node is, it is whole.
const IMPLYING = {
  Package: cypher`UNWIND $given.rows AS row MERGE (p:Package {key: row.key})
    ON CREATE SET p.type = row.type, p.name = row.name, p.groupName = row.groupName`,
  PackageVersion: cypher`UNWIND $given.rows AS row MERGE (v:PackageVersion {key: row.key}) ON CREATE SET v.version = row.version
    WITH v, row WHERE NOT EXISTS { (v)-[:VERSION_OF]->() }
    MATCH (p:Package {key: row.of}) CREATE (v)-[:VERSION_OF]->(p)`,
  Purl: cypher`UNWIND $given.rows AS row MERGE (u:Purl {key: row.key})
    WITH u, row WHERE NOT EXISTS { (u)-[:OF_VERSION]->() }
    MATCH (v:PackageVersion {key: row.of}) CREATE (u)-[:OF_VERSION]->(v)`,
} as const;

/** Each after those that it is linked with. */
const ORDER = ['Package', 'PackageVersion', 'Purl'] as const;

interface Chunk {
  readonly statement: Cypher;
  readonly rows: readonly Cells[];
}

/**
 * Nodes and sets that may not be there yet. They are written ahead of the commit that needs them, in transactions of their own:
 * nothing leads to them until then, and making one that is there changes nothing.
 */
export class FreshNodes {
  readonly #connection: Neo4jConnection;
  /** By label and key: what is known to be there. */
  readonly #known = new Map<string, Set<string>>();
  #rows = new Map<string, Map<string, Cells>>();
  #sets = new Map<string, InventorySet>();
  #size = 0;
  #writing: Promise<void> = Promise.resolve();
  #writingSets: Promise<void> = Promise.resolve();
  /** The sets may be one turn behind the nodes, not more: what is on its way is kept in memory. */
  #setsBefore: Promise<void> = Promise.resolve();
  #isWriting = false;

  constructor(connection: Neo4jConnection) {
    this.#connection = connection;
  }

  /** A node that has nothing but its key. */
  add(label: string, key: string): void {
    this.#add(label, key, {});
  }

  /** A package URL with the version and the package that it implies. */
  addPackage(identity: PackageIdentity): void {
    if (this.#has('Purl', identity.purl)) return;
    const { purl, packageVersion, version, coordinate, type, name, groupName } = identity;
    this.#add('Package', coordinate, { type, name, groupName });
    this.#add('PackageVersion', packageVersion, { version, of: coordinate });
    this.#add('Purl', purl, { of: packageVersion });
  }

  addSet(set: InventorySet): void {
    if (this.#has(set.label, set.id) || this.#sets.has(set.id)) return;
    this.#sets.set(set.id, set);
    this.#size += set.members.length;
    for (const member of set.members) {
      if ('identity' in member) this.addPackage(member.identity);
      else if ('digest' in member) this.add('Digest', member.digest);
      else {
        this.addPackage(member.dependent.identity);
        this.addPackage(member.dependency.identity);
      }
    }
  }

  /** Begins to write what was added, where that is worth a transaction; waits where the server does not keep up. */
  async ease(): Promise<void> {
    if (this.#size < AHEAD) return;
    if (this.#isWriting && this.#size < 4 * AHEAD) return;
    await Promise.all([this.#writing, this.#setsBefore]);
    this.#begin();
  }

  /** Resolves when everything that was added is there. */
  async written(): Promise<void> {
    if (this.#size > 0) this.#begin();
    await this.#writingSets;
  }

  #begin(): void {
    const [rows, sets] = [this.#rows, [...this.#sets.values()]];
    this.#rows = new Map();
    this.#sets = new Map();
    this.#size = 0;
    this.#isWriting = true;
    // The members of sets are written while the nodes of those after them are.
    const nodes = this.#writing.then(() => this.#writeNodes(rows));
    this.#writing = nodes.finally(() => {
      this.#isWriting = false;
    });
    this.#setsBefore = this.#writingSets;
    this.#writingSets = Promise.all([nodes, this.#writingSets]).then(() => this.#writeSets(sets));
    // Whoever waits next is told; until then it is nobody's.
    this.#writing.catch(() => undefined);
    this.#writingSets.catch(() => undefined);
  }

  async #writeNodes(rows: ReadonlyMap<string, ReadonlyMap<string, Cells>>): Promise<void> {
    for (const some of packed(chunksOf(rows))) {
      await this.#connection.write((transaction) =>
        Promise.all(some.map((chunk) => givenRows(transaction, chunk.statement, { rows: chunk.rows }))),
      );
    }
    for (const [label, of] of rows) this.#remember(label, of.keys());
  }

  async #writeSets(sets: readonly InventorySet[]): Promise<void> {
    await writeSets(this.#connection, sets, AT_ONCE);
    for (const { label, id } of sets) this.#remember(label, [id]);
  }

  #add(label: string, key: string, implied: Cells): void {
    if (this.#known.get(label)?.has(key) === true) return;
    const rows = this.#rows.get(label) ?? new Map<string, Cells>();
    this.#rows.set(label, rows);
    if (rows.has(key)) return;
    rows.set(key, { key, ...implied });
    this.#size += 1;
  }

  #has(label: string, key: string): boolean {
    return this.#known.get(label)?.has(key) === true || this.#rows.get(label)?.has(key) === true;
  }

  #remember(label: string, keys: Iterable<string>): void {
    const known = this.#known.get(label) ?? new Set<string>();
    this.#known.set(label, known);
    if (known.size >= REMEMBERED) known.clear();
    for (const key of keys) known.add(key);
  }
}

/** Labels in an order that is always the same, keys sorted: two that make the same nodes wait for each other in one direction. */
function chunksOf(rows: ReadonlyMap<string, ReadonlyMap<string, Cells>>): Chunk[] {
  const implying = ORDER.map((label) => ({ label, statement: IMPLYING[label] }));
  const plain = [...rows.keys()]
    .filter((label) => !Object.hasOwn(IMPLYING, label))
    .sort()
    .map((label) => ({ label, statement: PLAIN(label) }));
  return [...implying, ...plain].flatMap(({ label, statement }) => {
    const sorted = [...(rows.get(label) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    const chunks: Chunk[] = [];
    for (let start = 0; start < sorted.length; start += AT_ONCE)
      chunks.push({ statement, rows: sorted.slice(start, start + AT_ONCE) });
    return chunks;
  });
}

/** Small chunks share a transaction. */
function packed(chunks: readonly Chunk[]): Chunk[][] {
  const groups: Chunk[][] = [];
  let room = 0;
  for (const chunk of chunks) {
    const last = groups.at(-1);
    if (last === undefined || chunk.rows.length > room) {
      groups.push([chunk]);
      room = AT_ONCE - chunk.rows.length;
    } else {
      last.push(chunk);
      room -= chunk.rows.length;
    }
  }
  return groups;
}
