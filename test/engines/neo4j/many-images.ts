import { coverageCountKey, exposureKey, observationKey } from '../../../src/engines/neo4j/hashed-keys.ts';
import { whole } from '../../../src/engines/neo4j/connection.ts';
import type { Neo4jConnection } from '../../../src/engines/neo4j/connection.ts';
import { joinKey, sha256Of } from '#schema';

const AT = '2026-01-01T00:00:00.000Z';
const BATCH = 1_000;
/** Components of each image beside the one that all have. */
const OTHERS = 20;
const JUDGED = '{"all":false,"judged":["pypi"],"reason":null}';
const MISSING = '{"all":false,"judged":[],"reason":"NO_SBOM"}';

/** The package that every image has. */
export const SHARED = 'pkg:pypi/torch';
const VERSION = `${SHARED}@2.6.0`;

const STATEMENTS = [
  `UNWIND $rows AS row CREATE (:Document {key: row.pod, format: 'kubernetes', reader: 1, outcome: 'read', size: 1, remarks: '[]', rf: 1})
   CREATE (w:Workload {key: row.workload, scope: 'cluster:one', object: '{}'}) CREATE (:KubernetesObject {key: row.object})
   CREATE (o:Observation) SET o = row.observation`,
  `UNWIND $rows AS row CREATE (d:Document {key: row.sbom, format: 'cyclonedx', reader: 1, outcome: 'read', size: 1, remarks: '[]', rf: 1})
   CREATE (a:Artifact {key: row.artifact}) CREATE (set:ComponentSet {key: row.set})
   CREATE (d)-[:DESCRIBES {document: row.sbom, at: '', how: 'COMPONENT_HASH', rung: 1}]->(a)
   CREATE (d)-[:INVENTORIES {document: row.sbom, at: '', catalogues: 'pypi', types: 'pypi', completeness: 'unstated', cut: false, empty: false, components: 21}]->(d)
   CREATE (d)-[:LISTS {document: row.sbom, at: '', places: row.places}]->(set)
   CREATE (a)-[:BILL {document: row.sbom, describer: row.sbom, describerAt: '', rf: 1}]->(set)`,
  `UNWIND $rows AS row MATCH (set:ComponentSet {key: row.set}) MATCH (p:Purl {key: '${VERSION}'}) CREATE (set)-[:INCLUDES {ordinal: 0}]->(p)
   WITH row, set UNWIND range(1, ${OTHERS}) AS ordinal MATCH (p:Purl {key: 'pkg:pypi/other' + toString((row.n * 7 + ordinal * 131) % 5000) + '@1'})
   CREATE (set)-[:INCLUDES {ordinal: ordinal}]->(p)`,
  `UNWIND $rows AS row MATCH (a:Artifact {key: row.artifact}) MATCH (w:Workload {key: row.workload}) CREATE (e:Exposure:OpenExposure) SET e = row.exposure
   CREATE (e)-[:EXPOSES]->(a) CREATE (e)-[:OF_WORKLOAD]->(w)`,
  `UNWIND $rows AS row MATCH (w:Workload {key: row.workload}) CREATE (e:Exposure:OpenExposure) SET e = row.unjudged CREATE (e)-[:OF_WORKLOAD]->(w)`,
];

/**
 * Writes an estate into an empty database as ingest would leave it: so many workloads, each with a model slot and an image of
 * its own of which an SBOM lists `SHARED` and 20 other packages; of its model nothing is known.
 */
