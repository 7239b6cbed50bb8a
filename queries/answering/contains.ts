import { placeAt } from '#schema';
import type { Match, PathHop } from './answer.ts';
import { byCodePoint } from './by-code-point.ts';
import { cypher } from './cypher.ts';
import type { Cypher } from './cypher.ts';
import type { EvidenceDocuments } from './evidence.ts';
import type { Thing } from '../exposure/exposure.ts';
import { timed } from './moment.ts';
import type { Moment, Open, OpenCypher } from './moment.ts';
import type { Asked, PackageMatch } from './package-match.ts';
import { idOf } from './rows.ts';
import type { NodeId, Reader, Row } from '../question.ts';
import { compareStrength, documentStrength, shownHop, weaker, whyOf } from './strength.ts';
import type { DocumentEvidence, WeighedHop } from './strength.ts';

/** The asked purls and components that some artifact contains. `:purls` and `:components` are lists of [id, package]. */
export const hits = ({ bill, document, describer }: Pick<Open, 'bill' | 'document' | 'describer'>): string => `
  asked(purl, package) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(:purls)),
  named(component, package) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(:components)),
  hit(artifact, package) AS MATERIALIZED (
    SELECT b.artifact, a.package FROM asked a CROSS JOIN includes i ON i.target = a.purl CROSS JOIN bill b ON b.set_id = i.source AND ${bill}
    UNION
    SELECT d.target, c.package FROM named c JOIN names n ON n.target = c.component
      JOIN document_state s ON s.document = n.document AND ${document} JOIN describes d ON d.source = n.source
      JOIN document_state w ON w.document = d.document AND ${describer})`;

/** The same in Cypher: a part of a statement that gives `a`, an Artifact, `package` and its `place` in the order of packages, each once. */
export const hitsCypher = ({ billed, billLeft, document, describer }: OpenCypher): Cypher => cypher`
  CALL {
    UNWIND $purls AS asked
    MATCH (:Purl {key: asked[0]})<-[:INCLUDES]-()<-[b:${billed}]-(a) WHERE ${billLeft}
    RETURN a, asked[1] AS package, asked[2] AS place
    UNION
    UNWIND $components AS asked
    MATCH (:Component {key: asked[0]})<-[n:NAMES]-(sbom:Document)
    MATCH (s:Document {key: n.document}) WHERE ${document}
    MATCH (sbom)-[e:DESCRIBES]->(a:Artifact)
    MATCH (w:Document {key: e.document}) WHERE ${describer}
    RETURN a, asked[1] AS package, asked[2] AS place
  }`;

type Places = readonly (readonly [id: NodeId, name: string, place: number])[];

/**
 * What `hits` is asked by. Neo4j sorts texts that it is given by UTF-16 unit, and SQLite by code point: each package therefore
 * has its place among all of them, from 1, and so has the one that a page begins behind.
 */
export function hitParameters(
  { purls, components }: PackageMatch,
  afterPackage: string | null = null,
): { purls: Places; components: Places; afterPlace: number } {
  const names = [...new Set([...purls, ...components].map((one) => one.package))].sort(byCodePoint);
  const places = new Map(names.map((name, index) => [name, index + 1]));
  const placed = (asked: readonly Asked[]): Places =>
    asked.map(({ id, package: name }) => [id, name, places.get(name) ?? 0]);
  const before = names.filter((name) => afterPackage !== null && byCodePoint(name, afterPackage) <= 0);
  return { purls: placed(purls), components: placed(components), afterPlace: before.length };
}

export const CONTAINS = timed(
  'contains',
  ({ bill, document, describer }) => `
  WITH asked(purl) AS MATERIALIZED (SELECT value ->> 0 FROM json_each(:purls)),
  named(component) AS MATERIALIZED (SELECT value ->> 0 FROM json_each(:components)),
  held(id, key) AS MATERIALIZED (SELECT a.id, a.key FROM json_each(:artifacts) w JOIN artifact a ON a.key = w.value)
  SELECT * FROM (SELECT h.key AS artifact, a.purl AS id, 'purl' AS kind, i.ordinal, d.key AS document, g.key AS describer, b.describer_at, l.places, NULL AS at
  FROM held h CROSS JOIN bill b ON b.artifact = h.id AND ${bill} CROSS JOIN asked a CROSS JOIN includes i ON i.target = a.purl AND i.source = b.set_id
    JOIN document d ON d.id = b.document JOIN document g ON g.id = b.describer LEFT JOIN lists l ON l.document = b.document AND l.target = b.set_id
  UNION ALL
  SELECT h.key, n.target, 'component', NULL, d.key, g.key, e.at, NULL, n.at
  FROM held h JOIN describes e ON e.target = h.id JOIN document_state w ON w.document = e.document AND ${describer}
    JOIN names n ON n.source = e.source JOIN named c ON c.component = n.target JOIN document_state s ON s.document = n.document AND ${document}
    JOIN document d ON d.id = n.source JOIN document g ON g.id = e.document)
  ORDER BY artifact, document, ordinal, describer, describer_at, length(at), at`,
  ({ billed, billLeft, document, describer }) => cypher`
  MATCH (held:Artifact) WHERE held.key IN $artifacts WITH collect(held) AS held
  CALL (held) {
    UNWIND $purls AS asked
    MATCH (p:Purl {key: asked[0]})<-[i:INCLUDES]-(set)<-[b:${billed}]-(a) WHERE a IN held AND ${billLeft}
    OPTIONAL MATCH (:Document {key: b.document})-[l:LISTS]->(set) WHERE l.document = b.document
    RETURN a.key AS artifact, p.key AS id, 'purl' AS kind, i.ordinal AS ordinal, b.document AS document, b.describer AS describer,
      b.describerAt AS describer_at, l.places AS places, null AS at
    UNION ALL
    UNWIND $components AS asked
    MATCH (c:Component {key: asked[0]})<-[n:NAMES]-(sbom:Document)
    MATCH (s:Document {key: n.document}) WHERE ${document}
    MATCH (sbom)-[e:DESCRIBES]->(a:Artifact) WHERE a IN held
    MATCH (w:Document {key: e.document}) WHERE ${describer}
    RETURN a.key AS artifact, c.key AS id, 'component' AS kind, null AS ordinal, sbom.key AS document, e.document AS describer,
      e.at AS describer_at, null AS places, n.at AS at
  }
  RETURN artifact, id, kind, ordinal, document, describer, describer_at, places, at
  ORDER BY artifact, document, coalesce(ordinal, -1), describer, describer_at, coalesce(size(at), -1), coalesce(at, '')`,
);

