import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { costsSince } from '../measured.ts';
import type { FloorMeasured } from '../measured.ts';

/**
 * The floor under any ingest into SQLite: every file is read, hashed and parsed, and the members of its component sets
 * are inserted, as rows of the same shape and in batches of the same size as the program's; nothing else. The package
 * types are told apart by the first letters of the purl, and sets that several images share are known by the file name.
 */
const BATCH = { documents: 200, bytes: 16 * 1024 * 1024 };

function floor(folder: string, path: string): FloorMeasured {
  const started = performance.now();
  const rows = new Rows(path);
  let documents = 0;
  let bytes = 0;
  let batch = { documents: 0, bytes: 0 };
  rows.begin();
  for (const file of filesIn(folder)) {
    const content = readFileSync(file);
    rows.document(createHash('sha256').update(content).digest('hex'));
    const parsed: unknown = JSON.parse(content.toString());
    if (file.endsWith('.cdx.json')) rows.sbom(parsed, /\.base-\d+/.exec(basename(file))?.[0] ?? null);
    documents++;
    bytes += content.length;
    batch = { documents: batch.documents + 1, bytes: batch.bytes + content.length };
    if (batch.documents >= BATCH.documents || batch.bytes >= BATCH.bytes) {
      rows.commit();
      rows.begin();
      batch = { documents: 0, bytes: 0 };
    }
  }
  rows.commit();
  return { ...costsSince(started), documents, bytes, rows: rows.members, pairs: rows.pairs };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? value[key as keyof typeof value] : undefined;
}

function listIn(value: unknown, key: string): readonly unknown[] {
  const list = memberOf(value, key);
  return Array.isArray(list) ? list : [];
}

class Rows {
  readonly #database: DatabaseSync;
  readonly #insert: Record<'document' | 'purl' | 'member' | 'pair', ReturnType<DatabaseSync['prepare']>>;
  readonly #purls = new Map<string, number>();
  readonly #bases = new Set<string>();
  #sets = 0;
  members = 0;
  pairs = 0;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(`
      PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -81920; PRAGMA temp_store = MEMORY;
      CREATE TABLE document (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE purl (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
      CREATE TABLE includes (source INTEGER NOT NULL, target INTEGER NOT NULL, ordinal INTEGER NOT NULL,
        scope TEXT NOT NULL, source_package TEXT, PRIMARY KEY (source, ordinal)) WITHOUT ROWID, STRICT;
      CREATE INDEX includes_target ON includes (target);
      CREATE TABLE depends_on (within INTEGER NOT NULL, source INTEGER NOT NULL, target INTEGER NOT NULL,
        ordinal INTEGER NOT NULL, PRIMARY KEY (within, ordinal)) WITHOUT ROWID, STRICT;
      CREATE INDEX depends_on_target ON depends_on (target, within, source);`);
    this.#insert = {
      document: this.#database.prepare('INSERT INTO document (key) VALUES (?)'),
      purl: this.#database.prepare('INSERT INTO purl (id, key) VALUES (?, ?)'),
      member: this.#database.prepare('INSERT INTO includes VALUES (?, ?, ?, ?, NULL)'),
      pair: this.#database.prepare('INSERT INTO depends_on VALUES (?, ?, ?, ?)'),
    };
  }

  begin(): void {
    this.#database.exec('BEGIN IMMEDIATE');
  }

  commit(): void {
    this.#database.exec('COMMIT');
  }

  document(digest: string): void {
    this.#insert.document.run(digest);
  }

  /** @param base - which base image the Debian packages are from, or null. */
  sbom(parsed: unknown, base: string | null): void {
    const known = base !== null && this.#bases.has(base);
    if (base !== null) this.#bases.add(base);
    const sets = new Map<string, { id: number; ordinal: number }>();
    for (const component of listIn(parsed, 'components')) {
      const purl = memberOf(component, 'purl');
      if (typeof purl !== 'string' || (known && purl.startsWith('pkg:deb/'))) continue;
      const type = purl.slice(0, 7);
      const set = sets.get(type) ?? { id: ++this.#sets, ordinal: 0 };
      sets.set(type, set);
      this.#insert.member.run(set.id, this.#purl(purl), set.ordinal++, 'required');
      this.members++;
    }
    this.#dependencies(parsed, known);
  }

  /** @param known - the pairs of Debian packages are there already. */
  #dependencies(parsed: unknown, known: boolean): void {
    const purls = new Map<unknown, string>();
    for (const component of listIn(parsed, 'components')) {
      const purl = memberOf(component, 'purl');
      if (typeof purl === 'string') purls.set(memberOf(component, 'bom-ref'), purl);
    }
    const sets = new Map<string, { id: number; ordinal: number }>();
    for (const dependency of listIn(parsed, 'dependencies')) {
      const dependent = purls.get(memberOf(dependency, 'ref'));
      if (dependent === undefined || (known && dependent.startsWith('pkg:deb/'))) continue;
      const type = dependent.slice(0, 7);
      const set = sets.get(type) ?? { id: ++this.#sets, ordinal: 0 };
      sets.set(type, set);
      for (const ref of listIn(dependency, 'dependsOn')) {
        const purl = purls.get(ref);
        if (purl === undefined) continue;
        this.#insert.pair.run(set.id, this.#purl(dependent), this.#purl(purl), set.ordinal++);
        this.pairs++;
      }
    }
  }

  #purl(purl: string): number {
    const known = this.#purls.get(purl);
    if (known !== undefined) return known;
    const id = this.#purls.size + 1;
    this.#purls.set(purl, id);
    this.#insert.purl.run(id, purl);
    return id;
  }
}

const [estate = '', store = ''] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(floor(estate, store))}\n`);
