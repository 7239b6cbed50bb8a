import { cypher, cypherJoined } from './answering/cypher.ts';
import type { Cypher } from './answering/cypher.ts';
import { inForce } from './answering/in-force.ts';
import type { DigestAsked } from './digest-mentions.ts';
import { timed } from './answering/moment.ts';
import type { Moment, Open, OpenCypher } from './answering/moment.ts';
import { flagOf } from './answering/rows.ts';
import type { Reader, Row } from './question.ts';
import { disputed, disputesCypher } from './answering/subject-disputes.ts';

/** How many other values a sentence names. */
const OTHERS_SHOWN = 3;

/** What an aspect is about, and the roles of the rows that say something of it. */
const ASPECTS: Readonly<Record<string, { readonly what: string; readonly roles: readonly string[] }>> = {
  bytes: { what: 'its bytes are', roles: ['INDEX', 'MANIFEST', 'CONFIG', 'LAYER'] },
  platform: { what: 'its platform is', roles: ['PLATFORM_MANIFEST'] },
  build: { what: 'it was produced by', roles: ['BUILD_PRODUCT'] },
  builder: { what: 'it was produced on', roles: ['BUILD_PRODUCT'] },
  input: { what: 'to builds it is', roles: ['BUILD_INPUT', 'BUILD_DATASET'] },
};

const PLATFORM = `e.os || '/' || e.architecture || ifnull('/' || e.variant, '')`;

/** The same in Cypher: parts that each give `aspect`, `value` and `document`. */
function sayings(open: OpenCypher): readonly Cypher[] {
  const artifact = cypher`(:Artifact {key: $digest})`;
  const platform = cypher`e.os + '/' + e.architecture + coalesce('/' + e.variant, '')`;
  const known = cypher`e.os IS NOT NULL AND e.architecture IS NOT NULL`;
  const part = (match: Cypher, aspect: Cypher, value: Cypher): Cypher =>
    cypher`${match} RETURN ${aspect} AS aspect, ${value} AS value, e.document AS document`;
  const said = (path: Cypher, aspect: Cypher, value: Cypher): Cypher => part(inForce(path, open), aspect, value);
  return [
    said(cypher`${artifact}<-[e:EMBODIES]-()`, cypher`'bytes'`, cypher`toLower(e.role)`),
    said(cypher`${artifact}<-[e:HAS_LAYER]-()`, cypher`'bytes'`, cypher`'layer'`),
    said(cypher`${artifact}<-[e:HAS_CONFIG]-()`, cypher`'bytes'`, cypher`'config'`),
    part(cypher`${inForce(cypher`${artifact}<-[e:HAS_PLATFORM]-()`, open)} AND ${known}`, cypher`'platform'`, platform),
    part(
      cypher`MATCH ${artifact}-[h:HAS_CONFIG]->(c) WHERE EXISTS { MATCH (s:Document {key: h.document}) WHERE ${open.document} }
        WITH DISTINCT c ${inForce(cypher`(c)<-[e:EMBODIES]-()`, open)} AND ${known}`,
      cypher`'platform'`,
      platform,
    ),
    said(cypher`${artifact}<-[e:PRODUCED]-(b:Build)`, cypher`'build'`, cypher`b.key`),
    part(
      cypher`MATCH ${artifact}<-[p:PRODUCED]-(build:Build) ${inForce(cypher`(build)-[e:RAN_ON]->(r:Builder)`, open)} AND e.document = p.document`,
      cypher`'builder'`,
      cypher`r.key`,
    ),
    part(
      cypher`${inForce(cypher`${artifact}<-[e:CONSUMED]-()`, open)} AND e.role <> 'unknown'`,
      cypher`'input'`,
      cypher`e.role`,
    ),
    part(
      cypher`${inForce(cypher`(:DatasetVersion {key: $digest})<-[e:CONSUMED_DATASET]-()`, open)} AND e.role <> 'unknown'`,
      cypher`'input'`,
      cypher`e.role`,
    ),
    said(cypher`${artifact}-[e:HAS_DIGEST]->(x:Digest)`, cypher`'digest ' + split(x.key, ':')[0]`, cypher`x.key`),
    part(
      cypher`CALL { MATCH ${artifact}<-[:DESCRIBES]-(d:Document) RETURN d UNION MATCH (d:Document {key: $digest}) RETURN d } ${disputesCypher(open)}
        WITH d, disputes WHERE any(one IN disputes WHERE one[0] = $digest OR one[1] = $digest) OR (d.key = $digest AND size(disputes) > 0)
        ${inForce(cypher`(d)-[e:DESCRIBES]->(x:Artifact)`, open)}`,
      cypher`'subject ' + d.key`,
      cypher`x.key`,
    ),
  ];
}

