/** Which folder may import what. The longest prefix that fits a file holds. */
export interface Rule {
  /** Path prefix of the files. */
  readonly folder: string;
  /** Front doors. */
  readonly doors: readonly string[];
  /** Outside packages, and modules of Node (`node:fs` covers `node:fs/promises`). */
  readonly outside: readonly string[];
  /** Files of other folders imported by path, each an exception with a reason in the comment beside it. */
  readonly paths?: readonly string[];
  /** No clock, randomness, environment or timer either. */
  readonly pure?: true;
}

const ANY_NODE = 'node:';

export const RULES: readonly Rule[] = [
  { folder: 'schema/', doors: [], outside: ['node:crypto', 'node:zlib'], pure: true },
  { folder: 'ingest/', doors: ['#schema'], outside: [], pure: true },
  { folder: 'ingest/formats/', doors: ['#schema'], outside: ['node:zlib', 'yaml'], pure: true },
  { folder: 'ingest/json/', doors: ['#schema'], outside: ['node:buffer'], pure: true },
  { folder: 'ingest/sources/', doors: ['#schema'], outside: ['node:fs', 'node:path', 'node:stream', 'node:crypto'] },
  { folder: 'queries/', doors: ['#schema'], outside: ['zod'], pure: true },
  { folder: 'src/archive/', doors: ['#schema', '#ingest'], outside: ['node:fs', 'node:path', 'node:crypto'] },
  {
    folder: 'src/engines/',
    doors: ['#schema', '#ingest', '#queries'],
    outside: [
      'node:sqlite',
      'node:fs',
      'node:path',
      'node:child_process',
      'node:os',
      'node:url',
      'node:timers',
      'neo4j-driver',
    ],
    // A reader process is given the folder of bytes, not the archive: it opens it by itself.
    paths: ['src/archive/'],
  },
  {
    folder: 'src/server/',
    doors: ['#schema', '#ingest', '#queries'],
    outside: [
      'node:http',
      'node:module',
      'node:net',
      'node:fs',
      'node:path',
      'node:crypto',
      'node:url',
      'node:zlib',
      '@apollo/server',
      'dataloader',
      'graphql',
      'zod',
    ],
    paths: ['src/engines/', 'src/archive/'],
  },
  {
    folder: 'src/web/',
    doors: ['#queries'],
    outside: [],
    // Types alone: the page itself is what a browser runs, and imports nothing.
    paths: ['src/server/', 'queries/answering/answer.ts'],
  },
  {
    folder: 'src/cli/',
    doors: ['#schema', '#ingest', '#queries'],
    outside: [ANY_NODE, 'commander', 'zod'],
    paths: ['src/'],
  },
  {
    folder: 'src/',
    doors: ['#schema', '#ingest', '#queries'],
    outside: ['node:fs', 'node:path', 'yaml', 'zod'],
    // What an engine is to be told is its own to say: a type.
    paths: ['src/engines/index.ts'],
  },
  { folder: 'examples/', doors: ['#schema', '#ingest'], outside: [ANY_NODE, 'yaml'] },
  // Starts a server and asks it one thing: whether it answers.
  { folder: 'examples/neo4j/', doors: [], outside: [ANY_NODE, 'neo4j-driver'] },
  {
    folder: 'bench/',
    doors: ['#schema', '#ingest', '#queries'],
    outside: [ANY_NODE, 'yaml', 'zod'],
    paths: ['src/', 'examples/', 'schema/', 'ingest/', 'queries/'],
  },
  {
    folder: 'test/',
    doors: ['#schema', '#ingest', '#queries'],
    outside: [
      ANY_NODE,
      'vitest',
      'fast-check',
      'yaml',
      'zod',
      'graphql',
      '@apollo/server',
      'neo4j-driver',
      'playwright-core',
      'typescript',
    ],
    paths: ['schema/', 'ingest/', 'queries/', 'src/', 'examples/', 'bench/'],
  },
];

/** What a pure file must not speak of. */
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bMath\.random\b|\bperformance\.|\bprocess\.(?!stdin)|\bset(Timeout|Interval|Immediate)\b|\bfetch\(|\brandomUUID\b|\bcrypto\.getRandomValues\b/u;
const DATABASES = /^(node:sqlite|neo4j-driver)$/u;
const FROM =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gu;

/** Every specifier that a file imports. */
export const importsOf = (text: string): readonly string[] =>
  [...text.matchAll(FROM)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');

/** What is wrong with the imports of a file, each as a sentence. `path` is relative to the checkout. */
export function importTrouble(path: string, text: string, rules: readonly Rule[] = RULES): readonly string[] {
  const rule = rules
    .filter(({ folder }) => path.startsWith(folder))
    .sort((a, b) => b.folder.length - a.folder.length)[0];
  if (rule === undefined) return [`${path}: no rule says what may be imported here`];
  const trouble = importsOf(text).flatMap((specifier) => specifierTrouble(path, specifier, rule));
  const impure = rule.pure === true ? IMPURE.exec(withoutComments(text)) : null;
  if (impure !== null) trouble.push(`${path}: ${impure[0]} in a pure folder`);
  return trouble;
}

function specifierTrouble(path: string, specifier: string, { doors, outside, paths = [] }: Rule): string[] {
  if (specifier.startsWith('#')) return doors.includes(specifier) ? [] : [`${path}: imports ${specifier}`];
  if (specifier.startsWith('.')) {
    const target = resolved(path, specifier);
    const within = top(target) === top(path) || paths.some((one) => target.startsWith(one));
    return within ? [] : [`${path}: reaches ${target} past its front door`];
  }
  const allowed = outside.some(
    (one) => specifier === one || specifier.startsWith(`${one}/`) || (one === ANY_NODE && specifier.startsWith(one)),
  );
  const isDatabase = DATABASES.test(specifier) && !/^(src\/engines|examples\/neo4j|test|bench)\//u.test(path);
  return allowed && !isDatabase ? [] : [`${path}: imports ${specifier}`];
}

/** The unit inside which files import each other by path: a folder of `src`, else the topmost folder. */
function top(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'src' && path.split('/').length > 2 ? `${first}/${second}` : first;
}

function resolved(path: string, specifier: string): string {
  const parts = path.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The text without its comments; strings are left alone. */
export const withoutComments = (text: string): string => text.replace(/\/\*[^]*?\*\/|(?<=^|[\s;{}(,])\/\/[^\n]*/gu, '');
