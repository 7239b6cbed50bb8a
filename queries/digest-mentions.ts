import { EDGES, parseDigest, placeAt, snake } from '#schema';
import type { EdgeKind } from '#schema';
import type { Open } from './answering/moment.ts';
import { AskError } from './question.ts';
import type { Row, Value } from './question.ts';

/** The kinds of node that go by a digest, and how it is spelled there. */
export const KEYS: Readonly<Record<string, string>> = {
  Artifact: ':digest',
  Document: ':digest',
  Digest: ':digest',
  SourceRevision: ':digest',
  DatasetVersion: ':digest',
  ComponentSet: `'set:' || :hex`,
};

/** What a digest is to the thing at the other end of an edge; an edge that is not here is a role by its own name. */
export const ROLES: Readonly<Record<string, string>> = {
  'HAS_PLATFORM target': 'PLATFORM_MANIFEST',
  'HAS_PLATFORM source': 'INDEX',
  'HAS_CONFIG target': 'CONFIG',
  'HAS_CONFIG source': 'MANIFEST',
  'HAS_LAYER target': 'LAYER',
  'HAS_LAYER source': 'MANIFEST',
  'HOLDS_FILE target': 'FILE',
  'HOLDS_FILE source': 'TREE',
  'CARRIES_WEIGHTS source': 'WEIGHTS',
  'DERIVED_FROM target': 'ORIGIN',
  'DERIVED_FROM source': 'DERIVATIVE',
  'DERIVED_FROM_REFERENCE source': 'DERIVATIVE',
  'TRAINED_ON source': 'TRAINED_MODEL',
  'TRAINED_ON target': 'TRAINING_DATA',
  'RELEASED_AS source': 'PACKAGE_RELEASE',
  'SUMMARISES target': 'VERIFICATION_SUBJECT',
  'REPORTS target': 'REPORT_SUBJECT',
  'CITES target': 'CITED_DOCUMENT',
  'REFERS_TO target': 'REFERRER_SUBJECT',
  'REFERS_TO source': 'REFERRER',
  'HAS_DIGEST target': 'FURTHER_DIGEST',
  'HAS_DIGEST source': 'SAME_BYTES',
  'RESOLVES_TO target': 'NAMED_BY_REFERENCE',
  'ATTESTS target': 'STATEMENT_SUBJECT',
  'DESCRIBES target': 'SBOM_SUBJECT',
  'PRODUCED target': 'BUILD_PRODUCT',
  'CONSUMED target': 'BUILD_INPUT',
  'CONSUMED_REVISION target': 'BUILD_SOURCE',
  'CONSUMED_DATASET target': 'BUILD_DATASET',
  'IN_REPOSITORY source': 'REVISION_OF_REPOSITORY',
  'HOLDS target': 'HELD_DOCUMENT',
  'SIGNS target': 'SIGNED_DOCUMENT',
  'LISTS target': 'COMPONENT_SET',
};

/** Every role, as the questions document it. */
export const ROLES_DOC =
  'DOCUMENT (its bytes are kept), INDEX, MANIFEST, CONFIG, LAYER, PLATFORM_MANIFEST, REFERRER, REFERRER_SUBJECT, FURTHER_DIGEST and SAME_BYTES (another digest of the same bytes), NAMED_BY_REFERENCE, STATEMENT_SUBJECT, SBOM_SUBJECT, BUILD_PRODUCT, BUILD_INPUT, BUILD_SOURCE, BUILD_DATASET, REVISION_OF_REPOSITORY, HELD_DOCUMENT, SIGNED_DOCUMENT, CITED_DOCUMENT, FILE (of a folder, a snapshot or a signed list) and TREE (such a list), WEIGHTS (it carries them), ORIGIN and DERIVATIVE (one model was made from another), TRAINED_MODEL, TRAINING_DATA, PACKAGE_RELEASE, VERIFICATION_SUBJECT, REPORT_SUBJECT, COMPONENT_SET, COMPONENT (a purl that holds it), COMPONENT_DIGEST (an SBOM gives it for a component or file of the thing), REFERENCE (a name that holds it), KUBERNETES_OBJECT.';

/** What is looked through, for whoever finds nothing. */
export const LOOKED_THROUGH =
  'Looked through: documents that are kept, indexes, manifests, configs, layers, referrers, further digests, subjects of SBOMs and statements, products, inputs, source revisions and data sets of builds, references, purls of images and models, component sets, the digests that SBOMs give for components and files, files of hub snapshots and of signed lists, and Kubernetes objects. Not looked into: files inside layers and archives.';

