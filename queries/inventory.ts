import { rowId } from './answering/row-id.ts';
import { z } from 'zod';
import { cypher, cypherJoined, cypherName, cypherWhole } from './answering/cypher.ts';
import { EvidenceDocuments } from './answering/evidence.ts';
import { estateCoverage, estateCoverageStatements } from './answering/estate-coverage.ts';
import { RUNGS } from './exposure/exposure.ts';
import type { Hop, Thing } from './exposure/exposure.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { AFTER_KEY, momentOf, timed } from './answering/moment.ts';
import { question } from './question.ts';
import type { Row } from './question.ts';
import { IN_SCOPE, IN_SCOPE_CYPHER, scopeParameters, scopeValues } from './answering/scope.ts';
import { pathStrength, weigh } from './answering/strength.ts';

/** Best rung first. */
const RANK = `CASE e.rung ${RUNGS.map((rung, rank) => `WHEN '${rung}' THEN ${rank}`).join(' ')} END`;

const RANK_CYPHER = cypher`CASE e.rung ${cypherJoined(
  RUNGS.map((rung, rank) => cypher`WHEN '${cypherName(rung)}' THEN ${cypherWhole(rank)}`),
  cypher` `,
)} END`;

/** How many hops a path has, by a text that is in a hop once, and in no text inside it: quotes are escaped there. */
const LENGTH = cypher`size(split(e.hops, '"edge":'))`;

/** One row for each model that a slot serves: the exposures by MODEL_CODE are the model itself. */
const MODELS = timed(
  'inventory',
  ({ exposure }) => `
  WITH best AS (SELECT e.*, row_number() OVER (PARTITION BY e.row_key ORDER BY e.standing, ${RANK}, json_array_length(e.hops), x.key, e.hops) AS place
    FROM exposure e LEFT JOIN artifact x ON x.id = e.artifact WHERE ${exposure} AND e.slot IS NOT NULL AND e.route = 'MODEL_CODE' AND ${IN_SCOPE})
  SELECT best.*, w.key AS workload_key, a.key AS artifact_key, (SELECT count(*) FROM best WHERE place = 1) AS total
  FROM best JOIN workload w ON w.id = best.workload_id LEFT JOIN artifact a ON a.id = best.artifact
  WHERE place = 1 AND (:afterKey IS NULL OR row_key > :afterKey) ORDER BY row_key LIMIT :limit`,
  ({ exposed, every, exposure }) => cypher`
  MATCH (e:${exposed}) WHERE ${every} AND ${exposure} AND e.slot IS NOT NULL AND e.route = 'MODEL_CODE' AND ${IN_SCOPE_CYPHER}
  WITH e ORDER BY e.standing, ${RANK_CYPHER}, ${LENGTH}, coalesce(e.artifact, ''), e.hops
  WITH e.rowKey AS row_key, head(collect(e)) AS e
  WITH collect(e) AS best
  WITH best, ${AFTER_KEY} AS mark
  UNWIND best AS e
  WITH e, size(best) AS total, mark WHERE mark IS NULL OR e.rowKey > mark
  WITH e, total ORDER BY e.rowKey LIMIT $limit
  RETURN e.rowKey AS row_key, e.workload AS workload_key, e.artifact AS artifact_key, total, e.hops AS hops, e.since AS since,
    e.environment AS environment, e.cluster AS cluster, e.namespace AS namespace, e.workloadName AS workload, e.owner AS owner, e.slot AS slot,
    e.model AS model, e.state AS state, e.rung AS rung
  ORDER BY row_key`,
);

