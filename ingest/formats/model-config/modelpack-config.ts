import { parseDigest } from '#schema';
import { Failure } from '../../failure.ts';
import type { Document, Format } from '../../format.ts';
import type { Head } from '../../head.ts';
import { arrayOf, isObject, member, parseJson, pointer } from '../../json/index.ts';
import type { Claim, Reading, Remark } from '../../reading.ts';
import { capRemarks } from '../../remarks.ts';
import { namedDataset } from '../hub-name.ts';
import { isNodeId } from '../node-id.ts';
import { embodiesConfig } from './config-claim.ts';

/** The config of a CNCF ModelPack: which data the model was trained on (model-estate.md §2.2). */
export const modelpackConfig: Format = {
  name: 'modelpack-config',
  doc: 'Config of a CNCF ModelPack: the data sets it names',
  reader: 1,
  recognises: ({ shape, keys }: Head) => shape === 'json' && isConfig(keys),
  read,
};

function isConfig(keys: Head['keys']): boolean {
  if (keys.has('schemaVersion') || keys.has('manifestVersion') || keys.has('rootfs')) return false;
  return keys.has('modelfs') && (keys.has('descriptor') || keys.has('config')) && keys.get('modelfs') === null;
}

function read(document: Document): Reading {
  const config = parseJson(document.bytes);
  if (!isObject(config)) throw new Failure('MALFORMED', 'The config is no JSON object.');
  const remarks: Remark[] = [];
  const descriptor = member(config, 'descriptor');
  return {
    version: null,
    claims: [embodiesConfig(document.digest), ...trainedOn(document.digest, descriptor, remarks)],
    inner: [],
    remarks: capRemarks([...remarks, ...oddLayers(member(config, 'modelfs'))]),
  };
}

function trainedOn(from: string, descriptor: unknown, remarks: Remark[]): Claim[] {
  const listed = member(descriptor, 'datasetsURL') ?? [];
  const claims: Claim[] = [];
  if (!Array.isArray(listed)) {
    const message = 'The data sets are no list.';
    remarks.push({ code: 'DATASETS_UNREADABLE', at: '/descriptor/datasetsURL', message });
  }
  for (const [index, address] of arrayOf(listed).entries()) {
    const at = pointer('descriptor', 'datasetsURL', index);
    const to = isNodeId(address) ? namedDataset(address) : undefined;
    if (to !== undefined && isNodeId(address)) {
      claims.push({ edge: 'TRAINED_ON', from, to, at, properties: { name: address } });
    } else remarks.push({ code: 'DATASET_UNNAMED', at, message: 'The data set has no usable address.' });
  }
  return claims;
}

function oddLayers(modelfs: unknown): Remark[] {
  const listed = member(modelfs, 'diffIds') ?? member(modelfs, 'diff_ids');
  if (!Array.isArray(listed)) {
    return [{ code: 'LAYERS_MISSING', at: '/modelfs', message: 'The config has no list of layers.' }];
  }
  return arrayOf(listed).flatMap((one, index) => {
    if (typeof one === 'string' && parseDigest(one) !== undefined) return [];
    const key = Array.isArray(member(modelfs, 'diffIds')) ? 'diffIds' : 'diff_ids';
    return [{ code: 'DIGEST_INVALID', at: pointer('modelfs', key, index), message: 'This is no digest of a layer.' }];
  });
}
