import { Failure } from '../../failure.ts';
import type { Document, Format } from '../../format.ts';
import type { Head } from '../../head.ts';
import type { JsonObject } from '../../json/index.ts';
import { isObject, member, objectOf, parseJson, pointer, textOf } from '../../json/index.ts';
import type { Claim, Reading, Remark } from '../../reading.ts';
import { capRemarks } from '../../remarks.ts';
import { namedDataset } from '../hub-name.ts';
import { addressReference, originClaim } from '../model-origin.ts';
import { embodiesConfig } from './config-claim.ts';

/** Keys of GGUF that say where a model is from, and from which data. */
const BASE = /^general\.base_model\.(?<number>\d{1,4})\.(?:repo_url|url|doi|name)$/;
const DATASET = /^general\.dataset\.(?<number>\d{1,4})\.(?:repo_url|url|doi|name)$/;
/** The most telling first. */
const NAMED_BY = ['repo_url', 'url', 'doi', 'name'];

/**
 * The config of a model as Docker packs it, v0.1 and v0.2: the base models and the data sets that the GGUF metadata in it
 * names (model-estate.md §2.2). Where neither address nor DOI is given, a name is not enough to be known by.
 */
export const dockerModelConfig: Format = {
  name: 'docker-model-config',
  doc: 'Config of a model as Docker packs it: the base models and data sets that its GGUF metadata names',
  reader: 1,
  recognises: ({ shape, keys }: Head) => shape === 'json' && isConfig(keys),
  read,
};

/** An image config says its architecture on the first level. */
function isConfig(keys: Head['keys']): boolean {
  const others = ['schemaVersion', 'architecture', 'modelfs', 'model_format', 'model_family', 'manifestVersion'];
  if (others.some((key) => keys.has(key))) return false;
  const isShape = ['config', 'descriptor'].every((key) => keys.get(key) === null);
  return isShape && (keys.get('rootfs') === null || keys.get('files') === null);
}

function read(document: Document): Reading {
  const file = parseJson(document.bytes);
  if (!isObject(file)) throw new Failure('MALFORMED', 'The config is no JSON object.');
  const config = member(file, 'config');
  const gguf = objectOf(member(config, 'gguf'));
  const claims: Claim[] = [embodiesConfig(document.digest)];
  const remarks: Remark[] = [];
  if (textOf(member(config, 'format')) === null) {
    remarks.push({
      code: 'FORMAT_MISSING',
      at: '/config',
      message: 'The config does not say how the model is written.',
    });
  }
  for (const { name, at } of named(gguf, BASE)) {
    const origin = originClaim({ from: document.digest, name, at, relation: 'base' }, addressOf);
    claims.push(...origin.claims);
    remarks.push(...origin.remarks);
  }
  for (const { name, at } of named(gguf, DATASET)) {
    const to = namedDataset(name);
    if (to === undefined || at.endsWith('.name')) {
      remarks.push({ code: 'DATASET_UNNAMED', at, message: 'The data set has no address.' });
      continue;
    }
    claims.push({ edge: 'TRAINED_ON', from: document.digest, to, at, properties: { name } });
  }
  return { version: Object.hasOwn(file, 'files') ? 'v0.1' : 'v0.2', claims, inner: [], remarks: capRemarks(remarks) };
}

/** What is named under one number, by its most telling key. */
function named(gguf: JsonObject, keys: RegExp): { name: string; at: string }[] {
  const numbered = Map.groupBy(
    Object.keys(gguf).filter((key) => keys.test(key)),
    (key) => keys.exec(key)?.groups?.['number'],
  );
  return [...numbered.values()].flatMap((same) => {
    const rank = (key: string): number => NAMED_BY.indexOf(key.slice(key.lastIndexOf('.') + 1));
    const [best = ''] = same.toSorted((a, b) => rank(a) - rank(b));
    return [{ name: textOf(gguf[best]) ?? '', at: pointer('config', 'gguf', best) }];
  });
}

/** A mere name is no address, though it may look like one. */
function addressOf(name: string): string | undefined {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|10\.\d{4,}\/)/i.test(name) ? addressReference(name) : undefined;
}
