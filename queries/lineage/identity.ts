import type { Thing } from '../exposure/exposure.ts';
import { isMutableName, thingKey } from './walk.ts';
import { cypher } from '../answering/cypher.ts';
import type { Cypher } from '../answering/cypher.ts';
import { inForce } from '../answering/in-force.ts';
import { timed } from '../answering/moment.ts';
import type { Moment, Open, OpenCypher } from '../answering/moment.ts';
import type { Reader } from '../question.ts';

/** The digests under which a thing may go, and the weights that they carry; a name may have meant several artifacts. */
const IDENTITIES_SQL = ({ document }: Pick<Open, 'document'>): string => {
  const join = (table: string, near: string, far: string): string =>
    `SELECT q.kind, q.key, q.meant, e."${far}" FROM asked q CROSS JOIN "${table}" e ON e."${near}" = q.id
      JOIN document_state s ON s.document = e.document AND ${document}`;
  return `
  WITH asked(kind, key, meant, id) AS MATERIALIZED (SELECT 'Artifact', a.key, a.key, a.id FROM json_each(:artifacts) w JOIN artifact a ON a.key = w.value
    UNION SELECT 'Reference', r.key, t.key, t.id FROM json_each(:references) w JOIN reference r ON r.key = w.value JOIN resolves_to e ON e.source = r.id
      JOIN artifact t ON t.id = e.target JOIN document_state s ON s.document = e.document AND ${document}
      WHERE EXISTS (SELECT 1 FROM observation v WHERE v.document = e.document AND v.observed_at <= :asOf)
    UNION SELECT 'Reference', w.value, a.key, a.id FROM json_each(:references) w JOIN artifact a ON a.key = substr(w.value, instr(w.value, '@') + 1)
      WHERE w.value GLOB 'oci:*@*'),
  family(kind, key, meant, id) AS MATERIALIZED (SELECT kind, key, meant, id FROM asked
    UNION ${join('has_platform', 'source', 'target')} UNION ${join('has_config', 'target', 'source')}
    UNION ${join('has_layer', 'target', 'source')} UNION ${join('holds_file', 'target', 'source')}
    UNION SELECT q.kind, q.key, q.meant, o.id FROM asked q JOIN has_digest e ON e.source = q.id JOIN document_state s ON s.document = e.document AND ${document}
      JOIN digest g ON g.id = e.target JOIN artifact o ON o.key = g.key)
  SELECT f.kind, f.key, f.meant, a.key AS digest, NULL AS weights, NULL AS format, NULL AS name FROM family f JOIN artifact a ON a.id = f.id
  UNION ALL SELECT f.kind, f.key, f.meant, NULL, x.key, e.format, NULL FROM family f CROSS JOIN carries_weights e ON e.source = f.id
    JOIN document_state s ON s.document = e.document AND ${document} JOIN weights x ON x.id = e.target
  UNION ALL SELECT f.kind, f.key, f.meant, NULL, NULL, NULL, r.key FROM family f CROSS JOIN resolves_to e ON e.target = f.id
    JOIN document_state s ON s.document = e.document AND ${document} JOIN reference r ON r.id = e.source
  ORDER BY 1, 2, 3, 4, 5, 7`;
};

/** From what was asked to what it may mean `t`, from that to what it is a part of or the same as `f`. */
const IDENTITIES_CYPHER = (open: OpenCypher): Cypher => cypher`
  CALL () {
    UNWIND $artifacts AS key MATCH (t:Artifact {key: key}) RETURN 'Artifact' AS kind, key, t
    UNION
    UNWIND $references AS key MATCH (r:Reference {key: key}) WITH key, r ${inForce(cypher`(r)-[e:RESOLVES_TO]->(t:Artifact)`, open)}
      AND EXISTS { MATCH (v:Observation {document: e.document}) WHERE v.observedAt <= $asOf } RETURN 'Reference' AS kind, key, t
    UNION
    UNWIND $references AS key WITH key WHERE key STARTS WITH 'oci:' AND key CONTAINS '@'
    MATCH (t:Artifact {key: substring(key, size(split(key, '@')[0]) + 1)}) RETURN 'Reference' AS kind, key, t
  }
  CALL (t) {
    RETURN t AS f
    UNION ${inForce(cypher`(t)-[e:HAS_PLATFORM]->(f:Artifact)`, open)} RETURN f
    UNION ${inForce(cypher`(t)<-[e:HAS_CONFIG|HAS_LAYER|HOLDS_FILE]-(f:Artifact)`, open)} RETURN f
    UNION ${inForce(cypher`(t)-[e:HAS_DIGEST]->(g:Digest)`, open)} MATCH (f:Artifact {key: g.key}) RETURN f
  }
  CALL (f) {
    RETURN f.key AS digest, null AS weights, null AS format, null AS name
    UNION ${inForce(cypher`(f)-[e:CARRIES_WEIGHTS]->(x:Weights)`, open)} RETURN null AS digest, x.key AS weights, e.format AS format, null AS name
    UNION ${inForce(cypher`(f)<-[e:RESOLVES_TO]-(r:Reference)`, open)} RETURN null AS digest, null AS weights, null AS format, r.key AS name
  }
  RETURN kind, key, t.key AS meant, digest, weights, format, name
  ORDER BY kind, key, meant, coalesce(digest, ''), coalesce(weights, ''), coalesce(name, '')`;

