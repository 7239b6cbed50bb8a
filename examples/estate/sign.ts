/**
 * Signs, with a key that is never written down, the statements that builders would sign: scans/envelopes/*.dsse.json
 * (DSSE 1.0) and the public key, scans/envelopes/builder.pub. A step of scan.sh.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';

import { statements } from './make/statements.ts';

const folder = new URL('./scans/envelopes/', import.meta.url);
const payloadType = 'application/vnd.in-toto+json';

/** DSSE 1.0 pre-authentication encoding. */
function preAuthentication(payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const keyid = createHash('sha256')
  .update(publicKey.export({ type: 'spki', format: 'der' }))
  .digest('hex');
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('builder.pub', folder), publicKey.export({ type: 'spki', format: 'pem' }));
for (const statement of statements().filter(({ signed }) => signed)) {
  const signature = sign(null, preAuthentication(statement.bytes), privateKey).toString('base64');
  const payload = statement.bytes.toString('base64');
  const envelope = { payloadType, payload, signatures: [{ keyid, sig: signature }] };
  writeFileSync(
    new URL(`${statement.name.replace(/\.intoto$/, '')}.dsse.json`, folder),
    `${JSON.stringify(envelope)}\n`,
  );
}
