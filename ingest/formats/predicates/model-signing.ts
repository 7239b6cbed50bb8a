import { digestOf, sha256Of } from '#schema';
import type { Claim, Remark } from '../../reading.ts';
import { capRemarks } from '../../remarks.ts';
import type { JsonObject } from '../../json/index.ts';
import { arrayOf, isObject, member, pointer, textOf } from '../../json/index.ts';
import type { ListedFile } from '../weight-file.ts';
import { carriesWeights, loadingGroups } from '../weights.ts';
import type { Attested, PredicateReader, PredicateReading } from './predicate-reader.ts';
import { objectPredicate } from './predicate-reader.ts';

const TYPES = /^https:\/\/model_signing\/signature\/v1(?:\.\d+)?$/;
const LEGACY = 'https://model_signing/Digests/v0.1';
const RESOURCES = '/predicate/resources';
const HASHES = new Set(['sha256', 'blake2b', 'blake3']);
const SHARD = /^(?<path>.+):(?<start>\d{1,16}):(?<end>\d{1,16})$/s;

interface Resource {
  readonly name: string;
  readonly digest: string;
  readonly at: string;
}

/**
 * OpenSSF Model Signing v1: the files below a root (model-estate.md §3.4). The root is computed again from the digests as they
 * stand; only of a root that is the subject files and weights are claimed. A list by shards names parts of files, which no
 * digest elsewhere is of. Neither is the statement the bytes of the root, so nothing says here that it is the whole of it: a
 * root can be made to equal the digest of any bytes whose length fits.
 */
export const modelSigning: PredicateReader = objectPredicate(
  TYPES,
  'the list of the files of a signed model',
  readRoot,
);

/** The form before: one subject for each file. The list is the artifact that has them, for want of a root. */
export const modelSigningDigests: PredicateReader = {
  recognises: (predicateType) => predicateType === LEGACY,
  read: (attested) => capped(readDigests(attested)),
};

function capped({ claims, remarks }: PredicateReading): PredicateReading {
  return { claims, remarks: capRemarks(remarks) };
}

function readRoot(predicate: JsonObject, { subjects }: Attested): PredicateReading {
  const remarks: Remark[] = [];
  const resources = readResources(predicate, remarks);
  const serialization = member(predicate, 'serialization');
  const method = textOf(member(serialization, 'method'));
  const [subject, ...others] = new Set(subjects.map(({ artifact }) => artifact));
  const refused = (code: string, at: string, message: string): PredicateReading => {
    return { claims: [], remarks: [...remarks, { code, at, message: `${message} Its files are not claimed.` }] };
  };
  if (subject === undefined || others.length > 0) {
    return refused('ROOT_AMBIGUOUS', '/subject', 'A signed model has one root as its only subject.');
  }
  if (resources === undefined)
    return refused('RESOURCES_UNREADABLE', RESOURCES, 'Not every file of the list can be read.');
  const raw = [resources, sorted(resources)].map(rawDigests).find((octets) => sha256Of(octets) === subject);
  if (raw === undefined) {
    const computed = sha256Of(rawDigests(sorted(resources)));
    return refused('ROOT_MISMATCH', RESOURCES, `The root of the files is ${computed}, and the subject ${subject}.`);
  }
  if (sha256Of(rawDigests(resources)) !== subject) {
    const message = 'The files are not listed in the order of their names, in which the root is computed.';
    remarks.push({ code: 'RESOURCES_UNSORTED', at: RESOURCES, message });
  }
  if (isText(raw))
    return refused('ROOT_IS_TEXT', RESOURCES, 'What the root is computed from is a text, and no digests.');
  if (method === 'files') return { claims: [...claimsOf(subject, resources, remarks)], remarks };
  if (method !== 'shards')
    return refused('METHOD_UNKNOWN', '/predicate/serialization', 'The files are listed in no known way.');
  const odd = resources.find(({ name }) => !isShard(name));
  if (odd !== undefined) return refused('SHARD_INVALID', odd.at, 'This is no part of a file: path:start:end.');
  const files = new Set(resources.map(({ name }) => SHARD.exec(name)?.groups?.['path'])).size;
  return refused('SHARDS_NOT_FILES', RESOURCES, `The list has digests of parts of ${files} files, and none of a file.`);
}

