import { EDGES, NODES, snake } from '#schema';
import type { EdgeKind, NodeKind, PropertyKind } from '#schema';
import type { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import type { Dumped } from '../../laws/dump.ts';

type Row = Readonly<Record<string, unknown>>;
type Read = (cypher: string) => Promise<readonly Row[]>;

/** As `dumpOf` of SQLite has it: of these a store may remember more than its documents imply. */
const HISTORY = new Set(['Run', 'Source', 'Workload', 'ModelSlot']);

/** The graph in canonical form: the lines that `dumpOf` gives for a SQLite store that holds the same. */
export async function dumpOfNeo4j(connection: Neo4jConnection, of: Dumped): Promise<readonly string[]> {
  const read: Read = (cypher) =>
    connection.read(
      async (transaction) => (await transaction.run(cypher)).records.map((record): Row => record.toObject()),
      { timeoutMs: 120_000 },
    );
  const lines = [
    ...(await nodeLines(read, of)),
    ...(await edgeLines(read, of)),
    ...(await seenLines(read, of)),
    ...(of === 'claims' ? [] : await projectedLines(read, of)),
  ];
  return lines.sort();
}

const line = (table: string, cells: readonly (readonly [string, unknown])[]): string =>
  `${table} ${JSON.stringify(Object.fromEntries(cells.map(([name, value]) => [name, cellOf(value)])))}`;

/** A cell as SQLite would give it. */
function cellOf(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  return Array.isArray(value) ? JSON.stringify(value) : (value ?? null);
}

/** A line of a row whose columns go by other names in the graph: `column` or `column: property`. */
const lineOf = (table: string, columns: string, row: Row): string =>
  line(
    table,
    columns.split(' ').map((one): [string, unknown] => {
      const [column = '', property = camel(column)] = one.split(':');
      return [column, row[property]];
    }),
  );

const camel = (name: string): string => name.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase());

async function nodeLines(read: Read, of: Dumped): Promise<string[]> {
  const lines: string[] = [];
  for (const { label, implies = {} } of NODES as readonly NodeKind[]) {
    if (of === 'in-force' || HISTORY.has(label)) continue;
    for (const { n } of await read(`MATCH (n:${label}) RETURN properties(n) AS n`)) {
      const row = n as Row;
      const names = Object.keys(implies);
      lines.push(
        line(label, [['key', row['key']], ...names.map((name): [string, unknown] => [snake(name), row[name]])]),
      );
    }
  }
  return lines;
}

async function edgeLines(read: Read, of: Dumped): Promise<string[]> {
  const lines: string[] = [];
  for (const kind of EDGES as readonly EdgeKind[]) {
    const { type, from, to, basis } = kind;
    if (basis === 'projected' || (basis === 'implied' && of === 'in-force')) continue;
    const kept =
      basis === 'claimed' && of === 'in-force'
        ? 'MATCH (d:Document {key: r.document}) WHERE d.outcome IS NOT NULL AND d.rt IS NULL'
        : '';
    const rows = await read(
      `MATCH (a:${from})-[r:${type}]->(b:${to}) ${kept} RETURN a.key AS source, b.key AS target, properties(r) AS r`,
    );
    lines.push(...rows.map((row) => edgeLine(kind, row)));
  }
  return lines;
}

function edgeLine({ type, properties, basis, within }: EdgeKind, { source, target, r }: Row): string {
  const own = r as Row;
  const said = ['document', 'at'].map((name): [string, unknown] => [name, own[name]]);
  return line(type, [
    ['source', source],
    ['target', target],
    ...(within === undefined ? [] : [['within', own['within']] as const]),
    ...(basis === 'claimed' ? said : []),
    ...Object.entries(properties).map(([name, kind]): [string, unknown] => [
      snake(name),
      own[name] ?? leftOut(type, name, kind),
    ]),
  ]);
}

/** What a property is that the layout leaves out. */
const leftOut = (type: string, name: string, { optional }: PropertyKind): string | null =>
  type === 'INCLUDES' && name === 'scope' && !optional ? 'required' : null;

async function seenLines(read: Read, of: Dumped): Promise<string[]> {
  const inForce = of === 'in-force' ? 'AND d.rt IS NULL' : '';
  const ended = of === 'in-force' ? '' : ' withdrawn_reason ended';
  const state = `document:key format version reader outcome code message at size remarks${ended}`;
  const documents = await read(
    `MATCH (d:Document) WHERE d.outcome IS NOT NULL ${inForce} RETURN d {.*, ended: d.rt IS NOT NULL} AS row`,
  );
  const observations = of === 'in-force' ? [] : await read('MATCH (o:Observation) RETURN properties(o) AS row');
  const listings = await read('MATCH (l:Listing) RETURN properties(l) AS row');
  const sightings = await read('MATCH (s:Sighting) RETURN properties(s) AS row');
  const links = await read(
    `MATCH (d:Document)-[:LINKED]->(l:Link) WHERE d.outcome IS NOT NULL ${inForce} RETURN {key: l.key, document: d.key} AS row`,
  );
  const seen = 'source location origin document observed_at state inner scope object environment';
  return [
    ...documents.map(({ row }) => lineOf('document_state', state, row as Row)),
    ...observations.map(({ row }) => lineOf('observation', seen, row as Row)),
    ...listings.map(({ row }) => lineOf('listing', 'source scope kinds namespaces observed_at', row as Row)),
    ...links.map(({ row }) => lineOf('link', 'key document', row as Row)),
    ...sightings.map(({ row }) => lineOf('sighting', 'location document scope object vf vt', row as Row)),
  ];
}

async function projectedLines(read: Read, of: Dumped): Promise<string[]> {
  const open = 'EXISTS { MATCH (e:Exposure {workload: w.key}) WHERE e.rt IS NULL }';
  const bills = await read(
    'MATCH (a:Artifact)-[b:BILL]->(s:ComponentSet) RETURN b {.*, artifact: a.key, setId: s.key} AS row',
  );
  const exposures = await read('MATCH (e:Exposure) WHERE e.rt IS NULL RETURN properties(e) AS row');
  const counts = await read('MATCH (c:CoverageCount) WHERE c.n <> 0 RETURN properties(c) AS row');
  const inputs = await read(
    `MATCH (w:Workload)-[:ASKED]->(i:Input) WHERE ${open} RETURN {key: i.key, workload: w.key} AS row`,
  );
  const names = await read(
    `MATCH (w:Workload) WHERE w.object IS NOT NULL AND ${open} RETURN w {.scope, .object, workload: w.key} AS row`,
  );
  const dirty = await read('MATCH (d:Dirty) RETURN d.key AS key');
  const exposed =
    `row_key workload_id:workload scope environment cluster namespace workload:workloadName owner slot model route
 artifact class rung state hops since standing vf vt`.replaceAll('\n', '');
  return [
    ...bills.map(({ row }) => lineOf('bill', 'artifact set_id document describer describer_at', row as Row)),
    ...exposures.map(({ row }) => lineOf('exposure', exposed, row as Row)),
    ...counts.map(({ row }) =>
      lineOf('coverage_count', 'class route environment cluster namespace modelled n', row as Row),
    ),
    ...(of === 'in-force' ? [] : inputs.map(({ row }) => lineOf('exposure_input', 'key workload', row as Row))),
    ...names.map(({ row }) => lineOf('workload_name', 'workload scope object', row as Row)),
    ...dirty.map((row) => lineOf('dirty', 'key', row)),
  ];
}
