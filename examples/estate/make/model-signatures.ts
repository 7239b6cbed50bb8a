import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { hubModels } from './hub.ts';
import type { HubModel } from './hub.ts';
import { sha256 } from './oci.ts';

const bundles = new URL('../scans/envelopes/', import.meta.url);

/** The name of the file that a bundle is kept in. */
export function bundleName({ repository }: HubModel): string {
  return `${repository.slice(repository.indexOf('/') + 1)}.sig`;
}

/**
 * What a publisher signs (OpenSSF Model Signing v1): every file of the model with its digest, about the root of them, which
 * is the sha256 of their digests in the order of their names.
 */
export function signedList({ repository, files }: HubModel): Buffer {
  const root = createHash('sha256');
  for (const { bytes } of files) root.update(createHash('sha256').update(bytes).digest());
  const name = repository.slice(repository.indexOf('/') + 1);
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name, digest: { sha256: root.digest('hex') } }],
    predicateType: 'https://model_signing/signature/v1.0',
    predicate: {
      serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: [] },
      resources: files.map(({ path, bytes }) => ({ name: path, algorithm: 'sha256', digest: sha256(bytes) })),
    },
  };
  return Buffer.from(JSON.stringify(statement));
}

/** Bundles of the models that are signed, as they were signed: each must be over the list as it is now. */
export function bundleFiles(): [string, Buffer][] {
  return hubModels
    .filter(({ signed }) => signed)
    .map((model) => {
      const bytes = readFileSync(new URL(bundleName(model), bundles));
      const { dsseEnvelope } = JSON.parse(bytes.toString()) as { dsseEnvelope: { payload: string } };
      if (dsseEnvelope.payload !== signedList(model).toString('base64')) {
        throw new Error(`${bundleName(model)} was signed over other files: run scan.sh sign`);
      }
      return [`documents/hub/${model.repository}/model.sig`, bytes];
    });
}
