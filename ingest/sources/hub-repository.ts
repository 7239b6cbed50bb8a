import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { sha256Of } from '#schema';
import { Failure } from '../failure.ts';
import { isHubName } from '../formats/hub-name.ts';
import type { HubFile, HubSnapshot, WhyPassedOver } from '../formats/hub-snapshot.ts';
import { hubSnapshotBytes, repositoryReference } from '../formats/hub-snapshot.ts';
import { sightingBytes } from '../formats/sighting.ts';
import type { Offered } from '../source.ts';
import { contentWithin, reasonOf, spelled } from './content-within.ts';
import { digested, locate } from './hub-file.ts';
import type { Located } from './hub-file.ts';

const FOLDER = /^(?<type>model|dataset|space)s--(?<name>.+)$/;
const COMMIT = /^[0-9a-f]{40}$/;
/** The small documents of a repository that are read for what they say: cards, configs, signatures, statements, SBOMs. */
const DOCUMENT =
  /(?:^|\/)(?:readme\.md|adapter_config\.json|kitfile(?:\.ya?ml)?|[^/]*\.(?:sig|sigstore|sigstore\.json|intoto\.jsonl?|att|dsse)|(?:[^/]*[._-])?(?:s?bom|cdx|cyclonedx|spdx)(?:[._-][^/]*)?\.(?:json|jsonl|xml|ya?ml|spdx|rdf)(?:\.(?:gz|zst))?|[^/]*\.spdx)$/i;
/** How deep folders of a repository are walked, and how many of its files. */
const WALK = { depth: 64, files: 200_000 };

type PassedOver = HubSnapshot['passedOver'][number];
type Repository = Pick<HubSnapshot, 'type' | 'repository'> & { readonly root: string; readonly folder: string };

/** Whether a folder of a cache is that of a repository. */
export const isRepositoryFolder = (name: string): boolean => FOLDER.test(name);

/**
 * Everything that a cache holds of one repository: a document for each snapshot, the small documents in it, a sighting for
 * each name of a revision, and a word about whatever was passed over.
 *
 * @param root - the folder of the cache, a real path.
 * @param name - the folder of the repository in it.
 */
export async function* repositoryOffers(root: string, name: string, signal: AbortSignal): AsyncGenerator<Offered> {
  const { type: written, name: joined = '' } = FOLDER.exec(name)?.groups ?? {};
  const type = written === 'dataset' || written === 'space' ? written : 'model';
  const repository = joined.replace('--', '/');
  const found: Repository = { type, repository, root, folder: join(root, name) };
  const refusal = type === 'space' ? 'SPACE' : isHubName(repository) ? null : 'NAME_INVALID';
  if (refusal !== null) {
    yield word({ ...found, repository: isHubName(repository) ? repository : spelled(joined) }, [
      { path: spelled(name), why: refusal },
    ]);
    return;
  }
  const place = spelled(name);
  try {
    const outside = await partOutside(found);
    if (outside === null) yield* repositoryContent(found, signal);
    else yield { location: place, origin: place, content: leadsOut(spelled(relative(root, outside))) };
  } catch (cause) {
    // What the system refuses; a bug has no such code.
    const isRefusal = cause instanceof Error && 'code' in cause && 'syscall' in cause;
    if (!isRefusal && !(cause instanceof Failure)) throw cause;
    const message = `Cannot read ${place}: ${reasonOf(cause)}.`;
    const content = cause instanceof Failure ? cause : new Failure('UNREADABLE', message, { retry: true, cause });
    yield { location: place, origin: place, content };
  }
}

/** The folder of a repository, or a part of it, that is a link out of the cache. */
async function partOutside({ root, folder }: Repository): Promise<string | null> {
  for (const part of ['', 'snapshots', 'refs', 'blobs']) {
    const path = join(folder, part);
    const real = await realpath(path).catch((cause: unknown) => {
      if (isAbsence(cause)) return null;
      throw cause;
    });
    if (real !== null && !real.startsWith(root + sep)) return path;
  }
  return null;
}

async function* repositoryContent(repository: Repository, signal: AbortSignal): AsyncGenerator<Offered> {
  const { folder } = repository;
  const passedOver: PassedOver[] = [];
  const trees = new Map<string, string>();
  for (const { name, isFolder } of await entriesIn(join(folder, 'snapshots'))) {
    if (signal.aborted) return;
    if (!isFolder || !COMMIT.test(name)) {
      passedOver.push({ path: spelled(`snapshots/${name}`), why: 'SNAPSHOT_INVALID' });
      continue;
    }
    for await (const { offered, tree } of snapshotOffers(repository, name, signal)) {
      if (tree !== null) trees.set(name, tree);
      yield offered;
    }
  }
  for (const path of await filesBelow(join(folder, 'refs'))) {
    const offered = await refOffer(repository, path, trees);
    if (typeof offered === 'string') passedOver.push({ path: spelled(`refs/${path}`), why: offered });
    else yield offered;
  }
  for (const { name } of await entriesIn(join(folder, 'blobs'))) {
    if (name.endsWith('.incomplete')) passedOver.push({ path: spelled(`blobs/${name}`), why: 'UNFINISHED' });
  }
  // Always: where the repository itself could not be read before, this is how it is known that it can be now.
  yield word(repository, passedOver);
}

