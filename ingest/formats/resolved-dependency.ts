import {
  PurlError,
  gitRepository,
  hubReference,
  identifyPackage,
  imageReference,
  parseDigest,
  parsePurl,
  sourceRevision,
  storageReference,
} from '#schema';
import type { Purl } from '#schema';
import { member, pointer, textOf } from '../json/index.ts';
import type { Claim, ListedComponent, PropertyValue, Remark } from '../reading.ts';
import { dependencyRole } from './dependency-role.ts';
import type { DigestSet } from './digest-set.ts';
import { furtherDigests, isContentDigest, readDigestSet } from './digest-set.ts';
import { isNodeId } from './node-id.ts';
import { isGitAddress } from './predicates/git-address.ts';

/** Purl types of what is no package of its own: images, and models of a hub or registry. */
const NO_PACKAGES: ReadonlySet<string> = new Set(['oci', 'docker', 'huggingface', 'mlflow']);

interface Claimed {
  readonly claims: readonly Claim[];
  readonly remarks: readonly Remark[];
}

/** What the dependencies of a build claim, and the packages among them, which were there when it ran. */
export interface ReadDependencies extends Claimed {
  readonly packages: readonly ListedComponent[];
}

/** One dependency as its document writes it, and the build that consumed it. */
interface Dependency {
  readonly build: string;
  readonly at: string;
  readonly uri: string | null;
  readonly name: string | null;
  readonly digests: DigestSet;
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

/** Dependencies as a document writes them: a list, one of them where a list belongs, or nothing. */
export interface Listed {
  /** JSON Pointer of what is listed. */
  readonly at: string;
  readonly listed: unknown;
}

/**
 * The dependencies of a build (`resolvedDependencies` of SLSA v1, `materials` before), one claim or more for each of them: by
 * digest, by commit, as a data set, or by name. One that gives neither digest nor name is claimed as a reference nobody can
 * resolve, because a build with a dependency that was left out would look fully known.
 *
 * @param statement - digest of the statement, which names what has no name.
 */
export function readDependencies(lists: readonly Listed[], build: string, statement: string): ReadDependencies {
  const claims: Claim[] = [];
  const remarks: Remark[] = [];
  const packages: ListedComponent[] = [];
  const entries = lists.flatMap(({ at, listed }) => {
    if (listed === undefined || listed === null) return [];
    if (!Array.isArray(listed)) return [{ entry: listed, at }];
    return (listed as readonly unknown[]).map((entry, index) => ({ entry, at: `${at}${pointer(index)}` }));
  });
  for (const [ordinal, { entry, at }] of entries.entries()) {
    const read = readDependency(entry, { build, at, ordinal, statement });
    claims.push(...read.claims);
    remarks.push(...read.remarks);
    for (const { edge, to } of read.claims) {
      const identity = edge === 'CONSUMED_PACKAGE' ? identifyPackage(to) : undefined;
      if (identity !== undefined) packages.push({ identity, scope: 'required', source: null, place: at, direct: true });
    }
  }
  return { claims, remarks, packages };
}

function readDependency(
  entry: unknown,
  { build, at, ordinal, statement }: { build: string; at: string; ordinal: number; statement: string },
): Claimed {
  const uri = textOf(member(entry, 'uri'));
  const name = textOf(member(entry, 'name'));
  const digests = readDigestSet(member(entry, 'digest'), `${at}/digest`);
  const { role, roleSource } = dependencyRole(entry);
  const remarks = [...digests.remarks];
  if (role === 'unknown' && roleSource === 'ANNOTATION') {
    const message = 'The role that the annotation gives is not known here.';
    remarks.push({ code: 'ROLE_UNKNOWN', at: `${at}/annotations/role`, message });
  }
  const properties = { ordinal, role, roleSource, name, uri };
  const dependency: Dependency = { build, at, uri, name, digests, properties };
  const claimed = role === 'dataset' ? dataset(dependency) : consumed(dependency);
  remarks.push(...claimed.remarks);
  if (claimed.claims.length > 0) return { claims: claimed.claims, remarks };
  remarks.push({
    code: 'DEPENDENCY_UNNAMED',
    at,
    message: 'The dependency has neither a usable digest nor a usable name.',
  });
  const to = `unnamed:${statement}#${at}`;
  return { claims: [{ edge: 'CONSUMED_REFERENCE', from: build, to, at, properties }], remarks };
}

/** The digest of a data set is its id: it is a digest of whatever its format calls its content. */
function dataset({ build, at, uri, name, digests, properties }: Dependency): Claimed {
  const to = [digests.artifact, digests.commit, digests.others[0], uri, name].find(isNodeId);
  if (to === undefined) return { claims: [], remarks: [] };
  const further = digests.others.filter((digest) => digest !== to);
  const message = `A data set is known by one digest, ${to}: ${further.join(', ')} is kept and not claimed.`;
  return {
    claims: [{ edge: 'CONSUMED_DATASET', from: build, to, at, properties }],
    remarks: further.length === 0 ? [] : [{ code: 'DIGEST_NOT_CLAIMED', at: `${at}/digest`, message }],
  };
}

function consumed(dependency: Dependency): Claimed {
  const { build, at, uri, digests, properties } = dependency;
  const purl = uri === null ? undefined : purlOf(uri);
  const commit = commitOf(dependency);
  const hub = hubOf(uri, purl, commit);
  const revision = hub === undefined ? commit : null;
  const claims: Claim[] = [];
  const isSha1OfCommit = digests.artifact === digests.sha1 && commit !== null && digests.commit === null;
  const artifact = digests.artifact === null || isSha1OfCommit ? digestWithin(uri, purl) : digests.artifact;
  const further = digests.others.filter((digest) => digest !== artifact && digest !== revision);
  if (artifact !== null) {
    // Two digests of one algorithm are two things, whichever of them was there.
    const { rivals = [], same = [] } = Object.groupBy(further, (one) => (isRivalOf(artifact, one) ? 'rivals' : 'same'));
    for (const to of [artifact, ...rivals]) claims.push({ edge: 'CONSUMED', from: build, to, at, properties });
    claims.push(...furtherDigests(artifact, same, at));
  }
  if (revision !== null) {
    claims.push({ edge: 'CONSUMED_REVISION', from: build, to: revision, at, properties });
    const hex = revision.slice('gitCommit:'.length);
    const repository = uri === null ? undefined : gitRepository(repositoryAddress(uri, hex) ?? uri);
    if (isNodeId(repository)) claims.push({ edge: 'IN_REPOSITORY', from: revision, to: repository, at });
  }
  const asPackage = packageOf(dependency);
  if (asPackage !== undefined) claims.push({ edge: 'CONSUMED_PACKAGE', from: build, to: asPackage, at, properties });
  const named = asPackage === undefined ? referenceOf(dependency, purl, commit) : undefined;
  const reference = artifact === null ? (hub ?? named) : undefined;
  if (reference !== undefined) claims.push({ edge: 'CONSUMED_REFERENCE', from: build, to: reference, at, properties });
  const lost = artifact === null ? further.filter((digest) => digest !== commit) : [];
  const message = `${lost.join(', ')} names neither bytes nor a commit, and is kept and not claimed.`;
  return { claims, remarks: lost.length > 0 ? [{ code: 'DIGEST_NOT_CLAIMED', at: `${at}/digest`, message }] : [] };
}

const isRivalOf = (artifact: string, digest: string): boolean =>
  digest.slice(0, digest.indexOf(':')) === artifact.slice(0, artifact.indexOf(':'));

/** The package that a dependency is by its purl. What was built from, and what is found by its digest or on a hub, is none. */
function packageOf({ uri, properties }: Dependency): string | undefined {
  const { role } = properties;
  if (uri === null || (role !== 'package' && role !== 'tool' && role !== 'unknown')) return undefined;
  const identity = identifyPackage(uri);
  return identity === undefined || NO_PACKAGES.has(identity.type) ? undefined : identity.purl;
}

/** Early producers write the commit of a repository as `sha1`, and not all of them say in the address that it is one. */
function commitOf({ uri, digests }: Dependency): string | null {
  if (digests.commit !== null) return digests.commit;
  if (digests.sha1 === null || uri === null) return null;
  const hex = digests.sha1.slice('sha1:'.length);
  return repositoryAddress(uri, hex) === undefined ? null : (sourceRevision(hex) ?? null);
}

/**
 * The address of the repository that a commit is taken from: of a repository, or of the commit as code hosts address one.
 * Nothing for any other address: a store of files may go by their SHA-1 too.
 */
function repositoryAddress(uri: string, commit: string): string | undefined {
  if (isGitAddress(uri)) return uri;
  if (!/^https?:/i.test(uri)) return undefined;
  const [address = ''] = uri.split(/[?#]/, 1);
  const ends = [`/commit/${commit}`, `/commits/${commit}`, `/tree/${commit}`, `@${commit}`];
  const end = ends.find((one) => address.toLowerCase().endsWith(one));
  return end === undefined ? undefined : address.slice(0, -end.length);
}

/** The digest that an address itself holds: `pkg:oci/…@sha256:…`, `registry/repository@sha256:…`. */
function digestWithin(uri: string | null, purl: Purl | undefined): string | null {
  if (uri === null) return null;
  const written = purl === undefined ? uri.slice(uri.lastIndexOf('@') + 1) : (purl.version ?? '');
  const isImage = purl === undefined ? imageOf(uri) !== undefined : purl.type === 'oci' || purl.type === 'docker';
  const digest = isImage ? parseDigest(written) : undefined;
  return digest !== undefined && isContentDigest(digest) ? digest : null;
}

/** The reference that names what has no digest over its bytes. A commit says all there is to say of source code. */
function referenceOf(
  { uri, name, properties }: Dependency,
  purl: Purl | undefined,
  commit: string | null,
): string | undefined {
  if (commit !== null) return undefined;
  const written = uri ?? name;
  if (written === null || !isNodeId(written)) return undefined;
  const image = properties['role'] === 'image' && purl === undefined ? imageOf(written) : undefined;
  return [image, uri === null ? undefined : storageReference(uri)?.id, `uri:${written}`].find(isNodeId);
}

/** A model on a hub, by repository and commit: what a hub serves is found by that name, so the commit alone is not claimed. */
function hubOf(uri: string | null, purl: Purl | undefined, commit: string | null): string | undefined {
  const pinned = commit?.slice('gitCommit:'.length) ?? null;
  if (purl?.type === 'huggingface') {
    const name = [purl.namespace, purl.name].filter((part) => part !== null).join('/');
    return isNodeId(name) ? hubReference(name, pinned ?? purl.version).id : undefined;
  }
  const reference = uri?.startsWith('hf://') === true ? storageReference(uri) : undefined;
  if (reference?.kind !== 'hf' || reference.repository === null) return undefined;
  return pinned !== null ? hubReference(reference.repository, pinned).id : reference.id;
}

/** An image named with a scheme (`docker://`, `oci://`) or as a runtime writes it, with a registry. */
function imageOf(text: string): string | undefined {
  if (/^(?:oci(?:\+[a-z]+)?|docker):\/\//i.test(text)) {
    const reference = storageReference(text);
    return reference?.kind === 'oci' ? reference.id : undefined;
  }
  return /^(?:[^/@:]+\.[^/@]+|localhost|[^/@:]+:\d+)\//.test(text) ? imageReference(text)?.id : undefined;
}

function purlOf(uri: string): Purl | undefined {
  if (!uri.startsWith('pkg:')) return undefined;
  try {
    return parsePurl(uri);
  } catch (error) {
    if (error instanceof PurlError) return undefined;
    throw error;
  }
}
