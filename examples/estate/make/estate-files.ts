import { readFileSync } from 'node:fs';

import { stringify } from 'yaml';

import { euProd } from './eu-prod.ts';
import { expectedAnswer } from './expected.ts';
import { hubFiles, hubModels } from './hub.ts';
import { images } from './images.ts';
import { bundleFiles } from './model-signatures.ts';
import type { Image } from './oci.ts';
import { scanBytes, statements } from './statements.ts';
import type { Statement } from './statements.ts';
import { usStaging } from './us-staging.ts';

const envelopes = new URL('../scans/envelopes/', import.meta.url);

function registryFiles(image: Image): [string, Buffer][] {
  const stem = `documents/registry/${image.repository}/${image.tag}`;
  const index: [string, Buffer][] = image.index === null ? [] : [[`${stem}.index.json`, image.index.bytes]];
  const manifests = image.manifests.flatMap(({ architecture, manifest, config }): [string, Buffer][] => {
    const name = image.index === null ? stem : `${stem}.linux-${architecture ?? 'unknown'}`;
    return [
      [`${name}.manifest.json`, manifest.bytes],
      [`${name}.config.json`, config.bytes],
    ];
  });
  return [...index, ...manifests];
}

function statementFile(statement: Statement): [string, Buffer] {
  if (!statement.signed) return [`documents/attestations/${statement.name}.json`, statement.bytes];
  const name = `${statement.name.replace(/\.intoto$/, '')}.dsse.json`;
  const bytes = readFileSync(new URL(name, envelopes));
  const envelope: unknown = JSON.parse(bytes.toString());
  const payload = typeof envelope === 'object' && envelope !== null && 'payload' in envelope ? envelope.payload : null;
  if (payload !== statement.bytes.toString('base64')) {
    throw new Error(`${name} was signed over another statement: run scan.sh sign`);
  }
  return [`documents/attestations/${name}`, bytes];
}

/** A copy of `value` whose object keys are in order, as kubectl prints them. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

/** Every file of the estate that is made: its path below examples/estate, and its bytes. Reads the scans. */
export function estateFiles(): Map<string, Buffer> {
  const selfNamed = 'vllm-openai-v0.17.1.amd64.syft.cdx.json';
  // As kubectl prints it: times quoted (YAML 1.1 has a type for them), lists not indented.
  const yaml = stringify(sortKeys(euProd()), {
    aliasDuplicateObjects: false,
    indentSeq: false,
    lineWidth: 0,
    version: '1.1',
  });
  return new Map([
    ...images.flatMap(registryFiles),
    [`documents/sboms/${selfNamed}`, scanBytes(selfNamed)],
    ...statements().map(statementFile),
    ...hubModels.flatMap(hubFiles),
    ...bundleFiles(),
    ['expected.json', Buffer.from(`${JSON.stringify(expectedAnswer(), null, 2)}\n`)],
    ['clusters/eu-prod.yaml', Buffer.from(yaml)],
    ['clusters/us-staging.json', Buffer.from(`${JSON.stringify(sortKeys(usStaging()), null, 4)}\n`)],
  ]);
}
