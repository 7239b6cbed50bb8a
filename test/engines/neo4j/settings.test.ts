import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../../src/config.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'provgraph-settings-'));
  writeFileSync(join(folder, 'password'), 'of the file\n');
  writeFileSync(
    join(folder, 'provgraph.yaml'),
    'engine: neo4j\nneo4j:\n  passwordFile: password\n  database: estate\n',
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const settingsOf = (environment: Record<string, string>, config?: string): ReturnType<typeof readSettings> =>
  readSettings({ given: new Map(), config, environment, folder: config === undefined ? '/' : folder });
const NEO4J = { PROVGRAPH_ENGINE: 'neo4j', NEO4J_URI: 'neo4j+s://graph.example:7687' };

describe('where Neo4j is', () => {
  test('is read from the environment', () => {
    const { settings } = settingsOf({
      ...NEO4J,
      NEO4J_USERNAME: 'ingest',
      NEO4J_PASSWORD: 'p',
      NEO4J_DATABASE: 'estate',
    });
    expect(settings.neo4j).toEqual({ uri: NEO4J.NEO4J_URI, user: 'ingest', password: 'p', database: 'estate' });
  });

  test('has a user and a database that are built in', () => {
    expect(settingsOf({ ...NEO4J, NEO4J_PASSWORD: 'p' }).settings.neo4j).toMatchObject({
      user: 'neo4j',
      database: 'neo4j',
    });
  });

  test('is read from the file, the password from a file beside it', () => {
    const { settings } = settingsOf({ NEO4J_URI: NEO4J.NEO4J_URI }, 'provgraph.yaml');
    expect(settings.neo4j).toMatchObject({ password: 'of the file', database: 'estate' });
  });

  test('is of no concern to another engine', () => {
    const { settings, mistakes } = settingsOf({ NEO4J_URI: 'http://elsewhere', NEO4J_DATABASE: '/' });
    expect([settings.neo4j, mistakes]).toEqual([null, []]);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['no address', { NEO4J_URI: '', NEO4J_PASSWORD: 'p' }, /set NEO4J_URI/],
    ['no password', {}, /set NEO4J_PASSWORD, or NEO4J_PASSWORD_FILE/],
    [
      'an address of another kind',
      { NEO4J_URI: 'http://graph.example:7474', NEO4J_PASSWORD: 'p' },
      /^NEO4J_URI: this is no address/,
    ],
    ['no address at all', { NEO4J_URI: 'graph', NEO4J_PASSWORD: 'p' }, /^NEO4J_URI: this is no address/],
    [
      'a password in the address',
      { NEO4J_URI: 'neo4j://a:the-secret@graph.example', NEO4J_PASSWORD: 'p' },
      /do not belong into the address/,
    ],
    [
      'a password in an address of another kind',
      { NEO4J_URI: 'http://a:the-secret@graph.example', NEO4J_PASSWORD: 'p' },
      /no address/,
    ],
    ['a database that cannot be', { NEO4J_DATABASE: 'a b', NEO4J_PASSWORD: 'p' }, /^NEO4J_DATABASE: "a b" cannot be/],
    [
      'a file that is not there',
      { NEO4J_PASSWORD_FILE: '/nowhere/at-all' },
      /^NEO4J_PASSWORD_FILE: cannot read \/nowhere\/at-all \(ENOENT\)/,
    ],
  ])('%s is a mistake that names no secret', (_, wrong, words) => {
    const { settings, mistakes } = settingsOf({ ...NEO4J, ...wrong });
    expect(settings.neo4j).toBeNull();
    expect(mistakes).toContainEqual(expect.stringMatching(words));
    expect(mistakes.join('\n')).not.toContain('the-secret');
  });
});
