import { imageReference, parseDigest } from '#schema';
import { digestAsked } from '../digest-mentions.ts';
import { artifactThing } from '../exposure/context.ts';
import type { Hop, Thing } from '../exposure/exposure.ts';
import { cypher, cypherJoined } from '../answering/cypher.ts';
import type { Cypher } from '../answering/cypher.ts';
import { inForce } from '../answering/in-force.ts';
import { timed } from '../answering/moment.ts';
import type { Moment, Open, OpenCypher } from '../answering/moment.ts';
import type { Reader, Row } from '../question.ts';

/** `{}`: the config of everything that has none. It says nothing of what names it. */
const EMPTY_CONFIG = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';

const related = ({ document }: Pick<Open, 'document'>, edge: string, table: string, side: string): string => {
  const far = side === 'source' ? 'target' : 'source';
  return `SELECT a.key AS artifact, '${edge}' AS edge, o.key AS other, d.key AS document, e.at,
      (SELECT max(ifnull(b.child_count, 0)) FROM embodies b JOIN document_state s ON s.document = b.document AND ${document} WHERE b.target = e.source) AS listed,
      (SELECT count(DISTINCT c.target) FROM ${table} c JOIN document_state s ON s.document = c.document AND ${document} WHERE c.source = e.source) AS known
    FROM json_each(:artifacts) w JOIN artifact a ON a.key = w.value JOIN ${table} e ON e.${side} = a.id
    JOIN document_state s ON s.document = e.document AND ${document} JOIN document d ON d.id = e.document JOIN artifact o ON o.id = e.${far}`;
};

/** The same bytes by another digest, whichever of the two the document is about. */
const alias = ({ document }: Pick<Open, 'document'>): string => `
  SELECT a.key, 'HAS_DIGEST', o.key, d.key, e.at, 0, 0 FROM json_each(:artifacts) w JOIN artifact a ON a.key = w.value
    JOIN has_digest e ON e.source = a.id JOIN document_state s ON s.document = e.document AND ${document} JOIN document d ON d.id = e.document
    JOIN digest g ON g.id = e.target JOIN artifact o ON o.key = g.key
  UNION ALL SELECT a.key, 'HAS_DIGEST', o.key, d.key, e.at, 0, 0 FROM json_each(:artifacts) w JOIN artifact a ON a.key = w.value
    JOIN digest g ON g.key = a.key JOIN has_digest e ON e.target = g.id JOIN document_state s ON s.document = e.document AND ${document}
    JOIN document d ON d.id = e.document JOIN artifact o ON o.id = e.source`;

/** The same in Cypher: from `a` to `o`. How many an index lists and is known to have is asked on the way up to it alone. */
const relatedCypher = (open: OpenCypher): readonly Cypher[] => {
  const asked = cypher`UNWIND $artifacts AS key MATCH (a:Artifact {key: key}) WITH a`;
  const shown = (edge: Cypher): Cypher =>
    cypher`RETURN a.key AS artifact, ${edge} AS edge, o.key AS other, e.document AS document, e.at AS at, 0 AS listed, 0 AS known`;
  return [
    cypher`${asked} ${inForce(cypher`(a)-[e:HAS_PLATFORM|HAS_CONFIG]->(o:Artifact)`, open)} ${shown(cypher`type(e)`)}`,
    cypher`${asked} ${inForce(cypher`(a)<-[e:HAS_CONFIG]-(o:Artifact)`, open)} ${shown(cypher`'CONFIG_OF'`)}`,
    cypher`${asked} ${inForce(cypher`(a)-[e:HAS_DIGEST]->(g:Digest)`, open)} MATCH (o:Artifact {key: g.key}) ${shown(cypher`'HAS_DIGEST'`)}`,
    cypher`${asked} MATCH (g:Digest {key: a.key}) ${inForce(cypher`(g)<-[e:HAS_DIGEST]-(o:Artifact)`, open)} ${shown(cypher`'HAS_DIGEST'`)}`,
    cypher`${asked} ${inForce(cypher`(a)<-[e:HAS_PLATFORM]-(o:Artifact)`, open)} WITH a, o, e.document AS document, e.at AS at
      RETURN a.key AS artifact, 'PLATFORM_OF' AS edge, o.key AS other, document, at,
        reduce(most = 0, n IN COLLECT { ${inForce(cypher`(:Document)-[e:EMBODIES]->(o)`, open)} RETURN coalesce(e.childCount, 0) } |
          CASE WHEN n > most THEN n ELSE most END) AS listed,
        COUNT { ${inForce(cypher`(o)-[e:HAS_PLATFORM]->(t)`, open)} RETURN DISTINCT t } AS known`,
  ];
};

/** What stands beside an artifact: platform manifests of an index, the index of a manifest, configs, other digests. */
const RELATED = timed(
  'why-related',
  (open) =>
    [
      related(open, 'HAS_PLATFORM', 'has_platform', 'source'),
      related(open, 'PLATFORM_OF', 'has_platform', 'target'),
      related(open, 'HAS_CONFIG', 'has_config', 'source'),
      related(open, 'CONFIG_OF', 'has_config', 'target'),
      `${alias(open)} ORDER BY 1, 3, 2, 4, 5`,
    ].join('\n UNION ALL '),
  (open) => cypher`CALL () {${cypherJoined(relatedCypher(open), cypher` UNION ALL `)}}
    RETURN artifact, edge, other, document, at, listed, known ORDER BY artifact, other, edge, document, at`,
);

