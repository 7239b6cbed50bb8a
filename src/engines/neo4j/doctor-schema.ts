import { Found, checkOf, counted } from '../doctor-check.ts';
import type { Check } from '../engine.ts';
import { StoreError } from '../store-error.ts';
import type { Neo4jConnection, Transaction } from './connection.ts';
import { MIGRATIONS, schemaNames, schemaVersion } from './migrations.ts';
import { addressOf } from './settings.ts';

/** There is a database that this program reads, with its schema. */
export async function checkStore(connection: Neo4jConnection): Promise<Check> {
  const { uri, database } = connection.settings;
  const law = 'There is a database, of the version that this program reads.';
  const action = 'Set NEO4J_URI and NEO4J_DATABASE to the database of the estate; provgraph ingest makes its schema.';
  const found = new Found();
  const place = `the database ${database} at ${addressOf(uri)}`;
  try {
    await connection.check();
    if ((await schemaVersion(connection)) === 0) found.add(`Nothing was ever stored in ${place}.`);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    found.add(error.message);
  }
  return checkOf({ name: 'store', law, action }, place, found);
}

/** Every constraint and index is there and can be used: without them things are stored twice, and questions take too long. */
export async function checkIndexes(transaction: Transaction): Promise<Check> {
  const found = new Found();
  const wanted = MIGRATIONS.flatMap(schemaNames);
  const { records } = await transaction.run('SHOW INDEXES YIELD name, state RETURN name, state');
  const states = new Map(records.map((record) => [String(record.get('name')), String(record.get('state'))]));
  for (const name of wanted) {
    const state = states.get(name);
    if (state !== 'ONLINE') found.add(`${name}: ${state ?? 'missing'}`);
  }
  const law = 'Every constraint and index of the schema is there, and can be used.';
  const action = 'provgraph ingest or reread makes what is missing; one that FAILED is to be dropped first.';
  return checkOf({ name: 'indexes', law, action }, counted(wanted.length, 'index', 'indexes'), found);
}
