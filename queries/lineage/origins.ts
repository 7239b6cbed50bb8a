import type { Evidence, Thing } from '../exposure/exposure.ts';
import { Identities } from './identity.ts';
import { thingKey } from './walk.ts';
import { cypher } from '../answering/cypher.ts';
import type { Cypher } from '../answering/cypher.ts';
import { inForce } from '../answering/in-force.ts';
import { timed } from '../answering/moment.ts';
import type { Moment, Open, OpenCypher } from '../answering/moment.ts';
import type { Reader } from '../question.ts';

/**
 * What documents say a model was made from: of the artifact, of what holds it, of its platforms, of their files, layers and
 * configs, and of everything that carries the same weights.
 */
const ORIGINS_SQL = ({ document }: Pick<Open, 'document'>): string => {
  // CROSS JOIN keeps the order: from the few that are asked to what is said of them.
  const live = `JOIN document_state s ON s.document = e.document AND ${document}`;
  const via = (from: string, table: string, near: string, far: string): string =>
    `SELECT q.key, e."${far}" FROM ${from} q CROSS JOIN "${table}" e ON e."${near}" = q.id ${live}`;
  const claim = (table: string, kind: string, node: string): string =>
    `SELECT p.key, '${kind}' AS kind, o.key AS id, e.relation, e.name, d.key AS document, e.at FROM part p CROSS JOIN ${table} e ON e.source = p.id ${live}
      JOIN document d ON d.id = e.document JOIN ${node} o ON o.id = e.target`;
  const input = (table: string, kind: string, node: string): string =>
    `SELECT p.key, '${kind}', o.key, 'build input', e.name, d.key, e.at FROM part p CROSS JOIN produced b ON b.target = p.id CROSS JOIN ${table} e ON e.source = b.source
      AND e.document = b.document AND e.role = 'model' ${live} JOIN document d ON d.id = e.document JOIN ${node} o ON o.id = e.target`;
  return `
  WITH asked(key, id) AS MATERIALIZED (SELECT a.key, a.id FROM json_each(:artifacts) w JOIN artifact a ON a.key = w.value),
  whole(key, id) AS MATERIALIZED (SELECT key, id FROM asked UNION ${via('asked', 'has_layer', 'target', 'source')}
    UNION ${via('asked', 'holds_file', 'target', 'source')} UNION ${via('asked', 'has_config', 'target', 'source')}
    UNION ${via('asked', 'has_platform', 'source', 'target')}),
  carried(key, id) AS MATERIALIZED (${via('whole', 'carries_weights', 'source', 'target')}),
  same(key, id) AS MATERIALIZED (SELECT key, id FROM whole UNION ${via('carried', 'carries_weights', 'target', 'source')}),
  part(key, id) AS MATERIALIZED (SELECT key, id FROM same UNION ${via('same', 'has_layer', 'source', 'target')}
    UNION ${via('same', 'holds_file', 'source', 'target')} UNION ${via('same', 'has_config', 'source', 'target')})
  ${claim('derived_from', 'Artifact', 'artifact')} UNION ${claim('derived_from_reference', 'Reference', 'reference')}
  UNION ${input('consumed', 'Artifact', 'artifact')} UNION ${input('consumed_reference', 'Reference', 'reference')}
  ORDER BY 1, 6, 7, 2, 3, 4 LIMIT 20001`;
};

