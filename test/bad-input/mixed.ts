import { gzipSync } from 'node:zlib';
import { seeded } from '../formats/damage.ts';
import { documentsBelow } from '../formats/golden-cases.ts';
import { ESTATE, EU_PROD, GOLDEN, US_STAGING, bytesOf } from '../laws/corpus.ts';
import { hex, pod } from '../laws/objects.ts';
import { json, text } from './bad-input.ts';

/** A file of a folder of mixed documents. */
export interface MixedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Make = (bytes: Uint8Array, random: () => number, ordinal: number) => Uint8Array;

const HUGE = 'x'.repeat(300_000);
const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const somewhere = (bytes: Uint8Array, random: () => number): number => Math.floor(bytes.length * random());

/** What may have become of a document on its way: each a way that files really are found. */
const WAYS: Readonly<Record<string, Make>> = {
  whole: (bytes) => bytes,
  'cut off': (bytes, random) => bytes.subarray(0, somewhere(bytes, random)),
  empty: () => new Uint8Array(),
  'random bytes': (_, random) => Uint8Array.from({ length: 600 }, () => Math.floor(random() * 256)),
  'huge text': (_, __, ordinal) =>
    json({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: ordinal,
      components: [{ name: HUGE, purl: HUGE }],
    }),
  'little end first': (bytes) => Buffer.from(`\ufeff${Buffer.from(bytes).toString()}`, 'utf16le'),
  'big end first': (bytes) => Buffer.from(`\ufeff${Buffer.from(bytes).toString()}`, 'utf16le').swap16(),
  'some Latin-1': (bytes) => Buffer.from(latin(bytes).replace(/"([a-z]{3})/gu, '"$1\xe9'), 'latin1'),
  gzip: (bytes) => gzipSync(bytes),
  'gzip, cut off': (bytes, random) => gzipSync(bytes).subarray(0, 20 + Math.floor(random() * 40)),
  'gzip in gzip': (bytes) => gzipSync(gzipSync(bytes)),
  lines: (bytes, random) => {
    const line = latin(bytes).replaceAll(/[\r\n]+/gu, ' ');
    const cut = line.slice(0, Math.floor(line.length * random()));
    return Buffer.from([line, line, cut, '{"_type":"nothing"}'].join('\n'), 'latin1');
  },
  'lists in lists': (_, random, ordinal) => {
    const depth = 1 + Math.floor(random() * 12);
    const inner: unknown = { apiVersion: 'v1', kind: 'PodList', items: [pod(`p${ordinal}`, hex(`p${ordinal}`)), 7] };
    const around = (value: unknown): unknown => ({ apiVersion: 'v1', kind: 'List', items: [value] });
    return json(Array.from({ length: depth }).reduce((value) => around(value), inner));
  },
  'one byte changed': (bytes, random) => {
    const changed = Uint8Array.from(bytes);
    changed[somewhere(bytes, random)] = Math.floor(random() * 256);
    return changed;
  },
  'a line gone': (bytes, random) => {
    const lines = latin(bytes).split('\n');
    lines.splice(Math.floor(lines.length * random()), 1);
    return Buffer.from(lines.join('\n'), 'latin1');
  },
  'a member twice': (bytes) => Buffer.from(latin(bytes).replace(/("[A-Za-z]+":\s*"[^"\\]*")/u, '$1,$1'), 'latin1'),
  'a byte-order mark': (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  'something behind': (bytes) => Buffer.concat([bytes, text('\n</html>')]),
  'far too deep': (_, __, ordinal) =>
    text(`{"bomFormat":"CycloneDX","specVersion":"1.${ordinal}","x":${'['.repeat(3000)}`),
};

/** The names of the ways, in their order. */
export const WAY_NAMES = Object.keys(WAYS);

/** `count` files, always the same ones: golden documents, the example estate and what real tools wrote, each way in turn. */
export function mixedFiles(count: number): readonly MixedFile[] {
  const random = seeded(20_260_201);
  const real = documentsBelow('../shared/samples').map(({ document }) => document.bytes);
  const given = [...GOLDEN, ...ESTATE, EU_PROD, US_STAGING].map(bytesOf);
  const pool = [...given, ...real].filter(({ length }) => length > 0 && length < 200_000);
  return Array.from({ length: count }, (_, ordinal) => {
    const way = WAY_NAMES[ordinal % WAY_NAMES.length] ?? '';
    const bytes = pool[Math.floor(random() * pool.length)] ?? new Uint8Array();
    const folder = ['', 'a b/', 'ü/', 'deep/er/'][ordinal % 4] ?? '';
    const ending = ['json', 'yaml', 'JSON', 'bin', 'jsonl.gz'][ordinal % 5] ?? '';
    return { name: `${folder}${ordinal} ${way}.${ending}`, bytes: WAYS[way]?.(bytes, random, ordinal) ?? bytes };
  });
}
