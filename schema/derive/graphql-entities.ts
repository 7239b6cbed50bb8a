import type { EdgeKind, Model, NodeKind } from '../model/index.ts';
import { entityFields, impliedProperties, shownProperties } from './entity-fields.ts';
import type { EntityField, ShownProperty } from './entity-fields.ts';
import type { ObjectShape } from './graphql-answer.ts';
import { fieldText, objectType, pascal } from './graphql-text.ts';

type Fields = ObjectShape['fields'];

/** What everything in the graph has. */
const NODE_FIELDS: Fields = {
  kind: ['String!', 'What it is: a value of `NodeKind`, or `Cluster`.'],
  id: ['ID!', 'Its id.'],
  name: ['String!', 'Its name for people.'],
  understood: ['String!', 'How the text was understood.'],
  facts: ['[Fact!]!', 'What is said of it, along every edge: at most 200, which count to the cost of a query.'],
  factsTotal: ['Int!', 'How many facts there are. Counts to the cost of a query as `facts` does.'],
};

const NODE: ObjectShape = {
  name: 'Node',
  doc: 'Anything in the graph. What a kind of node is connected with are fields of its own type.',
  fields: NODE_FIELDS,
};

/** What `document(digest)` says beside what every node has. */
const DOCUMENT_FIELDS: Fields = {
  digest: ['String!', 'sha256 of the bytes.'],
  format: ['String', 'What kind of document it is; null: not recognised.'],
  version: ['String', 'The version of the format.'],
  outcome: ['String!', 'What reading it came to; `unseen`: other documents name it, its bytes were not offered.'],
  size: ['Float!', 'Bytes; 0 where none were seen.'],
  origins: ['[String!]!', 'Where it was seen, at most 20, which count to the cost of a query.'],
  heldBy: ['[String!]!', 'Digests of the documents that hold it, at most 100, which count to the cost of a query.'],
  holds: ['[HeldDocument!]!', 'The documents that it holds, at most 1,000, which count to the cost of a query.'],
  withdrawn: ['Withdrawal', 'Null: it is in force.'],
  remarks: ['[Remark!]!', 'What could not be used.'],
  failure: ['ReadFailure', 'Null: it was read.'],
};

const SEARCH_RESULT: ObjectShape = {
  name: 'SearchResult',
  doc: 'What a search found.',
  fields: {
    nodes: ['[Node!]!', 'What was found, the exact before the beginning before the rest, then by kind and id.'],
    truncated: ['Boolean!', 'More was found than is listed, or there is more than a search looks through.'],
  },
};

/** A field of `Query` that gives one entity. */
interface EntityRoot {
  readonly field: string;
  readonly argument: 'id' | 'digest';
  readonly label: string;
  readonly doc: string;
}

/** Where a query of entities may begin; `node(id)` gives the other kinds. */
export const ENTITY_ROOTS: readonly EntityRoot[] = [
  {
    field: 'artifact',
    argument: 'digest',
    label: 'Artifact',
    doc: 'An artifact by its digest: an image, a layer, a model.',
  },
  { field: 'package', argument: 'id', label: 'Package', doc: 'A package of any version, by a package URL.' },
  {
    field: 'packageVersion',
    argument: 'id',
    label: 'PackageVersion',
    doc: 'A version of a package, by a package URL.',
  },
  { field: 'workload', argument: 'id', label: 'Workload', doc: 'A workload by its id.' },
  { field: 'build', argument: 'id', label: 'Build', doc: 'A build by its id.' },
  { field: 'dataset', argument: 'id', label: 'DatasetVersion', doc: 'A version of a data set by its id.' },
  {
    field: 'identity',
    argument: 'id',
    label: 'Identity',
    doc: 'Who signed, by the id of a key or of the name in a certificate.',
  },
  { field: 'reference', argument: 'id', label: 'Reference', doc: 'A name that someone wrote for an artifact.' },
];

/** What every connection takes. */
const PAGE = `(
    """Neighbours on a page, 1 to 1,000; they count to the cost of a query."""
    first: Int = 20
    """Cursor: the \`endCursor\` of the page before."""
    after: String
  )`;

