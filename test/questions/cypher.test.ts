import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cypher, cypherJoined, cypherName, cypherWhole } from '../../queries/answering/cypher.ts';
import { NOW_CYPHER, THEN_CYPHER, timed } from '../../queries/answering/moment.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('Cypher texts', () => {
  test('are put together from constants of their own kind', () => {
    const limit = cypher`LIMIT ${cypherWhole(20)}`;
    const labels = cypherJoined(['Artifact', 'Document'].map(cypherName), cypher`|`);
    expect(cypher`MATCH (n:${labels}) WHERE n.key = 'a\\b' RETURN n ${limit}`).toBe(
      String.raw`MATCH (n:Artifact|Document) WHERE n.key = 'a\b' RETURN n LIMIT 20`,
    );
  });

  test('hold no name and no number that could be more than one', () => {
    for (const name of ['', 'a b', 'n) DETACH DELETE (n', '`x`', '1a', 'é']) expect(() => cypherName(name)).toThrow();
    for (const number of [-1, 1.5, Number.NaN, Infinity]) expect(() => cypherWhole(number)).toThrow();
  });

  test('take no other text, as the compiler says', () => {
    const asked: string = ['n', 'm'].join();
    // @ts-expect-error -- a text that the tag did not make
    expect(cypher`MATCH (${asked}) RETURN 1`).toBe('MATCH (n,m) RETURN 1');
    const graph = (): string => `RETURN ${asked}`;
    // @ts-expect-error -- the same as a statement
    const { now } = timed('a', () => 'SELECT 1', graph);
    expect(now.name).toBe('a');
  });

  test('are made nowhere else: no other file says that some text is one', () => {
    const tracked = execFileSync('git', ['ls-files', '-z', '*.ts'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
    const claims = tracked.filter(
      (path) =>
        /^(queries|src|bench)\//u.test(path) &&
        path !== 'queries/answering/cypher.ts' &&
        existsSync(join(ROOT, path)) &&
        /\bas (unknown as )?Cypher\b|<Cypher>|: text is Cypher\b/u.test(readFileSync(join(ROOT, path), 'utf8')),
    );
    expect(tracked.length).toBeGreaterThan(150);
    expect(claims).toEqual([]);
  });

  test('of a statement are told apart by time as its SQL is, and are left out where there are none', () => {
    const both = timed(
      'a',
      ({ bill }) => `SELECT ${bill}`,
      ({ bill }) => cypher`RETURN ${bill}`,
    );
    expect(both.now).toEqual({ name: 'a', sql: 'SELECT b.rt IS NULL', cypher: `RETURN ${NOW_CYPHER.bill}` });
    expect(both.then.cypher).toBe(`RETURN ${THEN_CYPHER.bill}`);
    expect(timed('a', () => 'SELECT 1').then).toEqual({ name: 'a-then', sql: 'SELECT 1' });
  });

  test('say of each time what the SQL says: exposures by both axes, all else by the revision', () => {
    for (const [name, text] of Object.entries(THEN_CYPHER)) {
      expect(text.includes('$asOf')).toBe(name === 'exposure');
      expect(text).toContain('$revision');
    }
    expect(Object.values(NOW_CYPHER).join(' ')).not.toContain('$');
  });
});
