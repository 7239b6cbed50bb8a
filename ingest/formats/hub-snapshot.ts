import { canonicalJson, digestOf, hubReference } from '#schema';
import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import type { JsonObject } from '../json/index.ts';
import { arrayOf, isObject, member, parseJson, pointer, textOf } from '../json/index.ts';
import type { Claim, Reading, Remark } from '../reading.ts';
import { capRemarks } from '../remarks.ts';
import { isHubName } from './hub-name.ts';
import type { ListedFile } from './weight-file.ts';
import { carriesWeights, loadingGroups } from './weights.ts';

const FAMILY = 'https://provgraph.dev/hub-snapshot/';
const TYPE = `${FAMILY}v1`;
const FIELDS = new Set(['_type', 'commit', 'complete', 'files', 'passedOver', 'repository', 'type']);

/** Why something of a repository is not in the list of files; each is said as a remark. */
const PASSED_OVER = {
  MISSING: ['FILE_MISSING', 'The snapshot names this file, and its bytes are not in the cache.'],
  OUTSIDE: ['FILE_OUTSIDE', 'A link that leads out of the cache; it was not followed.'],
  UNREADABLE: ['FILE_UNREADABLE', 'This could not be read as a regular file.'],
  UNFINISHED: ['DOWNLOAD_UNFINISHED', 'This file was still being downloaded.'],
  REF_INVALID: ['REF_INVALID', 'This name of a revision does not say which commit it is.'],
  REF_DANGLING: ['REF_DANGLING', 'The cache holds no snapshot of the commit that this name is.'],
  SNAPSHOT_INVALID: ['SNAPSHOT_INVALID', 'A snapshot is named by its commit, and this is none.'],
  NAME_INVALID: ['REPOSITORY_NAME_INVALID', 'This is no name of a repository on the hub.'],
  SPACE: ['SPACE_NOT_READ', 'Spaces of the hub are programs; they are not read.'],
} as const;
export type WhyPassedOver = keyof typeof PASSED_OVER;

/** A file of a snapshot. `digestFrom` says whether its bytes were hashed, or the hub's name of it is believed. */
export interface HubFile {
  /** Within the repository, with `/`. */
  readonly path: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  /** The git object id, 40 hex digits, where the hub names the file by it. */
  readonly gitBlob?: string;
  /** In bytes. */
  readonly size: number;
  readonly digestFrom: 'bytes' | 'name';
}

/** What a cache holds of a repository of the Hugging Face hub. */
export interface HubSnapshot {
  readonly type: 'model' | 'dataset' | 'space';
  /** `org/name` */
  readonly repository: string;
  /** 40 lower-case hex digits; null: not about a snapshot, only about what was passed over. */
  readonly commit: string | null;
  /** Whether these are all files of the commit. */
  readonly complete: boolean;
  readonly files: readonly HubFile[];
  readonly passedOver: readonly { readonly path: string; readonly why: WhyPassedOver }[];
}

/**
 * The files of one commit of a repository on the Hugging Face hub, as a cache holds them. There is no time and no place in
 * it: the same files of the same commit are the same document wherever they are met. Its digest is the artifact that the
 * list is of; a commit of which only some files are there is another artifact than one with all of them.
 */
export const hubSnapshot: Format = {
  name: 'hub-snapshot',
  doc: 'What a source saw of a repository on the Hugging Face hub: the files of a commit, with their digests',
  reader: 1,
  recognises: ({ shape, keys }: Head) => shape === 'json' && (keys.get('_type') ?? '').startsWith(FAMILY),
  read,
};

/** The document that lists these files, in the order of their paths (RFC 8785). */
export function hubSnapshotBytes(snapshot: HubSnapshot): Uint8Array {
  const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  const files = [...snapshot.files].sort(byPath);
  const passedOver = [...snapshot.passedOver].sort(byPath);
  return new TextEncoder().encode(canonicalJson({ _type: TYPE, ...snapshot, files, passedOver }));
}

/** The reference of a repository at a revision, as workloads name it. */
export function repositoryReference(type: HubSnapshot['type'], repository: string, revision: string): string {
  return hubReference(type === 'dataset' ? `datasets/${repository}` : repository, revision).id;
}