const saidCypher = (open: OpenCypher): Cypher => cypher`
  CALL { ${cypherJoined(sayings(open), cypher` UNION `)} }
  WITH aspect, value, min(document) AS least, collect(document) AS documents
  WITH aspect, collect({value: value, least: least, documents: documents}) AS values WHERE size(values) > 1
  UNWIND values AS said
  UNWIND [[said.least, size(said.documents), 0]] + [one IN said.documents WHERE one IN $documents | [one, 1, 1]] AS row
  RETURN aspect, said.value AS value, row[0] AS document, row[1] AS documents, row[2] AS own ORDER BY aspect, value, document, own`;

/** What each document says of the digest, aspect by aspect; only aspects of which more than one thing is said. */
const SAID = timed('evidence-of-disagreements', saidSql, saidCypher);

function saidSql(open: Open): string {
  const live = `JOIN document_state s ON s.document = e.document AND ${open.document} WHERE`;
  const artifact = '(SELECT id FROM artifact WHERE key = :digest)';
  return `
  WITH ${disputed(open, `e.source IN (SELECT source FROM describes WHERE target = ${artifact} UNION SELECT id FROM document WHERE key = :digest)`)},
  said(aspect, value, document) AS MATERIALIZED (
    SELECT 'bytes', lower(e.role), e.document FROM embodies e ${live} e.target = ${artifact}
    UNION SELECT 'bytes', 'layer', e.document FROM has_layer e ${live} e.target = ${artifact}
    UNION SELECT 'bytes', 'config', e.document FROM has_config e ${live} e.target = ${artifact}
    UNION SELECT 'platform', ${PLATFORM}, e.document FROM has_platform e ${live} e.target = ${artifact} AND e.os IS NOT NULL AND e.architecture IS NOT NULL
    UNION SELECT 'platform', ${PLATFORM}, e.document FROM embodies e ${live} e.architecture IS NOT NULL AND e.os IS NOT NULL
      AND e.target IN (SELECT h.target FROM has_config h JOIN document_state s ON s.document = h.document AND ${open.document} WHERE h.source = ${artifact})
    UNION SELECT 'build', b.key, e.document FROM produced e JOIN build b ON b.id = e.source ${live} e.target = ${artifact}
    UNION SELECT 'builder', r.key, e.document FROM produced p JOIN ran_on e ON e.source = p.source AND e.document = p.document JOIN builder r ON r.id = e.target ${live} p.target = ${artifact}
    UNION SELECT 'input', e.role, e.document FROM consumed e ${live} e.target = ${artifact} AND e.role <> 'unknown'
    UNION SELECT 'input', e.role, e.document FROM consumed_dataset e JOIN dataset_version v ON v.id = e.target ${live} v.key = :digest AND e.role <> 'unknown'
    UNION SELECT 'digest ' || substr(x.key, 1, instr(x.key, ':') - 1), x.key, e.document FROM has_digest e JOIN digest x ON x.id = e.target ${live} e.source = ${artifact}
    UNION SELECT 'subject ' || d.key, a.key, e.document FROM describes e JOIN document d ON d.id = e.source JOIN artifact a ON a.id = e.target
      ${live} e.source IN (SELECT sbom FROM disputed WHERE artifact = ${artifact} OR rival = ${artifact} OR sbom = (SELECT id FROM document WHERE key = :digest))),
  split AS MATERIALIZED (SELECT aspect FROM said GROUP BY aspect HAVING count(DISTINCT value) > 1)
  SELECT f.aspect, f.value, min(d.key) AS document, count(DISTINCT f.document) AS documents, 0 AS own FROM said f JOIN document d ON d.id = f.document
    WHERE f.aspect IN (SELECT aspect FROM split) GROUP BY f.aspect, f.value
  UNION ALL SELECT f.aspect, f.value, d.key, 1, 1 FROM said f JOIN document d ON d.id = f.document
    WHERE f.aspect IN (SELECT aspect FROM split) AND d.key IN (SELECT value FROM json_each(:documents)) ORDER BY 1, 2, 3, 5`;
}

