import type { DerElement } from './der.ts';
import { derElements, hexOf, textFrom } from './der.ts';

/** What an X.509 certificate says of its holder (RFC 5280 §4.1), as far as it is of interest to who signed. */
export interface Certificate {
  /** Distinguished names on one line, `CN=…, O=…`; empty where they have no attributes. */
  readonly issuer: string;
  readonly subject: string;
  /** The SubjectPublicKeyInfo as DER. */
  readonly publicKey: Uint8Array;
  /** Values of the extensions by the octets (hex) of their object identifier; of one given twice the first. */
  readonly extensions: ReadonlyMap<string, Uint8Array>;
}

const SEQUENCE = 0x30;
const OCTET_STRING = 0x04;
/** `[0] EXPLICIT Version` and `[3] EXPLICIT Extensions` of a TBSCertificate. */
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;

/** The attributes of a distinguished name that have a usual short name, by the octets of their object identifier. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['550403', 'CN'],
  ['550405', 'serialNumber'],
  ['550406', 'C'],
  ['550407', 'L'],
  ['550408', 'ST'],
  ['550409', 'street'],
  ['55040a', 'O'],
  ['55040b', 'OU'],
  ['550411', 'postalCode'],
  ['2a864886f70d010901', 'emailAddress'],
  ['0992268993f22c640101', 'UID'],
  ['0992268993f22c640119', 'DC'],
]);

/**
 * Reads a certificate without checking it: neither its signature nor its dates.
 *
 * @param der - the certificate as DER.
 * @returns undefined when these bytes are no certificate.
 */
export function readCertificate(der: Uint8Array): Certificate | undefined {
  const [outer, ...behind] = derElements(der);
  if (outer?.tag !== SEQUENCE || behind.length > 0) return undefined;
  const [signed, algorithm, signature] = derElements(outer.content);
  if (signed?.tag !== SEQUENCE || algorithm === undefined || signature === undefined) return undefined;
  const parts = derElements(signed.content).filter(({ tag }) => tag !== VERSION);
  const [serial, , issuer, validity, subject, publicKey] = parts;
  if (serial === undefined || validity === undefined || publicKey === undefined) return undefined;
  if (issuer?.tag !== SEQUENCE || subject?.tag !== SEQUENCE || publicKey.tag !== SEQUENCE) return undefined;
  const extensions = parts.find(({ tag }) => tag === EXTENSIONS);
  return {
    issuer: distinguishedName(issuer),
    subject: distinguishedName(subject),
    publicKey: publicKey.bytes,
    extensions: extensionsOf(extensions),
  };
}

/** Every attribute of every relative name; what separates them is escaped in the values. */
function distinguishedName(name: DerElement): string {
  const attributes = derElements(name.content).flatMap((relative) => derElements(relative.content));
  return attributes
    .map((attribute) => {
      const [id, value] = derElements(attribute.content);
      const key = id === undefined ? '' : hexOf(id.content);
      const text = value === undefined ? '' : textFrom(value);
      return `${ATTRIBUTES.get(key) ?? key}=${text.replaceAll(/[\\,]/g, String.raw`\$&`)}`;
    })
    .join(', ');
}

function extensionsOf(element: DerElement | undefined): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  const [list] = element === undefined ? [] : derElements(element.content);
  for (const extension of list === undefined ? [] : derElements(list.content)) {
    const parts = derElements(extension.content);
    const [id] = parts;
    const value = parts.find(({ tag }) => tag === OCTET_STRING);
    if (id === undefined || value === undefined) continue;
    const key = hexOf(id.content);
    if (!found.has(key)) found.set(key, value.content);
  }
  return found;
}
