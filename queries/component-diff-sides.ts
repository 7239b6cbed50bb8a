import { identifyPackage, placeAt } from '#schema';
import { classify } from './exposure/classify.ts';
import type { CoverageClass, SbomFacts } from './exposure/exposure.ts';
import { cypher } from './answering/cypher.ts';
import { timed } from './answering/moment.ts';
import type { Moment } from './answering/moment.ts';
import { flagOf, idOf, idOrNull, listIn, pairsOnce } from './answering/rows.ts';
import type { NodeId, Reader, Row } from './question.ts';
import { disputed, disputesCypher } from './answering/subject-disputes.ts';

/** SBOMs in force that describe the artifact, as `classify` judges them. */
const SBOMS = timed(
  'component-diff-sboms',
  (open) => `
  WITH ${disputed(open, 'e.source IN (SELECT x.source FROM describes x JOIN artifact y ON y.id = x.target WHERE y.key = :artifact)')}
  SELECT DISTINCT d.key AS document, i.catalogues, i.types, i.completeness, i.cut, i.empty,
    (SELECT json_group_array(r.key) FROM disputed q JOIN artifact r ON r.id = q.rival WHERE q.sbom = d.id AND q.artifact = a.id) AS rivals
  FROM artifact a JOIN describes e ON e.target = a.id JOIN document_state w ON w.document = e.document AND ${open.describer}
    JOIN document d ON d.id = e.source JOIN document_state s ON s.document = d.id AND ${open.document} JOIN inventories i ON i.source = d.id
  WHERE a.key = :artifact ORDER BY d.key`,
  (open) => cypher`
  MATCH (:Artifact {key: $artifact})<-[e:DESCRIBES]-(d:Document) MATCH (w:Document {key: e.document}) WHERE ${open.describer}
  WITH DISTINCT d
  WITH d, d AS s WHERE ${open.document}
  MATCH (d)-[i:INVENTORIES]->()
  ${disputesCypher(open)}
  RETURN DISTINCT d.key AS document, i.catalogues AS catalogues, i.types AS types, i.completeness AS completeness, i.cut AS cut, i.empty AS empty,
    [one IN disputes WHERE one[0] = $artifact | one[1]] AS rivals
  ORDER BY document`,
);

/** What they list: with a purl by its coordinate, without one by its name. */
const LISTED = timed(
  'component-diff-listed',
  ({ bill, document, describer }) => `
  SELECT DISTINCT k.type, k.key AS package, v.version, d.key AS document, b.set_id, i.ordinal, NULL AS at, NULL AS name
  FROM artifact a JOIN bill b ON b.artifact = a.id AND ${bill} JOIN includes i ON i.source = b.set_id JOIN purl p ON p.id = i.target
    JOIN package_version v ON v.id = p.of_version JOIN package k ON k.id = v.version_of JOIN document d ON d.id = b.document WHERE a.key = :artifact
  UNION ALL
  SELECT DISTINCT '', n.group_name_key, n.version, d.key, NULL, NULL, n.at, n.name_key
  FROM artifact a JOIN describes e ON e.target = a.id JOIN document_state w ON w.document = e.document AND ${describer}
    JOIN names n ON n.source = e.source JOIN document_state s ON s.document = n.document AND ${document} JOIN document d ON d.id = n.source WHERE a.key = :artifact
  ORDER BY 1, 2, 4, 6, 7`,
  ({ billed, bill, document, describer }) => cypher`
  CALL {
    MATCH (:Artifact {key: $artifact})-[b:${billed}]->(set:ComponentSet) WHERE ${bill}
    MATCH (set)-[i:INCLUDES]->(:Purl)-[:OF_VERSION]->(v:PackageVersion)-[:VERSION_OF]->(k:Package)
    RETURN DISTINCT k.type AS type, k.key AS package, v.version AS version, b.document AS document, set.key AS set_id, i.ordinal AS ordinal,
      null AS at, null AS name
    UNION ALL
    MATCH (:Artifact {key: $artifact})<-[e:DESCRIBES]-(d:Document) MATCH (w:Document {key: e.document}) WHERE ${describer}
    MATCH (d)-[n:NAMES]->(:Component) MATCH (s:Document {key: n.document}) WHERE ${document}
    RETURN DISTINCT '' AS type, n.groupNameKey AS package, n.version AS version, d.key AS document, null AS set_id, null AS ordinal,
      n.at AS at, n.nameKey AS name
  }
  RETURN type, package, version, document, set_id, ordinal, at, name
  ORDER BY type, package, document, coalesce(ordinal, -1), coalesce(at, '')`,
);

