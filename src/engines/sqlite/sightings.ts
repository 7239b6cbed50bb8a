import { objectId } from '#schema';
import type { CompleteListing, Observation } from '#ingest';
import { linkKey, objectKey, referenceKey } from '../keys.ts';
import { coversObject, foldLocation } from '../location-fold.ts';
import type { StandingListing } from '../location-fold.ts';
import { textCell, textOrNull, wholeCell } from './database.ts';
import type { Cell, Database } from './database.ts';
import type { Nodes } from './nodes.ts';

/** Formats of what an export of objects lies in. */
const EXPORTS = "('kubernetes', 'json-lines', 'gzip', 'zstd')";
/** The listings that a document is part of: an object, or the export around it. */
const LISTINGS_OF = `SELECT DISTINCT l.id, l.scope FROM observation o JOIN listing l ON l.run = o.run AND l.scope = o.scope
  JOIN document_state f ON f.document = o.document AND f.format IN ${EXPORTS} WHERE o.document = ?`;

/** Keeps what was seen where, and folds it into when each state document was in force. */
export class Sightings {
  readonly #database: Database;
  readonly #nodes: Nodes;
  readonly #touched = new Set<string>();

  constructor(database: Database, nodes: Nodes) {
    this.#database = database;
    this.#nodes = nodes;
  }

