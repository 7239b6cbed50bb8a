import { sha256Of } from '#schema';
import { isNodeId } from '../node-id.ts';
import { readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { derElements, hexOf, textFrom } from './der.ts';

/** Object identifiers as their encoded octets. */
const OID = {
  subjectAltName: '551d11',
  /** 1.3.6.1.4.1.57264.1.1: the OIDC issuer as raw text. */
  issuerRaw: '2b0601040183bf300101',
  /** 1.3.6.1.4.1.57264.1.7: the type of an otherName that is a user name. */
  userName: '2b0601040183bf300107',
  /** 1.3.6.1.4.1.57264.1.8: the OIDC issuer as a string of its own. */
  issuer: '2b0601040183bf300108',
} as const;

/** The choices of a GeneralName (RFC 5280 §4.2.1.6) that are text, by tag octet. */
const TEXT_NAMES: ReadonlyMap<number, string> = new Map([
  [0x81, 'email'],
  [0x82, 'dns'],
  [0x86, 'uri'],
]);
const OTHER_NAME = 0xa0;
/** The number of a choice, in its tag octet. */
const CHOICE = 0x1f;

/**
 * Who a certificate says its holder is (sigstore-oci-rekor.md §3.4): one identity `certificate:<issuer>|<SAN type>|<SAN value>`
 * for each subject alternative name, in order. The issuer is the OIDC issuer that Fulcio states (1.3.6.1.4.1.57264.1.8, else
 * .1.1), else the certificate's issuer (`CN=…, O=…`); `|` and `%` in it are percent-encoded. A certificate without such a
 * name is known by its subject (type `subject`), one without a subject by its public key: `spki:sha256:…`. Nothing is verified:
 * whoever makes a certificate can write anything into it.
 *
 * @param der - the certificate as DER.
 * @returns none when these bytes are no certificate.
 */
export function certificateIdentities(der: Uint8Array): readonly string[] {
  const certificate = readCertificate(der);
  if (certificate === undefined) return [];
  const { subject, publicKey } = certificate;
  const issuer = [oidcIssuer(certificate), certificate.issuer].find(isNodeId) ?? 'unknown';
  const prefix = `certificate:${issuer.replaceAll('%', '%25').replaceAll('|', '%7C')}`;
  const names = alternativeNames(certificate).filter(({ value }) => value !== '');
  const claimed = names.length > 0 || subject === '' ? names : [{ type: 'subject', value: subject }];
  const identities = claimed.map(({ type, value }) => `${prefix}|${type}|${value}`).filter(isNodeId);
  return identities.length > 0 ? [...new Set(identities)] : [`spki:${sha256Of(publicKey)}`];
}

function oidcIssuer({ extensions }: Certificate): string | undefined {
  const [text] = derElements(extensions.get(OID.issuer) ?? new Uint8Array());
  if (text !== undefined) return textFrom(text);
  const raw = extensions.get(OID.issuerRaw);
  return raw === undefined ? undefined : new TextDecoder('utf-8').decode(raw);
}

/** A name of a kind that is no text (an address, a directory entry) is known by its octets. */
function alternativeNames({ extensions }: Certificate): { type: string; value: string }[] {
  const [list] = derElements(extensions.get(OID.subjectAltName) ?? new Uint8Array());
  return (list === undefined ? [] : derElements(list.content)).map(({ tag, content }) => {
    const type = TEXT_NAMES.get(tag);
    if (type !== undefined) return { type, value: new TextDecoder('utf-8').decode(content) };
    const userName = tag === OTHER_NAME ? userNameOf(content) : undefined;
    return userName === undefined
      ? { type: `name-${tag & CHOICE}`, value: hexOf(content) }
      : { type: 'username', value: userName };
  });
}

/** The one kind of otherName that Fulcio writes: the user name that the OIDC issuer gave. */
function userNameOf(content: Uint8Array): string | undefined {
  const [id, wrapped] = derElements(content);
  if (id === undefined || wrapped === undefined || hexOf(id.content) !== OID.userName) return undefined;
  const [text] = derElements(wrapped.content);
  return text === undefined ? undefined : textFrom(text);
}
