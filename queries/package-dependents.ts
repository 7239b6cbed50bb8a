import { placeAt } from '#schema';
import { z } from 'zod';
import { cypher } from './answering/cypher.ts';
import { estateCoverage, estateCoverageStatements, WHOLE } from './answering/estate-coverage.ts';
import { EvidenceDocuments } from './answering/evidence.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf } from './answering/moment.ts';
import { matchPackage, packageStatements } from './answering/package-match.ts';
import type { PackageMatch } from './answering/package-match.ts';
import { closureStatements, pullsOf } from './dependencies/dependents-closure.ts';
import type { Pulls } from './dependencies/dependents-closure.ts';
import { dependentsOf, rankStatements } from './dependencies/dependents-rank.ts';
import type { Dependent } from './dependencies/dependents-rank.ts';
import { idOf } from './answering/rows.ts';
import { question } from './question.ts';
import type { Reader } from './question.ts';

const COLUMNS = [
  { name: 'package', type: 'String!', doc: 'The package version that pulls it in.' },
  {
    name: 'how',
    type: 'String!',
    doc: 'DIRECT: somewhere it depends on the package itself; TRANSITIVE: by way of others, everywhere.',
  },
  { name: 'distance', type: 'Int!', doc: 'The fewest dependency pairs from it to the package, in any one SBOM.' },
  { name: 'artifacts', type: 'Int!', doc: 'Artifacts in which it pulls the package in.' },
  { name: 'deployed', type: 'Int!', doc: 'Of them those that something deployed loads.' },
  { name: 'documents', type: 'Int!', doc: 'SBOMs that say so.' },
  { name: 'example', type: 'ID!', doc: 'Digest of one of the artifacts, a deployed one where there is one.' },
  {
    name: 'evidence',
    type: 'Evidence!',
    doc: 'The SBOM of the example, and the place of the pair by which it depends on the package, or on what pulls that in.',
  },
] as const;

/** Where an SBOM states its pairs. */
const PLACES = {
  name: 'dependents-places',
  sql: `SELECT d.key AS document, t.target AS set_id, t.places FROM json_each(:sets) w CROSS JOIN document d ON d.key = w.value ->> 0
    CROSS JOIN states_dependencies t ON t.source = d.id AND t.target = w.value ->> 1`,
  cypher: cypher`UNWIND $sets AS w MATCH (:Document {key: w[0]})-[t:STATES_DEPENDENCIES]->(n:DependencySet) WHERE n.key = w[1]
    RETURN w[0] AS document, w[1] AS set_id, t.places AS places`,
};

/** Who pulls a package in, over all SBOMs. */
export const packageDependents = question({
  name: 'package-dependents',
  asks: 'Who pulls this package in, directly or transitively, and in which images?',
  doc: 'Package versions that depend on the package in an SBOM in force of some artifact, those in most artifacts first. Pairs are followed within one SBOM only. It draws no conclusion: an SBOM that states no dependencies does not say who pulls anything in.',
  parameters: z.strictObject({
    package: z.string().describe('The package: a purl with or without a version, or a bare name.'),
    version: z.array(z.string()).default([]).describe('Only these versions (repeatable).'),
  }),
  rowType: 'PackageDependentRow',
  columns: COLUMNS,
  statements: {
    ...packageStatements,
    ...closureStatements,
    ...rankStatements,
    places: PLACES,
    ...estateCoverageStatements,
  },
  async answer(reader, parameters, options) {
    const { moment, after } = await momentOf(reader, options);
    const match = await matchPackage(reader, parameters.package, parameters.version, moment);
    const pulls = await pullsOf(reader, moment, match);
    const [artifacts = '0', name = ''] = after ?? [];
    const { total, dependents } = await dependentsOf(reader, moment, pulls, {
      after: after === null ? null : { artifacts: Number(artifacts), package: name },
      first: options.first,
    });
    const { shown, next } = pageOfKeyed(dependents, options.first, (one) => [String(one.artifacts), one.package]);
    const truncated = pulls.followed < pulls.stating;
    const answer = await listingAnswer(reader, options, {
      question: 'package-dependents',
      parameters: { ...parameters },
      moment,
      rows: await rowsOf(reader, shown),
      total,
      next,
      coverage: await estateCoverage(reader, moment, WHOLE),
      matched: match.matched,
      similar: match.similar,
      notes: notesOf(match, pulls),
    });
    return { ...answer, total: { count: total, exact: !truncated }, truncated };
  },
});

async function rowsOf(reader: Reader, shown: readonly Dependent[]): Promise<Readonly<Record<string, unknown>>[]> {
  const sets = shown.map(({ example }) => [example.document, example.set]);
  const rows = await reader.rows(PLACES, { sets });
  const packed = new Map(rows.map((row) => [`${String(row['document'])} ${idOf(row, 'set_id')}`, row['places']]));
  const documents = new EvidenceDocuments();
  await documents.load(
    reader,
    shown.map(({ example }) => example.document),
  );
  return shown.map((one) => {
    const { artifact, document, set, ordinal } = one.example;
    const place = placeAt(String(packed.get(`${document} ${set}`)), ordinal)?.place ?? '';
    return {
      package: one.package,
      how: one.distance === 1 ? 'DIRECT' : 'TRANSITIVE',
      distance: one.distance,
      artifacts: one.artifacts,
      deployed: one.deployed,
      documents: one.documents,
      example: artifact,
      evidence: documents.at(document, place).shown,
    };
  });
}

function notesOf(match: PackageMatch, { listing, stating, byName, followed }: Pulls): readonly string[] {
  const notes: string[] = [];
  if (!match.known && match.similar.length > 0)
    notes.push(`Nothing in the estate goes by that name; did you mean ${match.similar.slice(0, 3).join(' or ')}?`);
  if (listing + byName === 0)
    notes.push('No SBOM in force of any artifact lists the package. That does not mean that nothing pulls it in.');
  if (listing > stating)
    notes.push(
      `${listing - stating} of the ${listing} SBOMs that list it state no dependencies: who pulls it in there is not known.`,
    );
  if (byName > 0)
    notes.push(
      `SBOMs that name it without a usable purl: ${byName}. Dependencies are kept between purls, so who pulls it in there is not known.`,
    );
  if (followed < stating)
    notes.push(
      `LIMIT_REACHED: dependencies were followed to the end in ${followed} of ${stating} SBOMs; every number is a lower bound, and packages may be missing. Ask for one version, or ask why about one artifact.`,
    );
  return notes;
}
