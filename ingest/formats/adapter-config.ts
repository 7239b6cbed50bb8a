import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import { isObject, member, parseJson, textOf } from '../json/index.ts';
import type { Reading, Remark } from '../reading.ts';
import { embodiesFile, originOf } from './card-claims.ts';

const BASE = 'base_model_name_or_path';
const OTHERS = [BASE, 'task_type', 'inference_mode', 'auto_mapping'];

/**
 * `adapter_config.json` of PEFT: the model that an adapter is made for. It lies in the artifact, so it is covered by what
 * signs that one, which a card is not always (model-estate.md §4.3).
 */
export const adapterConfig: Format = {
  name: 'adapter-config',
  doc: 'Config of a PEFT adapter: the model it is made for',
  reader: 1,
  recognises: ({ shape, keys }: Head) =>
    shape === 'json' && typeof keys.get('peft_type') === 'string' && OTHERS.some((key) => keys.has(key)),
  read,
};

function read({ bytes, digest }: Document): Reading {
  const config = parseJson(bytes);
  if (!isObject(config)) throw new Failure('MALFORMED', 'The config of the adapter is no JSON object.');
  const remarks: Remark[] = [];
  const revision = member(config, 'revision');
  if (revision !== undefined && revision !== null && typeof revision !== 'string') {
    const message = 'The revision of the model is no text; its default branch is taken.';
    remarks.push({ code: 'REVISION_INVALID', at: '/revision', message });
  }
  const origin = originOf({
    from: digest,
    written: member(config, BASE),
    at: `/${BASE}`,
    relation: 'adapter',
    revision: textOf(revision),
  });
  return {
    version: textOf(member(config, 'peft_version')),
    claims: [embodiesFile(digest), ...origin.claims],
    inner: [],
    remarks: [...remarks, ...origin.remarks],
  };
}
