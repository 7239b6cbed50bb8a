import { rowId } from './answering/row-id.ts';
import { z } from 'zod';
import { CONTAINS, Contained } from './answering/contains.ts';
import { chainStatements } from './dependencies/chains.ts';
import { estateCoverage, estateCoverageStatements, WHOLE } from './answering/estate-coverage.ts';
import { EvidenceDocuments } from './answering/evidence.ts';
import { listingAnswer, pageOfKeyed } from './answering/listing.ts';
import { momentOf } from './answering/moment.ts';
import { matchPackage, packageStatements } from './answering/package-match.ts';
import type { PackageMatch } from './answering/package-match.ts';
import { question } from './question.ts';
import { pathStrength } from './answering/strength.ts';
import { askedArtifacts, askedArtifactStatements } from './dependencies/why-artifacts.ts';
import type { AskedArtifacts } from './dependencies/why-artifacts.ts';
import { documentsOf, hopsOf, matchOf, whyPaths } from './dependencies/why-paths.ts';
import type { WhyPath } from './dependencies/why-paths.ts';

const COLUMNS = [
  { name: 'id', type: 'ID!', doc: 'Hash of the key of the row; the same between polls.' },
  {
    name: 'artifact',
    type: 'ID!',
    doc: 'Digest that the SBOM is about: what was asked, or its platform manifest, index or config.',
  },
  { name: 'package', type: 'String!', doc: 'The package version found.' },
  { name: 'match', type: 'Match!', doc: 'How the component matched the question.' },
  { name: 'document', type: 'String!', doc: 'Digest of the SBOM. Pairs of several SBOMs are never combined.' },
  {
    name: 'length',
    type: 'Int',
    doc: 'Packages on the chain, the direct dependency and the package included: 1 where it is direct. Null: the SBOM does not say who pulls it in.',
  },
  {
    name: 'via',
    type: '[String!]',
    doc: 'The chain by the names of its packages, from the direct dependency to the package itself. Null as `length`.',
  },
  {
    name: 'unsaid',
    type: 'String',
    doc: 'Why there is no chain: NO_DEPENDENCIES (the SBOM states none), SUBJECT_UNSAID (it does not say what the artifact itself depends on), UNREACHABLE (nothing that the artifact depends on leads there), NO_PURL (the component has none, and chains are kept by purl), LIMIT_REACHED. Null: there is one.',
  },
  { name: 'strength', type: 'Strength!', doc: 'Strength of the weakest hop of the path.' },
  { name: 'weakest', type: 'Weakest', doc: 'Which hop is the weakest, and why; null when all are verified.' },
  {
    name: 'path',
    type: '[PathHop!]!',
    doc: 'CONTAINS from the artifact to the direct dependency, then DEPENDS_ON to the package, each with its place in the SBOM; before that, hops from what was asked to the artifact. Without a chain CONTAINS alone, to the package.',
  },
] as const;

/** Why a package is in an artifact: the dependency chains that its SBOMs state. */
export const why = question({
  name: 'why',
  asks: 'Why is this package in this artifact?',
  doc: 'Every shortest dependency chain from a direct dependency of the artifact to the package, for each SBOM by itself. Where an SBOM lists the package and does not say who pulls it in, the row says so. It draws no conclusion: that there is no row does not mean that the package is not there.',
  parameters: z.strictObject({
    artifact: z
      .string()
      .describe('Digest of the artifact (an image, its index, a model), or a reference that was seen to name it.'),
    package: z.string().describe('The package: a purl with or without a version, or a bare name.'),
    version: z.array(z.string()).default([]).describe('Only these versions (repeatable).'),
  }),
  rowType: 'WhyRow',
  columns: COLUMNS,
  statements: {
    ...askedArtifactStatements,
    ...packageStatements,
    contains: CONTAINS.now,
    containsThen: CONTAINS.then,
    ...chainStatements,
    ...estateCoverageStatements,
  },
  async answer(reader, parameters, options) {
    const { moment, after } = await momentOf(reader, options);
    const asked = await askedArtifacts(reader, moment, parameters.artifact);
    const match = await matchPackage(reader, parameters.package, parameters.version, moment);
    const digests = asked.related.map(({ artifact }) => artifact);
    const contained = await Contained.load(reader, moment, match, digests);
    const names = new Set([...match.purls, ...match.components].map((one) => one.package));
    const paths = await whyPaths(reader, contained, asked.related, [...names]);
    const all = keyed(paths);
    const left = after === null ? all : all.filter(({ key }) => compareKeys(key, after) > 0);
    const { shown, next } = pageOfKeyed(left, options.first, ({ key }) => key);
    const documents = new EvidenceDocuments();
    await documents.load(
      reader,
      shown.flatMap(({ path }) => documentsOf(path)),
    );
    const truncated = asked.cut || paths.some(({ more, unsaid }) => more || unsaid === 'LIMIT_REACHED');
    const answer = await listingAnswer(reader, options, {
      question: 'why',
      parameters: { ...parameters },
      moment,
      rows: shown.map((one) => whyRow(one, documents)),
      total: all.length,
      next,
      coverage: await estateCoverage(reader, moment, WHOLE),
      matched: match.matched,
      similar: match.similar,
      notes: notesOf(asked, match, paths),
    });
    return { ...answer, total: { count: all.length, exact: !truncated }, truncated };
  },
});

