import { cypher, cypherJoined, cypherWhole } from '../answering/cypher.ts';
import type { Cypher } from '../answering/cypher.ts';
import { inForce } from '../answering/in-force.ts';
import { timed } from '../answering/moment.ts';
import type { Moment, Open, OpenCypher } from '../answering/moment.ts';
import type { Reader } from '../question.ts';
import { ROUTES, STATES } from '../exposure/exposure.ts';
import type { Thing } from '../exposure/exposure.ts';
import { thingKey } from './walk.ts';

/** Beyond the claim that names it: bytes, files, weights, a build, or what a name was seen to mean. */
const KNOWN_SQL = ({ document }: Pick<Open, 'document'>): string => {
  const stated = (table: string, side: string): string =>
    `EXISTS (SELECT 1 FROM "${table}" e JOIN document_state s ON s.document = e.document AND ${document} WHERE e."${side}" = n.id)`;
  const artifact = [
    ['embodies', 'target'],
    ['carries_weights', 'source'],
    ['holds_file', 'source'],
    ['holds_file', 'target'],
    ['has_layer', 'target'],
    ['has_platform', 'target'],
    ['produced', 'target'],
    ['attests', 'target'],
  ];
  return `SELECT 'Artifact' AS kind, n.key FROM json_each(:artifacts) w JOIN artifact n ON n.key = w.value
      WHERE ${artifact.map(([table = '', side = '']) => stated(table, side)).join(' OR ')}
    UNION ALL SELECT 'Reference', n.key FROM json_each(:references) w JOIN reference n ON n.key = w.value WHERE ${stated('resolves_to', 'source')}`;
};

const KNOWN_CYPHER = (open: OpenCypher): Cypher => cypher`
  UNWIND $artifacts AS key MATCH (n:Artifact {key: key})
  WHERE EXISTS { ${inForce(cypher`(n)<-[e:EMBODIES|HOLDS_FILE|HAS_LAYER|HAS_PLATFORM|PRODUCED|ATTESTS]-()`, open)} }
    OR EXISTS { ${inForce(cypher`(n)-[e:CARRIES_WEIGHTS|HOLDS_FILE]->()`, open)} }
  RETURN 'Artifact' AS kind, key
  UNION ALL UNWIND $references AS key MATCH (n:Reference {key: key}) WHERE EXISTS { ${inForce(cypher`(n)-[e:RESOLVES_TO]->()`, open)} }
  RETURN 'Reference' AS kind, key`;

const KNOWN = timed('lineage-known', KNOWN_SQL, KNOWN_CYPHER);

/**
 * What an artifact goes by, for people: a name that was seen to mean it, or else what a statement calls it, or else where
 * its bytes were found. The first of each kind, by kind.
 */
const NAMES_SQL = ({ document }: Pick<Open, 'document'>): string => {
  const from = (table: string, far: string): string =>
    `FROM json_each(:artifacts) w JOIN artifact a ON a.key = w.value JOIN ${table} e ON e.target = a.id
      JOIN document_state s ON s.document = e.document AND ${document} ${far} GROUP BY a.key`;
  return `SELECT a.key, 0 AS rank, min(r.key) AS name ${from('resolves_to', 'JOIN reference r ON r.id = e.source')}
    UNION ALL SELECT a.key, 1, min(e.name) ${from('attests', "WHERE e.name <> ''")}
    UNION ALL SELECT a.key, 2, min(o.origin) ${from('embodies', 'JOIN observation o ON o.document = e.source')}
    ORDER BY 1, 2 DESC`;
};

const NAMES_CYPHER = (open: OpenCypher): Cypher => {
  const from = (path: Cypher): Cypher =>
    cypher`UNWIND $artifacts AS key MATCH (a:Artifact {key: key}) WITH a ${inForce(path, open)}`;
  return cypher`CALL () {
      ${from(cypher`(a)<-[e:RESOLVES_TO]-(r:Reference)`)} RETURN a.key AS key, 0 AS rank, min(r.key) AS name
      UNION ALL ${from(cypher`(a)<-[e:ATTESTS]-()`)} AND e.name <> '' RETURN a.key AS key, 1 AS rank, min(e.name) AS name
      UNION ALL ${from(cypher`(a)<-[e:EMBODIES]-(d:Document)`)} MATCH (o:Observation {document: d.key})
        RETURN a.key AS key, 2 AS rank, min(o.origin) AS name
    } RETURN key, rank, name ORDER BY key, rank DESC`;
};

