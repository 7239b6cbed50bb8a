import { EDGES, snake } from '#schema';
import type { EdgeKind } from '#schema';
import type { Neo4jConnection } from '../neo4j/connection.ts';
import { wholeCell } from '../sqlite/database.ts';
import type { Database } from '../sqlite/database.ts';

/** How much there is of something on either side. */
export interface ComparedCount {
  readonly name: string;
  readonly source: number;
  readonly target: number;
}

interface Counted {
  readonly name: string;
  /** What is counted, behind FROM and behind MATCH. */
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

const claimed = (EDGES as readonly EdgeKind[]).filter(({ basis }) => basis === 'claimed').map(({ type }) => type);
const members = (EDGES as readonly EdgeKind[])
  .filter(({ basis }) => basis !== 'claimed' && basis !== 'projected')
  .map(({ type }) => type);

const COUNTED: readonly Counted[] = [
  { name: 'documents', sources: ['document_state'], targets: ['(d:Document WHERE d.outcome IS NOT NULL)'] },
  {
    name: 'withdrawals',
    sources: ['document_state WHERE rt IS NOT NULL'],
    targets: ['(d:Document WHERE d.outcome IS NOT NULL AND d.rt IS NOT NULL)'],
  },
  {
    name: 'claims',
    sources: claimed.map((type) => `"${snake(type)}"`),
    targets: claimed.map((type) => `()-[:${type}]->()`),
  },
  {
    name: 'parts',
    sources: members.map((type) => `"${snake(type)}"`),
    targets: members.map((type) => `()-[:${type}]->()`),
  },
  { name: 'observations', sources: ['observation'], targets: ['(:Observation)'] },
  { name: 'listings', sources: ['listing'], targets: ['(:Listing)'] },
  { name: 'sightings', sources: ['sighting'], targets: ['(:Sighting)'] },
  { name: 'exposures', sources: ['exposure'], targets: ['(:Exposure)'] },
  { name: 'revisions', sources: ['revision'], targets: ['(:Revision)'] },
];

/** What a store and its copy hold, one beside the other. */
export async function comparedCounts(
  database: Database,
  connection: Neo4jConnection,
): Promise<readonly ComparedCount[]> {
  const counts: ComparedCount[] = [];
  for (const { name, sources, targets } of COUNTED) {
    let [source, target] = [0, 0];
    for (const from of sources) source += wholeCell(database.get(`SELECT count(*) AS n FROM ${from}`)?.['n']);
    for (const pattern of targets) {
      const { records } = await connection.read((transaction) =>
        transaction.run(`MATCH ${pattern} RETURN count(*) AS n`),
      );
      target += Number(records[0]?.get('n'));
    }
    counts.push({ name, source, target });
  }
  return counts;
}