/** Types of purl whose version or qualifiers are digests. */
export const DIGEST_PURLS = ['docker', 'huggingface', 'mlflow', 'oci'];

export type Side = 'source' | 'target';

function mention(edge: EdgeKind, side: Side, document: string): string {
  const own = side === 'source' ? edge.from : edge.to;
  const [far, other] = side === 'source' ? ['target', edge.to] : ['source', edge.from];
  const role = edge.type === 'EMBODIES' ? 'upper(e.role)' : `'${ROLES[`${edge.type} ${side}`] ?? edge.type}'`;
  const name = ['name', 'title'].find((property) => property in edge.properties);
  return `SELECT ${role} AS role, '${other}' AS kind, o.key AS thing, d.key AS document, e.at AS at, ${name === undefined ? 'NULL' : `e."${name}"`} AS name,
      NULL AS text, NULL AS ordinal, '' AS part FROM "${snake(own)}" n JOIN "${snake(edge.type)}" e ON e."${side}" = n.id
    JOIN document_state s ON s.document = e.document AND ${document} JOIN document d ON d.id = e.document JOIN "${snake(other)}" o ON o.id = e."${far}"
    WHERE n.key = ${KEYS[own] ?? 'NULL'}${edge.type === 'EMBODIES' ? '' : ' AND d.key <> :digest'}`;
}

/**
 * The ends of edges at which a digest is mentioned. What a document says of itself is not a mention of it, and an inventory is
 * of the document that it is in.
 */
export const MENTIONED: readonly (readonly [EdgeKind, Side])[] = EDGES.filter(
  ({ basis, type }) => basis === 'claimed' && type !== 'INVENTORIES',
).flatMap((edge): [EdgeKind, Side][] => [
  ...(edge.from in KEYS && edge.from !== 'Document' ? [[edge, 'source'] satisfies [EdgeKind, Side]] : []),
  ...(edge.to in KEYS ? [[edge, 'target'] satisfies [EdgeKind, Side]] : []),
]);

const mentions = (document: string): string[] => MENTIONED.map(([edge, side]) => mention(edge, side, document));

/** An SBOM gives the digest for a component of what it describes, or of nobody knows what. */
function componentDigests(document: string): string[] {
  const given = `FROM digest n JOIN includes_digest i ON i.target = n.id JOIN lists_digests l ON l.target = i.source ${inForce('l', document)}`;
  const describes = `describes e WHERE e.source = l.source AND EXISTS (SELECT 1 FROM document_state s WHERE s.document = e.document AND ${document})`;
  return [
    `SELECT 'COMPONENT_DIGEST', 'Artifact', a.key, d.key, l.at, NULL, l.places, i.ordinal, ${partOf('digest_set')} ${given}
      JOIN artifact a ON a.id IN (SELECT e.target FROM ${describes}) WHERE n.key = :digest`,
    `SELECT 'COMPONENT_DIGEST', 'Document', d.key, d.key, l.at, NULL, l.places, i.ordinal, ${partOf('digest_set')} ${given}
      WHERE n.key = :digest AND NOT EXISTS (SELECT 1 FROM ${describes})`,
  ];
}

/** Which member of which list: a document may list the same digest several times, for packages of several types. */
const partOf = (set: string): string =>
  `printf('%09d ', i.ordinal) || (SELECT t.key FROM ${set} t WHERE t.id = i.source)`;

const inForce = (claim: string, document: string): string =>
  `JOIN document_state s ON s.document = ${claim}.document AND ${document} JOIN document d ON d.id = ${claim}.document`;