interface Keyed {
  readonly key: readonly string[];
  readonly path: WhyPath;
}

/** By package, then the shortest first, then by artifact and SBOM; several chains in the order in which they were found. */
function keyed(paths: readonly WhyPath[]): readonly Keyed[] {
  const count = new Map<string, number>();
  const all = paths.map((path): Keyed => {
    const { related, package: name, document, chain } = path;
    const place = `${name} ${related.artifact} ${document}`;
    const number = count.get(place) ?? 0;
    count.set(place, number + 1);
    const length = chain === null ? LAST : String(chain.length).padStart(LAST.length, '0');
    return { key: [name, length, related.artifact, document, String(number).padStart(3, '0')], path };
  });
  return all.sort((a, b) => compareKeys(a.key, b.key));
}

/** After every length: no chain is longer than the search looks for. */
const LAST = '9999';

function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const order = Buffer.compare(Buffer.from(part), Buffer.from(b[index] ?? ''));
    if (order !== 0) return order;
  }
  return 0;
}

function whyRow({ key, path }: Keyed, documents: EvidenceDocuments): Readonly<Record<string, unknown>> {
  const hops = hopsOf(path, documents);
  return {
    id: rowId(key),
    artifact: path.related.artifact,
    package: path.package,
    match: matchOf(path.listings),
    document: path.document,
    length: path.chain?.length ?? null,
    via: path.chain?.map((link) => link.package) ?? null,
    unsaid: path.unsaid,
    ...pathStrength(hops),
    path: hops.map(({ hop }) => hop),
  };
}

const UNSAID: Readonly<Record<string, string>> = {
  NO_DEPENDENCIES: 'does not state any dependencies, so it does not say who pulls the package in.',
  SUBJECT_UNSAID:
    'does not say what the artifact itself depends on, so no chain can begin; package-dependents lists what depends on the package.',
  UNREACHABLE:
    'states dependencies, and nothing that the artifact depends on leads to the package by components that have a purl.',
  NO_PURL: 'names the package without a usable purl: chains are kept between purls, so who pulls it in is not known.',
};

function notesOf(asked: AskedArtifacts, match: PackageMatch, paths: readonly WhyPath[]): readonly string[] {
  const notes: string[] = [];
  if (asked.related.length === 0) notes.push('Nothing was seen that resolves this reference: ask with a digest.');
  if (asked.named > 1)
    notes.push(`The reference was seen to name ${asked.named} artifacts; all of them are looked at.`);
  if (!match.known && match.similar.length > 0)
    notes.push(`Nothing in the estate goes by that name; did you mean ${match.similar.slice(0, 3).join(' or ')}?`);
  if (paths.length === 0)
    notes.push('No SBOM in force lists the package for this artifact. That does not mean that it is not there.');
  for (const [unsaid, sentence] of Object.entries(UNSAID)) {
    const documents = [
      ...new Set(paths.filter((path) => path.unsaid === unsaid).map(({ document }) => document)),
    ].sort();
    const more = documents.length > 1 ? ` (and ${documents.length - 1} more)` : '';
    if (documents.length > 0) notes.push(`${documents[0] ?? ''}${more} ${sentence}`);
  }
  if (paths.some(({ more }) => more))
    notes.push('LIMIT_REACHED: of a package in one SBOM 50 shortest chains are shown; there are more.');
  if (paths.some(({ unsaid }) => unsaid === 'LIMIT_REACHED'))
    notes.push(
      'LIMIT_REACHED: the search for chains was cut; who pulls the package in is not known where no chain is shown.',
    );
  if (asked.cut) notes.push('LIMIT_REACHED: what was asked for stands for more artifacts than are looked at.');
  return notes;
}
