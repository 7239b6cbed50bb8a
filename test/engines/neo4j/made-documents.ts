import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Offered } from '#ingest';
import { bytesOf } from '../../laws/corpus.ts';
import { hex, pod, podList, sbom } from '../../laws/objects.ts';

/** Packages that the images are made of; each has a part of them, so that any two have some in common. */
const PACKAGES = 300;
const EACH = 60;
export const CLUSTER = 'made';
/** When the documents were as they are: the same for every run, so that runs can be compared. */
export const OBSERVED_AT = '2026-03-25T20:00:00Z';

/** SBOMs of so many images, and pods that run them: what a cluster of models comes to. */
export function madeDocuments(images: number): readonly Offered[] {
  const numbers = Array.from({ length: images }, (_, n) => n);
  const named = (n: number): string => String(n).padStart(4, '0');
  const pods = numbers.map((n) => pod(`scorer-${named(n)}`, hex(`image ${n}`)));
  return [
    podList('pods.json', pods),
    ...numbers.map((n) => sbom(`sboms/${named(n)}.json`, hex(`image ${n}`), packagesOf(n))),
  ];
}

const packagesOf = (n: number): readonly string[] =>
  Array.from({ length: EACH }, (_, place) => (n * 17 + place * 5) % PACKAGES).map(
    (one) => `made-${one}@${n % 3}.${one}`,
  );

/** Writes documents into a folder, under their locations. */
export function writeDocuments(folder: string, documents: readonly Offered[]): void {
  for (const document of documents) {
    const path = join(folder, document.location);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytesOf(document));
  }
}

/** The command that ingests a folder of them. */
export const ingesting = (folder: string): readonly string[] => [
  'ingest',
  folder,
  ...['--cluster', CLUSTER, '--observed-at', OBSERVED_AT, '--json'],
];
