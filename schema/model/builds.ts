import { edge, node, optional, text, whole } from './kind.ts';

export const Build = node({
  label: 'Build',
  doc: 'One run of a builder that produced artifacts: a compilation, a training run.',
  id: 'hash of builder and invocation, else the digest of the statement',
});

export const Builder = node({ label: 'Builder', doc: 'What ran a build.', id: 'the builder id, as stated' });

export const SourceRepository = node({
  label: 'SourceRepository',
  doc: 'A repository of source code.',
  id: 'normalised address: `git+https://host/path`',
});

export const SourceRevision = node({
  label: 'SourceRevision',
  doc: 'One revision of source code, whichever repository serves it.',
  id: '`gitCommit:…`',
});

export const DatasetVersion = node({
  label: 'DatasetVersion',
  doc: 'One version of a data set.',
  id: 'digest, or else the name and revision as stated',
});

export const Attests = edge({
  type: 'ATTESTS',
  doc: 'A statement is about an artifact (its subject).',
  from: 'Document',
  to: 'Artifact',
  forward: 'attests',
  backward: 'attestedBy',
  properties: {
    predicateType: text('What kind of statement it is.'),
    name: optional(text('How the statement names the subject.')),
  },
});

export const Produced = edge({
  type: 'PRODUCED',
  doc: 'A build produced an artifact.',
  from: 'Build',
  to: 'Artifact',
  forward: 'produced',
  backward: 'producedBy',
  properties: { name: optional(text('How the statement names the product.')) },
});

export const RanOn = edge({
  type: 'RAN_ON',
  doc: 'A build ran on a builder.',
  from: 'Build',
  to: 'Builder',
  forward: 'ranOn',
  backward: 'ran',
  properties: {
    buildType: optional(text('How the build is parameterised.')),
    startedOn: optional(text('When the build began, as stated.')),
    finishedOn: optional(text('When the build ended, as stated.')),
  },
});

const role = {
  ordinal: whole('Position among the dependencies of the build, from 0.'),
  role: text('What the dependency was: source, dataset, model, image, package, tool or unknown.'),
  roleSource: text('How the role was known: ANNOTATION, MEDIA_TYPE, PURL_TYPE, URI_SCHEME or NONE.'),
  name: optional(text('How the statement names it.')),
  uri: optional(text('The address as stated.')),
};

export const Consumed = edge({
  type: 'CONSUMED',
  doc: 'A build used an artifact (by digest).',
  from: 'Build',
  to: 'Artifact',
  forward: 'consumed',
  backward: 'consumedBy',
  properties: role,
});

export const ConsumedReference = edge({
  type: 'CONSUMED_REFERENCE',
  doc: 'A build used something that it names without a digest.',
  from: 'Build',
  to: 'Reference',
  forward: 'consumedReferences',
  backward: 'consumedBy',
  properties: role,
});

export const ConsumedRevision = edge({
  type: 'CONSUMED_REVISION',
  doc: 'A build used a revision of source code.',
  from: 'Build',
  to: 'SourceRevision',
  forward: 'consumedRevisions',
  backward: 'consumedBy',
  properties: role,
});

export const ConsumedDataset = edge({
  type: 'CONSUMED_DATASET',
  doc: 'A build used a data set.',
  from: 'Build',
  to: 'DatasetVersion',
  forward: 'consumedDatasets',
  backward: 'consumedBy',
  properties: role,
});

export const ConsumedPackage = edge({
  type: 'CONSUMED_PACKAGE',
  doc: 'A build used a package that it names by its package URL.',
  from: 'Build',
  to: 'Purl',
  forward: 'consumedPackages',
  backward: 'consumedBy',
  properties: role,
});

export const ReleasedAs = edge({
  type: 'RELEASED_AS',
  doc: 'A statement says that an artifact is a release of a package.',
  from: 'Artifact',
  to: 'Purl',
  forward: 'releasedAs',
  backward: 'releases',
});

export const Summarises = edge({
  type: 'SUMMARISES',
  doc: 'A verifier says what it found when it verified an artifact. That is its claim, not our verdict.',
  from: 'Document',
  to: 'Artifact',
  forward: 'summarises',
  backward: 'summarisedBy',
  properties: {
    verifier: text('The id of the verifier.'),
    result: text('What it found: PASSED or FAILED.'),
    levels: text('The levels that it verified, separated by spaces.'),
    resource: optional(text('The address of the artifact, as stated.')),
    policy: optional(text('The policy it verified against: its address, or else its digest.')),
    verifiedOn: optional(text('When it verified, as stated.')),
  },
});

export const Reports = edge({
  type: 'REPORTS',
  doc: 'A document reports what a tool found in an artifact: a test, a scan for vulnerabilities, attributes of it or of its making.',
  from: 'Document',
  to: 'Artifact',
  forward: 'reports',
  backward: 'reportedBy',
  properties: {
    kind: text('test-result, vulnerabilities or attributes.'),
    result: optional(text('The outcome as stated: PASSED, WARNED, FAILED.')),
    tool: optional(text('The tool, as the document names it.')),
    findings: optional(whole('How many findings, attributes or failed tests it lists.')),
    finishedOn: optional(text('When it ended, as stated.')),
  },
});

export const InRepository = edge({
  type: 'IN_REPOSITORY',
  doc: 'A revision was taken from a repository.',
  from: 'SourceRevision',
  to: 'SourceRepository',
  forward: 'repositories',
  backward: 'revisions',
});
