import { EDGES, deleteClaims, edgeKind, identifyPackage, insertClaim } from '#schema';
import type { EdgeKind, NodeLabel } from '#schema';
import type { Claim, Reading } from '#ingest';
import { objectLinks } from '../object-links.ts';
import type { Cell, Database } from './database.ts';
import type { Nodes } from './nodes.ts';
import { Sets } from './sets.ts';

const CLAIMED: readonly EdgeKind[] = EDGES.filter(({ basis }) => basis === 'claimed');
const INSERTS = new Map(CLAIMED.map((kind) => [kind.type, insertClaim(kind)]));

const isLabel = (label: string): label is NodeLabel => label !== '';

/** Writes what documents claim, and takes it away again. A document owns its claims: they go as a whole. */
export class Claims {
  readonly #database: Database;
  readonly #nodes: Nodes;
  readonly #sets: Sets;

  constructor(database: Database, nodes: Nodes) {
    this.#database = database;
    this.#nodes = nodes;
    this.#sets = new Sets(database, nodes);
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
    if (reading.inventory !== undefined) this.#sets.write(document, reading.inventory);
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
    if (label !== 'Purl') return this.#nodes.id(label, key);
    const identity = identifyPackage(key);
    if (identity === undefined) throw new RangeError(`a claim about no package URL: ${key}`);
    return this.#nodes.purl(identity);
  }

  /** By which owners and labels a Kubernetes object is found. */
  #link(document: number, claims: readonly Claim[]): void {
    const states = claims.find(({ edge }) => edge === 'STATES');
    if (states === undefined) return;
    for (const key of objectLinks(String(states.properties?.['summary'] ?? '{}'))) {
      this.#database.run('INSERT INTO link VALUES (?, ?) ON CONFLICT DO NOTHING', key, document);
    }
  }
}
