import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Neo4jError, error } from 'neo4j-driver';
import { describe, expect, test } from 'vitest';
import { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { refusalOf } from '../../../src/engines/neo4j/refusal-of.ts';
import type { Neo4jReason } from '../../../src/engines/neo4j/refusal-of.ts';

const SETTINGS = { uri: 'neo4j+s://graph.example:7687', user: 'reader', password: 'the-secret', database: 'estate' };

const errorOf = (code: string, message: string): Neo4jError => new Neo4jError(message, code, '50N42', '', undefined);

describe('what Neo4j refuses', () => {
  test.each<[string, string, Neo4jReason]>([
    ['Neo.ClientError.Security.Unauthorized', '', 'PASSWORD_REFUSED'],
    ['Neo.ClientError.Security.CredentialsExpired', '', 'PASSWORD_EXPIRED'],
    ['Neo.ClientError.Security.AuthenticationRateLimit', '', 'TOO_MANY_ATTEMPTS'],
    ['Neo.ClientError.Security.Forbidden', '', 'FORBIDDEN'],
    ['Neo.ClientError.Database.DatabaseNotFound', '', 'NO_DATABASE'],
    ['Neo.TransientError.Database.DatabaseUnavailable', '', 'DATABASE_UNAVAILABLE'],
    ['Neo.TransientError.General.DatabaseUnavailable', '', 'DATABASE_UNAVAILABLE'],
    ['Neo.ClientError.General.ForbiddenOnReadOnlyDatabase', '', 'READ_ONLY'],
    ['Neo.ClientError.General.WriteOnReadOnlyAccessDatabase', '', 'READ_ONLY'],
    ['Neo.TransientError.General.MemoryPoolOutOfMemoryError', '', 'OUT_OF_MEMORY'],
    ['Neo.TransientError.General.TransactionMemoryLimit', '', 'OUT_OF_MEMORY'],
    ['Neo.ClientError.Transaction.TransactionTimedOut', '', 'TIMED_OUT'],
    ['Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration', '', 'TIMED_OUT'],
    ['Neo.ClientError.Transaction.Terminated', '', 'ENDED'],
    ['Neo.ClientError.Transaction.LockClientStopped', '', 'ENDED'],
    ['Neo.DatabaseError.Schema.ConstraintCreationFailed', '', 'DAMAGED'],
    ['Neo.TransientError.Transaction.BookmarkTimeout', '', 'BEHIND'],
    ['N/A', 'Connection acquisition timed out in 60000 ms. Pool status: Active conn count = 20.', 'BUSY'],
    [error.SERVICE_UNAVAILABLE, 'Connection was closed by server', 'NO_SERVER'],
    [error.SESSION_EXPIRED, 'gone', 'NO_SERVER'],
  ])('%s is a sentence with something to do', (code, message, reason) => {
    const cause = errorOf(code, `${message} the-secret MATCH (n {name: 'theirs'})`);
    const refusal = refusalOf(cause, SETTINGS);
    expect(refusal).toMatchObject({ name: 'StoreError', reason, cause });
    expect(refusal?.message).toMatch(/graph\.example:7687.*[;,] .*\.$/u);
    expect(refusal?.message).not.toMatch(/secret|MATCH|theirs/u);
  });

  test.each(['Neo.ClientError.Statement.SyntaxError', 'Neo.ClientError.Statement.AccessMode', 'N/A'])(
    '%s is a mistake of ours, and stays one',
    (code) => {
      expect(refusalOf(errorOf(code, 'why'), SETTINGS)).toBeUndefined();
    },
  );

  test('a connection over which the driver falls is a lost one', () => {
    const fall = new TypeError("Cannot read properties of undefined (reading 'onCompleted')");
    expect(refusalOf(fall, SETTINGS)).toMatchObject({ reason: 'NO_SERVER', cause: fall });
    expect(refusalOf(new TypeError("Cannot read properties of undefined (reading 'key')"), SETTINGS)).toBeUndefined();
  });

  test('what others throw is theirs', () => {
    expect(refusalOf(new RangeError('ServiceUnavailable'), SETTINGS)).toBeUndefined();
  });

  test.each(['neo4j', 'bolt'])('a port that speaks HTTP is told apart (%s)', async (scheme) => {
    const server = createServer((_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const connection = new Neo4jConnection({ ...SETTINGS, uri: `${scheme}://127.0.0.1:${port}` });
    try {
      await expect(connection.check()).rejects.toMatchObject({ reason: 'NOT_BOLT' });
    } finally {
      await connection.close();
      server.close();
    }
  });
});