const NAMES = timed('lineage-names-of', NAMES_SQL, NAMES_CYPHER);

/** By which the exposures that are models are found, in every state. */
export const MODEL_CODE_STANDINGS = STATES.map((_, state) => state * ROUTES.length + ROUTES.indexOf('MODEL_CODE')).join(
  ', ',
);

/** The same in Cypher. */
export const MODEL_CODE_STANDINGS_CYPHER = cypherJoined(
  MODEL_CODE_STANDINGS.split(', ').map((standing) => cypherWhole(Number(standing))),
  cypher`, `,
);

/** Workloads that load an artifact, what it is a part of, its platforms, what carries the weights; or that ask for a name. */
const DEPLOYED = timed(
  'lineage-deployed',
  ({ exposure, document }) => `
  WITH asked(kind, key, id) AS MATERIALIZED (SELECT 'Artifact', a.key, a.id FROM json_each(:artifacts) w JOIN artifact a ON a.key = w.value
    UNION ALL SELECT 'Weights', x.key, c.source FROM json_each(:weights) w JOIN weights x ON x.key = w.value JOIN carries_weights c ON c.target = x.id
      JOIN document_state s ON s.document = c.document AND ${document}),
  family(kind, key, id) AS MATERIALIZED (SELECT kind, key, id FROM asked
    UNION SELECT q.kind, q.key, p.target FROM asked q CROSS JOIN has_platform p ON p.source = q.id JOIN document_state s ON s.document = p.document AND ${document}
    UNION SELECT q.kind, q.key, c.source FROM asked q CROSS JOIN has_config c ON c.target = q.id JOIN document_state s ON s.document = c.document AND ${document}
    UNION SELECT q.kind, q.key, c.source FROM asked q CROSS JOIN has_layer c ON c.target = q.id JOIN document_state s ON s.document = c.document AND ${document}
    UNION SELECT q.kind, q.key, c.source FROM asked q CROSS JOIN holds_file c ON c.target = q.id JOIN document_state s ON s.document = c.document AND ${document})
  SELECT f.kind, f.key, count(DISTINCT e.workload_id) AS workloads FROM family f
    CROSS JOIN exposure e ON e.artifact = f.id AND e.route = 'MODEL_CODE' AND e.slot IS NOT NULL AND ${exposure} GROUP BY f.kind, f.key
  UNION ALL SELECT 'Reference', w.value, count(DISTINCT e.workload_id) FROM exposure e
    JOIN json_each(:references) w ON json_extract(e.model, '$.id') = w.value AND json_extract(e.model, '$.kind') = 'Reference'
    WHERE :references <> '[]' AND e.standing IN (${MODEL_CODE_STANDINGS}) AND +e.artifact IS NULL AND e.slot IS NOT NULL AND ${exposure} GROUP BY w.value`,
  (open) => cypher`
  CALL () {
    UNWIND $artifacts AS key MATCH (q:Artifact {key: key}) RETURN 'Artifact' AS kind, key, q
    UNION UNWIND $weights AS key MATCH (x:Weights {key: key}) WITH key, x ${inForce(cypher`(x)<-[e:CARRIES_WEIGHTS]-(q:Artifact)`, open)}
    RETURN 'Weights' AS kind, key, q
  }
  CALL (q) {
    RETURN q AS f
    UNION ${inForce(cypher`(q)-[e:HAS_PLATFORM]->(f:Artifact)`, open)} RETURN f
    UNION ${inForce(cypher`(q)<-[e:HAS_CONFIG|HAS_LAYER|HOLDS_FILE]-(f:Artifact)`, open)} RETURN f
  }
  WITH DISTINCT kind, key, f
  MATCH (f)<-[:${open.exposes}]-(e) WHERE e.route = 'MODEL_CODE' AND e.slot IS NOT NULL AND ${open.exposure}
  RETURN kind, key, count(DISTINCT e.workload) AS workloads
  UNION ALL MATCH (e:${open.exposed}) WHERE size($references) > 0 AND ${open.exposure} AND e.standing IN [${MODEL_CODE_STANDINGS_CYPHER}]
    AND e.rowKey >= '' AND e.artifact IS NULL AND e.slot IS NOT NULL
  UNWIND [place IN range(0, size($references) - 1) WHERE e.model STARTS WITH $models[place]] AS place
  RETURN 'Reference' AS kind, $references[place] AS key, count(DISTINCT e.workload) AS workloads`,
);

