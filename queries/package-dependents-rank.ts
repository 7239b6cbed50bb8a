import { timed } from './moment.ts';
import type { Moment } from './moment.ts';
import type { Pull, Pulls } from './package-dependents-closure.ts';
import type { Reader, Statement } from './question.ts';

const ARTIFACTS = timed(
  'dependents-artifacts',
  ({ bill, exposure }) => `
  SELECT b.document, a.key AS artifact, EXISTS (SELECT 1 FROM exposure e WHERE e.artifact = b.artifact AND ${exposure}) AS deployed
  FROM (SELECT DISTINCT b.document, b.artifact FROM json_each(:documents) w CROSS JOIN bill b ON b.document = w.value AND ${bill}) b
    CROSS JOIN artifact a ON a.id = b.artifact`,
);

const NAMES: Statement = {
  name: 'dependents-names',
  sql: 'SELECT p.id, v.key AS name FROM json_each(:purls) w CROSS JOIN purl p ON p.id = w.value CROSS JOIN package_version v ON v.id = p.of_version',
};

export const rankStatements = { artifacts: ARTIFACTS.now, artifactsThen: ARTIFACTS.then, names: NAMES };

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
  readonly set: number;
  readonly ordinal: number;
}

interface Held {
  readonly artifact: string;
  readonly deployed: boolean;
}

/** What pulls the package in, in most artifacts first, then by the code points of its name. */
export async function dependentsOf(
  reader: Reader,
  moment: Moment,
  { pulls, documents }: Pulls,
): Promise<readonly Dependent[]> {
  const held = await heldBy(reader, moment, pulls);
  const purls = JSON.stringify([...new Set(pulls.map(({ purl }) => purl))]);
  const names = new Map((await reader.rows(NAMES, { purls })).map((row) => [Number(row['id']), String(row['name'])]));
  const byName = Map.groupBy(pulls, ({ purl }) => names.get(purl) ?? '');
  const spelled = [...byName].map(([name, same]) => ({
    one: dependentOf(name, same, held, documents),
    key: Buffer.from(name),
  }));
  return spelled
    .sort((a, b) => b.one.artifacts - a.one.artifacts || Buffer.compare(a.key, b.key))
    .map(({ one }) => one);
}

async function heldBy(
  reader: Reader,
  moment: Moment,
  pulls: readonly Pull[],
): Promise<ReadonlyMap<number, readonly Held[]>> {
  const documents = JSON.stringify([...new Set(pulls.map(({ document }) => document))]);
  const rows = await reader.rows(ARTIFACTS[moment.mode], { documents, ...moment.parameters });
  const held = new Map<number, Held[]>();
  for (const row of rows) {
    const document = Number(row['document']);
    const known = held.get(document) ?? [];
    held.set(document, known);
    known.push({ artifact: String(row['artifact']), deployed: row['deployed'] === 1 });
  }
  return held;
}

function dependentOf(
  name: string,
  pulls: readonly Pull[],
  held: ReadonlyMap<number, readonly Held[]>,
  documents: ReadonlyMap<number, string>,
): Dependent {
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
    package: name,
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
