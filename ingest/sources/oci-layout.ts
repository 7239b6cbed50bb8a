import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { sightingBytes } from '../formats/sighting.ts';
import { member, parseJson, textOf } from '../json/index.ts';
import type { Remark } from '../reading.ts';
import type { Offered, Source } from '../source.ts';
import { contentWithin, reasonOf } from './content-within.ts';
import type { NamedBlob } from './layout-descriptors.ts';
import {
  isDocumentType,
  isOpaqueType,
  isRepository,
  isTextBeside,
  namedBlobs,
  namedTags,
} from './layout-descriptors.ts';

/** Of what names itself no document, only as much is opened to see whether it is JSON, in bytes. */
const SMALL = 4 * 1024 * 1024;

/**
 * An OCI image layout: `<folder>`, or `<folder>#<registry>/<repository>` to say of which repository its tags are. Offers
 * index.json and every document reachable from it (indexes, manifests, configs, attestations, signatures, SBOMs:
 * sigstore-oci-rekor.md §1.3-1.5), and a sighting for each tag. A blob is offered when its media type is one of documents,
 * or when it is at most 4 MiB and JSON, or a text that by type or name is a card, a licence, a Kitfile or a config. Layers of
 * files and weights are passed over: index.json is offered last, and remarks how many they were (BLOBS_PASSED_OVER).
 *
 * A blob that is missing, does not hash to its name, or lies outside the folder is offered as `Failure`. Throws `Failure`
 * UNREADABLE where the folder is no layout, UNSUPPORTED_VERSION where it is one of another version.
 */
export async function ociLayoutSource(where: string): Promise<Source> {
  const mark = where.lastIndexOf('#');
  const folder = mark < 0 ? where : where.slice(0, mark);
  const repository = mark < 0 ? null : where.slice(mark + 1);
  if (repository !== null && !isRepository(repository)) {
    const message = `${where}: after # stands the repository of the tags, with its registry (registry/repository).`;
    throw new Failure('UNREADABLE', message);
  }
  const root = await realpath(folder).catch((cause: unknown) => {
    throw new Failure('UNREADABLE', `Cannot open ${folder}: ${reasonOf(cause)}.`, { cause });
  });
  await refuseUnlessLayout(root, folder);
  return { id: `oci-layout:${root}`, expected: null, offers: (signal) => offersOf(root, repository, signal) };
}

async function refuseUnlessLayout(root: string, folder: string): Promise<void> {
  const mark = await contentWithin(root, join(root, 'oci-layout'), 'oci-layout');
  if (mark instanceof Failure) {
    throw new Failure('UNREADABLE', `${folder} is no OCI image layout. ${mark.message}`, { cause: mark });
  }
  const version = versionIn(mark);
  if (version?.startsWith('1.') === true) return;
  const which = version === null ? 'that names no version' : `of version ${JSON.stringify(version.slice(0, 20))}`;
  throw new Failure('UNSUPPORTED_VERSION', `${folder} is an OCI image layout ${which}; version 1 is read.`);
}

function versionIn(mark: Uint8Array): string | null {
  try {
    return textOf(member(parseJson(mark), 'imageLayoutVersion'));
  } catch (failure) {
    if (failure instanceof Failure) return null;
    throw failure;
  }
}

