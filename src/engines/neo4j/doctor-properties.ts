import { EDGES, NODES } from '#schema';
import type { EdgeKind, NodeKind, PropertyKind } from '#schema';
import { cypher, cypherJoined, cypherName } from '#queries';
import type { Cypher } from '#queries';
import { Found, checkOf, counted } from '../doctor-check.ts';
import type { Check } from '../engine.ts';
import type { Transaction } from './connection.ts';
import { countedPlaces, findAll } from './doctor-found.ts';

type Kind = 'text' | 'whole' | 'flag' | 'texts';
/** Properties of the engine, by name; with `?` they may be missing. */
type Properties = Readonly<Record<string, Kind | `${Kind}?`>>;

const TYPES: Readonly<Record<Kind, Cypher>> = {
  text: cypher`STRING`,
  whole: cypher`INTEGER`,
  flag: cypher`BOOLEAN`,
  texts: cypher`LIST<STRING NOT NULL>`,
};
const OF_MODEL = { text: 'text', whole: 'whole', flag: 'flag', json: 'text' } as const;

const ENGINE_NODES: Readonly<Record<string, Properties>> = {
  Estate: { key: 'text', revision: 'whole' },
  Revision: { n: 'whole', recordedAt: 'text' },
  Observation: {
    ...{
      key: 'text',
      location: 'text',
      document: 'text',
      observedAt: 'text',
      source: 'text',
      origin: 'text',
      scope: 'text',
    },
    ...{ run: 'text', state: 'flag', inner: 'flag', rf: 'whole', object: 'text?', environment: 'text?' },
  },
  Listing: {
    ...{ key: 'text', source: 'text', run: 'text', scope: 'text', observedAt: 'text', rf: 'whole', rt: 'whole?' },
    ...{ kinds: 'texts', namespaces: 'texts?' },
  },
  Sighting: {
    key: 'text',
    location: 'text',
    document: 'text',
    scope: 'text',
    vf: 'text',
    vt: 'text?',
    object: 'text?',
  },
  Link: { key: 'text' },
  Scope: { key: 'text' },
  Exposure: {
    ...{ key: 'text', rowKey: 'text', workload: 'text', scope: 'text', namespace: 'text', workloadName: 'text' },
    ...{
      route: 'text',
      rung: 'text',
      state: 'text',
      hops: 'text',
      since: 'text',
      standing: 'whole',
      vf: 'text',
      rf: 'whole',
    },
    ...{ environment: 'text?', cluster: 'text?', owner: 'text?', slot: 'text?', model: 'text?', artifact: 'text?' },
    ...{ class: 'text?', vt: 'text?', rt: 'whole?' },
  },
  CoverageClass: { key: 'text' },
  CoverageCount: {
    ...{ key: 'text', class: 'text', route: 'text', environment: 'text', cluster: 'text', namespace: 'text' },
    ...{ modelled: 'flag', n: 'whole' },
  },
  Dirty: { key: 'text' },
  Input: { key: 'text' },
};

/** Of documents that were read or refused; one that is only named by others has its key alone. */
const DOCUMENT: Properties = {
  ...{
    format: 'text',
    version: 'text?',
    reader: 'whole',
    outcome: 'text',
    code: 'text?',
    message: 'text?',
    at: 'text?',
  },
  ...{ size: 'whole', remarks: 'text', rf: 'whole', rt: 'whole?', withdrawnReason: 'text?', withdrawnAt: 'text?' },
};

const BILL: Properties = { document: 'text', describer: 'text', describerAt: 'text', rf: 'whole' };
const ENGINE_RELATIONSHIPS: Readonly<Record<string, Properties>> = { BILL, BILL_WAS: { ...BILL, rt: 'whole' } };

/** A set leaves out what most of its members have in common. */
const LEFT_OUT: Properties = { scope: 'text?' };

/** What the Community edition cannot be told to refuse: a property that is missing, or of another type. */
export async function checkProperties(transaction: Transaction): Promise<Check> {
  const found = new Found();
  const statements = [
    ...NODES.map(nodeOfModel),
    ofNodes(cypher`Document`, cypher`n.outcome IS NOT NULL AND `, DOCUMENT),
    ...Object.entries(ENGINE_NODES).map(([label, properties]) => ofNodes(cypherName(label), cypher``, properties)),
    ...(EDGES as readonly EdgeKind[]).filter(({ basis }) => basis !== 'projected').map(edgeOfModel),
    ...Object.entries(ENGINE_RELATIONSHIPS).map(([type, properties]) => ofRelationships(type, properties)),
  ];
  await findAll(transaction, statements, found);
  const law = 'Every node and relationship has the properties of its kind, each of its type.';
  const action = 'The database was changed from outside: restore it, or ingest everything into an empty one.';
  return checkOf({ name: 'properties', law, action }, counted(statements.length, 'kind'), found);
}

const nodeOfModel = ({ label, implies = {} }: NodeKind): Cypher =>
  ofNodes(cypherName(label), cypher``, { key: 'text', ...ofModel(implies) });

function edgeOfModel({ type, basis, properties, within }: EdgeKind): Cypher {
  const said: Properties = basis === 'claimed' ? { document: 'text', at: 'text' } : {};
  const set: Properties = within === undefined ? {} : { within: 'text' };
  return ofRelationships(type, { ...said, ...set, ...ofModel(properties), ...(type === 'INCLUDES' ? LEFT_OUT : {}) });
}

const ofModel = (properties: Readonly<Record<string, PropertyKind>>): Properties =>
  Object.fromEntries(
    Object.entries(properties).map(([name, { type, optional }]) => [
      name,
      optional ? (`${OF_MODEL[type]}?` as const) : OF_MODEL[type],
    ]),
  );

const ofNodes = (label: Cypher, which: Cypher, properties: Properties): Cypher =>
  countedPlaces(
    cypher`MATCH (n:${label}) WHERE ${which}(${mistyped(cypher`n`, properties)})`,
    cypher`'${label} ' + CASE WHEN n.key IS :: STRING NOT NULL THEN n.key ELSE 'without a key' END`,
  );

function ofRelationships(type: string, properties: Properties): Cypher {
  if (Object.keys(properties).length === 0) return countedPlaces(cypher`UNWIND [] AS none`, cypher`none`);
  return countedPlaces(
    cypher`MATCH (a)-[e:${cypherName(type)}]->(b) WHERE (${mistyped(cypher`e`, properties)})`,
    cypher`'${cypherName(type)} from ' + coalesce(a.key, '') + ' to ' + coalesce(b.key, '')`,
  );
}

/** `IS NULL` apart from the type: below NOT, `IS :: … NOT NULL` has Neo4j 5.26 look through an index, where what is missing is not. */
function mistyped(variable: Cypher, properties: Properties): Cypher {
  const conditions = Object.entries(properties).map(([name, kind]) => {
    const isOptional = kind.endsWith('?');
    const type = TYPES[(isOptional ? kind.slice(0, -1) : kind) as Kind];
    const property = cypher`${variable}.${cypherName(name)}`;
    return cypher`${isOptional ? cypher`` : cypher`${property} IS NULL OR `}NOT ${property} IS :: ${type}`;
  });
  return cypherJoined(conditions, cypher` OR `);
}
