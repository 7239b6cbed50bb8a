import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '#ingest';
import type { Offered } from '#ingest';
import { sightingBytes } from '../../ingest/formats/sighting.ts';
import { sha256Of } from '#schema';
import { documentsBelow, goldenCases } from '../formats/golden-cases.ts';

const root = join(import.meta.dirname, '../..');

export const offered = (location: string, content: Uint8Array): Offered => ({ location, origin: location, content });
export const offeredJson = (location: string, value: unknown): Offered =>
  offered(location, new TextEncoder().encode(JSON.stringify(value)));

/** Every golden input of every format, and what no format claims. */
export const GOLDEN: readonly Offered[] = [
  ...goldenCases().map(({ name, document }) => offered(`golden/${name}`, document.bytes)),
  ...documentsBelow('test/golden/unrecognised').map(({ name, document }) => offered(name, document.bytes)),
];

/** The example estate: manifests, SBOMs, provenance; then what runs in its two clusters. */
export const ESTATE: readonly Offered[] = documentsBelow('examples/estate/documents').map(({ name, document }) =>
  offered(name, document.bytes),
);
const cluster = (file: string): Offered => offered(file, readFileSync(join(root, 'examples/estate/clusters', file)));
export const EU_PROD = cluster('eu-prod.yaml');
export const US_STAGING = cluster('us-staging.json');

/** What a hub said of a revision that workloads of the estate load: a digest, and later another one. */
export const TAG = 'hf:example-org/chat-8b-instruct@main';
const named = (digest: string): Offered =>
  offered(`tags/${digest.slice(0, 4)}`, sightingBytes(TAG, `sha256:${digest}`));
export const TAG_FIRST = named('4e0ea47e3725d2fb8013e20fa241253ce3b6945fb4ea32320c35162cecc20b57');
export const TAG_SECOND = named('eaea62e82dd73cf5c2360126464a92868293a993e8e428c13c0c0305680f321f');

/** What a source names and does not give. */
export const UNREAD: Offered = {
  location: 'broken/link.json',
  origin: 'broken/link.json',
  content: new Failure('UNREADABLE', 'Cannot read broken/link.json: permission denied.', { retry: true }),
};

/** Packages to ask for: affected ones, one by a bare name, one that is nowhere. */
export const PACKAGES = ['pkg:pypi/litellm@1.82.8', 'pkg:deb/debian/openssl', 'requests', 'pkg:pypi/no-such-package'];

/** The bytes of a document that its source gave. */
export function bytesOf({ location, content }: Offered): Uint8Array {
  if (!(content instanceof Uint8Array)) throw new TypeError(`${location} was not given`);
  return content;
}

export const digestOf = (document: Offered): string => sha256Of(bytesOf(document));
