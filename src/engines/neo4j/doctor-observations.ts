import { cypher } from '#queries';
import { Found, checkOf, counted } from '../doctor-check.ts';
import type { Check } from '../engine.ts';
import { whole } from './connection.ts';
import type { Transaction } from './connection.ts';
import { countedPlaces, findAll, numberOf } from './doctor-found.ts';
import { cellsOf, textIn } from './entity-cells.ts';
import { locationsAmiss } from './sightings.ts';

const STATEMENTS = [
  countedPlaces(
    cypher`MATCH (o:Observation) WHERE NOT EXISTS { MATCH (s:Document {key: o.document}) WHERE s.outcome IS NOT NULL }
      OR NOT EXISTS { (:Source {key: o.source}) } OR NOT EXISTS { (:Run {key: o.run}) }
      OR (o.object IS NOT NULL AND NOT EXISTS { (:KubernetesObject {key: o.object}) })`,
    cypher`'observation at ' + coalesce(o.location, '')`,
  ),
  countedPlaces(
    cypher`MATCH (g:Sighting) WHERE NOT EXISTS { MATCH (s:Document {key: g.document}) WHERE s.outcome IS NOT NULL }
      OR (g.object IS NOT NULL AND NOT EXISTS { (:KubernetesObject {key: g.object}) })
      OR NOT EXISTS { MATCH (o:Observation {location: g.location}) WHERE o.document = g.document AND o.state }`,
    cypher`'sighting at ' + coalesce(g.location, '')`,
  ),
  countedPlaces(
    cypher`MATCH (l:Listing) WHERE NOT EXISTS { (:Source {key: l.source}) } OR NOT EXISTS { (:Run {key: l.run}) }`,
    cypher`'listing of ' + coalesce(l.scope, '')`,
  ),
  countedPlaces(
    cypher`MATCH (o:Observation) WHERE o.object IS NOT NULL AND NOT EXISTS { (:Scope {key: o.scope}) }`,
    cypher`'no scope ' + o.scope`,
  ),
];

/** Every observation is of a stored document, by a source and a run that are there, and every sighting was observed. */
export async function checkObservations(transaction: Transaction): Promise<Check> {
  const found = new Found();
  await findAll(transaction, STATEMENTS, found);
  const seen = await numberOf(transaction, cypher`MATCH (o:Observation) RETURN count(o) AS n`);
  const law = 'Every observation is of a stored document, and everything in force was observed.';
  const action = 'The database was changed from outside: restore it, or ingest everything into an empty one.';
  return checkOf({ name: 'observations', law, action }, counted(seen, 'observation'), found);
}

/** Locations that are folded at once. */
const PAGE = 1_000;
const LOCATIONS = cypher`MATCH (o:Observation) WHERE o.location > $after AND o.state
  RETURN DISTINCT o.location AS location ORDER BY location LIMIT $page`;

/** Folds every observation again and compares with the sightings that are stored: when each state was in force. */
export async function checkSightings(transaction: Transaction): Promise<Check> {
  const found = new Found();
  let places = 0;
  for (let after = ''; ;) {
    const rows = await cellsOf(transaction, LOCATIONS, { after, page: whole(PAGE) });
    const locations = rows.map((row) => textIn(row, 'location'));
    for (const location of [...(await locationsAmiss(transaction, locations))].sort()) found.add(location);
    places += locations.length;
    const last = locations.at(-1);
    if (last === undefined || locations.length < PAGE) break;
    after = last;
  }
  const law = 'When each state was in force is what the observations give.';
  return checkOf({ name: 'sightings', law, action: 'provgraph reread --all' }, counted(places, 'location'), found);
}
