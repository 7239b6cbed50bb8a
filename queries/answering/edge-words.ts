/**
 * Every kind of edge in words, the same on the page and on the command line. Nothing is imported, because a browser runs
 * this file as it stands.
 */

/** Of each kind of edge, said of its source and said of its target. */
type Said = Readonly<Record<string, readonly [out: string, into: string]>>;

/** As verbs. The last are computed for an answer, and are no edges of the model. */
const VERBS: Said = {
  EMBODIES: ['is the bytes of', 'has as its bytes'],
  HAS_PLATFORM: ['has for this platform', 'is for one platform'],
  HAS_CONFIG: ['has the config', 'is the config of'],
  HAS_LAYER: ['has the layer', 'is a layer of'],
  HOLDS_FILE: ['holds the file', 'is a file of'],
  REFERS_TO: ['is attached to', 'has attached to it'],
  HAS_DIGEST: ['is the same bytes as', 'is the same bytes as'],
  RESOLVES_TO: ['was seen to mean', 'was seen under the name'],
  ATTESTS: ['is a statement about', 'is what is stated of in'],
  PRODUCED: ['produced', 'was produced by'],
  RAN_ON: ['ran on', 'ran'],
  CONSUMED: ['used', 'was used by'],
  CONSUMED_REFERENCE: ['used by name', 'was used by name by'],
  CONSUMED_REVISION: ['used the source', 'was used by'],
  CONSUMED_DATASET: ['used the data', 'was used by'],
  CONSUMED_PACKAGE: ['used the package', 'was used by'],
  RELEASED_AS: ['is a release of', 'has the release'],
  SUMMARISES: ['reports for a verifier on', 'is reported on by a verifier in'],
  REPORTS: ['reports on', 'is reported on in'],
  IN_REPOSITORY: ['was taken from', 'serves'],
  STATES: ['states', 'is stated by'],
  HAS_SLOT: ['has the place for a model', 'is a place for a model of'],
  LOADS: ['loads', 'is loaded by'],
  RUNS: ['runs', 'is run by'],
  HOLDS: ['holds', 'is held in'],
  CITES: ['points to', 'is pointed to by'],
  DESCRIBES: ['is an SBOM of', 'is described by'],
  INVENTORIES: ['says as an SBOM', 'is said as an SBOM by'],
  CARRIES_WEIGHTS: ['carries the weights', 'are the weights of'],
  DERIVED_FROM: ['was made from', 'is what was made into'],
  DERIVED_FROM_REFERENCE: ['was made from', 'is what was made into'],
  TRAINED_ON: ['was trained on', 'was used to train'],
  LISTS: ['lists', 'is listed in'],
  INCLUDES: ['includes', 'is in'],
  OF_VERSION: ['is of the version', 'is the version of'],
  VERSION_OF: ['is a version of', 'has the version'],
  NAMES: ['names', 'is named in'],
  STATES_DEPENDENCIES: ['states the dependencies', 'are the dependencies stated by'],
  DEPENDS_ON: ['depends on', 'is needed by'],
  LISTS_DIGESTS: ['lists the digests', 'are the digests listed in'],
  INCLUDES_DIGEST: ['includes', 'is in'],
  SIGNS: ['is a signature over', 'has the signature'],
  SIGNED_BY: ['claims to be signed by', 'is the claimed signer of'],
  CONTAINS: ['contains', 'is contained in'],
  SAME_NAME: ['may be, by its name,', 'may be, by its name,'],
};