/** What holds a digest as a part of its text. */
const texts = (document: string): string[] => [
  `SELECT 'DOCUMENT', 'Document', d.key, d.key, '', NULL, NULL, NULL, '' FROM document d JOIN document_state s ON s.document = d.id AND ${document} WHERE d.key = :digest`,
  `SELECT 'KUBERNETES_OBJECT', 'KubernetesObject', k.key, d.key, '', NULL, t.summary, NULL, '' FROM states t ${inForce('t', document)}
    JOIN kubernetes_object k ON k.id = t.target WHERE instr(t.summary, :hex) > 0`,
  ...componentDigests(document),
  ...DIGEST_PURLS.map(
    (
      type,
    ) => `SELECT 'COMPONENT', 'Purl', p.key, d.key, l.at, NULL, l.places, i.ordinal, ${partOf('component_set')} FROM purl p JOIN includes i ON i.target = p.id
    JOIN lists l ON l.target = i.source ${inForce('l', document)} WHERE p.key > 'pkg:${type}/' AND p.key < 'pkg:${type}0' AND instr(p.key, :hex) > 0`,
  ),
  `SELECT 'REFERENCE', 'Reference', r.key, d.key, e.at, NULL, NULL, NULL, 'named' FROM reference r JOIN resolves_to e ON e.source = r.id ${inForce('e', document)}
    WHERE instr(r.key, :hex) > 0`,
  `SELECT 'REFERENCE', 'Reference', r.key, d.key, e.at, e.name, NULL, NULL, 'used' FROM reference r JOIN consumed_reference e ON e.target = r.id
    ${inForce('e', document)} WHERE instr(r.key, :hex) > 0`,
];

/**
 * The table `mention(role, kind, thing, document, at, name, text, ordinal, part)`: every place where a document in force names
 * the digest `:digest` (`:hex`: its digits). `text` and `ordinal` are what `placeOf` finds the place in, where `at` is empty;
 * `part` tells those apart that have the rest in common.
 */
export const mentioned = ({ document }: Pick<Open, 'document'>): string =>
  `mention(role, kind, thing, document, at, name, text, ordinal, part) AS MATERIALIZED (${[...mentions(document), ...texts(document)].join('\n UNION ALL ')})`;

/** The place of a mention in its document: a JSON Pointer, XPath or line; empty for the document as a whole. */
export function placeOf(row: Row, hex: string): string {
  const { at, text, ordinal } = row;
  if (typeof text === 'string' && typeof ordinal === 'number') return placeAt(text, ordinal)?.place ?? String(at);
  if (typeof text === 'string') return nearestPlace(JSON.parse(text), hex, '') ?? '';
  return String(at);
}

/** In a summary, the `at` of the innermost object in which the digits occur first. */
function nearestPlace(value: unknown, hex: string, place: string): string | undefined {
  if (typeof value === 'string') return value.includes(hex) ? place : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const own: unknown = Reflect.get(value, 'at');
  const here = typeof own === 'string' ? own : place;
  for (const inner of Object.values(value)) {
    const found = nearestPlace(inner, hex, here);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What `mentioned` needs. */
export interface DigestAsked extends Readonly<Record<string, Value>> {
  readonly digest: string;
  readonly hex: string;
}

/**
 * A digest as it was asked for: `sha256:…`, `SHA-512:…`, `gitCommit:…`; 64 hex digits alone are a sha256.
 *
 * @throws AskError BAD_PARAMETER for what is no digest.
 */
export function digestAsked(name: string, text: string): DigestAsked {
  const written = text.trim();
  const digest = parseDigest(/^[0-9a-fA-F]{64}$/.test(written) ? `sha256:${written}` : written);
  if (digest !== undefined) return { digest, hex: digest.slice(digest.indexOf(':') + 1) };
  throw new AskError(
    'BAD_PARAMETER',
    `${name}: ${JSON.stringify(written.slice(0, 200))} is no digest.${slipOf(written)}`,
    {
      at: name,
    },
  );
}

const SHA256_DIGITS = 64;

/** What is likely to be wrong with a text that is no digest, as a sentence; empty where nothing is likely. */
function slipOf(written: string): string {
  const digits = /^(?:sha-?256:)?([0-9a-f]+)(?:…|\.\.\.)?$/i.exec(written)?.[1] ?? '';
  const isNamed = written.includes(':');
  if (digits.length >= 4 && digits.length < SHA256_DIGITS - 4 && (isNamed || digits.length < 32))
    return ` It is the beginning of one, perhaps: provgraph show ${digits} looks for what begins so.`;
  const isNear = Math.abs(digits.length - SHA256_DIGITS) <= 4;
  if (isNear && digits.length !== SHA256_DIGITS)
    return ` It has ${digits.length} hex digits, and a sha256 has ${SHA256_DIGITS}.`;
  return !isNamed && digits.length >= 32 && digits.length <= 128
    ? ' Name its algorithm before it: sha512:…, gitCommit:….'
    : '';
}
