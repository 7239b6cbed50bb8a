import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import { LIMITS } from '../limits.ts';
import { arrayOf, isObject, member, pointer } from '../json/index.ts';
import type { JsonObject } from '../json/index.ts';
import type { Claim, Reading, Remark } from '../reading.ts';
import { capRemarks } from '../remarks.ts';
import { embodiesFile, originOf } from './card-claims.ts';
import { namedDataset, namedModel } from './hub-name.ts';
import { yamlDocuments } from './kubernetes/yaml-documents.ts';

const BEGINS = /^---[ \t]*\r?\n/;
const ENDS = /^---[ \t]*\r?$/m;
/** Members of the metadata that a card of a model has. A page of a site with tags and a title has none of them. */
const OF_A_MODEL =
  /^["']?(?:base_model|base_model_relation|library_name|pipeline_tag|model-index|model_name)["']?[ \t]{0,40}:|^[ \t]{0,40}- ["']?base_model:/m;
const OF_A_CARD = /^["']?(?:license|license_name|license_link|datasets|new_version|eval_results)["']?[ \t]{0,40}:/m;
const OF_A_DATASET =
  /^["']?(?:dataset_info|task_categories|size_categories|annotations_creators|configs)["']?[ \t]{0,40}:/m;
/** What other formats are known by. */
const OF_OTHERS = /^["']?(?:apiVersion|spdxVersion|SPDXID|bomFormat|manifestVersion)["']?[ \t]{0,40}:/im;

const RELATIONS = new Set(['adapter', 'finetune', 'merge', 'quantized']);
const TAG = /^base_model:(?:(?<relation>[a-z]+):)?(?<name>[^:]+)$/;

/**
 * A model card: README.md with a block of YAML metadata in front (model-estate.md §4.3). What it says of the origin of the
 * model and of its data are names that its author wrote, without a revision.
 */
export const modelCard: Format = {
  name: 'model-card',
  doc: 'Model card, README.md with metadata: the models and data sets that a model comes from',
  reader: 1,
  recognises: ({ shape, text }: Head) => shape === 'text' && isCard(text),
  read,
};

function isCard(text: string): boolean {
  const metadata = metadataIn(text);
  if (metadata === null) return isCutOff(text) && OF_A_MODEL.test(text) && !OF_OTHERS.test(text);
  if (OF_OTHERS.test(metadata)) return false;
  return OF_A_MODEL.test(metadata) || (OF_A_CARD.test(metadata) && !OF_A_DATASET.test(metadata));
}

/** A byte-order mark and a character cut in two are no part of the text. */
const LOST_BYTES = 8;

/** The head shows only the beginning: long results push the end of the metadata out of it. */
function isCutOff(text: string): boolean {
  return BEGINS.test(text) && new TextEncoder().encode(text).length >= LIMITS.headBytes - LOST_BYTES;
}

/** What lies between the first line and the next one of three dashes; null where there is no such block. */
function metadataIn(text: string): string | null {
  const begin = BEGINS.exec(text)?.[0].length;
  if (begin === undefined) return null;
  const rest = text.slice(begin);
  const end = rest.search(ENDS);
  return end === -1 ? null : rest.slice(0, end);
}

function read({ bytes, digest }: Document): Reading {
  const text = new TextDecoder('utf-8').decode(bytes);
  const metadata = metadataIn(text);
  if (metadata === null) throw new Failure('MALFORMED', 'The metadata of the card has no end.', { at: 'line 1' });
  // The first line stays, so that lines are counted as in the document.
  const [block, ...others] = yamlDocuments(`---\n${metadata}`);
  if (block === undefined || others.length > 0 || !isObject(block.value)) {
    throw new Failure('MALFORMED', 'The metadata of the card is no mapping.', { at: 'line 2' });
  }
  const remarks: Remark[] = [];
  const claims = [
    embodiesFile(digest),
    ...originClaims(digest, block.value, remarks),
    ...datasetClaims(digest, block.value, remarks),
  ];
  return { version: null, claims, inner: [], remarks: capRemarks(remarks) };
}

interface Entry {
  readonly value: unknown;
  readonly at: string;
}

/** A member that is one value or a list of them. */
function entriesOf(metadata: JsonObject, key: string): readonly Entry[] {
  const value = member(metadata, key);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [{ value, at: pointer(key) }];
  return arrayOf(value).map((one, index) => ({ value: one, at: pointer(key, index) }));
}

interface Tagged {
  readonly name: string;
  readonly relation: string | null;
  readonly at: string;
}

/** `base_model:<relation>:<name>`, as the hub writes them; each with and without the relation. */
function taggedBases(metadata: JsonObject): readonly Tagged[] {
  return entriesOf(metadata, 'tags').flatMap(({ value, at }): Tagged[] => {
    const { relation, name } = (typeof value === 'string' ? TAG.exec(value)?.groups : undefined) ?? {};
    return name === undefined ? [] : [{ name, relation: relation ?? null, at }];
  });
}

function originClaims(digest: string, metadata: JsonObject, remarks: Remark[]): Claim[] {
  const tags = taggedBases(metadata);
  const stated = member(metadata, 'base_model_relation');
  const relation = typeof stated === 'string' && RELATIONS.has(stated) ? stated : null;
  if (stated !== undefined && stated !== null && relation === null) {
    const message = 'The card names a relation to its origin that is not known here.';
    remarks.push({ code: 'RELATION_UNKNOWN', at: '/base_model_relation', message });
  }
  const claims: Claim[] = [];
  const named = new Set<string>();
  const claim = ({ value, at }: Entry, how: string): void => {
    const origin = originOf({ from: digest, written: value, at, relation: how, revision: null });
    claims.push(...origin.claims);
    remarks.push(...origin.remarks);
  };
  for (const entry of entriesOf(metadata, 'base_model')) {
    const tagged = tags.find(({ name, relation: known }) => known !== null && isSame(name, entry.value));
    claim(entry, relation ?? knownRelation(tagged) ?? 'unknown');
    if (typeof entry.value === 'string') named.add(entry.value);
  }
  // A tag with the relation says more than the same tag without it.
  for (const tag of [...tags].sort((a, b) => Number(a.relation === null) - Number(b.relation === null))) {
    if ([...named].some((name) => isSame(tag.name, name))) continue;
    named.add(tag.name);
    claim({ value: tag.name, at: tag.at }, relation ?? knownRelation(tag) ?? 'unknown');
  }
  return claims;
}

const knownRelation = (tag: Tagged | undefined): string | null =>
  tag?.relation != null && RELATIONS.has(tag.relation) ? tag.relation : null;

function isSame(name: string, other: unknown): boolean {
  if (typeof other !== 'string') return false;
  return name === other || (namedModel(name, null) ?? name) === (namedModel(other, null) ?? other);
}

function datasetClaims(digest: string, metadata: JsonObject, remarks: Remark[]): Claim[] {
  const claims = new Map<string, Claim>();
  const tagged = entriesOf(metadata, 'tags').flatMap(({ value, at }): Entry[] =>
    typeof value === 'string' && value.startsWith('dataset:') ? [{ value: value.slice('dataset:'.length), at }] : [],
  );
  for (const { value, at } of [...entriesOf(metadata, 'datasets'), ...tagged]) {
    const to = typeof value === 'string' ? namedDataset(value) : undefined;
    if (to === undefined || typeof value !== 'string') {
      remarks.push({ code: 'DATASET_UNNAMED', at, message: 'The card names a data set by no usable name.' });
      continue;
    }
    if (claims.has(to)) continue;
    claims.set(to, { edge: 'TRAINED_ON', from: digest, to, at, properties: { name: value } });
  }
  return [...claims.values()];
}
