/**
 * Signs, with keys that are never written down, the statements that builders would sign, scans/envelopes/*.dsse.json (DSSE
 * 1.0), and the lists of files that publishers of models would sign, scans/envelopes/*.sig (Sigstore bundles); their public
 * keys are builder.pub and publisher.pub. A step of scan.sh.
 *
 *   node examples/estate/sign.ts [builder|publisher]   signs what one of them signs; else what both do
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';

import { hubModels } from './make/hub.ts';
import { bundleName, signedList } from './make/model-signatures.ts';
import { statements } from './make/statements.ts';

const folder = new URL('./scans/envelopes/', import.meta.url);
const payloadType = 'application/vnd.in-toto+json';

/** DSSE 1.0 pre-authentication encoding. */
function preAuthentication(payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

function envelope(payload: Buffer, key: KeyObject, digest: string | null, keyid: string): Envelope {
  const signature = sign(digest, preAuthentication(payload), key).toString('base64');
  return { payloadType, payload: payload.toString('base64'), signatures: [{ keyid, sig: signature }] };
}

/** Writes the public half, and returns its sha256, by which signatures name it. */
function publish(name: string, key: KeyObject): string {
  writeFileSync(new URL(`${name}.pub`, folder), key.export({ type: 'spki', format: 'pem' }));
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

function signAsBuilder(): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const keyid = publish('builder', publicKey);
  for (const statement of statements().filter(({ signed }) => signed)) {
    const name = `${statement.name.replace(/\.intoto$/, '')}.dsse.json`;
    writeFileSync(new URL(name, folder), `${JSON.stringify(envelope(statement.bytes, privateKey, null, keyid))}\n`);
  }
}

function signAsPublisher(): void {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const hint = publish('publisher', publicKey);
  for (const model of hubModels.filter(({ signed }) => signed)) {
    const bundle = {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint }, tlogEntries: [] },
      dsseEnvelope: envelope(signedList(model), privateKey, 'sha256', ''),
    };
    writeFileSync(new URL(bundleName(model), folder), `${JSON.stringify(bundle)}\n`);
  }
}

const [signer] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
if (signer !== 'publisher') signAsBuilder();
if (signer !== 'builder') signAsPublisher();