const IDENTITIES = timed('lineage-identities', IDENTITIES_SQL, IDENTITIES_CYPHER);

export const identityStatements = { identities: IDENTITIES.now, identitiesThen: IDENTITIES.then };

/** Whether two things are the same model, and what tells. */
export interface Sameness {
  readonly match: 'SAME' | 'DIFFERENT' | 'UNKNOWN';
  readonly by: 'digest' | 'weights' | 'reference' | 'name' | null;
}

/** One artifact that a thing may be. */
interface Meant {
  readonly digests: Set<string>;
  /** By format: safetensors and GGUF of one model are never the same files. */
  readonly weights: Map<string, Set<string>>;
}

const UNKNOWN: Sameness = { match: 'UNKNOWN', by: null };

/** Compares models that documents and workloads name in their own ways. */
export class Identities {
  readonly #meant = new Map<string, readonly Meant[]>();
  /** References that were seen to mean it. */
  readonly #names = new Map<string, readonly string[]>();

  /** What is known of these; only artifacts and references can be compared. */
  static async load(reader: Reader, moment: Moment, things: readonly Thing[]): Promise<Identities> {
    const list = (kind: Thing['kind']): readonly string[] => [
      ...new Set(things.filter((one) => one.kind === kind).map(({ id }) => id)),
    ];
    const rows = await reader.rows(IDENTITIES[moment.mode], {
      artifacts: list('Artifact'),
      references: list('Reference'),
      ...moment.parameters,
    });
    const found = new Identities();
    for (const [key, same] of Map.groupBy(rows, (row) => `${String(row['kind'])} ${String(row['key'])}`)) {
      const meant = [...Map.groupBy(same, (row) => String(row['meant'])).values()].map((all): Meant => {
        const weights = new Map<string, Set<string>>();
        for (const { weights: id, format } of all) {
          if (typeof id === 'string') weights.set(String(format), (weights.get(String(format)) ?? new Set()).add(id));
        }
        return {
          digests: new Set(all.map(({ digest }) => digest).filter((digest) => typeof digest === 'string')),
          weights,
        };
      });
      found.#names.set(
        key,
        same.map(({ name }) => name).filter((name) => typeof name === 'string'),
      );
      found.#meant.set(key, meant);
    }
    return found;
  }

  /**
   * SAME: by digest, by the files of the weights, by the very name. DIFFERENT: the weights of both are known in the same
   * format, and are other files. Everything else is UNKNOWN: a name that differs may be a copy.
   */
  compare(a: Thing, b: Thing): Sameness {
    if (thingKey(a) === thingKey(b)) return { match: 'SAME', by: a.kind === 'Reference' ? 'reference' : 'digest' };
    const pairs = this.#of(a).flatMap((one) => this.#of(b).map((other) => compared(one, other)));
    const [first] = pairs;
    if (first !== undefined && pairs.every(({ match }) => match === first.match) && first.match !== 'UNKNOWN')
      return first;
    const isSameName = this.#namesOf(a).some((one) =>
      this.#namesOf(b).some((other) => hubName(one) === hubName(other) && (isMutableName(one) || isMutableName(other))),
    );
    return isSameName ? { match: 'UNKNOWN', by: 'name' } : UNKNOWN;
  }

  /** Whether two documents that name these contradict each other: other weights, or another repository of the same hub. */
  contradict(a: Thing, b: Thing): boolean {
    const { match } = this.compare(a, b);
    return match === 'UNKNOWN' ? this.haveOtherNames(a, b) : match === 'DIFFERENT';
  }

  /** Whether both go by names on a hub, and no name of one is a name of the other. */
  haveOtherNames(a: Thing, b: Thing): boolean {
    const [one, other] = [a, b].map((thing) => new Set(this.#namesOf(thing).map(hubName)));
    return one !== undefined && other !== undefined && one.size > 0 && other.size > 0 && one.isDisjointFrom(other);
  }

  /** Its names on a hub, each with its revision. */
  #namesOf(thing: Thing): readonly string[] {
    const own = thing.kind === 'Reference' ? [thing.id] : (this.#names.get(thingKey(thing)) ?? []);
    return own.filter((name) => hubName(name) !== null);
  }

  #of(thing: Thing): readonly Meant[] {
    const known = this.#meant.get(thingKey(thing));
    if (known !== undefined) return known;
    return thing.kind === 'Artifact' ? [{ digests: new Set([thing.id]), weights: new Map() }] : [];
  }
}

function compared(a: Meant, b: Meant): Sameness {
  if (!a.digests.isDisjointFrom(b.digests)) return { match: 'SAME', by: 'digest' };
  const formats = [...a.weights.keys()].filter((format) => b.weights.has(format));
  if (formats.length === 0) return UNKNOWN;
  const none = new Set<string>();
  const isSame = formats.some(
    (format) => !(a.weights.get(format) ?? none).isDisjointFrom(b.weights.get(format) ?? none),
  );
  return { match: isSame ? 'SAME' : 'DIFFERENT', by: 'weights' };
}

/** `hf:org/name` without its revision, in lower case as the hub compares it; null for what is no name on a hub. */
function hubName(id: string): string | null {
  return /^(?:hf|modelscope):[^@]+/.exec(id)?.[0].toLowerCase() ?? null;
}
