import { createHash } from 'node:crypto';
import { Randomness } from './randomness.ts';

/** An image in a registry: its manifest as the registry serves it. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
  readonly manifest: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** The image of a number; `models` and `images` of one number differ. */
export function imageOf(kind: 'images' | 'models', number: number, seed: number): Image {
  const randomness = new Randomness(seed + 7919 * number + (kind === 'models' ? 104_729 : 0));
  const descriptor = (mediaType: string, size: number): object => ({
    mediaType,
    digest: `sha256:${randomness.hex(64)}`,
    size,
  });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: descriptor(CONFIG, 600 + randomness.below(400)),
    layers: Array.from({ length: 4 }, () => descriptor(LAYER, 1_000_000 + randomness.below(90_000_000))),
    annotations: { 'org.opencontainers.image.title': `${kind} ${number} ${seed}` },
  });
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  return {
    repository: `registry.example/${kind}/app-${String(number).padStart(5, '0')}`,
    tag: '1.0',
    manifest,
    digest,
  };
}
