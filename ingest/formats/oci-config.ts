import { Failure } from '../failure.ts';
import type { Document, Format } from '../format.ts';
import type { Head } from '../head.ts';
import { isObject, member, parseJson, textOf } from '../json/index.ts';
import type { Reading, Remark } from '../reading.ts';
import { isOllamaConfig } from './model-config/ollama-config.ts';

const PARTS = ['os', 'rootfs', 'history', 'config', 'created'];

/** OCI and Docker image config: for which platform an image is. Its digest stands for the manifests that name it. */
export const ociConfig: Format = {
  name: 'oci-config',
  doc: 'OCI and Docker image config: the platform of an image',
  reader: 2,
  recognises: ({ shape, keys }: Head) => shape === 'json' && isConfig(keys),
  read,
};

/** A manifest of schema 1 has an architecture and a history too, a model of Ollama an architecture and layers. */
function isConfig(keys: Head['keys']): boolean {
  if (keys.has('schemaVersion') || keys.has('fsLayers') || isOllamaConfig(keys)) return false;
  return typeof keys.get('architecture') === 'string' && PARTS.filter((key) => keys.has(key)).length >= 2;
}

function read(document: Document): Reading {
  const config = parseJson(document.bytes);
  if (!isObject(config)) throw new Failure('MALFORMED', 'The image config is no JSON object.');
  const os = textOf(member(config, 'os'));
  const architecture = textOf(member(config, 'architecture'));
  const variant = textOf(member(config, 'variant'));
  const remarks: Remark[] = [];
  if (os === null || architecture === null) {
    const message = 'The image config does not say for which platform it is.';
    remarks.push({ code: 'PLATFORM_MISSING', at: '', message });
  }
  const properties = { role: 'config', mediaType: null, artifactType: null, os, architecture, variant };
  const { digest } = document;
  return {
    version: null,
    claims: [{ edge: 'EMBODIES', from: digest, to: digest, at: '', properties }],
    inner: [],
    remarks,
  };
}
