import { dependenciesOf } from './dependencies.ts';
import { ASKED, ecosystems } from './packages.ts';
import type { Component } from './packages.ts';
import { Randomness } from './randomness.ts';
import { askedIn, BASE_IMAGES, baseOf, LARGE } from './size.ts';
import type { EstateSize } from './size.ts';
import type { Image } from './images.ts';

/** Parts of an image by ecosystem; npm has what is left. */
const SHARES = { deb: 0.4, pypi: 0.4 };

/** Writes the SBOM of each image: CycloneDX, as syft writes it of an image, without its long property lists. */
export class Sboms {
  readonly #size: EstateSize;
  readonly #from: ReturnType<typeof ecosystems>;
  readonly #bases: readonly (readonly Component[])[];

  constructor(size: EstateSize) {
    this.#size = size;
    this.#from = ecosystems(size.skew);
    this.#bases = Array.from({ length: BASE_IMAGES }, (_, base) => this.#debian(new Randomness(size.seed + 31 * base)));
  }

  /** The bytes of the SBOM of the image with this number. */
  of(number: number, image: Image): string {
    const randomness = new Randomness(this.#size.seed + 15_485_863 * (number + 1));
    const asked = askedIn(number).map((which) => ASKED[which]);
    const components = number < this.#size.images ? this.#size.components : LARGE;
    const base = number < this.#size.images ? baseOf(number, this.#size.variant) : null;
    const debian = (base === null ? undefined : this.#bases[base]) ?? this.#debian(randomness, components);
    const python = this.#from.pypi.some(randomness, Math.round(components * SHARES.pypi) - asked.length);
    const rest = components - debian.length - python.length - asked.length;
    const npm = this.#from.npm.some(randomness, rest);
    // In the middle, so that there are packages that depend on them.
    const middle = this.#size.dependencies ? python.length >> 1 : 0;
    const pypi = [...python.slice(0, middle), ...asked, ...python.slice(middle)];
    const root = randomness.hex(16);
    const written = [debian, pypi, npm].map((some) => some.map((component) => componentOf(component, randomness)));
    const drawn = new Randomness(this.#size.seed + 32_452_843 * (number + 1));
    const shared = base === null ? drawn : new Randomness(this.#size.seed + 37 * base);
    const ecosystems = written.map((some, index) => ({
      refs: some.map((component) => component['bom-ref']),
      randomness: index === 0 ? shared : drawn,
    }));
    return JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: {
        timestamp: '2026-03-01T10:00:00Z',
        tools: { components: [{ type: 'application', author: 'anchore', name: 'syft', version: '1.57.0' }] },
        component: { 'bom-ref': root, type: 'container', name: image.repository, version: image.digest },
      },
      components: [
        ...written.flat(),
        { 'bom-ref': 'os:debian@12', type: 'operating-system', name: 'debian', version: '12' },
      ],
      ...(this.#size.dependencies ? { dependencies: dependenciesOf(root, ecosystems) } : {}),
    });
  }

  #debian(randomness: Randomness, components = this.#size.components): Component[] {
    return this.#from.deb.some(randomness, Math.round(components * SHARES.deb));
  }
}

interface Written {
  readonly 'bom-ref': string;
  readonly [property: string]: unknown;
}

/** Generators know the hash of few packages: here of one in ten. */
function componentOf({ name, version, purl, license }: Component, randomness: Randomness): Written {
  const known = randomness.below(10) === 0;
  return {
    'bom-ref': randomness.hex(16),
    type: 'library',
    name,
    version,
    ...(known ? { hashes: [{ alg: 'SHA-256', content: randomness.hex(64) }] } : {}),
    licenses: [{ license: { id: license } }],
    purl,
  };
}
