import { hex } from '../laws/objects.ts';
import type { Random } from './random.ts';

/** A package as SBOMs and provenance name it. */
export interface DrawnPackage {
  readonly name: string;
  readonly version: string;
  /** Null: it is known by its name alone. */
  readonly purl: string | null;
}

/** What the documents of an estate have in common: they speak of the same few things, or of none of them. */
export interface World {
  readonly packages: readonly DrawnPackage[];
  /** `registry/repository` of images and of models in a registry. */
  readonly repositories: readonly string[];
  /** `org/name` on a hub. */
  readonly models: readonly string[];
  readonly commits: readonly string[];
  /** sha256 in hex, of files and of what nobody shows: documents add those of their own bytes. */
  readonly digests: string[];
  /** The same of images and models, of which most documents speak. */
  readonly artifacts: string[];
  readonly builders: readonly string[];
  readonly clusters: readonly string[];
  readonly namespaces: readonly string[];
  readonly workloads: readonly string[];
}

/** Texts that two stores may sort, cut, fold or compare differently. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  'a',
  'A',
  'Ångström',
  'A\u030Angstro\u0308m',
  'ß',
  'İ',
  '\uE000 private',
  '\uFF5Ewide',
  '\uFFFD',
  '\u{10000}',
  '\u{1F600} smile',
  "it's",
  'a"b',
  'back\\slash',
  '100%_',
  'tab\there',
  'line\nbreak',
  '\u0001',
  '$given',
  '`n`',
  'null',
  '0',
  '/',
  '~1',
];

/** By code point they come in another order than by UTF-16 unit. */
const SORTED_OTHERWISE = ['\uE000 private', '\uFF5Ewide', '\u{10000}', '\u{1F600} smile', 'a\u{1F600}', 'a\uFF5E'];

/** Too long for an index of Neo4j, or nearly. */
const LONG = [900, 1_900, 3_400, 3_990, 4_010, 5_000, 9_000];

const TYPES = ['pypi', 'npm', 'deb', 'golang', 'maven', 'generic', 'rpm', 'cargo', 'huggingface', 'oci'];
const NAMES = ['torch', 'Torch', 'numpy', 'openssl', 'left_pad', 'left-pad', 'requests', 'q.e.d', 'flash-attn'];
const VERSIONS = ['1.0', 'v1.0', '1.0.0', '1:1.0-2', '2.6.0+cu124', '2.10', '2.9', '', '10', '\u{1F600}', '1.0~rc1'];

export const longText = (random: Random, of: string): string => of.repeat(Math.ceil(random.one(LONG) / of.length));

/** A text out of the ordinary, seldom a very long one. */
export const oddText = (random: Random): string =>
  random.once(3)
    ? random.one(SORTED_OTHERWISE)
    : random.once(12)
      ? longText(random, random.one(['a', 'é', '\u{1F600}']))
      : random.one(ODD_TEXTS);

/** What a document is about, in hex: as a rule something that is there. */
export const artifactOf = (random: Random, { artifacts, digests }: World): string =>
  random.one(artifacts.length === 0 || random.once(10) ? digests : artifacts);

export function worldOf(random: Random): World {
  // In some estates most things have odd names, so that such names meet.
  const rarity = random.one([2, 12, 12]);
  const name = (): string => (random.once(rarity) ? random.one(ODD_TEXTS) : random.one(NAMES));
  return {
    packages: random.times(5, 12, () => packageOf(random, name())),
    repositories: ['registry.example/serve', 'registry.example/models/base', 'ghcr.example/team/train'],
    models: ['org/base', 'org/adapter', 'team/chat', 'solo'],
    commits: random.times(2, 3, (place) => hex(`commit ${place} ${random.whole(0, 2)}`).slice(0, 40)),
    digests: [...random.times(2, 4, (place) => hex(`thing ${place} ${random.whole(0, 3)}`))],
    artifacts: [],
    builders: ['https://builder.example/v1', ...random.times(2, 4, () => `https://b.example/${oddText(random)}`)],
    clusters: ['eu', 'us'],
    namespaces: ['prod', 'test', 'kube-system'],
    workloads: ['scorer', 'chat', 'batch', 'a.b'],
  };
}

function packageOf(random: Random, name: string): DrawnPackage {
  const version = random.once(150) ? longText(random, '1') : random.one(VERSIONS);
  if (random.once(8)) return { name, version, purl: null };
  const type = random.one([...TYPES, 'pypi', 'pypi', 'deb']);
  const spelled = encodeURIComponent(name);
  const group = ['npm', 'maven', 'golang', 'deb', 'huggingface'].includes(type) && !random.once(4);
  const namespace = group ? `${random.one(['%40scope', 'debian', 'org.example', 'org'])}/` : '';
  const at = version === '' ? '' : `@${encodeURIComponent(version)}`;
  const qualifiers = random.once(4)
    ? `?${random.one(['arch=amd64', 'upstream=openssl', 'epoch=1', 'upstream=src%401.0', 'repository_url=registry.example/serve'])}`
    : '';
  return { name, version, purl: `pkg:${type}/${namespace}${spelled}${at}${qualifiers}` };
}