function read(document: Document): Reading {
  const record = parseJson(document.bytes);
  if (!isObject(record)) throw new Failure('MALFORMED', 'The snapshot is no JSON object.');
  if (textOf(member(record, '_type')) !== TYPE) {
    throw new Failure('UNSUPPORTED_VERSION', 'Only snapshots of version 1 are read.', { at: '/_type' });
  }
  const remarks: Remark[] = Object.keys(record)
    .filter((key) => !FIELDS.has(key))
    .map((key) => ({ code: 'FIELD_UNKNOWN', at: pointer(key), message: 'A snapshot has no such field.' }));
  remarks.push(...passedOver(member(record, 'passedOver')));
  const claims = snapshotClaims(record, document.digest, remarks);
  return { version: 'v1', claims, inner: [], remarks: capRemarks(remarks) };
}

function snapshotClaims(record: JsonObject, tree: string, remarks: Remark[]): readonly Claim[] {
  const type = textOf(member(record, 'type'));
  if (type !== 'model' && type !== 'dataset' && type !== 'space') {
    throw new Failure('MALFORMED', 'The snapshot is of no known type of repository.', { at: '/type' });
  }
  const commit = member(record, 'commit');
  if (commit === null || type === 'space') return [];
  const repository = member(record, 'repository');
  if (!isHubName(repository)) {
    throw new Failure('MALFORMED', 'The snapshot names no repository of the hub.', { at: '/repository' });
  }
  if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit)) {
    throw new Failure('MALFORMED', 'The snapshot names no commit.', { at: '/commit' });
  }
  const listed = member(record, 'files');
  if (!Array.isArray(listed)) {
    throw new Failure('MALFORMED', 'The snapshot has no list of files.', { at: '/files' });
  }
  // What was passed over is no part of the list, so it is not all there is, whatever it says of itself.
  const isComplete = member(record, 'complete') === true && arrayOf(member(record, 'passedOver')).length === 0;
  const properties = {
    role: 'tree',
    mediaType: null,
    artifactType: null,
    os: null,
    architecture: null,
    variant: null,
    // Counted only where the list is all there is: by this count it is known to be whole.
    layerCount: isComplete ? listed.length : null,
  };
  const reference = repositoryReference(type, repository, commit);
  const { claims, files } = filesOf(tree, listed, remarks);
  const { groups, remarks: odd } =
    type === 'model' ? loadingGroups(files, isComplete) : { groups: [], remarks: [] as const };
  remarks.push(...odd);
  return [
    { edge: 'EMBODIES', from: tree, to: tree, at: '', properties },
    { edge: 'RESOLVES_TO', from: reference, to: tree, at: '/commit' },
    ...claims,
    ...carriesWeights(tree, groups),
  ];
}

function filesOf(
  tree: string,
  listed: readonly unknown[],
  remarks: Remark[],
): { readonly claims: readonly Claim[]; readonly files: readonly ListedFile[] } {
  const claims: Claim[] = [];
  const files: ListedFile[] = [];
  const met = new Set<string>();
  for (const [index, entry] of listed.entries()) {
    const at = pointer('files', index);
    const path = textOf(member(entry, 'path'));
    const digest = digestOf('sha256', textOf(member(entry, 'sha256')) ?? '');
    if (path === null || digest === undefined) {
      remarks.push({ code: 'FILE_UNUSABLE', at, message: 'The file has no path, or no sha256.' });
      continue;
    }
    if (met.has(path)) remarks.push({ code: 'PATH_REPEATED', at, message: 'The same path is listed before.' });
    met.add(path);
    const size = member(entry, 'size');
    const isSize = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0;
    if (!isSize && size !== undefined) {
      remarks.push({ code: 'SIZE_INVALID', at: `${at}/size`, message: 'This is no size in bytes.' });
    }
    claims.push({
      edge: 'HOLDS_FILE',
      from: tree,
      to: digest,
      at,
      properties: { path, size: isSize ? size : null },
    });
    const written = member(entry, 'gitBlob');
    const blob = digestOf('gitBlob', textOf(written) ?? '');
    if (blob !== undefined) claims.push({ edge: 'HAS_DIGEST', from: digest, to: blob, at: `${at}/gitBlob` });
    else if (written !== undefined) {
      remarks.push({ code: 'DIGEST_INVALID', at: `${at}/gitBlob`, message: 'This is no id of a git object.' });
    }
    files.push({ path, mediaType: null, digest, at });
  }
  return { claims, files };
}

function passedOver(listed: unknown): Remark[] {
  return arrayOf(listed).map((entry, index): Remark => {
    const why = textOf(member(entry, 'why')) ?? '';
    const path = textOf(member(entry, 'path'));
    const known = Object.entries(PASSED_OVER).find(([name]) => name === why)?.[1];
    const [code, message] = known ?? ['PASSED_OVER', 'This was not read, for a reason that is not known here.'];
    return { code, at: pointer('passedOver', index), message: path === null ? message : `${path}: ${message}` };
  });
}
