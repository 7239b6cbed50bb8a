import { cypher } from '#queries';
import { byCodePoint } from '../code-point-order.ts';
import { sbomsKey } from '../keys.ts';
import type { SbomClaims } from '../sbom-facts.ts';
import type { SubjectClaim } from '../subject-claims.ts';
import type { Transaction } from './connection.ts';
import { claimsInForce } from './entities-claims.ts';
import { textIn } from './entity-cells.ts';
import { givenRows } from './given-rows.ts';

const DESCRIBING = cypher`UNWIND $given.artifacts AS artifact
  ${claimsInForce(cypher`(:Artifact {key: artifact})<-[e:DESCRIBES]-(d:Document)`)}
    AND d.rt IS NULL AND d.outcome IS NOT NULL
  MATCH (d)-[i:INVENTORIES]->()
  RETURN DISTINCT artifact, d.key AS document, i.catalogues AS catalogues, i.types AS types,
    i.completeness AS completeness, i.cut AS cut, i.empty AS empty`;
const SUBJECTS = cypher`UNWIND $given.sboms AS sbom
  ${claimsInForce(cypher`(:Document {key: sbom})-[e:DESCRIBES]->(a:Artifact)`)}
  RETURN sbom, a.key AS digest, e.document = sbom AS self, e.how AS how`;

/** The SBOMs of artifacts, by `sbomsKey`. */
export async function fetchSboms(
  transaction: Transaction,
  asked: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly SbomClaims[]>> {
  const rows = await givenRows(transaction, DESCRIBING, { artifacts: [...asked.values()] });
  const subjects = await subjectsOf(transaction, [...new Set(rows.map((row) => textIn(row, 'document')))]);
  const sboms = rows.map((row) => {
    const document = textIn(row, 'document');
    return {
      key: sbomsKey(textIn(row, 'artifact')),
      document,
      catalogues: textIn(row, 'catalogues'),
      types: textIn(row, 'types'),
      completeness: textIn(row, 'completeness'),
      cut: row['cut'] === true,
      empty: row['empty'] === true,
      subjects: subjects.get(document) ?? [],
    };
  });
  return Map.groupBy(
    sboms.sort((a, b) => byCodePoint(a.document, b.document)),
    ({ key }) => key,
  );
}

async function subjectsOf(
  transaction: Transaction,
  sboms: readonly string[],
): Promise<ReadonlyMap<string, readonly SubjectClaim[]>> {
  if (sboms.length === 0) return new Map();
  const rows = await givenRows(transaction, SUBJECTS, { sboms });
  const claims = rows.map((row) => ({
    sbom: textIn(row, 'sbom'),
    digest: textIn(row, 'digest'),
    self: row['self'] === true,
    how: textIn(row, 'how'),
  }));
  return Map.groupBy(claims, ({ sbom }) => sbom);
}