export async function manyImages(connection: Neo4jConnection, count: number): Promise<void> {
  const run = async (cypher: string, rows: readonly unknown[] = []): Promise<void> => {
    await connection.write((transaction) => transaction.run(cypher, { rows }));
  };
  await run(`CREATE (:Estate {key: 'estate', revision: 1}) CREATE (:Revision {n: 1, recordedAt: '${AT}', waiting: false}) CREATE (:Source {key: 'folder:one'})
    CREATE (:CoverageClass {key: '${JUDGED}'}) CREATE (:CoverageClass {key: '${MISSING}'}) CREATE (:Scope {key: 'cluster:one'})
    CREATE (:Package {key: '${SHARED}', type: 'pypi', name: 'torch', groupName: 'torch'})<-[:VERSION_OF]-(:PackageVersion {key: '${VERSION}', version: '2.6.0'})
      <-[:OF_VERSION]-(:Purl {key: '${VERSION}'})`);
  await run(`UNWIND range(0, 4999) AS n WITH 'other' + toString(n) AS name
    CREATE (:Package {key: 'pkg:pypi/' + name, type: 'pypi', name: name, groupName: name})<-[:VERSION_OF]-(:PackageVersion {key: 'pkg:pypi/' + name + '@1', version: '1'})
      <-[:OF_VERSION]-(:Purl {key: 'pkg:pypi/' + name + '@1'})`);
  const images = Array.from({ length: count }, (_, n) => imageOf(n));
  for (const statement of STATEMENTS)
    for (let start = 0; start < count; start += BATCH) await run(statement, images.slice(start, start + BATCH));
  const counted = [
    { class: JUDGED, route: 'RUNTIME' },
    { class: MISSING, route: 'MODEL_CODE' },
  ].map((one) => {
    const parts = { ...one, environment: '', cluster: 'one', namespace: 'serving', modelled: true };
    return { ...parts, n: whole(count), key: coverageCountKey(parts) };
  });
  await run('UNWIND $rows AS row CREATE (c:CoverageCount) SET c = row', counted);
}

function imageOf(n: number): Record<string, unknown> {
  const [artifact, sbom, pod] = [sha256Of(`image ${n}`), sha256Of(`sbom ${n}`), sha256Of(`pod ${n}`)];
  const workload = `workload:${sha256Of(`workload ${n}`).slice('sha256:'.length)}`;
  const object = `apps/Deployment|serving|scorer-${n}`;
  const seen = {
    location: `cluster:one ${object}`,
    document: pod,
    observedAt: AT,
    source: 'folder:one',
    origin: `objects/${n}.json`,
  };
  const observation = { ...seen, scope: 'cluster:one', environment: null };
  return {
    ...{
      n: whole(n),
      artifact,
      sbom,
      pod,
      workload,
      object,
      set: `set:${sha256Of(`set ${n}`).slice('sha256:'.length)}`,
    },
    places: ['/components/', ...Array.from({ length: OTHERS + 1 }, (_, place) => `+${place}`)].join('\n'),
    observation: {
      ...observation,
      key: observationKey(observation),
      run: 'one',
      state: true,
      object,
      inner: false,
      rf: whole(1),
    },
    exposure: exposureOf({ n, workload, pod, artifact, route: 'RUNTIME', class: JUDGED, standing: 0 }),
    unjudged: exposureOf({ n, workload, pod, artifact: null, route: 'MODEL_CODE', class: MISSING, standing: 2 }),
  };
}

interface Exposed {
  readonly n: number;
  readonly workload: string;
  readonly pod: string;
  readonly artifact: string | null;
  readonly route: string;
  readonly class: string;
  readonly standing: number;
}

function exposureOf({ n, pod, standing, ...exposed }: Exposed): Record<string, unknown> {
  const { workload, artifact, route } = exposed;
  const name = `Deployment/scorer-${n}`;
  const from = { kind: 'Workload', id: workload, name };
  const to = { kind: 'Artifact', id: artifact ?? '', name: artifact ?? '' };
  const cells = {
    ...exposed,
    rowKey: joinKey(['', 'one', 'serving', name, workload, 'model', '', route]),
    ...{
      scope: 'cluster:one',
      environment: null,
      cluster: 'one',
      namespace: 'serving',
      workloadName: name,
      owner: null,
    },
    ...{ slot: 'model', model: null, rung: 'RUNNING_DIGEST', state: 'SERVING', since: AT, vf: AT, vt: null },
    hops: JSON.stringify([{ edge: 'RUNS', from, to, evidence: [{ document: pod, at: '/status' }], inferred: false }]),
  };
  const key = exposureKey({ ...cells, standing, rf: 1 });
  return { ...cells, key, standing: whole(standing), rf: whole(1) };
}