/** The fields of `Query` for entities, each as text. `document(digest)` and `node(id)` are older than they are. */
export function entityRootFields(): readonly string[] {
  const roots = ENTITY_ROOTS.map(({ field, argument, label, doc }) =>
    fieldText('  ', `${field}(${argument}: ${argument === 'id' ? 'ID' : 'String'}!)`, label, doc),
  );
  const model =
    'A model by its digest or its reference: an artifact or a reference, for to be a model is a role of theirs.';
  const search = `search(
    """A digest or its beginning, a package URL, or a part of a name: at least 2 characters."""
    text: String!
    """How many to list, 1 to 100."""
    first: Int = 20
  )`;
  return [
    ...roots,
    fieldText('  ', 'model(id: ID!)', 'Node', model),
    fieldText('  ', search, 'SearchResult!', 'What goes by a text, of any kind.'),
  ];
}

/**
 * The types of the graph: the interface `Node`, a type for each kind of node, and for each exposed edge a Relay
 * connection in either direction. What several documents say of the same two ends is one edge, with each document as
 * evidence (design.md §11).
 */
export function entityTypes(model: Model): string[] {
  const evidence = model.edges.filter(({ exposed }) => exposed).map(evidenceType);
  return [
    objectType(NODE, { keyword: 'interface' }),
    ...model.nodes.map((kind) => entityType(model, kind)),
    ...model.nodes.flatMap(({ label }) => entityFields(model, label).flatMap(connectionTypes)),
    ...evidence,
    objectType(SEARCH_RESULT),
  ];
}

function entityType(model: Model, { label, doc, id }: NodeKind): string {
  const implied = impliedProperties(model, label).map((property) => [property.name, stated(property)] as const);
  const fields = entityFields(model, label).map((field) => [fieldName(field), fieldType(field)] as const);
  const own = label === 'Document' ? DOCUMENT_FIELDS : {};
  return objectType(
    {
      name: label,
      doc: `${doc} Id: ${id}.`,
      fields: { ...NODE_FIELDS, ...own, ...Object.fromEntries([...implied, ...fields]) },
    },
    { implementing: NODE.name },
  );
}

const fieldName = ({ name, isSingle }: EntityField): string => (isSingle ? name : `${name}${PAGE}`);

function fieldType(field: EntityField): readonly [string, string] {
  const { edge, direction, other, isSingle } = field;
  const way = direction === 'out' ? 'From here' : 'To here';
  return [isSingle ? other : `${connectionName(field)}!`, `${way}, ${edge.type}: ${edge.doc}`];
}

const connectionName = ({ label, name }: EntityField): string =>
  `${label}${pascal(name.replace(/Connection$/u, ''))}Connection`;

function connectionTypes(field: EntityField): string[] {
  if (field.isSingle) return [];
  const { edge, other } = field;
  const connection = connectionName(field);
  const item = connection.replace(/Connection$/u, 'Edge');
  const agreed = shownProperties(edge).map(
    ({ name, type, doc }) => [name, [type, `${doc} Null where documents differ.`]] as const,
  );
  return [
    objectType({
      name: connection,
      doc: `A page of neighbours along ${edge.type}, in the order of their ids.`,
      fields: {
        edges: [`[${item}!]!`, 'The edges of this page.'],
        pageInfo: ['PageInfo!', 'Where this page ends.'],
        totalCount: ['Int!', 'How many there are on all pages.'],
      },
    }),
    objectType({
      name: item,
      doc: `One edge ${edge.type}, whoever says so.`,
      fields: {
        cursor: ['String!', 'Give it as `after` to go on behind this edge.'],
        node: [`${other}!`, 'The neighbour.'],
        ...Object.fromEntries(agreed),
        evidence: [`[${evidenceName(edge)}!]!`, 'What says so, at most 20.'],
        evidenceTotal: ['Int!', 'How often it is said.'],
      },
    }),
  ];
}

const evidenceName = ({ type }: EdgeKind): string => `${type.toLowerCase().split('_').map(pascal).join('')}Evidence`;

function evidenceType(edge: EdgeKind): string {
  const none = { claimed: '', implied: ' Null: the identity of a node says so.', projected: ' The first of its path.' };
  return objectType({
    name: evidenceName(edge),
    doc: `What says that there is an edge ${edge.type}, and what it says of it.`,
    fields: {
      document: ['String', `Digest of the document.${none[edge.basis]}`],
      at: ['String!', 'The place in the document.'],
      ...Object.fromEntries(shownProperties(edge).map((property) => [property.name, stated(property)])),
    },
  });
}

const stated = ({ type, optional, doc }: ShownProperty): readonly [string, string] => [
  optional ? type : `${type}!`,
  doc,
];
