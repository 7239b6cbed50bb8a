import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLUSTERS, clusterList, clusterOf } from './estate/clusters.ts';
import type { WorkloadShape } from './estate/clusters.ts';
import { imageOf } from './estate/images.ts';
import type { Image } from './estate/images.ts';
import { Sboms } from './estate/sboms.ts';
import { askedIn, baseOf } from './estate/size.ts';
import type { EstateSize } from './estate/size.ts';

/** What was generated, counted. */
export interface Generated {
  readonly documents: number;
  readonly bytes: number;
  /** Bytes of the SBOMs alone. */
  readonly sbomBytes: number;
}

/** How many model images there are for each workload: some serve the same model. */
const MODELS_PER_WORKLOAD = 0.5;
/** One in four workloads runs one of the few images that many run. */
const POPULAR_IMAGES = 50;

/**
 * Writes the documents of an estate under a folder: `documents/` (manifests and SBOMs, one for each image) and
 * `clusters/<cluster>.json` (Kubernetes Lists). The same size and seed give the same bytes.
 */
export function generate(folder: string, size: EstateSize): Generated {
  const writing = new Writing(folder);
  writing.shelves('documents/manifests', 'documents/models', 'documents/sboms', 'clusters');
  const sboms = new Sboms(size);
  let sbomBytes = 0;
  for (let number = 0; number < size.images; number++) {
    const image = imageOf('images', number, size.seed);
    writing.write(`documents/manifests/${padded(number)}.json`, image.manifest);
    sbomBytes += writing.write(sbomPath(number, size), sboms.of(number, image));
  }
  if (size.dependencies) {
    const large = largeImage(size);
    writing.write('documents/manifests/large.json', large.manifest);
    sbomBytes += writing.write('documents/sboms/large.cdx.json', sboms.of(size.images, large));
  }
  for (let number = 0; number < modelsOf(size); number++) {
    writing.write(`documents/models/${padded(number)}.json`, imageOf('models', number, size.seed).manifest);
  }
  const workloads = Array.from({ length: size.workloads }, (_, number) => workloadOf(number, size));
  for (const cluster of CLUSTERS) {
    const own = workloads.filter(({ number }) => clusterOf(number) === cluster);
    writing.write(`clusters/${cluster.name}.json`, clusterList(cluster, own));
  }
  return { documents: writing.documents, bytes: writing.bytes, sbomBytes };
}

/** Where the SBOM of an image lies; the floor reads from the name which base image it stands on. */
function sbomPath(number: number, { variant }: EstateSize): string {
  const base = baseOf(number, variant);
  return `documents/sboms/${padded(number)}${base === null ? '' : `.base-${base}`}.cdx.json`;
}

/** The image of many components that an estate with dependencies has. */
export const largeImage = (size: Pick<EstateSize, 'images' | 'seed'>): Image =>
  imageOf('images', size.images, size.seed);

function workloadOf(number: number, size: EstateSize): WorkloadShape {
  const running = number % 4 === 3 ? number % POPULAR_IMAGES : number;
  const server = imageOf('images', running % size.images, size.seed);
  return { number, server, model: imageOf('models', number % modelsOf(size), size.seed) };
}

const modelsOf = ({ workloads }: EstateSize): number => Math.max(1, Math.round(workloads * MODELS_PER_WORKLOAD));

const padded = (number: number): string => String(number).padStart(6, '0');

/** How many images have each of the packages asked for. */
export function imagesAsked({ images }: EstateSize): { rare: number; typical: number; hottest: number } {
  const counts = { rare: 0, typical: 0, hottest: 0 };
  for (let number = 0; number < images; number++) for (const which of askedIn(number)) counts[which]++;
  return counts;
}

class Writing {
  readonly #folder: string;
  documents = 0;
  bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  shelves(...paths: readonly string[]): void {
    for (const path of paths) mkdirSync(join(this.#folder, path), { recursive: true });
  }

  write(path: string, text: string): number {
    const bytes = Buffer.from(text);
    writeFileSync(join(this.#folder, path), bytes);
    this.documents++;
    this.bytes += bytes.length;
    return bytes.length;
  }
}
