import { gzipSync } from 'node:zlib';
import { hex } from '../laws/objects.ts';
import type { BadInput } from './bad-input.ts';
import { json, text } from './bad-input.ts';
import { cyclonedx, manifest, spdx, statement } from './objects.ts';

const HEAD = '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a","x":';
const deep = (depth: number): Uint8Array => text(`${HEAD}${'['.repeat(depth)}${']'.repeat(depth)}}]}`);

const BLOB = `blobs/sha256/${hex('what the blob is not')}`;
const aliases = (levels: number): string =>
  Array.from({ length: levels }, (_, level) => {
    const before = level === 0 ? '"lol"' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array.from({ length: 9 }, () => before).join(', ')}]`;
  }).join('\n');

/** Bytes that cannot be read at all. */
export const DAMAGED: readonly BadInput[] = [
  {
    name: 'JSON that is cut off',
    path: 'cut.json',
    laid: json(cyclonedx({})).subarray(0, 200),
    receipts: ['cut.json failed, MALFORMED at line 1'],
    says: /The JSON ends before it is complete \(line 1\)\./,
  },
  {
    name: 'five million brackets',
    path: 'deep.json',
    laid: deep(5_000_000),
    receipts: ['deep.json failed, TOO_DEEP at byte 289'],
    says: /The JSON nests deeper than 200 levels \(byte 289\)\./,
  },
  {
    name: 'five million brackets, open',
    path: 'deep.json',
    laid: text(`${HEAD}${'['.repeat(5_000_000)}`),
    receipts: ['deep.json failed, TOO_DEEP at byte 289'],
    says: /The JSON nests deeper than 200 levels \(byte 289\)\./,
  },
  {
    name: 'five million objects, open',
    path: 'deep.json',
    laid: text(`${HEAD}${'{"a":'.repeat(5_000_000)}`),
    receipts: ['deep.json failed, TOO_DEEP at byte 1077'],
    says: /The JSON nests deeper than 200 levels \(byte 1077\)\./,
  },
  {
    name: 'a deep Kubernetes object as YAML',
    path: 'deep.yaml',
    laid: text(`apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: ${'['.repeat(1_000_000)}`),
    receipts: ['deep.yaml failed, TOO_DEEP at line 4'],
    says: /The YAML nests deeper than 200 levels \(line 4\)\./,
  },
  {
    name: 'a gzip bomb',
    path: 'bomb.json.gz',
    laid: gzipSync(Buffer.alloc(200 * 1024 * 1024, ' ')),
    receipts: ['bomb.json.gz failed, TOO_LARGE'],
    says: /The content would inflate to more than 67108864 bytes\./,
  },
  {
    name: 'a gzip file that is cut off',
    path: 'cut.gz',
    laid: gzipSync(json(cyclonedx({}))).subarray(0, 60),
    receipts: ['cut.gz failed, MALFORMED'],
    says: /The compressed content is damaged or cut off: unexpected end of file\./,
  },
  {
    name: 'gzip with something behind',
    path: 'tail.gz',
    laid: Buffer.concat([gzipSync(json(cyclonedx({}))), text('tail')]),
    receipts: ['tail.gz failed, MALFORMED'],
    says: /The compressed content is damaged or cut off: incorrect header check\./,
  },
  {
    name: 'a YAML alias bomb',
    path: 'bomb.yaml',
    laid: text(`apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n${aliases(12)}\n`),
    receipts: ['bomb.yaml failed, TOO_LARGE at line 10'],
    says: /The YAML expands more than 100 aliases, or they repeat more than 16777216 characters \(line 10\)\./,
  },
  {
    name: 'YAML that is none',
    path: 'none.yaml',
    laid: text('apiVersion: v1\nkind: Pod\nmetadata: {name: a\nspec: }'),
    receipts: ['none.yaml failed, MALFORMED at line 4'],
    says: /Document 1 of the YAML is malformed \(line 4\): Flow map in block collection must be sufficiently indented and end with a }/,
  },
  {
    name: 'a key that stands twice',
    path: 'twice.json',
    laid: text('{"bomFormat":"CycloneDX","specVersion":"1.6","components":[],"components":[]}'),
    receipts: ['twice.json failed, MALFORMED at /components'],
    says: /The JSON has the member "components" twice; one of them would be lost\./,
  },
  {
    name: 'invalid UTF-8',
    path: 'latin.json',
    laid: Buffer.concat([text(`${HEAD}"`), Buffer.from([0xe9]), text('"}]}')]),
    receipts: ['latin.json read, ENCODING_INVALID at /components/0/x, SUBJECT_UNKNOWN'],
  },
  {
    name: 'something behind the document',
    path: 'tail.json',
    laid: Buffer.concat([json(cyclonedx({})), text(' trailing')]),
    receipts: ['tail.json failed, MALFORMED at line 1'],
    says: /The JSON is malformed \(line 1\): Unexpected non-whitespace character after JSON at position 258 \(line 1 column 259\)/,
  },
  {
    name: 'two kinds at once',
    path: 'both.json',
    laid: json({ ...cyclonedx({}), ...spdx({}) }),
    receipts: ['both.json failed, MALFORMED'],
    says: /The document says of itself that it is cyclonedx-json and spdx-json at once\./,
  },
  {
    name: 'a blob that does not hash to its name',
    path: BLOB,
    laid: json(manifest({})),
    receipts: [`${BLOB} failed, DIGEST_MISMATCH`],
    says: /does not hash to its name: its bytes are sha256:[0-9a-f]{64}\./,
  },
  {
    name: 'a line of JSON Lines that is cut off',
    path: 'lines.jsonl',
    laid: Buffer.concat([json(statement({})), text('\n{"_type":"https://in-toto.io/Stat\n')]),
    receipts: [
      'lines.jsonl#line 1#/predicate read, SUBJECT_UNKNOWN',
      'lines.jsonl#line 1 read',
      'lines.jsonl#line 2 unrecognised',
      'lines.jsonl read',
    ],
  },
];

/** Files that the disk does not give. */
export const WITHHELD: readonly BadInput[] = [
  {
    name: 'a link out of the folder',
    path: 'out.json',
    laid: { to: '../outside.json' },
    receipts: ['out.json failed, OUTSIDE_SOURCE'],
    says: /^out(?:\.json)? is a link that leads out of the folder; it was not followed\./,
  },
  {
    name: 'a link to nothing',
    path: 'nothing.json',
    laid: { to: 'not-there.json' },
    receipts: ['nothing.json failed, UNREADABLE'],
    says: /Cannot read nothing\.json: there is no such file or folder\./,
  },
  {
    name: 'a link to itself',
    path: 'itself.json',
    laid: { to: 'itself.json' },
    receipts: ['itself.json failed, UNREADABLE'],
    says: /Cannot read itself\.json: the link leads back to itself\./,
  },
  {
    name: 'a folder that holds itself',
    path: 'inner/again',
    laid: { to: '..' },
    receipts: ['inner/again failed, UNREADABLE'],
    says: /^inner\/again is a link to a folder; it was not read\./,
  },
  {
    name: 'a link to a folder outside',
    path: 'out',
    laid: { to: '/usr' },
    receipts: ['out failed, OUTSIDE_SOURCE'],
    says: /^out(?:\.json)? is a link that leads out of the folder; it was not followed\./,
  },
];
