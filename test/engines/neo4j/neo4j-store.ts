import type { Writer } from '#ingest';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { migrate } from '../../../src/engines/neo4j/migrations.ts';
import type { Neo4jSettings } from '../../../src/engines/neo4j/settings.ts';
import { Neo4jWriter } from '../../../src/engines/neo4j/writer.ts';
import type { Dumped } from '../../laws/dump.ts';
import { Store } from '../../laws/store.ts';
import { dumpOfNeo4j } from './dump.ts';
import { emptied } from './load-from-sqlite.ts';

/** The one database of a server, driven as a store of the laws is; its bytes lie in a folder. */
export class Neo4jStore extends Store {
  readonly connection: Neo4jConnection;
  readonly #settings: Neo4jSettings;

  /** An empty one: the database is emptied. */
  static async made(settings: Neo4jSettings): Promise<Neo4jStore> {
    const store = new Neo4jStore(settings);
    await migrate(store.connection, () => '2026-06-01T00:00:00.000Z');
    await emptied(store.connection);
    return store;
  }

  private constructor(settings: Neo4jSettings) {
    super();
    this.#settings = settings;
    this.connection = new Neo4jConnection(settings);
  }

  override writer(): Promise<Writer> {
    const clock = (): string => new Date((this.recordedAt += 1000)).toISOString();
    return Promise.resolve(new Neo4jWriter(new Neo4jConnection(this.#settings), clock));
  }

  protected override place(): Neo4jSettings {
    return this.#settings;
  }

  override dumped(of: Dumped = 'all'): Promise<readonly string[]> {
    return dumpOfNeo4j(this.connection, of);
  }

  override async removed(): Promise<void> {
    await this.connection.close();
    this.remove();
  }
}