/** From what was asked to the whole `w`, to what carries the same weights `x`, to the parts `p` of these, to what is said of them. */
const ORIGINS_CYPHER = (open: OpenCypher): Cypher => {
  const said = (type: Cypher, kind: Cypher): Cypher => cypher`${inForce(cypher`(p)-[e:${type}]->(o)`, open)}
    RETURN '${kind}' AS kind, o.key AS id, e.relation AS relation, e.name AS name, e.document AS document, e.at AS at`;
  const input = (type: Cypher, kind: Cypher): Cypher => cypher`
    ${inForce(cypher`(p)<-[b:PRODUCED]-(:Build)-[e:${type}]->(o)`, open)} AND e.role = 'model' AND e.document = b.document
    RETURN '${kind}' AS kind, o.key AS id, 'build input' AS relation, e.name AS name, e.document AS document, e.at AS at`;
  return cypher`
  UNWIND $artifacts AS key MATCH (a:Artifact {key: key})
  CALL (a) {
    RETURN a AS w
    UNION ${inForce(cypher`(a)<-[e:HAS_LAYER|HOLDS_FILE|HAS_CONFIG]-(w:Artifact)`, open)} RETURN w
    UNION ${inForce(cypher`(a)-[e:HAS_PLATFORM]->(w:Artifact)`, open)} RETURN w
  }
  CALL (w) {
    RETURN w AS x
    UNION ${inForce(cypher`(w)-[e:CARRIES_WEIGHTS]->(v:Weights)`, open)} WITH DISTINCT v
      ${inForce(cypher`(v)<-[e:CARRIES_WEIGHTS]-(x:Artifact)`, open)} RETURN x
  }
  WITH DISTINCT a, x
  CALL (x) { RETURN x AS p UNION ${inForce(cypher`(x)-[e:HAS_LAYER|HOLDS_FILE|HAS_CONFIG]->(p:Artifact)`, open)} RETURN p }
  WITH DISTINCT a, p
  CALL (p) {
    ${said(cypher`DERIVED_FROM`, cypher`Artifact`)}
    UNION ${said(cypher`DERIVED_FROM_REFERENCE`, cypher`Reference`)}
    UNION ${input(cypher`CONSUMED`, cypher`Artifact`)}
    UNION ${input(cypher`CONSUMED_REFERENCE`, cypher`Reference`)}
  }
  RETURN DISTINCT a.key AS key, kind, id, relation, name, document, at ORDER BY key, document, at, kind, id, relation LIMIT 20001`;
};

const ORIGINS = timed('lineage-origins', ORIGINS_SQL, ORIGINS_CYPHER);

export const originStatements = { origins: ORIGINS.now, originsThen: ORIGINS.then };

/** One model that a document names as what another one was made from. */
export interface Origin {
  readonly thing: Thing;
  readonly relation: string;
  readonly evidence: Evidence;
}

/** What documents say of the origin of each artifact, by its digest. */
export async function originsOf(
  reader: Reader,
  moment: Moment,
  artifacts: readonly string[],
): Promise<ReadonlyMap<string, readonly Origin[]>> {
  if (artifacts.length === 0) return new Map();
  const asked = { artifacts: [...new Set(artifacts)], ...moment.parameters };
  const rows = await reader.rows(ORIGINS[moment.mode], asked);
  const origins = new Map<string, Origin[]>();
  for (const row of rows) {
    const id = String(row['id']);
    // What is stated tells more than the id only where there is no usable name.
    const name = id.startsWith('unnamed:') && typeof row['name'] === 'string' ? row['name'] : id;
    const key = String(row['key']);
    const known = origins.get(key) ?? [];
    origins.set(key, known);
    known.push({
      thing: { kind: row['kind'] === 'Artifact' ? 'Artifact' : 'Reference', id, name },
      relation: String(row['relation']),
      evidence: { document: String(row['document']), at: String(row['at']) },
    });
  }
  return origins;
}

/** Two documents that name different origins of one artifact. */
export interface Dispute {
  readonly artifact: string;
  readonly origins: readonly [Origin, Origin];
}

/**
 * The artifacts of which two documents name different origins: nothing that one names is, or may well be, what the other
 * names. A document that names more than another one (a merge of several) does not contradict it.
 */
export async function disputesOf(
  reader: Reader,
  moment: Moment,
  artifacts: readonly string[],
): Promise<ReadonlyMap<string, Dispute>> {
  const origins = await originsOf(reader, moment, artifacts);
  const several = [...origins].filter(([, all]) => new Set(all.map(({ thing }) => thingKey(thing))).size > 1);
  if (several.length === 0) return new Map();
  const things = several.flatMap(([, all]) => all.map(({ thing }) => thing));
  const identities = await Identities.load(reader, moment, things);
  const found = new Map<string, Dispute>();
  for (const [artifact, all] of several) {
    const said = [...Map.groupBy(all, ({ evidence }) => evidence.document).values()];
    const pair = contradiction(said, identities);
    if (pair !== undefined) found.set(artifact, { artifact, origins: pair });
  }
  return found;
}

function contradiction(
  said: readonly (readonly Origin[])[],
  identities: Identities,
): readonly [Origin, Origin] | undefined {
  for (const [index, one] of said.entries()) {
    for (const other of said.slice(index + 1)) {
      const [first] = one;
      const [second] = other;
      if (first === undefined || second === undefined) continue;
      if (one.every((a) => other.every((b) => identities.contradict(a.thing, b.thing)))) return [first, second];
    }
  }
  return undefined;
}

export function disputeInWords({ artifact, origins: [one, other] }: Dispute): string {
  const named = ({ thing, evidence }: Origin): string => `${thing.name} (${evidence.document})`;
  return `Documents disagree on what ${artifact} was made from: ${named(one)} and ${named(other)}.`;
}
