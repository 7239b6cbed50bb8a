import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NEO4J_VERSION, provisionNeo4j } from './provision.ts';
import { DATABASE, USER, startNeo4j } from './start.ts';

const USAGE = `npm run neo4j -- [--data DIR] [--port N] [--heap SIZE] [--page-cache SIZE]

Starts a Neo4j for provgraph on loopback and runs it until Ctrl-C. Needs Java 17 or newer, and Maven the first time.
--data DIR          where its data is kept (.provgraph/neo4j)
--port N            the Bolt port (7687)
--heap SIZE         memory of the process, as Java writes it (1g)
--page-cache SIZE   memory beside it for what is stored (512m)
`;

/** The password of a data folder: made once, in a file that only its owner reads, before the server learns it. */
function passwordFile(home: string): { readonly path: string; readonly password: string } {
  const path = join(home, 'password');
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  return { path, password: readFileSync(path, 'utf8').trimEnd() };
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const options = { data: text, port: text, heap: text, 'page-cache': text, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  const port = Number(values.port ?? 7687);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new TypeError('--port is a whole number to 65535');
  process.stderr.write(
    `Neo4j ${NEO4J_VERSION}: fetched once with Maven (about 140 MB), then started in some ten seconds.\n`,
  );
  const origin = await provisionNeo4j({ ...process.env, NEO4J_URI: undefined });
  if (origin.kind !== 'library') {
    process.stderr.write(`No Neo4j: ${origin.kind === 'absent' ? origin.reason : 'a server is given'}.\n`);
    return 1;
  }
  const home = resolve(values.data ?? '.provgraph/neo4j');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const { path, password } = passwordFile(home);
  const { heap = '1g', 'page-cache': pageCache = '512m' } = values;
  const server = await startNeo4j({ library: origin.folder, home, password, port, heap, pageCache });
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (!asked.signal.aborted) process.stderr.write('\nStopping; this takes some ten seconds.\n');
      asked.abort();
      void server.stop();
    });
  process.stdout.write(
    [
      `export NEO4J_URI=${server.uri}`,
      `export NEO4J_USERNAME=${USER}`,
      `export NEO4J_PASSWORD_FILE=${quoted(path)}`,
      `export NEO4J_DATABASE=${DATABASE}`,
      '',
    ].join('\n'),
  );
  process.stderr.write(`Its data is in ${home}. Ctrl-C ends it.\n`);
  await server.ended;
  return asked.signal.aborted ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = cause instanceof TypeError ? 2 : 1;
}