async function* offersOf(root: string, repository: string | null, signal: AbortSignal): AsyncGenerator<Offered> {
  const index = await contentWithin(root, join(root, 'index.json'), 'index.json');
  if (index instanceof Failure) {
    yield { location: 'index.json', origin: 'index.json', content: index };
    return;
  }
  for (const { reference, digest, at } of namedTags(index, repository)) {
    if (signal.aborted) return;
    const place = `index.json#${at}`;
    yield { location: place, origin: place, content: sightingBytes(reference, digest) };
  }
  const waiting = [...namedBlobs(index)];
  const met = new Set<string>();
  const offered = new Set<string>();
  const passedOver = new Set<string>();
  for (let blob = waiting.shift(); blob !== undefined && !signal.aborted; blob = waiting.shift()) {
    const isDocument = isDocumentType(blob.mediaType) || (blob.isManifest && blob.mediaType === null);
    const way = [blob.digest, blob.isManifest, isDocument, blob.isOptional].join(' ');
    if (met.has(way)) continue;
    met.add(way);
    const content = await blobWithin(root, blob, isDocument);
    if (content === null) {
      passedOver.add(blob.digest);
      continue;
    }
    if (content === ABSENT) continue;
    const origin = pathOf(blob.digest);
    if (!offered.has(blob.digest)) yield { location: origin, origin, content };
    offered.add(blob.digest);
    if (!blob.isManifest || content instanceof Failure) continue;
    for (const named of namedBlobs(content)) waiting.push(named);
  }
  if (signal.aborted) return;
  const remarks = remarksOn([...passedOver].filter((digest) => !offered.has(digest)));
  yield { location: 'index.json', origin: 'index.json', content: index, remarks };
}

/** Said of the layout as a whole, so that nobody takes what was offered for all there is. */
function remarksOn(passedOver: readonly string[]): readonly Remark[] {
  if (passedOver.length === 0) return [];
  const blobs = passedOver.length === 1 ? '1 blob of the layout was' : `${passedOver.length} blobs of the layout were`;
  const message = `${blobs} not opened: by type, size or content no document (layers of files, weights).`;
  return [{ code: 'BLOBS_PASSED_OVER', at: '', message }];
}

/** What the layout may leave out, and does. */
const ABSENT = Symbol('absent');

const pathOf = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

/** The bytes of a blob, why they are not had, or null: it is passed over. */
async function blobWithin(
  root: string,
  blob: NamedBlob,
  isDocument: boolean,
): Promise<Uint8Array | Failure | typeof ABSENT | null> {
  const origin = pathOf(blob.digest);
  const file = join(root, origin);
  const size = await sizeOf(file);
  if (size === null && blob.isOptional) return ABSENT;
  if (!isDocument && (size ?? blob.size ?? 0) > SMALL) return null;
  const content = await contentWithin(root, file, origin);
  if (content instanceof Failure) return !isDocument && isOpaqueType(blob.mediaType) ? null : content;
  if (!isDocument && !looksLikeJson(content) && !(isTextBeside(blob) && looksLikeText(content))) return null;
  return await refuseMisnamed(content, blob.digest, origin);
}

/** In bytes; null where nothing is there. Any other trouble is told by the attempt to read it. */
async function sizeOf(file: string): Promise<number | null> {
  return await stat(file).then(
    ({ size }) => size,
    (cause: unknown) => (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? null : 0),
  );
}

function looksLikeJson(bytes: Uint8Array): boolean {
  return /^\ufeff?\s*[{[]/.test(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, 1024)));
}

function looksLikeText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 1024);
  return head.length > 0 && !head.includes(0) && !(head[0] === 0x1f && head[1] === 0x8b);
}

/** Names in sha256 were checked when the file was read. */
const FURTHER_ALGORITHMS: Readonly<Record<string, string>> = { sha384: 'SHA-384', sha512: 'SHA-512' };

async function refuseMisnamed(bytes: Uint8Array, digest: string, origin: string): Promise<Uint8Array | Failure> {
  const [algorithm = '', hex = ''] = digest.split(':');
  if (algorithm === 'sha256') return bytes;
  const name = FURTHER_ALGORITHMS[algorithm];
  if (name === undefined) {
    return new Failure('UNREADABLE', `${origin} is named by ${algorithm}, which cannot be checked; it was not read.`);
  }
  const found = Buffer.from(await crypto.subtle.digest(name, Uint8Array.from(bytes))).toString('hex');
  if (found === hex) return bytes;
  return new Failure('DIGEST_MISMATCH', `${origin} does not hash to its name: its bytes are ${algorithm}:${found}.`);
}
