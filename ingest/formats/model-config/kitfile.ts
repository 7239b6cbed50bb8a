import { parseDigest } from '#schema';
import { Failure } from '../../failure.ts';
import type { Document, Format } from '../../format.ts';
import type { Head } from '../../head.ts';
import type { JsonObject } from '../../json/index.ts';
import { arrayOf, isObject, member, parseJson, pointer, textOf } from '../../json/index.ts';
import type { Claim, Reading, Remark } from '../../reading.ts';
import { capRemarks } from '../../remarks.ts';
import { isContentDigest } from '../digest-set.ts';
import { yamlDocuments } from '../kubernetes/yaml-documents.ts';
import { kitReference, originClaim } from '../model-origin.ts';
import { isNodeId } from '../node-id.ts';
import { embodiesConfig } from './config-claim.ts';

const PARTS = ['package', 'model', 'datasets', 'code', 'docs', 'prompts'];
const VERSION = /^["']?v?(?<major>\d+)(?:\.\d+)*["']?$/;
/** The name of a kit with its tag or digest; a path of the folder that is packed has neither. */
const KIT = /^(?![./~])[^\s\\]+(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})$/;
const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/./i;
const ADAPTER = /lora|adapter/i;

/**
 * Kitfile of KitOps, as YAML or as the JSON that is the config of a ModelKit (model-estate.md §2.2): the kit that its model is
 * taken from, the data sets it packs or names, the adapters among its parts.
 */
export const kitfile: Format = {
  name: 'kitfile',
  doc: 'Kitfile of KitOps, as YAML or as config of a ModelKit: the kit of its model, its data sets and adapters',
  reader: 1,
  recognises: (head: Head) => isKitfile(head.shape === 'text' ? topLevelKeys(head.text) : head.keys, head.shape),
  read,
};

function isKitfile(keys: ReadonlyMap<string, string | null>, shape: Head['shape']): boolean {
  if ((shape !== 'json' && shape !== 'text') || ['schemaVersion', 'apiVersion'].some((key) => keys.has(key)))
    return false;
  return VERSION.test(keys.get('manifestVersion') ?? '') && PARTS.some((key) => keys.get(key) === null);
}

/** The keys at column 0 of the first YAML document; the value null where it is on further lines. */
function topLevelKeys(text: string): ReadonlyMap<string, string | null> {
  const keys = new Map<string, string | null>();
  for (const line of text.split('\n')) {
    const [, key, value = ''] = /^([A-Za-z]+)[ \t]*:[ \t]*([^#\r]*)/.exec(line) ?? [];
    if (key !== undefined) keys.set(key, value.trim() === '' ? null : value.trim());
  }
  return keys;
}

function read(document: Document): Reading {
  const { kit, isConfig } = parsed(document.bytes);
  const version = textOf(member(kit, 'manifestVersion'));
  if (Number(VERSION.exec(version ?? '')?.groups?.['major'] ?? 1) !== 1) {
    throw new Failure('UNSUPPORTED_VERSION', 'Only Kitfiles of version 1 are read.', { at: '/manifestVersion' });
  }
  const remarks: Remark[] = [];
  const { digest } = document;
  const claims = [
    isConfig ? embodiesConfig(digest) : embodiesFile(digest),
    ...modelOf(digest, member(kit, 'model'), remarks),
    ...datasetsOf(digest, member(kit, 'datasets'), remarks),
  ];
  return { version, claims, inner: [], remarks: capRemarks(remarks) };
}

function parsed(bytes: Uint8Array): { kit: JsonObject; isConfig: boolean } {
  const text = new TextDecoder('utf-8').decode(bytes);
  const isConfig = /^\s*\{/.test(text);
  const documents = isConfig ? [parseJson(bytes)] : yamlDocuments(text).map(({ value }) => value);
  const [kit, ...others] = documents;
  if (!isObject(kit) || others.length > 0) throw new Failure('MALFORMED', 'The Kitfile is not one mapping.');
  return { kit, isConfig };
}

function embodiesFile(digest: string): Claim {
  const claim = embodiesConfig(digest);
  return { ...claim, properties: { ...claim.properties, role: 'file' } };
}

/** The kit that the model is taken from; adapters come from the model beside them, or from that kit. */
function modelOf(digest: string, model: unknown, remarks: Remark[]): Claim[] {
  const path = textOf(member(model, 'path'));
  const kit = path !== null && KIT.test(path) ? path : null;
  const claims: Claim[] = [];
  const claim = (from: string, name: string, at: string, relation: string): void => {
    const origin = originClaim({ from, name, at, relation }, kitReference);
    claims.push(...origin.claims);
    remarks.push(...origin.remarks);
  };
  if (kit !== null) claim(digest, kit, '/model/path', 'base');
  const packed = digestOf(model);
  for (const [index, part] of arrayOf(member(model, 'parts')).entries()) {
    const at = pointer('model', 'parts', index);
    if (!isObject(part)) remarks.push({ code: 'PART_UNREADABLE', at, message: 'This is no part of a model.' });
    if (!ADAPTER.test(textOf(member(part, 'type')) ?? '')) continue;
    const from = digestOf(part) ?? digest;
    const name = textOf(member(part, 'name'));
    if (kit !== null) claim(from, kit, at, 'adapter');
    else if (packed !== null && packed !== from) {
      claims.push({ edge: 'DERIVED_FROM', from, to: packed, at, properties: { relation: 'adapter', name } });
    } else {
      const to = `unnamed:${digest}#${at}`;
      claims.push({ edge: 'DERIVED_FROM_REFERENCE', from, to, at, properties: { relation: 'adapter', name } });
      const message = 'The model that the adapter belongs to has neither a digest nor a name of a kit.';
      remarks.push({ code: 'ORIGIN_UNUSABLE', at, message });
    }
  }
  return claims;
}

/** A path of the folder that is packed names nothing elsewhere: then only a digest does. */
function datasetsOf(from: string, listed: unknown, remarks: Remark[]): Claim[] {
  const claims: Claim[] = [];
  if (listed !== undefined && listed !== null && !Array.isArray(listed)) {
    remarks.push({ code: 'DATASETS_UNREADABLE', at: '/datasets', message: 'The data sets are no list.' });
  }
  for (const [index, dataset] of arrayOf(listed).entries()) {
    const at = pointer('datasets', index);
    const path = textOf(member(dataset, 'path'));
    const to = digestOf(dataset) ?? (path !== null && (ADDRESS.test(path) || KIT.test(path)) ? path : null);
    const name = textOf(member(dataset, 'name'));
    if (isNodeId(to)) claims.push({ edge: 'TRAINED_ON', from, to, at, properties: { name } });
    else remarks.push({ code: 'DATASET_UNNAMED', at, message: 'The data set has neither a digest nor an address.' });
  }
  return claims;
}

/** The digest of the layer in which KitOps packed an element. */
function digestOf(element: unknown): string | null {
  const digest = parseDigest(textOf(member(element, 'digest')) ?? '');
  return digest !== undefined && isContentDigest(digest) ? digest : null;
}