  observe(seen: Observation, document: number, revision: number): void {
    const object = seen.object === null ? null : this.#nodes.id('KubernetesObject', objectId(seen.object));
    const values = [
      this.#nodes.id('Source', seen.source),
      this.#nodes.id('Run', seen.run),
      seen.location,
      seen.origin,
      document,
      seen.observedAt,
      Number(seen.state),
      seen.scope,
      object,
      seen.environment,
      Number(seen.inner),
      revision,
    ];
    this.#database.run(
      `INSERT INTO observation (source, run, location, origin, document, observed_at, state, scope, object, environment, inner, rf)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      ...values,
    );
    if (seen.state || this.#holdsState(seen.location)) this.#touched.add(seen.location);
  }

  listed(listing: CompleteListing, revision: number): void {
    const { scope, observedAt, kinds, namespaces } = listing;
    const values = [
      this.#nodes.id('Source', listing.source),
      this.#nodes.id('Run', listing.run),
      scope,
      JSON.stringify(kinds),
      namespaces === null ? null : JSON.stringify(namespaces),
      observedAt,
      revision,
    ];
    this.#database.run(
      `INSERT INTO listing (source, run, scope, kinds, namespaces, observed_at, rf) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      ...values,
    );
    this.#touchScope(scope);
  }

  /** Objects in force from before a listing that covers them, and those among them that it does not show. */
  losses({ scope, kinds, namespaces, observedAt }: CompleteListing): { open: number; ended: number } {
    const rows = this.#database.all(
      `SELECT k.key, max(o.observed_at) >= ?2 AS shown FROM sighting g JOIN kubernetes_object k ON k.id = g.object
       JOIN observation o ON o.location = g.location AND o.state = 1
       WHERE g.scope = ?1 AND g.vt IS NULL GROUP BY g.location HAVING min(o.observed_at) < ?2`,
      scope,
      observedAt,
    );
    const covered = rows.filter(({ key }) => coversObject({ kinds, namespaces }, textCell(key)));
    return { open: covered.length, ended: covered.filter(({ shown }) => shown === 0).length };
  }

  /** A listing rests on all that it listed: it falls with any document of it that a person withdraws. */
  endListings(document: number, revision: number): void {
    const fallen = this.#database.all(`${LISTINGS_OF} AND l.rt IS NULL`, document);
    for (const { id, scope } of fallen) {
      this.#database.run('UPDATE listing SET rt = ? WHERE id = ?', revision, wholeCell(id));
      this.#touchScope(textCell(scope));
    }
  }

  /** The listings of a document that came back stand again, unless another document of theirs is still withdrawn. */
  restoreListings(document: number): void {
    const whole = this.#database.all(
      `${LISTINGS_OF} AND l.rt IS NOT NULL AND NOT EXISTS (SELECT 1 FROM observation p JOIN document_state d ON d.document = p.document
         WHERE p.run = l.run AND p.scope = l.scope AND d.format IN ${EXPORTS} AND d.rt IS NOT NULL)`,
      document,
    );
    for (const { id, scope } of whole) {
      this.#database.run('UPDATE listing SET rt = NULL WHERE id = ?', wholeCell(id));
      this.#touchScope(textCell(scope));
    }
  }

  #touchScope(scope: string): void {
    const covered = this.#database.all(
      'SELECT DISTINCT location FROM observation WHERE scope = ? AND object IS NOT NULL AND state = 1',
      scope,
    );
    for (const { location } of covered) this.#touched.add(textCell(location));
  }

  /** Marks every location at which a document was seen (it was withdrawn, or came back). */
  touchDocument(document: number): void {
    const rows = this.#database.all(
      'SELECT DISTINCT location FROM observation WHERE document = ? AND state = 1',
      document,
    );
    for (const { location } of rows) this.#touched.add(textCell(location));
  }

  /** Says which keys of the projection rest on what a document states: it is read otherwise, or gone, or back. */
  markDocument(document: number, dirty: (key: string) => void): void {
    const rows = this.#database.all('SELECT DISTINCT scope, object FROM sighting WHERE document = ?', document);
    for (const { scope, object } of rows) this.#mark(textCell(scope), object ?? null, new Set([document]), dirty);
  }

  /** Folds the touched locations anew and says which keys of the projection that changed. */
  fold(dirty: (key: string) => void): void {
    for (const location of this.#touched) this.#foldLocation(location, dirty);
    this.#touched.clear();
  }

  #foldLocation(location: string, dirty: (key: string) => void): void {
    const states = this.#database.all(
      `SELECT o.document, o.observed_at, o.scope, o.object FROM observation o JOIN document_state d ON d.document = o.document
       WHERE o.location = ? AND o.state = 1 AND d.rt IS NULL ORDER BY o.observed_at, o.document`,
      location,
    );
    const before = this.#database.all(
      'SELECT document, vf, vt, scope, object FROM sighting WHERE location = ?',
      location,
    );
    const objectCell = (states[0] ?? before[0])?.['object'] ?? null;
    const object = objectCell === null ? null : this.#nodes.key('KubernetesObject', wholeCell(objectCell));
    const folded = foldLocation({
      states: states.map((row) => ({ ...seenIn(row, object), observedAt: textCell(row['observed_at']) })),
      before: before.map((row) => ({ ...seenIn(row, object), vf: textCell(row['vf']), vt: textOrNull(row['vt']) })),
      replacedAt: () => this.#replacedAt(location),
      listings: (scope) => this.#standing(scope),
    });
    if (folded === null) return;
    this.#database.run('DELETE FROM sighting WHERE location = ?', location);
    for (const { document, scope, vf, vt } of folded.after)
      this.#database.run(
        'INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?)',
        location,
        Number(document),
        scope,
        objectCell,
        vf,
        vt,
      );
    this.#mark(folded.scope, objectCell, new Set([...folded.documents].map(Number)), dirty);
  }

  #holdsState(location: string): boolean {
    return this.#database.get('SELECT 1 AS yes FROM sighting WHERE location = ? LIMIT 1', location) !== undefined;
  }

  #replacedAt(location: string): string[] {
    return this.#database
      .all('SELECT DISTINCT observed_at FROM observation WHERE location = ? AND state = 0', location)
      .map(({ observed_at }) => textCell(observed_at));
  }

  #standing(scope: string): StandingListing[] {
    return this.#database
      .all('SELECT kinds, namespaces, observed_at FROM listing WHERE scope = ? AND rt IS NULL', scope)
      .map(({ kinds, namespaces, observed_at }) => ({
        kinds: listOf(kinds),
        namespaces: namespaces === null ? null : listOf(namespaces),
        observedAt: textCell(observed_at),
      }));
  }

  #mark(scope: string, object: Cell, documents: ReadonlySet<number>, dirty: (key: string) => void): void {
    if (object !== null) dirty(objectKey(scope, this.#nodes.key('KubernetesObject', wholeCell(object))));
    for (const document of documents) {
      const links = this.#database.all('SELECT key FROM link WHERE document = ?', document);
      for (const { key } of links) dirty(linkKey(scope, textCell(key)));
      const references = this.#database.all(
        'SELECT DISTINCT r.key FROM resolves_to t JOIN reference r ON r.id = t.source WHERE t.document = ?',
        document,
      );
      for (const { key } of references) dirty(referenceKey(textCell(key)));
    }
  }
}

/** Documents go by their integers here, spelled out. */
const seenIn = (
  row: Record<string, Cell>,
  object: string | null,
): { document: string; scope: string; object: string | null } => ({
  document: String(wholeCell(row['document'])),
  scope: textCell(row['scope']),
  object,
});

function listOf(text: Cell | undefined): readonly string[] {
  const list: unknown = JSON.parse(textOrNull(text) ?? '[]');
  return Array.isArray(list) ? list.map(String) : [];
}
