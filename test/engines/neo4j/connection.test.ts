import { afterAll, beforeAll, expect, test } from 'vitest';
import { Neo4jConnection, whole } from '../../../src/engines/neo4j/connection.ts';
import type { Neo4jReason } from '../../../src/engines/neo4j/refusal-of.ts';
import type { Neo4jSettings } from '../../../src/engines/neo4j/settings.ts';
import { describeNeo4j } from '../../neo4j/lease.ts';

/** Keeps a server busy for many seconds and stores nothing. */
const LONG = 'UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b WITH a WHERE a < 0 RETURN count(a) AS n';

await describeNeo4j(
  'a connection',
  (settings) => {
    let connection: Neo4jConnection;
    beforeAll(() => {
      connection = new Neo4jConnection(settings);
    });
    afterAll(() => connection.close());

    const one = async (statement: string, parameters = {}): Promise<unknown> => {
      const { records } = await connection.read((transaction) => transaction.run(statement, parameters));
      return records[0]?.get(0);
    };
    /** How many statements of others the server works on. */
    const running = (): Promise<unknown> =>
      one("SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH 'UNWIND range' RETURN count(*)");

    test('says which version answers', async () => {
      expect(await connection.check()).toMatch(/^\d+\.\d+/);
    });

    test('gives whole numbers as numbers, and stores them as whole numbers', async () => {
      expect(await one('RETURN 9007199254740991')).toBe(9007199254740991);
      expect(await one('RETURN valueType($n)', { n: whole(3) })).toBe('INTEGER NOT NULL');
    });

    test('writes, and reads what it wrote', async () => {
      await connection.write((transaction) => transaction.run("CREATE (:Try {key: 'a'})"));
      expect(await one('MATCH (n:Try) RETURN n.key')).toBe('a');
    });

    test('does not write what is read', async () => {
      await expect(one("CREATE (:Try {key: 'b'})")).rejects.toMatchObject({
        code: 'Neo.ClientError.Statement.AccessMode',
      });
      expect(await one("MATCH (n:Try {key: 'b'}) RETURN count(n)")).toBe(0);
    });

    test('leaves a mistake in a statement a mistake', async () => {
      await expect(one('RETRUN 1')).rejects.toMatchObject({ code: 'Neo.ClientError.Statement.SyntaxError' });
    });

    test('lets what the caller throws through as it is, and keeps nothing of it', async () => {
      const thrown = new RangeError('of the caller');
      const work = connection.write(async (transaction) => {
        await transaction.run("CREATE (:Try {key: 'c'})");
        throw thrown;
      });
      await expect(work).rejects.toBe(thrown);
      expect(await one("MATCH (n:Try {key: 'c'}) RETURN count(n)")).toBe(0);
    });

    test('ends a statement that takes too long, on the server too', async () => {
      const asked = connection.read((transaction) => transaction.run(LONG), { timeoutMs: 300 });
      await expect(asked).rejects.toMatchObject({ name: 'StoreError', reason: 'TIMED_OUT' });
      await expect.poll(running, { timeout: 10_000 }).toBe(0);
    });

    test('ends a statement of which the caller wants no answer any more, on the server too', async () => {
      const caller = new AbortController();
      const asked = connection.read((transaction) => transaction.run(LONG), { signal: caller.signal });
      const refused = expect(asked).rejects.toThrow('went away');
      await expect.poll(running, { timeout: 10_000 }).toBe(1);
      const begun = performance.now();
      caller.abort(new Error('went away'));
      await refused;
      expect(performance.now() - begun).toBeLessThan(1000);
      await expect.poll(running, { timeout: 10_000 }).toBe(0);
      await expect(one('RETURN 1')).resolves.toBe(1);
    });

    test('does not begin what is not wanted', async () => {
      let begun = 0;
      const work = (): Promise<void> => {
        begun += 1;
        return Promise.resolve();
      };
      await expect(connection.read(work, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
      expect(begun).toBe(0);
    });

    test('tries again when another one was faster to make the same node', async () => {
      await connection.write((transaction) =>
        transaction.run('CREATE CONSTRAINT try_key IF NOT EXISTS FOR (n:Try) REQUIRE n.key IS UNIQUE'),
      );
      let attempts = 0;
      await connection.write(async (transaction) => {
        attempts += 1;
        await transaction.run(attempts === 1 ? "CREATE (:Try {key: 'a'})" : "MERGE (:Try {key: 'a'})");
      });
      expect(attempts).toBe(2);
    });

    test('gives up on what stays so', async () => {
      let attempts = 0;
      const work = connection.write(async (transaction) => {
        attempts += 1;
        await transaction.run("CREATE (:Try {key: 'a'})");
      });
      await expect(work).rejects.toMatchObject({ code: 'Neo.ClientError.Schema.ConstraintValidationFailed' });
      expect(attempts).toBe(6);
    });

    test('makes one index for several who make it at once', async () => {
      const index = 'CREATE INDEX try_name IF NOT EXISTS FOR (n:Try) ON (n.name)';
      await Promise.all(Array.from({ length: 8 }, () => connection.write((transaction) => transaction.run(index))));
      expect(await one("SHOW INDEXES YIELD name WHERE name = 'try_name' RETURN count(*)")).toBe(1);
    });

    test.each<[string, Partial<Neo4jSettings>, Neo4jReason, RegExp]>([
      [
        'a wrong password',
        { password: 'a-wrong-secret' },
        'PASSWORD_REFUSED',
        /does not accept this password of neo4j; set NEO4J_USERNAME/,
      ],
      [
        'a database that is not there',
        { database: 'elsewhere' },
        'NO_DATABASE',
        /has no database elsewhere; set NEO4J_DATABASE/,
      ],
      [
        'no server',
        { uri: 'neo4j://127.0.0.1:1' },
        'NO_SERVER',
        /^No Neo4j answers at 127\.0\.0\.1:1; start it or set NEO4J_URI/,
      ],
    ])('says what to do about %s, at once and without a secret', async (_, wrong, reason, words) => {
      const other = new Neo4jConnection({ ...settings, ...wrong });
      const begun = performance.now();
      const refusal: unknown = await other.check().catch((cause: unknown) => cause);
      await other.close();
      expect(refusal).toMatchObject({ name: 'StoreError', reason, message: expect.stringMatching(words) as string });
      expect((refusal as Error).message).not.toContain('secret');
      expect((refusal as Error).message).not.toContain(settings.password);
      expect(performance.now() - begun).toBeLessThan(5000);
    });

    test('says the same when the first thing that is asked is no check', async () => {
      const other = new Neo4jConnection({ ...settings, database: 'elsewhere' });
      const asked = other.read((transaction) => transaction.run('RETURN 1'));
      await expect(asked).rejects.toMatchObject({ reason: 'NO_DATABASE' });
      await other.close();
    });

    test('says when a first password has to be changed, and when wrong ones were too many', async () => {
      const system = new Neo4jConnection({ ...settings, database: 'system' });
      const guest = { ...settings, user: 'provgraph_try', password: 'first-password' };
      const reasonFor = async (password: string): Promise<unknown> => {
        const other = new Neo4jConnection({ ...guest, password });
        const asked = other.read((transaction) => transaction.run('RETURN 1'));
        const refusal = await asked.catch((cause: unknown) => cause);
        await other.close();
        return (refusal as { reason?: unknown }).reason;
      };
      try {
        await system.write((transaction) =>
          transaction.run('CREATE OR REPLACE USER provgraph_try SET PASSWORD $password', { password: guest.password }),
        );
        expect(await reasonFor(guest.password)).toBe('PASSWORD_EXPIRED');
        const reasons: unknown[] = [];
        for (let attempt = 0; attempt < 5; attempt += 1) reasons.push(await reasonFor(`wrong-${attempt}`));
        expect([reasons[0], reasons.at(-1)]).toEqual(['PASSWORD_REFUSED', 'TOO_MANY_ATTEMPTS']);
      } finally {
        await system.write((transaction) => transaction.run('DROP USER provgraph_try IF EXISTS'));
        await system.close();
      }
    });
  },
  'bare',
);
