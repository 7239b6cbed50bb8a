import type { Claim, Remark } from '../../reading.ts';
import { annotation } from '../oci-descriptor.ts';
import { certificateIdentities } from '../sigstore-bundle/certificate-identities.ts';
import type { Layer } from './manifest-layers.ts';

const SIGNATURE = 'dev.cosignproject.cosign/signature';
const CERTIFICATE = 'dev.sigstore.cosign/certificate';
const ENVELOPE = 'application/vnd.dsse.envelope.v1+json';
const PEM = /-----BEGIN CERTIFICATE-----(?<base64>[A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/;

/**
 * Signatures as cosign keeps them in the annotations of a layer (sigstore-oci-rekor.md §1.3): over the bytes of the layer, with
 * the certificate beside it. An envelope has its signature inside; of that one the certificate names the signer. The chain and
 * the bundle of the log stay in the bytes, and nothing is verified.
 *
 * @param manifest - its digest: a signature is `<manifest>#<ordinal of the layer>`.
 */
export function simpleSignatures(
  manifest: string,
  layers: readonly Layer[],
): { readonly claims: readonly Claim[]; readonly remarks: readonly Remark[] } {
  const claims: Claim[] = [];
  const remarks: Remark[] = [];
  for (const { value, digest, mediaType, at, ordinal } of layers) {
    const isSigned = annotation(value, SIGNATURE) !== null;
    const pem = annotation(value, CERTIFICATE);
    if (!isSigned && pem === null) continue;
    const place = (key: string): string => `${at}/annotations/${key.replaceAll('/', '~1')}`;
    const signature = isSigned ? `${manifest}#${ordinal}` : `${digest}#0`;
    if (isSigned) {
      const properties = { payloadType: mediaType };
      claims.push({ edge: 'SIGNS', from: signature, to: digest, at: place(SIGNATURE), properties });
    } else if (mediaType !== ENVELOPE) {
      const message = 'The layer has the certificate of a signature, and no signature.';
      remarks.push({ code: 'SIGNATURE_MISSING', at: place(CERTIFICATE), message });
      continue;
    }
    if (pem === null) continue;
    const identities = certificateIdentities(Buffer.from(PEM.exec(pem)?.groups?.['base64'] ?? '', 'base64'));
    for (const to of identities) claims.push({ edge: 'SIGNED_BY', from: signature, to, at: place(CERTIFICATE) });
    if (identities.length > 0) continue;
    const message = 'The certificate cannot be read, so who signed is not known.';
    remarks.push({ code: 'CERTIFICATE_UNREADABLE', at: place(CERTIFICATE), message });
  }
  return { claims, remarks };
}
