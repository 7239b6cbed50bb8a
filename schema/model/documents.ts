import { edge, flag, node, optional, text, whole } from './kind.ts';

export const Document = node({
  label: 'Document',
  doc: 'Immutable bytes that claim something: an SBOM, a statement, a manifest, a Kubernetes object.',
  id: 'sha256 of the bytes',
});

export const Source = node({
  label: 'Source',
  doc: 'A place documents come from: a folder, standard input, later a registry or a cluster.',
  id: 'kind and address: `folder:sboms`',
});

export const Run = node({
  label: 'Run',
  doc: 'One run of an ingest: when it began, what it offered, how it ended.',
  id: 'a random id, given when the run begins',
});

export const Holds = edge({
  type: 'HOLDS',
  doc: 'A document holds another one: an envelope its payload, a statement its predicate, a list its objects.',
  from: 'Document',
  to: 'Document',
  forward: 'holds',
  backward: 'heldBy',
});

export const Cites = edge({
  type: 'CITES',
  doc: 'A document points to another one by its digest: what it rests on, or where more is to be found.',
  from: 'Document',
  to: 'Document',
  forward: 'cites',
  backward: 'citedBy',
  properties: {
    role: text('What the other one is to it: input attestation, evidence or reference.'),
    uri: optional(text('The address that it gives.')),
  },
});

export const Describes = edge({
  type: 'DESCRIBES',
  doc: 'A document says which artifact an SBOM is about. An outer statement may say it of the SBOM inside.',
  from: 'Document',
  to: 'Artifact',
  forward: 'describes',
  backward: 'describedBy',
  properties: {
    how: text(
      'How the subject was known: STATEMENT_SUBJECT, REFERRER, COMPONENT_PURL, COMPONENT_HASH, COMPONENT_VERSION, REPO_DIGEST, ROOT_CHECKSUM, ROOT_PURL, DOCUMENT_NAME, DOCUMENT_NAMESPACE, GRAPH_ROOT; BUILD_DEPENDENCIES: the packages that a build used, listed by the statement about it.',
    ),
    rung: whole('The rung of the subject ladder, 1 is the strongest.'),
  },
});

export const Inventories = edge({
  type: 'INVENTORIES',
  doc: 'A document is a bill of materials: what it says of its own completeness, and who made it.',
  from: 'Document',
  to: 'Document',
  forward: 'inventory',
  backward: 'inventoryOf',
  properties: {
    generator: optional(text('The tool that made it, as it names itself.')),
    catalogues: text('The package types that this generator is known to look for, separated by spaces.'),
    types: text('The package types of the components listed, separated by spaces.'),
    completeness: text('What the document says of itself: complete, incomplete or unstated.'),
    cut: flag('Whether an element was lost: neither name nor purl, or a limit was hit.'),
    empty: flag('Whether no component is listed beside the subject.'),
    components: whole('How many components are listed, those without a purl included.'),
  },
});
