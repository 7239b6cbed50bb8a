import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { nearest } from '#schema';
import { parse, YAMLError } from 'yaml';
import { neo4jSettings } from './neo4j-settings.ts';
import type { Neo4jSettings } from './engines/index.ts';

/** What is set for a command, wherever it was set (contract.md, *Commands*). */
export interface Settings {
  /** The data folder, absolute. */
  readonly data: string;
  /** The archive of bytes, absolute. */
  readonly archive: string;
  /** Where the graph is kept when the engine is neo4j; null: in the data folder. */
  readonly neo4j: Neo4jSettings | null;
  readonly serve: { readonly host: string; readonly port: number };
  readonly ingest: { readonly cluster: string | null; readonly environment: string | null };
}

/** Every key of `provgraph.yaml`, and the environment variable that means the same. */
export const SETTING_KEYS = {
  data: 'PROVGRAPH_DATA',
  archive: 'PROVGRAPH_ARCHIVE',
  engine: 'PROVGRAPH_ENGINE',
  'neo4j.uri': 'NEO4J_URI',
  'neo4j.username': 'NEO4J_USERNAME',
  'neo4j.passwordFile': 'NEO4J_PASSWORD_FILE',
  'neo4j.database': 'NEO4J_DATABASE',
  'serve.port': 'PROVGRAPH_SERVE_PORT',
  'serve.host': 'PROVGRAPH_SERVE_HOST',
  'ingest.cluster': 'PROVGRAPH_INGEST_CLUSTER',
  'ingest.environment': 'PROVGRAPH_INGEST_ENVIRONMENT',
} as const;
export type SettingKey = keyof typeof SETTING_KEYS;

/** Where the graph may be kept: in the data folder, or in a Neo4j. */
export const ENGINES: readonly string[] = ['sqlite', 'neo4j'];

const KEYS = Object.keys(SETTING_KEYS).filter((key): key is SettingKey => Object.hasOwn(SETTING_KEYS, key));
const isKey = (key: string): key is SettingKey => Object.hasOwn(SETTING_KEYS, key);

/** A value, and the words that say where it was set. */
export interface Setting {
  readonly value: string;
  readonly where: string;
  /** What a relative path is relative to. */
  readonly folder: string;
}

export interface SettingSources {
  /** What the command line says, by key. */
  readonly given: ReadonlyMap<SettingKey, string>;
  /** `--config`; undefined: PROVGRAPH_CONFIG, else `provgraph.yaml` in the folder, where there is one. */
  readonly config: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The working folder. */
  readonly folder: string;
}

/**
 * The settings of a command: the command line goes before the environment, the environment before the file, the file
 * before what is built in. Relative paths of the file are relative to the file.
 *
 * @returns the settings, with what is built in wherever a mistake was made, and every mistake as a sentence.
 */
export function readSettings(sources: SettingSources): { readonly settings: Settings; readonly mistakes: string[] } {
  const mistakes: string[] = [];
  const found = fileSettings(sources, mistakes);
  for (const key of KEYS) {
    const variable = SETTING_KEYS[key];
    const value = sources.environment[variable];
    if (value !== undefined && value !== '') found.set(key, { value, where: variable, folder: sources.folder });
    const given = sources.given.get(key);
    if (given !== undefined) found.set(key, { value: given, where: optionOf(key), folder: sources.folder });
  }
  for (const [key, { value, where }] of found)
    if (value === '') mistakes.push(`${where} is empty; give ${key} a value.`);
  refuseEngine(found.get('engine'), mistakes);
  const data = pathOf(found.get('data')) ?? join(sources.folder, '.provgraph');
  const settings = {
    data,
    archive: pathOf(found.get('archive')) ?? join(data, 'archive'),
    neo4j: neo4jOf(found, sources, mistakes),
    serve: { host: found.get('serve.host')?.value ?? '127.0.0.1', port: portOf(found.get('serve.port'), mistakes) },
    ingest: {
      cluster: nameOf(found.get('ingest.cluster'), mistakes),
      environment: nameOf(found.get('ingest.environment'), mistakes),
    },
  };
  return { settings, mistakes };
}

