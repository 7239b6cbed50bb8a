import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Setting } from './config.ts';
import type { Neo4jSettings } from './engines/index.ts';

/** As found, before it is checked. The password itself is in the environment or a file of its own, never in `provgraph.yaml`. */
export interface Neo4jFound {
  readonly uri: Setting | undefined;
  readonly username: Setting | undefined;
  readonly passwordFile: Setting | undefined;
  readonly database: Setting | undefined;
  readonly password: string | undefined;
}

const EXAMPLE = 'neo4j://127.0.0.1:7687';
const SCHEMES = /^(neo4j|bolt)(\+s|\+ssc)?:$/u;
/** What Neo4j allows as the name of a database. */
const DATABASE = /^[a-z][a-z0-9.-]{2,62}$/iu;

/**
 * The settings of the engine neo4j. Nothing of a password or of a URI that may hold one is in a message.
 *
 * @returns null where a mistake was made; every mistake is added as a sentence.
 */
export function neo4jSettings(found: Neo4jFound, mistakes: string[]): Neo4jSettings | null {
  const before = mistakes.length;
  const uri = uriOf(found.uri, mistakes);
  const password = passwordOf(found, mistakes);
  const user = found.username?.value ?? 'neo4j';
  const database = found.database?.value ?? 'neo4j';
  if (found.database !== undefined && !DATABASE.test(database))
    mistakes.push(`${found.database.where}: ${JSON.stringify(database)} cannot be the name of a database of Neo4j.`);
  return mistakes.length === before ? { uri, user, password, database } : null;
}

function uriOf(setting: Setting | undefined, mistakes: string[]): string {
  if (setting === undefined) {
    mistakes.push(`The engine neo4j needs to know where it is: set NEO4J_URI (${EXAMPLE}); npm run neo4j starts one.`);
    return '';
  }
  const url = URL.parse(setting.value);
  if (url === null || !SCHEMES.test(url.protocol) || url.hostname === '' || !['', '/'].includes(url.pathname))
    mistakes.push(`${setting.where}: this is no address of a Neo4j; give one like ${EXAMPLE} (neo4j+s:// with TLS).`);
  else if (url.username !== '' || url.password !== '')
    mistakes.push(
      `${setting.where}: user and password do not belong into the address; set NEO4J_USERNAME and NEO4J_PASSWORD.`,
    );
  return setting.value;
}

function passwordOf({ password, passwordFile }: Neo4jFound, mistakes: string[]): string {
  if (password !== undefined) return password;
  if (passwordFile === undefined) {
    mistakes.push(
      'The engine neo4j needs a password: set NEO4J_PASSWORD, or NEO4J_PASSWORD_FILE to a file that holds it.',
    );
    return '';
  }
  const path = resolve(passwordFile.folder, passwordFile.value);
  try {
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/u, '');
    if (text === '') mistakes.push(`${passwordFile.where}: ${path} is empty; write the password into it.`);
    return text;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    mistakes.push(`${passwordFile.where}: cannot read ${path} (${code}).`);
    return '';
  }
}