/** The document of one snapshot, first, with the digest that it is known by; then the documents in it. */
async function* snapshotOffers(
  repository: Repository,
  commit: string,
  signal: AbortSignal,
): AsyncGenerator<{ readonly offered: Offered; readonly tree: string | null }> {
  const { root, folder } = repository;
  const top = join(folder, 'snapshots', commit);
  const files: HubFile[] = [];
  const passedOver: PassedOver[] = [];
  const refused: Offered[] = [];
  const documents: { readonly path: string; readonly located: Located }[] = [];
  const place = (path: string): string => spelled(relative(root, join(top, path)));
  // At the place of the snapshot, which is shown again whenever the cache is: so a refusal ends when there is none.
  const refuse = (path: string, content: Failure): void => {
    refused.push({ location: place(''), origin: place(path), content });
  };
  for (const path of await filesBelow(top)) {
    if (signal.aborted) return;
    const file = await fileOf(join(top, path), spelled(path), repository);
    if (typeof file === 'string') {
      passedOver.push({ path: spelled(path), why: file });
      const failure = refusalOf(file, place(path));
      if (failure !== null) refuse(path, failure);
      continue;
    }
    files.push(file.listed);
    if (file.mismatch !== null) refuse(path, misnamed(place(path), file.mismatch, file.listed));
    else if (DOCUMENT.test(path)) documents.push({ path, located: file.located });
  }
  const { type, repository: name } = repository;
  const bytes = hubSnapshotBytes({ type, repository: name, commit, complete: false, files, passedOver });
  yield { offered: { location: place(''), origin: place(''), content: bytes }, tree: sha256Of(bytes) };
  for (const offered of refused) yield { offered, tree: null };
  for (const { path, located } of documents) {
    const content = await contentWithin(root, located.real, place(path));
    yield { offered: { location: place(path), origin: place(path), content }, tree: null };
  }
}

async function fileOf(
  file: string,
  path: string,
  { root, folder }: Repository,
): Promise<{ listed: HubFile; located: Located; mismatch: string | null } | WhyPassedOver> {
  const located = await locate(file, root, join(folder, 'blobs'));
  if (typeof located === 'string') return located;
  try {
    const { sha256, gitBlob, size, digestFrom, mismatch } = await digested(located);
    const listed = { path, sha256, size, digestFrom, ...(gitBlob === null ? {} : { gitBlob }) };
    return { listed, located, mismatch };
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return 'UNREADABLE';
    throw cause;
  }
}

/** A file that is not there is usual in a cache. One that cannot be had, or must not, may be what matters. */
function refusalOf(why: WhyPassedOver, place: string): Failure | null {
  if (why === 'OUTSIDE') return leadsOut(place);
  if (why !== 'UNREADABLE') return null;
  return new Failure('UNREADABLE', `Cannot read ${place}: it is no regular file, or permission is denied.`);
}

const leadsOut = (place: string): Failure =>
  new Failure('OUTSIDE_SOURCE', `${place} is a link that leads out of the cache; it was not followed.`);

function misnamed(place: string, name: string, { sha256 }: HubFile): Failure {
  const message = `${place} does not hash to the name of its blob, ${name}: its bytes are sha256:${sha256}. It is damaged or was swapped.`;
  return new Failure('DIGEST_MISMATCH', message);
}

/** A sighting: this name of a revision is the commit of a snapshot that was listed. */
async function refOffer(
  { type, repository, root, folder }: Repository,
  path: string,
  trees: ReadonlyMap<string, string>,
): Promise<Offered | WhyPassedOver> {
  const content = await contentWithin(root, join(folder, 'refs', path), path);
  if (content instanceof Failure || content.length > 64) return 'REF_INVALID';
  const commit = new TextDecoder('utf-8').decode(content).trim();
  // A name that is itself a commit means that one, whatever a file says.
  if (!COMMIT.test(commit) || spelled(path) !== path || (/^[0-9a-f]{40}$/i.test(path) && path !== commit)) {
    return 'REF_INVALID';
  }
  const tree = trees.get(commit);
  if (tree === undefined) return 'REF_DANGLING';
  const location = spelled(relative(root, join(folder, 'refs', path)));
  const reference = repositoryReference(type, repository, path);
  return { location, origin: location, content: sightingBytes(reference, tree) };
}

/** The document that lists no files, and says what was passed over. */
function word({ type, repository, root, folder }: Repository, passedOver: readonly PassedOver[]): Offered {
  const location = spelled(relative(root, folder));
  const bytes = hubSnapshotBytes({ type, repository, commit: null, complete: false, files: [], passedOver });
  return { location, origin: location, content: bytes };
}

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
}

const isAbsence = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

/** In order of name; nothing where the folder is absent. */
async function entriesIn(folder: string): Promise<readonly Entry[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const named = entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
    return named.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (cause) {
    if (isAbsence(cause)) return [];
    throw cause;
  }
}

/** Every file below a folder, by its path there with `/`; links to folders are not followed, and count as files. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  const walk = async (below: string, depth: number): Promise<void> => {
    for (const { name, isFolder } of await entriesIn(join(folder, below))) {
      const path = below === '' ? name : `${below}/${name}`;
      if (isFolder && depth < WALK.depth) await walk(path, depth + 1);
      else files.push(path);
      if (files.length > WALK.files) throw new Failure('TOO_MANY_DOCUMENTS', `More than ${WALK.files} files.`);
    }
  };
  await walk('', 0);
  return files;
}