const optionOf = (key: SettingKey): string => `--${key.slice(key.indexOf('.') + 1)}`;
const pathOf = (setting: Setting | undefined): string | undefined => setting && resolve(setting.folder, setting.value);

function refuseEngine(engine: Setting | undefined, mistakes: string[]): void {
  if (engine === undefined || engine.value === '' || ENGINES.includes(engine.value)) return;
  mistakes.push(
    `${engine.where}: there is no engine ${JSON.stringify(engine.value)}; there are ${ENGINES.join(' and ')}.`,
  );
}

/** What is said of Neo4j is looked at when it is the engine: other programs have the same variables. */
function neo4jOf(
  found: ReadonlyMap<SettingKey, Setting>,
  { environment }: SettingSources,
  mistakes: string[],
): Neo4jSettings | null {
  if (found.get('engine')?.value !== 'neo4j') return null;
  return neo4jSettings(
    {
      uri: found.get('neo4j.uri'),
      username: found.get('neo4j.username'),
      passwordFile: found.get('neo4j.passwordFile'),
      database: found.get('neo4j.database'),
      password: environment['NEO4J_PASSWORD'] === '' ? undefined : environment['NEO4J_PASSWORD'],
    },
    mistakes,
  );
}

function portOf(port: Setting | undefined, mistakes: string[]): number {
  if (port === undefined) return 8080;
  const number = /^\d{1,5}$/u.test(port.value) ? Number(port.value) : -1;
  if (number >= 0 && number <= 65_535) return number;
  mistakes.push(
    `${port.where}: ${JSON.stringify(port.value)} is no port; give a whole number from 0 (any free one) to 65535.`,
  );
  return 8080;
}

function nameOf(name: Setting | undefined, mistakes: string[]): string | null {
  if (name === undefined || name.value === '') return null;
  if (!/\p{Cc}/u.test(name.value) && name.value.isWellFormed()) return name.value;
  mistakes.push(`${name.where}: a name may not hold control characters.`);
  return null;
}

function fileSettings(sources: SettingSources, mistakes: string[]): Map<SettingKey, Setting> {
  const variable = sources.environment['PROVGRAPH_CONFIG'];
  const named = sources.config ?? (variable === '' ? undefined : variable);
  const path = resolve(sources.folder, named ?? 'provgraph.yaml');
  const found = new Map<SettingKey, Setting>();
  try {
    const file: unknown = parse(readFileSync(path, 'utf8'), { prettyErrors: true, maxAliasCount: 0 });
    for (const [key, value] of flattened(file, '', path, mistakes)) {
      if (isKey(key)) found.set(key, { value, where: `${key} in ${path}`, folder: dirname(path) });
      else mistakes.push(`${path}: there is no key ${JSON.stringify(key)}${meant(key)}.`);
    }
  } catch (cause) {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (absent && named === undefined) return found;
    const why = absent ? 'there is no such file' : cause instanceof Error ? firstLine(cause) : String(cause);
    mistakes.push(`Cannot read the configuration ${path}: ${why}.`);
  }
  return found;
}

/** The leaves of the file as `serve.port: 8080`. */
function flattened(value: unknown, key: string, path: string, mistakes: string[]): [string, string][] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    if (key !== '') return [[key, String(value)]];
  } else if (value === null || value === undefined) {
    return []; // `serve:` with nothing below, or an empty file.
  } else if (typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      flattened(inner, key === '' ? name : `${key}.${name}`, path, mistakes),
    );
  }
  mistakes.push(`${path}: ${key === '' ? 'the file' : key} should hold ${key === '' ? 'keys' : 'one value'}.`);
  return [];
}

function meant(key: string): string {
  const [best] = nearest(key, KEYS);
  return best === undefined ? `; there are ${KEYS.join(', ')}` : `; the nearest is ${best}`;
}

function firstLine(error: Error): string {
  const [line = ''] = error.message.split('\n');
  return error instanceof YAMLError ? `it is no YAML, ${line.replace(/[.:]$/u, '')}` : line;
}