const PLACES = {
  name: 'component-diff-places',
  sql: `SELECT d.key AS document, l.target AS set_id, l.places FROM json_each(:lists) w JOIN document d ON d.key = w.value ->> 0
    JOIN lists l ON l.document = d.id AND l.target = w.value ->> 1`,
  cypher: cypher`UNWIND $lists AS asked MATCH (:Document {key: asked[0]})-[l:LISTS]->(set) WHERE set.key = asked[1] AND l.document = asked[0]
    RETURN asked[0] AS document, asked[1] AS set_id, l.places AS places`,
};

export const sideStatements = {
  sboms: SBOMS.now,
  sbomsThen: SBOMS.then,
  listed: LISTED.now,
  listedThen: LISTED.then,
  places: PLACES,
};

/** One mention of a package in an SBOM. */
export interface Listed {
  readonly version: string | null;
  readonly document: string;
  readonly set: NodeId | null;
  readonly ordinal: number;
  readonly at: string;
}

/** What SBOMs show of one artifact. The key of a package is its type and coordinate; the type of what has no purl is empty. */
export interface Side {
  readonly digest: string;
  readonly sboms: readonly SbomFacts[];
  readonly judged: CoverageClass;
  readonly packages: ReadonlyMap<string, readonly Listed[]>;
  /** Normalised names, with and without group: of components that have no usable purl, and of packages that have one. */
  readonly names: { readonly bare: ReadonlySet<string>; readonly purl: ReadonlySet<string> };
}

export const SEPARATOR = '\u0001';

/** Reads one side of a comparison: the SBOMs of exactly this artifact. */
export async function sideOf(reader: Reader, moment: Moment, digest: string): Promise<Side> {
  const asked = { artifact: digest, ...moment.parameters };
  const sboms = (await reader.rows(SBOMS[moment.mode], asked)).map(sbomFacts);
  const listed = await reader.rows(LISTED[moment.mode], asked);
  const packages = Map.groupBy(listed, (row) => [row['type'], row['package']].join(SEPARATOR));
  return {
    digest,
    sboms,
    judged: classify(sboms, false),
    names: namesOf(listed),
    packages: new Map([...packages].map(([key, rows]) => [key, rows.map(listedOf)])),
  };
}

function namesOf(listed: readonly Row[]): Side['names'] {
  const bare = listed.filter(({ type }) => type === '').flatMap((row) => [String(row['name']), String(row['package'])]);
  const purl = listed.map((row) => (row['type'] === '' ? undefined : identifyPackage(String(row['package']))));
  return {
    bare: new Set(bare),
    purl: new Set(purl.flatMap((identity) => (identity === undefined ? [] : [identity.name, identity.groupName]))),
  };
}

function listedOf(row: Row): Listed {
  return {
    version: typeof row['version'] === 'string' ? row['version'] : null,
    document: String(row['document']),
    set: idOrNull(row, 'set_id'),
    ordinal: Number(row['ordinal'] ?? 0),
    at: typeof row['at'] === 'string' ? row['at'] : '',
  };
}

function sbomFacts(row: Row): SbomFacts {
  const words = (name: string): string[] =>
    String(row[name])
      .split(' ')
      .filter((word) => word !== '');
  const { completeness } = row;
  return {
    document: String(row['document']),
    types: words('types'),
    catalogues: words('catalogues'),
    completeness: completeness === 'complete' || completeness === 'incomplete' ? completeness : 'unstated',
    cut: flagOf(row, 'cut'),
    empty: flagOf(row, 'empty'),
    invalid: false,
    untrusted: false,
    disputedWith: listIn(row, 'rivals').map(String).sort(),
  };
}

/** Where packages are listed, for those that are shown. */
export class Places {
  readonly #texts: ReadonlyMap<string, string>;

  private constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  static async load(reader: Reader, listed: readonly Listed[]): Promise<Places> {
    const lists = listed.flatMap(({ document, set }): [string, NodeId][] => (set === null ? [] : [[document, set]]));
    const rows = await reader.rows(PLACES, { lists: pairsOnce(lists) });
    return new Places(
      new Map(rows.map((row) => [`${String(row['document'])} ${idOf(row, 'set_id')}`, String(row['places'])])),
    );
  }

  /** A JSON Pointer or line in the SBOM. */
  of({ document, set, ordinal, at }: Listed): string {
    const packed = this.#texts.get(`${document} ${String(set)}`);
    return packed === undefined ? at : (placeAt(packed, ordinal)?.place ?? at);
  }
}