/** As headings of a list of what is at the other end. */
const HEADINGS: Said = {
  EMBODIES: ['Its bytes are the artifact', 'The document that these bytes are'],
  HAS_PLATFORM: ['Its manifest for each platform', 'Indexes that name it for a platform'],
  HAS_CONFIG: ['Its config', 'Manifests whose config it is'],
  HAS_LAYER: ['Its layers', 'Manifests whose layer it is'],
  HOLDS_FILE: ['Files in it', 'Artifacts that hold it as a file'],
  REFERS_TO: ['What it is attached to', 'What is attached to it (signatures, SBOMs, attestations)'],
  HAS_DIGEST: ['Further digests of the same bytes', 'Artifacts whose bytes have this digest'],
  RESOLVES_TO: ['What the name was seen to mean', 'Names that were seen to mean it'],
  ATTESTS: ['Artifacts that it is a statement about', 'Statements about it'],
  PRODUCED: ['What the build produced', 'Builds that produced it'],
  RAN_ON: ['Its builder', 'Builds that ran on it'],
  CONSUMED: ['Artifacts that the build used', 'Builds that used it'],
  CONSUMED_REFERENCE: ['What the build used by name', 'Builds that used it by this name'],
  CONSUMED_REVISION: ['Source code that the build used', 'Builds that used it'],
  CONSUMED_DATASET: ['Data that the build used', 'Builds that used it'],
  CONSUMED_PACKAGE: ['Packages that the build used', 'Builds that used it'],
  RELEASED_AS: ['Packages of which it is a release', 'Artifacts that are a release of it'],
  SUMMARISES: ['Artifacts that a verifier reports on', 'What verifiers say of it (their claim, not a verdict)'],
  REPORTS: ['Artifacts that it reports on', 'Reports of tools about it'],
  IN_REPOSITORY: ['Repositories that serve it', 'Revisions taken from it'],
  STATES: ['The Kubernetes object that it states', 'Documents that state it'],
  HAS_SLOT: ['Its places for a model', 'The workload that it is of'],
  LOADS: ['What it loads', 'Workloads that load it'],
  RUNS: ['Images that it runs', 'Workloads that run it'],
  HOLDS: ['Documents inside it', 'Documents that hold it'],
  CITES: ['Documents that it points to', 'Documents that point to it'],
  DESCRIBES: ['Artifacts that the SBOM is about', 'SBOMs about it'],
  INVENTORIES: ['What it says of itself as an SBOM', 'What is said of it as an SBOM'],
  CARRIES_WEIGHTS: ['Weights that it carries', 'Artifacts that carry these weights'],
  DERIVED_FROM: ['Models that it was made from', 'Models that were made from it'],
  DERIVED_FROM_REFERENCE: ['Models that it was made from, by name', 'Models that were made from it'],
  TRAINED_ON: ['Data that it was made from', 'Models that were made from it'],
  LISTS: ['Sets of components that it lists', 'SBOMs that list it'],
  INCLUDES: ['Packages in the set', 'Sets that it is in'],
  OF_VERSION: ['The version that it is of', 'Package URLs of this version'],
  VERSION_OF: ['The package that it is of', 'Versions that are known'],
  NAMES: ['Components without a package URL', 'SBOMs that name it'],
  STATES_DEPENDENCIES: ['Sets of dependencies that it states', 'SBOMs that state it'],
  DEPENDS_ON: ['Packages that it depends on', 'Packages that depend on it'],
  LISTS_DIGESTS: ['Sets of digests that it lists', 'SBOMs that list it'],
  INCLUDES_DIGEST: ['Digests in the set', 'Sets that it is in'],
  SIGNS: ['What it is a signature over', 'Signatures over it'],
  SIGNED_BY: ['Who signed, as claimed', 'Signatures that name it as their signer'],
};

/** Steps of a path that go along an edge from its target to its source. */
const AGAINST: Readonly<Record<string, string>> = {
  PRODUCED_BY: 'PRODUCED',
  CONSUMED_BY: 'CONSUMED',
  ORIGIN_OF: 'DERIVED_FROM',
  USED_TO_TRAIN: 'TRAINED_ON',
  PLATFORM_OF: 'HAS_PLATFORM',
  FILE_OF: 'HOLDS_FILE',
  LAYER_OF: 'HAS_LAYER',
  CONFIG_OF: 'HAS_CONFIG',
  CARRIED_BY: 'CARRIES_WEIGHTS',
  NAMED_BY: 'RESOLVES_TO',
};

const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** A step of a path, or an edge from either end, as a verb. One that this version does not know is shown as it is. */
export function edgeInWords(edge: string, direction: 'out' | 'in' = 'out'): string {
  const along = own(AGAINST, edge);
  const isOut = (direction === 'out') === (along === undefined);
  return own(VERBS, along ?? edge)?.[isOut ? 0 : 1] ?? edge.toLowerCase().replaceAll('_', ' ');
}

/** An edge as the heading of a list of what is at its other end. One that is not known is shown as it is. */
export function factInWords(edge: string, direction: 'out' | 'in'): string {
  return own(HEADINGS, edge)?.[direction === 'out' ? 0 : 1] ?? `${edge} ${direction === 'out' ? '→' : '←'}`;
}

/** How one model, data set or build belongs to another one, as a verb: `is an adapter of`. */
const RELATION_WORDS: Readonly<Record<string, string>> = {
  adapter: 'is an adapter of',
  finetune: 'was fine-tuned from',
  merge: 'was merged from',
  quantized: 'was quantized from',
  base: 'was made from',
  conversion: 'was converted from',
  distillation: 'was distilled from',
  repackaged: 'was repackaged from',
  unknown: 'was made from',
  'trained on': 'was trained on',
  'built with': 'was built with',
  'built with (role unknown)': 'was built with, in an unknown role,',
  'built by': 'was built by',
  'same name': 'was seen to mean',
  'another revision by name': 'may be, by its name,',
  'same weights': 'has the same weights as',
  'same bytes': 'is the same bytes as',
  'file of': 'is a file of',
  'layer of': 'is a layer of',
  'config of': 'is the config of',
  'platform of': 'is for one platform of',
};

/** The relation of a row of a lineage as a verb. */
export const relationInWords = (relation: string): string => own(RELATION_WORDS, relation) ?? relation;
