import type { BadInput } from './bad-input.ts';
import { json, text } from './bad-input.ts';
import { cyclonedx, manifest, spdx, statement } from './objects.ts';

/** Well-formed, and not what it should be. */
export const WRONG: readonly BadInput[] = [
  { name: 'an empty file', path: 'empty.json', laid: new Uint8Array(), receipts: ['empty.json unrecognised'] },
  { name: 'white space', path: 'space.json', laid: text(' \n\n'), receipts: ['space.json unrecognised'] },
  {
    name: 'UTF-16, little end first',
    path: 'utf16.json',
    laid: Buffer.from(`\ufeff${JSON.stringify(cyclonedx({}))}`, 'utf16le'),
    receipts: ['utf16.json failed, MALFORMED at line 1'],
    says: /The text is written in UTF-16: write it in UTF-8, then it can be read\./,
  },
  {
    name: 'UTF-16, big end first',
    path: 'utf16be.json',
    laid: Buffer.from(`\ufeff${JSON.stringify(cyclonedx({}))}`, 'utf16le').swap16(),
    receipts: ['utf16be.json failed, MALFORMED at line 1'],
    says: /The text is written in UTF-16/,
  },
  {
    name: 'UTF-16 without a byte-order mark, as YAML',
    path: 'utf16.yaml',
    laid: Buffer.from('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n', 'utf16le'),
    receipts: ['utf16.yaml failed, MALFORMED at line 1'],
    says: /The text is written in UTF-16/,
  },
  {
    name: 'a note in UTF-16',
    path: 'note.txt',
    laid: Buffer.from('\ufeffOrdered by nobody.', 'utf16le'),
    receipts: ['note.txt unrecognised'],
  },
  {
    name: 'a Status instead of objects',
    path: 'pods.json',
    laid: json({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    }),
    receipts: ['pods.json# failed, UNREADABLE at /message', 'pods.json read'],
    says: /The API server answered with an error instead of objects: Unauthorized/,
  },
  {
    name: 'a Status among YAML',
    path: 'pods.yaml',
    laid: text('apiVersion: v1\nkind: Status\nstatus: Failure\nmessage: Unauthorized\ncode: 401\n'),
    receipts: ['pods.yaml#document 1 failed, UNREADABLE at /message', 'pods.yaml read'],
    says: /The API server answered with an error instead of objects: Unauthorized/,
  },
  {
    name: 'a list of a Status',
    path: 'pods.json',
    laid: json({
      kind: 'List',
      apiVersion: 'v1',
      items: [{ kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'no', code: 403 }],
    }),
    receipts: ['pods.json#/items/0 failed, UNREADABLE at /message', 'pods.json read'],
    says: /The API server answered with an error instead of objects: no/,
  },
  {
    name: 'an SBOM of another version',
    path: 'v.json',
    laid: json(cyclonedx({ specVersion: '9.0' })),
    receipts: ['v.json unsupported, UNSUPPORTED_VERSION at /specVersion'],
    says: /CycloneDX "9\.0" is not read, only 1\.2 to 1\.7\./,
  },
  {
    name: 'an SBOM without a version',
    path: 'v.json',
    laid: json(cyclonedx({ specVersion: 16 })),
    receipts: ['v.json unsupported, UNSUPPORTED_VERSION at /specVersion'],
    says: /CycloneDX without a specVersion is not read, only 1\.2 to 1\.7\./,
  },
  {
    name: 'components that are no list',
    path: 'c.json',
    laid: json(cyclonedx({ components: { name: 'attrs' } })),
    receipts: ['c.json read, ELEMENT_UNUSABLE at /components, SUBJECT_UNKNOWN'],
  },
  {
    name: 'packages that are no list',
    path: 's.json',
    laid: json(spdx({ packages: 'attrs' })),
    receipts: ['s.json read, ELEMENT_UNUSABLE at /packages, SUBJECT_UNKNOWN'],
  },
  {
    name: 'items that are no list',
    path: 'i.json',
    laid: json({ apiVersion: 'v1', kind: 'PodList', items: {} }),
    receipts: ['i.json failed, MALFORMED at /items'],
    says: /The list has no members that could be read\./,
  },
  {
    name: 'a statement without a subject',
    path: 'i.json',
    laid: json(statement({ subject: 7 })),
    receipts: ['i.json#/predicate read, SUBJECT_UNKNOWN', 'i.json read, SUBJECT_MISSING at /subject'],
  },
  {
    name: 'a manifest whose layers are a text',
    path: 'm.json',
    laid: json(manifest({ layers: 'none' })),
    receipts: ['m.json read, LAYERS_MISSING at /layers'],
  },
  {
    name: 'an envelope whose payload is no base64',
    path: 'e.json',
    laid: json({ payloadType: 'application/vnd.in-toto+json', payload: '***', signatures: [] }),
    receipts: ['e.json failed, MALFORMED at /payload'],
    says: /The payload is no base64\./,
  },
];