export const disagreementStatements = { said: SAID.now, saidThen: SAID.then };

interface Said {
  readonly aspect: string;
  readonly value: string;
  readonly document: string;
}

/** Where documents in force say different things of one digest. That is no error of any of them: somebody has to look. */
export class Disagreements {
  readonly #values: ReadonlyMap<string, readonly (Said & { readonly documents: number })[]>;
  readonly #own: readonly Said[];

  private constructor(rows: readonly Row[]) {
    const said = (row: Row): Said => ({
      aspect: String(row['aspect']),
      value: String(row['value']),
      document: String(row['document']),
    });
    const values = rows.filter((row) => !flagOf(row, 'own'));
    this.#values = Map.groupBy(
      values.map((row) => ({ ...said(row), documents: Number(row['documents']) })),
      ({ aspect }) => aspect,
    );
    this.#own = rows.filter((row) => flagOf(row, 'own')).map(said);
  }

  /** @param documents - those of the page: only what they say is told apart. */
  static async load(
    reader: Reader,
    moment: Moment,
    asked: DigestAsked,
    documents: readonly string[],
  ): Promise<Disagreements> {
    const { digest } = asked;
    const values = { digest, documents: [...new Set(documents)], ...moment.parameters };
    return new Disagreements(await reader.rows(SAID[moment.mode], values));
  }

  /** What the document of a row says otherwise than another one, a sentence each. */
  of(row: Row): string[] {
    const role = String(row['role']);
    const own = this.#own.filter(({ aspect, document }) => document === row['document'] && speaksOf(aspect, row, role));
    return own.map(({ aspect, value }) => {
      const others = (this.#values.get(aspect) ?? []).filter((one) => one.value !== value);
      const named = others
        .slice(0, OTHERS_SHOWN)
        .map((one) => `${one.value} (${one.document}${one.documents > 1 ? ` and ${one.documents - 1} more` : ''})`);
      const more = others.length > OTHERS_SHOWN ? ` and ${others.length - OTHERS_SHOWN} others` : '';
      return `Says that ${whatOf(aspect)} ${value}; otherwise ${named.join(', ')}${more}.`;
    });
  }

  /** One sentence for each thing that documents disagree about, on whichever page. */
  inWords(): string[] {
    return [...this.#values].map(([aspect, values]) => {
      const named = values.slice(0, OTHERS_SHOWN + 1).map(({ value }) => value);
      const more = values.length > named.length ? ` and ${values.length - named.length} more` : '';
      return `Documents disagree: ${whatOf(aspect)} ${named.join(' or ')}${more}.`;
    });
  }
}

function speaksOf(aspect: string, row: Row, role: string): boolean {
  if (aspect.startsWith('digest '))
    return role === 'SAME_BYTES' && String(row['thing']).startsWith(`${aspect.slice(7)}:`);
  if (aspect.startsWith('subject ')) return role === 'SBOM_SUBJECT' || role === 'DOCUMENT' || role === 'HELD_DOCUMENT';
  return ASPECTS[aspect]?.roles.includes(role) ?? false;
}

function whatOf(aspect: string): string {
  if (aspect.startsWith('digest ')) return `its ${aspect.slice(7)} is`;
  if (aspect.startsWith('subject ')) return `the SBOM ${aspect.slice(8)} is about`;
  return ASPECTS[aspect]?.what ?? aspect;
}
