import { edge, node, optional, text } from './kind.ts';

export const Signature = node({
  label: 'Signature',
  doc: 'One signature in an envelope or bundle.',
  id: 'digest of the envelope or bundle, and ordinal: `sha256:…#0`',
});

export const Identity = node({
  label: 'Identity',
  doc: 'Who signed, as far as the document claims: a key, or a name that a certificate gives, with the issuer that is said to vouch for it.',
  id: '`certificate:<issuer>|<SAN type>|<SAN value>`, `key:<hint>` or `spki:sha256:…`',
});

export const Signs = edge({
  type: 'SIGNS',
  doc: 'A signature is over the payload of its envelope.',
  from: 'Signature',
  to: 'Document',
  forward: 'signs',
  backward: 'signedWith',
  properties: { payloadType: optional(text('The media type of the payload, which the signature covers.')) },
});

export const SignedBy = edge({
  type: 'SIGNED_BY',
  doc: 'A signature names its signer. That is a claim until it is verified.',
  from: 'Signature',
  to: 'Identity',
  forward: 'signedBy',
  backward: 'signatures',
});