function readDigests({ document, predicateType, subjects }: Attested): PredicateReading {
  const from = document.digest;
  const remarks: Remark[] = [];
  const named = subjects.flatMap(({ artifact, name, at }) => (name === null ? [] : [{ name, digest: artifact, at }]));
  if (named.length !== subjects.length) {
    const message = 'A file of the list has no name, so the list is not read as one of files.';
    return { claims: [], remarks: [{ code: 'RESOURCES_UNREADABLE', at: '/subject', message }] };
  }
  const properties = {
    role: 'tree',
    mediaType: null,
    artifactType: predicateType,
    os: null,
    architecture: null,
    variant: null,
    layerCount: null,
  };
  const claims: Claim[] = [{ edge: 'EMBODIES', from, to: from, at: '', properties }];
  return { claims: [...claims, ...claimsOf(from, named, remarks)], remarks };
}

/** Undefined where one of them cannot be used: then nothing can be computed. */
function readResources(predicate: JsonObject, remarks: Remark[]): readonly Resource[] | undefined {
  const listed = member(predicate, 'resources');
  const stated = textOf(member(member(predicate, 'serialization'), 'hash_type'));
  const resources: Resource[] = [];
  for (const [index, entry] of arrayOf(listed).entries()) {
    const at = `${RESOURCES}${pointer(index)}`;
    const name = textOf(member(entry, 'name'));
    const algorithm = textOf(member(entry, 'algorithm')) ?? stated;
    const written = textOf(member(entry, 'digest'));
    const isKnown = algorithm !== null && HASHES.has(algorithm.toLowerCase());
    const digest = isKnown && written !== null ? digestOf(algorithm, written) : undefined;
    if (name !== null && digest !== undefined) {
      resources.push({ name, digest, at });
      if (algorithm !== stated && stated !== null) {
        const message = `The list says that its digests are ${stated}, and this one is another.`;
        remarks.push({ code: 'HASH_TYPE_CONFLICT', at, message });
      }
      continue;
    }
    const message = 'The file has no name, or no digest of a known kind.';
    remarks.push({ code: isObject(entry) ? 'DIGEST_INVALID' : 'RESOURCE_UNREADABLE', at, message });
  }
  if (resources.length === 0 || resources.length !== arrayOf(listed).length) return undefined;
  return resources;
}

/** In the order of their names by code point, as they are hashed. */
function sorted(resources: readonly Resource[]): readonly Resource[] {
  return resources.toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

function rawDigests(resources: readonly Resource[]): Uint8Array {
  return Buffer.concat(resources.map(({ digest }) => Buffer.from(digest.slice(digest.indexOf(':') + 1), 'hex')));
}

function claimsOf(root: string, files: readonly Resource[], remarks: Remark[]): readonly Claim[] {
  const byName = Map.groupBy(files, ({ name }) => name);
  const twice = [...byName.values()].filter((same) => new Set(same.map(({ digest }) => digest)).size > 1);
  for (const [, second] of twice) {
    if (second === undefined) continue;
    const message = 'The list has another file of the same name.';
    remarks.push({ code: 'RESOURCE_TWICE', at: second.at, message });
  }
  const listed = files.map(({ name, digest, at }): ListedFile => ({ path: name, mediaType: null, digest, at }));
  const weights = loadingGroups(listed, twice.length === 0);
  for (const remark of weights.remarks) remarks.push(remark);
  return [
    ...files.map(({ name, digest, at }): Claim => {
      return { edge: 'HOLDS_FILE', from: root, to: digest, at, properties: { path: name, size: null } };
    }),
    ...carriesWeights(root, weights.groups),
  ];
}

function isShard(name: string): boolean {
  const { start, end } = SHARD.exec(name)?.groups ?? {};
  return start !== undefined && end !== undefined && Number(start) <= Number(end);
}

/** 32 octets that happen to be printable do not occur; a text that was cut into digests is one. */
function isText(raw: Uint8Array): boolean {
  return (
    raw.every((octet) => octet === 0x09 || octet === 0x0a || octet === 0x0d || (octet >= 0x20 && octet !== 0x7f)) &&
    isUtf8(raw)
  );
}

function isUtf8(raw: Uint8Array): boolean {
  return Buffer.compare(Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw)), raw) === 0;
}
