import { Failure } from '../../failure.ts';
import type { Document, Format } from '../../format.ts';
import type { Head } from '../../head.ts';
import { isObject, member, parseJson, textOf } from '../../json/index.ts';
import type { Reading, Remark } from '../../reading.ts';
import { ollamaReference, originClaim } from '../model-origin.ts';
import { embodiesConfig } from './config-claim.ts';

/**
 * The config of a model of Ollama, which has the media type of an image config (model-estate.md §2.2): the model that it was
 * made from. Its platform is that of an image, and the model runs on any, so it is not claimed.
 */
export const ollamaConfig: Format = {
  name: 'ollama-config',
  doc: 'Config of a model of Ollama: the model that it was made from',
  reader: 1,
  recognises: ({ shape, keys }: Head) => shape === 'json' && isOllamaConfig(keys),
  read,
};

/** Whether the first keys are those of a model of Ollama, and not of an image. */
export function isOllamaConfig(keys: Head['keys']): boolean {
  if (keys.has('schemaVersion') || keys.has('fsLayers') || keys.has('modelfs')) return false;
  if (!keys.has('model_format') && !keys.has('model_family')) return false;
  return keys.has('rootfs') || keys.has('model_type') || keys.has('file_type');
}

function read(document: Document): Reading {
  const config = parseJson(document.bytes);
  if (!isObject(config)) throw new Failure('MALFORMED', 'The config is no JSON object.');
  const remarks: Remark[] = [];
  const remote = textOf(member(config, 'remote_model')) ?? textOf(member(config, 'remote_host'));
  if (remote !== null) {
    const message = 'The model runs elsewhere, under the name that is given: what it is cannot be seen here.';
    const at = textOf(member(config, 'remote_model')) === null ? '/remote_host' : '/remote_model';
    remarks.push({ code: 'MODEL_REMOTE', at, message });
  }
  const name = textOf(member(config, 'base_name'));
  const origin =
    name === null
      ? { claims: [], remarks: [] }
      : originClaim({ from: document.digest, name, at: '/base_name', relation: 'base' }, ollamaReference);
  return {
    version: null,
    claims: [embodiesConfig(document.digest), ...origin.claims],
    inner: [],
    remarks: [...remarks, ...origin.remarks],
  };
}