/** One SBOM that lists the package for an artifact, and who says that the SBOM is about it. `purl`: id in this store; null: by name. */
export interface Listing {
  readonly purl: NodeId | null;
  readonly sbom: { readonly document: string; readonly at: string };
  readonly describer: { readonly document: string; readonly at: string };
  readonly match: Match;
  readonly direct: boolean | null;
}

/** What artifacts contain of the asked package, by artifact and package; the last hop of every path. */
export class Contained {
  readonly #listings: ReadonlyMap<string, readonly Listing[]>;

  private constructor(listings: ReadonlyMap<string, readonly Listing[]>) {
    this.#listings = listings;
  }

  static async load(
    reader: Reader,
    moment: Moment,
    match: PackageMatch,
    artifacts: readonly string[],
  ): Promise<Contained> {
    const asked = { ...hitParameters(match), artifacts, ...moment.parameters };
    const rows = await reader.rows(CONTAINS[moment.mode], asked);
    const byId = new Map<string, Asked>();
    for (const one of match.purls) byId.set(`purl ${one.id}`, one);
    for (const one of match.components) byId.set(`component ${one.id}`, one);
    const listings = new Map<string, Listing[]>();
    for (const row of rows) {
      const meant = byId.get(`${String(row['kind'])} ${idOf(row, 'id')}`);
      if (meant === undefined) continue;
      const key = `${String(row['artifact'])} ${meant.package}`;
      const known = listings.get(key) ?? [];
      known.push(listingOf(row, meant.match));
      listings.set(key, known);
    }
    return new Contained(listings);
  }

  has(artifact: string, name: string): boolean {
    return this.of(artifact, name).length > 0;
  }

  documents(): string[] {
    return [...this.#listings.values()].flat().flatMap(({ sbom, describer }) => [sbom.document, describer.document]);
  }

  /** Direct if any SBOM says so, else not direct if any says so, else not said. */
  direct(artifacts: readonly string[], name: string): boolean | null {
    const said = artifacts.flatMap((artifact) => this.of(artifact, name)).map(({ direct }) => direct);
    return said.includes(true) ? true : said.includes(false) ? false : null;
  }

  match(artifact: string, name: string): Match {
    const order: readonly Match[] = ['PURL', 'VERSION_UNKNOWN', 'SOURCE', 'NAME'];
    const found = this.of(artifact, name).map(({ match }) => match);
    return order.find((match) => found.includes(match)) ?? 'PURL';
  }

  /** The hop from an artifact to the package. */
  hop(documents: EvidenceDocuments, from: Thing, name: string): WeighedHop {
    return containsHop(documents, this.of(from.id, name), from, name);
  }

  of(artifact: string, name: string): readonly Listing[] {
    return this.#listings.get(`${artifact} ${name}`) ?? [];
  }
}

/** The hop from an artifact to a package: as strong as its best pair of an SBOM and who says what it is about. */
export function containsHop(
  documents: EvidenceDocuments,
  listings: readonly Omit<Listing, 'purl' | 'direct'>[],
  from: Thing,
  name: string,
): WeighedHop {
  const to: Thing = { kind: 'PackageVersion', id: name, name };
  const evidence = new Map<string, DocumentEvidence>();
  let best: { pair: DocumentEvidence; strength: PathHop['strength']; match: Match } | null = null;
  for (const { sbom, describer, match } of listings) {
    const pair = [documents.at(sbom.document, sbom.at), documents.at(describer.document, describer.at)] as const;
    for (const one of pair) if (!evidence.has(one.shown.document)) evidence.set(one.shown.document, one);
    const byName = match === 'NAME' || match === 'SOURCE';
    const strength = byName ? 'INFERRED' : weaker(documentStrength(pair[0]), documentStrength(pair[1]));
    const weakest = documentStrength(pair[0]) === strength ? pair[0] : pair[1];
    if (best === null || compareStrength(strength, best.strength) < 0) best = { pair: weakest, strength, match };
  }
  const strength = best?.strength ?? 'INFERRED';
  const byName = best !== null && (best.match === 'NAME' || best.match === 'SOURCE');
  const why = best === null ? 'INFERRED' : byName ? 'MATCHED_BY_NAME' : whyOf(best.pair);
  return { hop: shownHop({ edge: 'CONTAINS', from, to }, strength, [...evidence.values()]), why };
}

function listingOf(row: Row, match: Match): Listing {
  const place = typeof row['places'] === 'string' ? placeAt(row['places'], Number(row['ordinal'])) : undefined;
  return {
    purl: row['kind'] === 'purl' ? idOf(row, 'id') : null,
    sbom: { document: String(row['document']), at: place?.place ?? (typeof row['at'] === 'string' ? row['at'] : '') },
    describer: { document: String(row['describer']), at: String(row['describer_at']) },
    match,
    direct: place?.direct ?? null,
  };
}
