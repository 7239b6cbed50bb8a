import { gzipSync } from 'node:zlib';
import { hex, pod } from '../laws/objects.ts';
import type { BadInput } from './bad-input.ts';
import { text } from './bad-input.ts';
import { cyclonedx, library, statement } from './objects.ts';

/** The text of a value in which a marked member stands twice: `"twin:a"` becomes a second `"a"`, `^m` an escaped m. */
const twinned = (value: unknown): Uint8Array =>
  text(JSON.stringify(value).replaceAll('"twin:', '"').replaceAll('^m', '\\u006d'));
/** The text of a value in which each `~` is one byte that is no UTF-8. */
const broken = (value: string): Uint8Array =>
  Buffer.from(Buffer.from(value).map((byte) => (byte === 0x7e ? 0xe9 : byte)));

const ATTRS = library('attrs', '1');
const TWIN_BILL = cyclonedx({ components: [ATTRS, { ...ATTRS, 'twin:purl': 'pkg:pypi/idna@3' }] });
const POD = pod('odd', hex('odd'));

/** What parsing would lose without a word. */
export const LOST: readonly BadInput[] = [
  {
    name: 'a component with two purls of one name',
    path: 'l.json',
    laid: twinned(TWIN_BILL),
    receipts: [
      'l.json read, MEMBER_TWICE at /components/1/purl, PURL_VERSION_MISMATCH at /components/1/purl, DUPLICATE_ID at /components/1, SUBJECT_UNKNOWN',
    ],
  },
  {
    name: 'two names that are spelled in two ways',
    path: 'l.json',
    laid: twinned(cyclonedx({ components: [{ ...ATTRS, 'twin:na^me': 'idna' }] })),
    receipts: ['l.json read, MEMBER_TWICE at /components/0/name, SUBJECT_UNKNOWN'],
  },
  {
    name: 'a member that stands three times, and the same name elsewhere',
    path: 'l.json',
    laid: twinned(cyclonedx({ components: [{ ...ATTRS, a: { a: 1, 'twin:a': 2 }, b: [{ a: 1 }, { a: 1 }] }] })),
    receipts: ['l.json read, MEMBER_TWICE at /components/0/a/a, SUBJECT_UNKNOWN'],
  },
  {
    name: 'a pod with two images of one name',
    path: 'l.json',
    laid: twinned({ ...POD, spec: { containers: [{ name: 'main', image: 'a', 'twin:image': 'b' }] } }),
    receipts: ['l.json# read', 'l.json read, MEMBER_TWICE at /spec/containers/0/image'],
  },
  {
    name: 'a statement with two builders',
    path: 'l.json',
    laid: twinned(
      statement({
        predicateType: 'https://slsa.dev/provenance/v1',
        predicate: { runDetails: { builder: { id: 'a' }, 'twin:builder': { id: 'b' } } },
      }),
    ),
    receipts: ['l.json failed, MALFORMED at /predicate/runDetails/builder'],
    says: /An object in the JSON has this member twice; one of them would be lost\./,
  },
  {
    name: 'a statement about a bill with two purls',
    path: 'l.json',
    laid: twinned(statement({ predicate: TWIN_BILL })),
    receipts: [
      'l.json#/predicate read, MEMBER_TWICE at /components/1/purl, PURL_VERSION_MISMATCH at /components/1/purl, DUPLICATE_ID at /components/1, SUBJECT_UNKNOWN',
      'l.json read',
    ],
  },
  {
    name: 'a name that is no UTF-8',
    path: 'l.json',
    laid: broken(JSON.stringify(cyclonedx({ components: [library('attrs', '1', { name: 'caf~' })] }))),
    receipts: ['l.json read, ENCODING_INVALID at /components/0/name, SUBJECT_UNKNOWN'],
  },
  {
    name: 'the name of a member that is no UTF-8',
    path: 'l.json',
    laid: broken(JSON.stringify(cyclonedx({ components: [library('attrs', '1', { 'caf~': ['a', '~'] })] }))),
    receipts: [
      'l.json read, ENCODING_INVALID at /components/0/caf\ufffd, ENCODING_INVALID at /components/0/caf\ufffd/1, SUBJECT_UNKNOWN',
    ],
  },
  {
    name: 'a label in YAML that is no UTF-8',
    path: 'l.yaml',
    laid: broken('apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels: {team: caf~}\n'),
    receipts: ['l.yaml#document 1 read', 'l.yaml read, ENCODING_INVALID at line 5'],
  },
  {
    name: 'lines of which one is no UTF-8, compressed',
    path: 'l.jsonl.gz',
    laid: gzipSync(
      broken(`${JSON.stringify(statement({ more: 'one' }))}\n${JSON.stringify(statement({ more: '~' }))}\n`),
    ),
    receipts: [
      'l.jsonl.gz##line 1#/predicate read, SUBJECT_UNKNOWN',
      'l.jsonl.gz##line 1 read',
      'l.jsonl.gz##line 2#/predicate known',
      'l.jsonl.gz##line 2 read, ENCODING_INVALID at /more',
      'l.jsonl.gz# read',
      'l.jsonl.gz read',
    ],
  },
];
