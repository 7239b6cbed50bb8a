import { ASKED, ecosystems } from './packages.ts';
import type { Component } from './packages.ts';
import { Randomness } from './randomness.ts';
import { askedIn, BASE_IMAGES, baseOf } from './size.ts';
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
    const { components } = this.#size;
    const base = baseOf(number, this.#size.variant);
    const debian = (base === null ? undefined : this.#bases[base]) ?? this.#debian(randomness);
    const python = this.#from.pypi.some(randomness, Math.round(components * SHARES.pypi) - asked.length);
    const rest = components - debian.length - python.length - asked.length;
    const all = [...debian, ...asked, ...python, ...this.#from.npm.some(randomness, rest)];
    return JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: {
        timestamp: '2026-03-01T10:00:00Z',
        tools: { components: [{ type: 'application', author: 'anchore', name: 'syft', version: '1.57.0' }] },
        component: { 'bom-ref': randomness.hex(16), type: 'container', name: image.repository, version: image.digest },
      },
      components: [
        ...all.map((component) => written(component, randomness)),
        { 'bom-ref': 'os:debian@12', type: 'operating-system', name: 'debian', version: '12' },
      ],
    });
  }

  #debian(randomness: Randomness): Component[] {
    return this.#from.deb.some(randomness, Math.round(this.#size.components * SHARES.deb));
  }
}

/** Generators know the hash of few packages: here of one in ten. */
function written({ name, version, purl, license }: Component, randomness: Randomness): object {
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