/** Q31. */
export const inventory = question({
  name: 'inventory',
  asks: 'Which models are deployed, where, in which state, at which digest, and who owns them?',
  doc: 'One row for each model in each slot of each workload in force. A slot whose model cannot be named is a row without a model.',
  parameters: z.strictObject({
    environment: scopeParameters.environment,
    cluster: scopeParameters.cluster,
    namespace: scopeParameters.namespace,
    owner: scopeParameters.owner,
    workload: scopeParameters.workload,
  }),
  rowType: 'InventoryRow',
  columns: [
    { name: 'id', type: 'ID!', doc: 'Hash of the key of the row; the same between polls.' },
    { name: 'environment', type: 'String', doc: 'Environment, from labels or the offering.' },
    { name: 'cluster', type: 'String', doc: 'Cluster; null where the offering named none.' },
    { name: 'namespace', type: 'String', doc: 'Namespace of the workload.' },
    { name: 'workload', type: 'String!', doc: 'Kind and name of the topmost owner known.' },
    { name: 'workloadId', type: 'ID!', doc: 'Stable id of the workload.' },
    { name: 'owner', type: 'String', doc: 'Who owns it.' },
    { name: 'slot', type: 'String!', doc: 'The place where the model is served.' },
    { name: 'model', type: 'Thing', doc: 'The model: an artifact, or the reference that someone wrote.' },
    { name: 'artifact', type: 'ID', doc: 'Digest of the bytes served, where it is known.' },
    { name: 'state', type: 'State!', doc: 'Whether it serves, idles, is only specified, or fails.' },
    { name: 'rung', type: 'Rung!', doc: 'How the model is known: a running digest, a pin, a tag, a name.' },
    { name: 'since', type: 'String', doc: 'Earliest time from which it may have been so without a break.' },
    { name: 'strength', type: 'Strength!', doc: 'Strength of the weakest hop of the path.' },
    { name: 'path', type: '[PathHop!]!', doc: 'From the workload to the model, with the documents that say so.' },
  ],
  statements: { models: MODELS.now, modelsThen: MODELS.then, ...estateCoverageStatements },
  async answer(reader, parameters, options) {
    const scope = { ...parameters, route: [] };
    const { moment, after } = await momentOf(reader, options);
    const limit = options.first + 1;
    const values = { ...scopeValues(scope), ...moment.parameters, afterKey: after?.[0] ?? null, limit };
    const found = await reader.rows(MODELS[moment.mode], values);
    const { shown, next } = pageOfKeyed(found, options.first, (row) => [String(row['row_key'])]);
    const documents = new EvidenceDocuments();
    const hopsOf = (row: Row): readonly Hop[] => JSON.parse(String(row['hops'])) as readonly Hop[];
    await documents.load(
      reader,
      shown.flatMap(hopsOf).flatMap(({ evidence }) => evidence.map(({ document }) => document)),
    );
    const total = found.length > 0 ? Number(found[0]?.['total']) : 0;
    const rows = shown.map((row) => modelRow(row, hopsOf(row), documents));
    const coverage = await estateCoverage(reader, moment, scope);
    return listingAnswer(reader, options, {
      question: 'inventory',
      parameters: { ...parameters },
      moment,
      rows,
      total,
      next,
      coverage,
    });
  },
});

function modelRow(row: Row, hops: readonly Hop[], documents: EvidenceDocuments): Readonly<Record<string, unknown>> {
  const path = hops.map((hop) =>
    weigh(
      hop,
      hop.evidence.map(({ document, at }) => documents.at(document, at)),
      hop.inferred,
    ),
  );
  const since = String(row['since']);
  return {
    id: rowId(String(row['row_key']).split('\u0001')),
    environment: row['environment'],
    cluster: row['cluster'],
    namespace: row['namespace'],
    workload: row['workload'],
    workloadId: row['workload_key'],
    owner: row['owner'],
    slot: row['slot'],
    model: typeof row['model'] === 'string' ? (JSON.parse(row['model']) as Thing) : null,
    artifact: row['artifact_key'],
    state: row['state'],
    rung: row['rung'],
    since: since === '' ? null : since,
    strength: path.length === 0 ? 'INFERRED' : pathStrength(path).strength,
    path: path.map(({ hop }) => hop),
  };
}