export const thingStatements = {
  known: KNOWN.now,
  knownThen: KNOWN.then,
  namesOf: NAMES.now,
  namesOfThen: NAMES.then,
  deployed: DEPLOYED.now,
  deployedThen: DEPLOYED.then,
};

/** How the text of a model begins that is this reference, whatever name it is given. */
const modelBegun = (id: string): string => `${JSON.stringify({ kind: 'Reference', id }).slice(0, -1)},`;

/** What else is known of the things of a page. */
export class LineageThings {
  readonly #known: ReadonlySet<string>;
  readonly #deployed: ReadonlyMap<string, number>;
  readonly #names: ReadonlyMap<string, string>;
  /** Names of several of the ends. */
  readonly #shared: ReadonlySet<string>;

  private constructor(
    known: ReadonlySet<string>,
    deployed: ReadonlyMap<string, number>,
    names: ReadonlyMap<string, string>,
    ends: readonly Thing[],
  ) {
    this.#known = known;
    this.#deployed = deployed;
    this.#names = names;
    const called = Map.groupBy(
      ends.filter(({ kind }) => kind === 'Artifact'),
      ({ id, name }) => names.get(id) ?? name,
    );
    const shared = [...called].filter(([, all]) => new Set(all.map(({ id }) => id)).size > 1);
    this.#shared = new Set(shared.map(([name]) => name));
  }

  /** `ends`: of the rows; `between`: of the hops of their paths. */
  static async load(
    reader: Reader,
    moment: Moment,
    ends: readonly Thing[],
    between: readonly Thing[],
  ): Promise<LineageThings> {
    const things = [...ends, ...between];
    const list = (kind: Thing['kind']): readonly string[] => [
      ...new Set(things.filter((one) => one.kind === kind).map(({ id }) => id)),
    ];
    const asked = { artifacts: list('Artifact'), references: list('Reference'), ...moment.parameters };
    const known = await reader.rows(KNOWN[moment.mode], asked);
    const deployed = await reader.rows(DEPLOYED[moment.mode], {
      ...asked,
      weights: list('Weights'),
      models: list('Reference').map(modelBegun),
    });
    const names = await reader.rows(NAMES[moment.mode], asked);
    return new LineageThings(
      new Set(known.map((row) => `${String(row['kind'])} ${String(row['key'])}`)),
      new Map(deployed.map((row) => [`${String(row['kind'])} ${String(row['key'])}`, Number(row['workloads'])])),
      new Map(names.map((row) => [String(row['key']), String(row['name'])])),
      ends,
    );
  }

  /** False: nothing is known of it but what names it. */
  isKnown(thing: Thing): boolean {
    if (thing.kind === 'Artifact' || thing.kind === 'Reference') return this.#known.has(thingKey(thing));
    // A data set that is only named may have any content.
    return thing.kind !== 'DatasetVersion' || /^(?:[a-z0-9]+|gitCommit|gitTree):[0-9a-f]{32,128}$/.test(thing.id);
  }

  /** A hop's end: with the name that documents give to it, where the hop itself gives none. */
  named(thing: Thing): Thing {
    const name = thing.kind === 'Artifact' && thing.name === thing.id ? this.#names.get(thing.id) : undefined;
    return name === undefined ? thing : { ...thing, name };
  }

  /** A row's end: by the name under which it is had, then as a document calls it; never by one that other ends have too. */
  told(thing: Thing): Thing {
    if (thing.kind !== 'Artifact') return thing;
    const name = this.#names.get(thing.id) ?? thing.name;
    return { ...thing, name: this.#shared.has(name) ? thing.id : name };
  }

  /** How many deployed workloads load it. */
  workloads(thing: Thing): number {
    return this.#deployed.get(thingKey(thing)) ?? 0;
  }
}
