import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { Neo4jConnection } from '../../src/engines/neo4j/connection.ts';
import { MIGRATION_LABEL } from '../../src/engines/neo4j/engine-schema.ts';
import type { Neo4jSettings } from '../../src/engines/neo4j/settings.ts';
import { afterAll, describe, inject } from 'vitest';
import { notTested } from './not-tested.ts';

/** What a test file is given when its turn comes. */
export type Lease =
  | ({ readonly kind: 'server'; readonly isOurs: boolean } & Neo4jSettings)
  | { readonly kind: 'absent' | 'broken'; readonly reason: string };

/** `bare`: there is nothing at all; `schema`: nothing is stored, and constraints and indexes may be there already. */
export type Start = 'bare' | 'schema';

/**
 * Tests against a real Neo4j whose database is empty and this file's alone until its last test has ended; to be awaited at
 * the top of the file. Where no Neo4j can be had they are skipped, loudly; where CI is true that is an error.
 *
 * @param start what the tests begin with: `schema` saves the seconds that making it takes.
 */
export async function describeNeo4j(
  name: string,
  tests: (settings: Neo4jSettings) => void,
  start: Start = 'schema',
): Promise<void> {
  const { lease, release } = await borrowed();
  if (lease.kind === 'server') {
    const { uri, user, password, database, isOurs } = lease;
    const settings = { uri, user, password, database };
    await prepare(settings, isOurs, start);
    describe(name, () => {
      afterAll(async () => {
        // A server that was given is given back as it was.
        await emptyDatabase(settings, isOurs ? start : 'bare');
        release();
      });
      tests(settings);
    });
    return;
  }
  release();
  notTested(name, lease.reason, lease.kind === 'broken');
}

async function borrowed(): Promise<{ readonly lease: Lease; readonly release: () => void }> {
  const socket = connect(inject('neo4j'));
  const lines = createInterface({ input: socket });
  const [line] = (await once(lines, 'line')) as [string];
  return { lease: JSON.parse(line) as Lease, release: () => socket.destroy() };
}

/** A server that was given may hold somebody's graph: what is not empty is left alone. One of ours is emptied. */
async function prepare(settings: Neo4jSettings, isOurs: boolean, start: Start): Promise<void> {
  if (isOurs) {
    await emptyDatabase(settings, start);
    return;
  }
  const connection = new Neo4jConnection(settings);
  try {
    const { records } = await connection.read((transaction) => transaction.run('MATCH (n) RETURN n LIMIT 1'));
    if (records.length > 0)
      throw new Error(
        `The database ${settings.database} of NEO4J_URI is not empty; give the tests one that is, or unset NEO4J_URI.`,
      );
  } finally {
    await connection.close();
  }
}

/** Takes everything out, or all but the schema and the record of its migrations. */
export async function emptyDatabase(settings: Neo4jSettings, left: Start): Promise<void> {
  const connection = new Neo4jConnection(settings);
  try {
    for (let isMore = true; isMore;)
      isMore = await connection.write(async (transaction) => {
        const { records } = await transaction.run(
          `MATCH (n) WHERE $all OR NOT n:${MIGRATION_LABEL} WITH n LIMIT 20000 DETACH DELETE n RETURN count(*) AS removed`,
          { all: left === 'bare' },
        );
        return records[0]?.get('removed') !== 0;
      });
    if (left === 'schema') return;
    await dropAll(connection, 'SHOW CONSTRAINTS YIELD name RETURN name', 'DROP CONSTRAINT');
    await dropAll(connection, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name", 'DROP INDEX');
  } finally {
    await connection.close();
  }
}

async function dropAll(connection: Neo4jConnection, listing: string, drop: string): Promise<void> {
  const { records } = await connection.read((transaction) => transaction.run(listing));
  for (const record of records)
    await connection.write((transaction) => transaction.run(`${drop} \`${String(record.get('name'))}\` IF EXISTS`));
}