const NAMED = timed(
  'why-named',
  ({ document }) => `
  SELECT r.key AS reference, o.key AS other, d.key AS document, e.at FROM json_each(:references) w JOIN reference r ON r.key = w.value
    JOIN resolves_to e ON e.source = r.id JOIN document_state s ON s.document = e.document AND ${document}
    JOIN document d ON d.id = e.document JOIN artifact o ON o.id = e.target ORDER BY 2, 1, 3, 4`,
  (open) => cypher`
  UNWIND $references AS key MATCH (r:Reference {key: key}) WITH r ${inForce(cypher`(r)-[e:RESOLVES_TO]->(o:Artifact)`, open)}
  RETURN r.key AS reference, o.key AS other, e.document AS document, e.at AS at ORDER BY other, reference, document, at`,
);

export const askedArtifactStatements = {
  related: RELATED.now,
  relatedThen: RELATED.then,
  named: NAMED.now,
  namedThen: NAMED.then,
};

/** An artifact whose SBOMs count for what was asked, and how it was come to. */
export interface Related {
  readonly artifact: string;
  readonly hops: readonly Hop[];
}

export interface AskedArtifacts {
  readonly related: readonly Related[];
  /** Digests that a reference was seen to name. */
  readonly named: number;
  readonly cut: boolean;
}

/** Artifacts that one digest may stand for, and steps to them: index, manifest, config and back. */
const MOST = 200;
const STEPS = 4;
/** What lies below is followed downwards only, so that no sibling is taken for what was asked. */
const UP = ['PLATFORM_OF', 'CONFIG_OF'];
const DOWN = ['HAS_PLATFORM', 'HAS_CONFIG'];

/**
 * What was asked for by a digest or a reference: the artifact, its platform manifests if it is an index, the index and the
 * config if it is a manifest.
 *
 * @throws AskError BAD_PARAMETER for what is neither.
 */
export async function askedArtifacts(reader: Reader, moment: Moment, text: string): Promise<AskedArtifacts> {
  const first = await firstOf(reader, moment, text.trim());
  const known = new Map(first.map((one) => [one.artifact, one]));
  let frontier = first;
  for (let step = 0; step < STEPS && frontier.length > 0 && known.size <= MOST; step++) {
    const artifacts = frontier.map(({ artifact }) => artifact);
    const rows = await reader.rows(RELATED[moment.mode], { artifacts, ...moment.parameters });
    const steps = [...Map.groupBy(rows, stepKey).values()];
    frontier = steps.flatMap((same): Related[] => {
      const from = known.get(String(same[0]?.['artifact']));
      const next = from === undefined ? undefined : stepOf(from, same);
      if (next === undefined || known.has(next.artifact)) return [];
      known.set(next.artifact, next);
      return [next];
    });
  }
  const related = [...known.values()];
  return { related: related.slice(0, MOST), named: first.length, cut: related.length > MOST || frontier.length > 0 };
}

const stepKey = (row: Row): string => [row['artifact'], row['edge'], row['other']].map(String).join(' ');

async function firstOf(reader: Reader, moment: Moment, text: string): Promise<Related[]> {
  // `sha256:12` is a slip of the pen, not a tag.
  const isDigest = parseDigest(text) !== undefined || /^(sha(1|256|384|512)|md5):/iu.test(text);
  const reference = isDigest ? undefined : imageReference(text);
  const references = [...new Set([text, reference?.id ?? text])];
  const rows = await reader.rows(NAMED[moment.mode], { references, ...moment.parameters });
  const named = [...Map.groupBy(rows, (row) => String(row['other']))].map(([artifact, same]): Related => {
    const key = String(same[0]?.['reference']);
    const from: Thing = { kind: 'Reference', id: key, name: key.replace(/^oci:/, '') };
    const evidence = evidenceOf(same);
    return { artifact, hops: [{ edge: 'RESOLVES_TO', from, to: artifactThing(artifact), evidence, inferred: false }] };
  });
  if (named.length > 0) return named;
  const pinned = reference?.digest ?? null;
  if (pinned !== null) return [{ artifact: pinned, hops: [] }];
  // A name that nobody was seen to resolve is no mistake: it is only not known.
  const isName = reference !== undefined || /^(hf|modelscope|s3|gs|https?|pvc|mlflow|uri):./u.test(text);
  if (isName) return [];
  return [{ artifact: digestAsked('artifact', text).digest, hops: [] }];
}

/** The step to what stands beside; undefined where it leads down and then up again, or to what says nothing. */
function stepOf({ artifact, hops }: Related, same: readonly Row[]): Related | undefined {
  const [row] = same;
  const edge = HOPS.find((one) => one === row?.['edge']);
  const other = String(row?.['other']);
  if (edge === undefined || [artifact, other].includes(EMPTY_CONFIG)) return undefined;
  const before = hops.map((hop) => hop.edge);
  if (UP.includes(edge) && before.some((one) => DOWN.includes(one))) return undefined;
  if (DOWN.includes(edge) && before.some((one) => UP.includes(one))) return undefined;
  // What an index holds may differ from platform to platform, unless it has one.
  const several = Math.max(Number(row?.['listed']), Number(row?.['known'])) > 1;
  const inferred = edge === 'HAS_DIGEST' || (edge === 'PLATFORM_OF' && several);
  const to = artifactThing(other);
  return {
    artifact: other,
    hops: [...hops, { edge, from: artifactThing(artifact), to, evidence: evidenceOf(same), inferred }],
  };
}

const HOPS = ['HAS_PLATFORM', 'PLATFORM_OF', 'HAS_CONFIG', 'CONFIG_OF', 'HAS_DIGEST'] as const satisfies Hop['edge'][];

/** Each document once. */
function evidenceOf(rows: readonly Row[]): Hop['evidence'] {
  const byDocument = new Map(
    [...rows]
      .reverse()
      .map((row) => [String(row['document']), { document: String(row['document']), at: String(row['at']) }]),
  );
  return [...byDocument.values()].reverse();
}
