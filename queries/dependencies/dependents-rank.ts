import { cypher, cypherJoined, cypherName } from '../answering/cypher.ts';
import { timed } from '../answering/moment.ts';
import type { Moment } from '../answering/moment.ts';
import type { Pull, Pulls } from './dependents-closure.ts';
import { flagOf, idOf } from '../answering/rows.ts';
import type { NodeId, Reader, Statement } from '../question.ts';

const ARTIFACTS = timed(
  'dependents-artifacts',
  ({ bill, exposure }) => `
  SELECT b.document, a.key AS artifact, EXISTS (SELECT 1 FROM exposure e WHERE e.artifact = b.artifact AND ${exposure}) AS deployed
  FROM (SELECT DISTINCT b.document, b.artifact FROM json_each(:documents) w CROSS JOIN bill b ON b.document = w.value AND ${bill}) b
    CROSS JOIN artifact a ON a.id = b.artifact`,
  // An index is of one type of relationship.
  ({ bill, billed, exposure, exposes }) => cypher`
  UNWIND $documents AS key CALL (key) {${cypherJoined(
    billed
      .split('|')
      .map((type) => cypher` MATCH (a:Artifact)-[b:${cypherName(type)} {document: key}]->() WHERE ${bill} RETURN a `),
    cypher`UNION`,
  )}}
  WITH DISTINCT key, a
  RETURN key AS document, a.key AS artifact, EXISTS { MATCH (a)<-[:${exposes}]-(e) WHERE ${exposure} } AS deployed`,
);

const VERSIONS: Statement = {
  name: 'dependents-versions',
  sql: 'SELECT p.id, p.of_version AS version FROM json_each(:purls) w CROSS JOIN purl p ON p.id = w.value',
  cypher: cypher`UNWIND $purls AS key MATCH (:Purl {key: key})-[:OF_VERSION]->(v:PackageVersion) RETURN key AS id, v.key AS version`,
};

const NAMES: Statement = {
  name: 'dependents-names',
  sql: 'SELECT v.id, v.key AS name FROM json_each(:versions) w CROSS JOIN package_version v ON v.id = w.value',
  cypher: cypher`UNWIND $versions AS key MATCH (v:PackageVersion {key: key}) RETURN v.key AS id, v.key AS name`,
};

export const rankStatements = {
  artifacts: ARTIFACTS.now,
  artifactsThen: ARTIFACTS.then,
  versions: VERSIONS,
  names: NAMES,
};

/** A package version that pulls in what was asked for, and how much of the estate that concerns. */
export interface Dependent {
  readonly package: string;
  readonly distance: number;
  readonly artifacts: number;
  readonly deployed: number;
  readonly documents: number;
  readonly example: Example;
}

/** One artifact, its SBOM (both by digest), and the pair that says so. */
interface Example {
  readonly artifact: string;
  readonly deployed: boolean;
  readonly document: string;
  readonly set: NodeId;
  readonly ordinal: number;
}

interface Held {
  readonly artifact: string;
  readonly deployed: boolean;
}

/** The key of the row after which a page begins. */
interface After {
  readonly artifacts: number;
  readonly package: string;
}

interface Counted extends Omit<Dependent, 'package'> {
  readonly version: NodeId;
}

/**
 * What pulls the package in, in most artifacts first, then by the code points of its name: how many there are, and those
 * after a row, at most so many and one more. Only of these the names are fetched.
 */
export async function dependentsOf(
  reader: Reader,
  moment: Moment,
  { pulls, documents }: Pulls,
  page: { readonly after: After | null; readonly first: number },
): Promise<{ readonly total: number; readonly dependents: readonly Dependent[] }> {
  const held = await heldBy(reader, moment, pulls);
  const purls = [...new Set(pulls.map(({ purl }) => purl))];
  const versions = new Map(
    (await reader.rows(VERSIONS, { purls })).map((row) => [idOf(row, 'id'), idOf(row, 'version')]),
  );
  const byVersion = Map.groupBy(pulls, ({ purl }) => versions.get(purl) ?? 0);
  const counted = [...byVersion].map(([version, same]) => countedOf(version, same, held, documents));
  const named = await namedOf(reader, candidatesOf(counted, page));
  const { after } = page;
  const left = after === null ? named : named.filter((one) => compare(one, after) > 0);
  return { total: counted.length, dependents: left.sort(compare).slice(0, page.first + 1) };
}

function compare(a: After, b: After): number {
  return b.artifacts - a.artifacts || Buffer.compare(Buffer.from(a.package), Buffer.from(b.package));
}

/** Those that may be on the page: of as many artifacts as one on it. */
function candidatesOf(
  counted: readonly Counted[],
  { after, first }: { readonly after: After | null; readonly first: number },
): readonly Counted[] {
  const left = counted
    .filter(({ artifacts }) => after === null || artifacts <= after.artifacts)
    .sort((a, b) => b.artifacts - a.artifacts);
  const tied = after === null ? 0 : left.filter(({ artifacts }) => artifacts === after.artifacts).length;
  const least = left[tied + first]?.artifacts ?? 0;
  return left.filter(({ artifacts }) => artifacts >= least);
}

async function namedOf(reader: Reader, counted: readonly Counted[]): Promise<Dependent[]> {
  const versions = counted.map(({ version }) => version);
  const rows = await reader.rows(NAMES, { versions });
  const names = new Map(rows.map((row) => [idOf(row, 'id'), String(row['name'])]));
  return counted.map(({ version, ...one }) => ({ ...one, package: names.get(version) ?? '' }));
}

async function heldBy(
  reader: Reader,
  moment: Moment,
  pulls: readonly Pull[],
): Promise<ReadonlyMap<NodeId, readonly Held[]>> {
  const documents = [...new Set(pulls.map(({ document }) => document))];
  const rows = await reader.rows(ARTIFACTS[moment.mode], { documents, ...moment.parameters });
  const held = new Map<NodeId, Held[]>();
  for (const row of rows) {
    const document = idOf(row, 'document');
    const known = held.get(document) ?? [];
    held.set(document, known);
    known.push({ artifact: String(row['artifact']), deployed: flagOf(row, 'deployed') });
  }
  return held;
}

function countedOf(
  version: NodeId,
  pulls: readonly Pull[],
  held: ReadonlyMap<NodeId, readonly Held[]>,
  documents: ReadonlyMap<NodeId, string>,
): Counted {
  const artifacts = new Map<string, boolean>();
  let distance = Infinity;
  let example: Example | null = null;
  for (const pull of pulls) {
    distance = Math.min(distance, pull.distance);
    const document = documents.get(pull.document) ?? '';
    for (const { artifact, deployed } of held.get(pull.document) ?? []) {
      artifacts.set(artifact, deployed);
      const other = { artifact, deployed, document, set: pull.set, ordinal: pull.ordinal };
      if (example === null || isBetter(other, example)) example = other;
    }
  }
  if (example === null) throw new Error('an SBOM that was gone through is about no artifact');
  return {
    version,
    distance,
    artifacts: artifacts.size,
    deployed: [...artifacts.values()].filter((deployed) => deployed).length,
    documents: new Set(pulls.map(({ document }) => document)).size,
    example,
  };
}

/** A deployed one first, then by the digests of artifact and SBOM, then by the place of the pair. */
function isBetter(one: Example, than: Example): boolean {
  if (one.deployed !== than.deployed) return one.deployed;
  if (one.artifact !== than.artifact) return one.artifact < than.artifact;
  return one.document === than.document ? one.ordinal < than.ordinal : one.document < than.document;
}
