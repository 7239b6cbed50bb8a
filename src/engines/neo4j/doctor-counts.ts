import { cypher } from '#queries';
import { Found, checkOf, counted } from '../doctor-check.ts';
import type { Check } from '../engine.ts';
import type { Transaction } from './connection.ts';
import { countedPlaces, findAll, numberOf } from './doctor-found.ts';
import { cellsOf, textIn } from './entity-cells.ts';

const LACKING = countedPlaces(
  cypher`MATCH (own:Document)-[l:LISTS]->(c:ComponentSet) WHERE own.rt IS NULL AND own.outcome IS NOT NULL
    MATCH (own)-[d:DESCRIBES]->(a:Artifact) MATCH (said:Document {key: d.document}) WHERE said.rt IS NULL AND said.outcome IS NOT NULL
    WITH DISTINCT own, c, a, d.document AS describer, d.at AS at
    WHERE NOT EXISTS { MATCH (a)-[b:BILL]->(c) WHERE b.document = own.key AND b.describer = describer AND b.describerAt = at }`,
  cypher`own.key + ' lacks ' + a.key`,
);
const SURPLUS = countedPlaces(
  cypher`MATCH (a:Artifact)-[b:BILL]->(c:ComponentSet) WHERE NOT EXISTS {
    MATCH (own:Document {key: b.document})-[:LISTS]->(c) WHERE own.rt IS NULL AND own.outcome IS NOT NULL
    MATCH (own)-[d:DESCRIBES]->(a) WHERE d.document = b.describer AND d.at = b.describerAt
    MATCH (said:Document {key: d.document}) WHERE said.rt IS NULL AND said.outcome IS NOT NULL }`,
  cypher`b.document + ' has and should not ' + a.key`,
);

/** The bills are exactly what DESCRIBES joined with LISTS gives, of documents in force. */
export async function checkBills(transaction: Transaction): Promise<Check> {
  const found = new Found();
  await findAll(transaction, [LACKING, SURPLUS], found);
  const bills = await numberOf(transaction, cypher`MATCH ()-[b:BILL]->() RETURN count(b) AS n`);
  const law = 'What is known to be in an artifact is what the SBOMs in force that describe it list.';
  return checkOf({ name: 'bills', law, action: 'provgraph reread --all' }, counted(bills, 'bill'), found);
}

const UNCOUNTED = countedPlaces(
  cypher`CALL () {
      MATCH (e:OpenExposure) WHERE e.class IS NOT NULL
      RETURN e.class AS class, e.route AS route, coalesce(e.environment, '') AS environment, coalesce(e.cluster, '') AS cluster,
        e.namespace AS namespace, e.slot IS NOT NULL AS modelled, 1 AS open, 0 AS counted
      UNION ALL MATCH (c:CoverageCount)
      RETURN c.class AS class, c.route AS route, c.environment AS environment, c.cluster AS cluster, c.namespace AS namespace,
        c.modelled AS modelled, 0 AS open, c.n AS counted
    }
    WITH class, route, environment, cluster, namespace, modelled, sum(open) AS open, sum(counted) AS counted WHERE open <> counted`,
  cypher`environment + '/' + cluster + '/' + namespace + ' ' + route`,
);

/** The counts of coverage are those of the open exposures. */
export async function checkCoverage(transaction: Transaction): Promise<Check> {
  const found = new Found();
  await findAll(transaction, [UNCOUNTED], found);
  const open = await numberOf(
    transaction,
    cypher`MATCH (e:OpenExposure) WHERE e.class IS NOT NULL RETURN count(e) AS n`,
  );
  const law = 'The counts of what is judged and unknown are those of the exposures.';
  const action = 'Coverage in answers is wrong: restore the database, or ingest everything into an empty one.';
  return checkOf({ name: 'coverage', law, action }, counted(open, 'open exposure'), found);
}

/** Nothing waits to be recomputed. Whether a writer is at work on it cannot be seen: several may be. */
export async function checkWaiting(transaction: Transaction): Promise<Check> {
  const found = new Found();
  const rows = await cellsOf(transaction, cypher`MATCH (d:Dirty) WITH count(d) AS n RETURN n`, {});
  const keys = await cellsOf(
    transaction,
    cypher`MATCH (d:Dirty) WHERE d.key >= '' RETURN d.key AS key ORDER BY key LIMIT 3`,
    {},
  );
  const waiting = Number(rows[0]?.['n'] ?? 0);
  found.addAll(
    waiting,
    keys.map((row) => textIn(row, 'key')),
  );
  const law = 'Nothing waits to be worked out: while something does, no answer is NOT_AFFECTED.';
  const action = 'An ingest is at work, or one was interrupted; provgraph reread finishes it.';
  return checkOf({ name: 'waiting', law, action }, `${counted(waiting, 'key')} waiting`, found);
}
