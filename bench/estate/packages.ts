import { Popularity } from './popularity.ts';
import type { Randomness } from './randomness.ts';

/** A component as an SBOM generator writes it. */
export interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly license: string;
}

type Spelling = (name: string, rank: number, release: number) => Pick<Component, 'version' | 'purl'>;

const LICENSES = ['MIT', 'Apache-2.0', 'BSD-3-Clause', 'GPL-2.0-or-later', 'LGPL-2.1-only', 'ISC', 'MPL-2.0'] as const;
const BEGINNINGS = [
  'lib',
  'py',
  'open',
  'fast',
  'data',
  'net',
  'micro',
  'io',
  'deep',
  'graph',
  'text',
  'auto',
] as const;
const MIDDLES = [
  'parse',
  'tensor',
  'yaml',
  'crypt',
  'flow',
  'stream',
  'cache',
  'lint',
  'query',
  'image',
  'token',
] as const;
const RELEASES = 12;

/** The packages of one ecosystem, of which images use some, the popular ones more often. */
export class Packages {
  readonly #spell: Spelling;
  readonly #names: Popularity;
  readonly #releases: Popularity;

  constructor(count: number, skew: number, spell: Spelling) {
    this.#spell = spell;
    this.#names = new Popularity(count, skew);
    this.#releases = new Popularity(RELEASES, skew);
  }

  /** So many different packages, each in one release. */
  some(randomness: Randomness, count: number): Component[] {
    return this.#names.drawSome(randomness, count).map((rank) => {
      const name = nameOf(rank);
      const release = (rank + this.#releases.draw(randomness)) % RELEASES;
      return { name, license: licenseOf(rank), ...this.#spell(name, rank, release) };
    });
  }
}

const nameOf = (rank: number): string =>
  `${BEGINNINGS[rank % BEGINNINGS.length] ?? ''}${MIDDLES[rank % MIDDLES.length] ?? ''}-${rank.toString(36)}`;

const licenseOf = (rank: number): string => LICENSES[rank % LICENSES.length] ?? LICENSES[0];

const pypi: Spelling = (name, rank, release) => {
  const version = `${rank % 5}.${release}.${rank % 9}`;
  return { version, purl: `pkg:pypi/${name}@${version}` };
};

const npm: Spelling = (name, rank, release) => {
  const version = `${1 + (rank % 7)}.${rank % 30}.${release}`;
  const scope = rank % 4 === 0 ? '%40estate/' : '';
  return { version, purl: `pkg:npm/${scope}${name}@${version}` };
};

/** One in three is built from a source package of another name, as Debian's are. */
const deb: Spelling = (name, rank, release) => {
  const version = `${1 + (rank % 4)}.${rank % 20}-${1 + release}`;
  const upstream = rank % 3 === 0 ? `&upstream=${nameOf(rank - (rank % 12))}` : '';
  return { version, purl: `pkg:deb/debian/${name}@${version}?arch=amd64&distro=debian-12${upstream}` };
};

/** The ecosystems of an estate. `skew`: how much more often popular packages are used (see Popularity). */
export function ecosystems(skew: number): { readonly deb: Packages; readonly pypi: Packages; readonly npm: Packages } {
  return {
    deb: new Packages(4_000, skew, deb),
    pypi: new Packages(8_000, skew, pypi),
    npm: new Packages(12_000, skew, npm),
  };
}

/** The packages that the questions ask for: how many images have them is known. */
export const ASKED = {
  rare: askedFor('asked-rare'),
  typical: askedFor('asked-typical'),
  hottest: askedFor('asked-hottest'),
} as const;
export type AskedClass = keyof typeof ASKED;

function askedFor(name: string): Component {
  return { name, version: '1.2.3', purl: `pkg:pypi/${name}@1.2.3`, license: 'MIT' };
}
