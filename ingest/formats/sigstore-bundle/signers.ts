import { arrayOf, isObject, member, textOf } from '../../json/index.ts';
import type { Claim, Remark } from '../../reading.ts';
import { isNodeId } from '../node-id.ts';
import { certificateIdentities } from './certificate-identities.ts';

/** Who a bundle claims has signed, each with the place that says so. */
export interface Signers {
  readonly signers: readonly { readonly identity: string; readonly at: string }[];
  readonly remarks: readonly Remark[];
}

const MATERIAL = '/verificationMaterial';

/**
 * The signers that the verification material of a Sigstore bundle names: by a certificate of its own, by the first one of
 * a chain (v0.1, v0.2), or by the hint of a public key. Log entries and timestamps are not read, and nothing is verified
 * (sigstore-oci-rekor.md §1.4).
 */
export function readSigners(material: unknown): Signers {
  const chain = arrayOf(member(member(material, 'x509CertificateChain'), 'certificates'));
  const named = [
    fromCertificate(member(material, 'certificate'), `${MATERIAL}/certificate`),
    fromCertificate(chain[0], `${MATERIAL}/x509CertificateChain/certificates/0`),
    fromKey(member(material, 'publicKey')),
  ].filter((one) => one !== undefined);
  const signers = named.flatMap((one) => one.signers);
  const remarks = named.flatMap((one) => one.remarks);
  if (named.length === 0) {
    const message = 'The bundle names neither a certificate nor a key, so who signed is not said.';
    return { signers, remarks: [{ code: 'SIGNER_MISSING', at: MATERIAL, message }] };
  }
  if (named.length === 1) return { signers, remarks };
  const message = 'The bundle names more than one signer for its one signature. Each of them is claimed.';
  return { signers, remarks: [...remarks, { code: 'SIGNER_AMBIGUOUS', at: MATERIAL, message }] };
}

/** A claim for every signer of a signature. */
export function signedBy(signature: string, { signers }: Signers): Claim[] {
  return signers.map(({ identity, at }): Claim => ({ edge: 'SIGNED_BY', from: signature, to: identity, at }));
}

function fromCertificate(certificate: unknown, place: string): Signers | undefined {
  if (certificate === undefined || certificate === null) return undefined;
  const at = `${place}/rawBytes`;
  const rawBytes = textOf(member(certificate, 'rawBytes'));
  const identities = rawBytes === null ? [] : certificateIdentities(Buffer.from(rawBytes, 'base64'));
  if (identities.length > 0) return { signers: identities.map((identity) => ({ identity, at })), remarks: [] };
  const message = 'The certificate cannot be read, so who signed is not known.';
  return { signers: [], remarks: [{ code: 'CERTIFICATE_UNREADABLE', at, message }] };
}

/** A key without a hint is one that its reader has to know. */
function fromKey(key: unknown): Signers | undefined {
  if (key === undefined || key === null) return undefined;
  const at = `${MATERIAL}/publicKey/hint`;
  const hint = member(key, 'hint');
  if (isNodeId(hint)) return { signers: [{ identity: `key:${hint}`, at }], remarks: [] };
  if (isObject(key) && (hint === undefined || hint === null || hint === '')) return { signers: [], remarks: [] };
  const message = 'The hint of the key is no usable text.';
  return { signers: [], remarks: [{ code: 'KEYID_INVALID', at, message }] };
}
