import { describe, expect, test } from 'vitest';
import { FORMATS, openDocument } from '#ingest';
import type { Reading } from '#ingest';
import { sha256Of } from '#schema';
import { parse } from 'yaml';
import { EU_PROD, ESTATE, GOLDEN, US_STAGING, bytesOf } from './corpus.ts';

interface Read {
  readonly name: string;
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly reading: Reading;
}

/** Every document that can be read, also those inside others. */
function* readings(name: string, bytes: Uint8Array, depth = 0): Generator<Read> {
  const opened = openDocument(FORMATS, { bytes, digest: sha256Of(bytes) }, depth);
  if (opened?.reading == null) return;
  yield { name, format: opened.format.name, bytes, reading: opened.reading };
  for (const { document, at } of opened.inner) yield* readings(`${name}#${at}`, document.bytes, depth + 1);
}

const READ = [...GOLDEN, ...ESTATE, EU_PROD, US_STAGING].flatMap((one) => [...readings(one.location, bytesOf(one))]);
const ofFormat = (format: string): Read[] => READ.filter((read) => read.format === format);
const valueOf = ({ bytes }: Read): unknown => JSON.parse(new TextDecoder().decode(bytes));
const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)[key]
    : undefined;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The places of all components of a CycloneDX document; a file is none, nor is the subject, listed once more. */
function cyclonedxPlaces(value: unknown, at: string, subject: unknown): string[] {
  return listOf(memberOf(value, 'components')).flatMap((one, place) => {
    const own = `${at}/components/${place}`;
    const isFile = memberOf(one, 'type') === 'file' && memberOf(one, 'purl') === undefined;
    const isSubject = same(one, subject, ['purl']) || same(one, subject, ['bom-ref', 'name']);
    return [...(isFile || isSubject ? [] : [own]), ...cyclonedxPlaces(one, own, subject)];
  });
}

const same = (one: unknown, other: unknown, keys: readonly string[]): boolean =>
  keys.every((key) => memberOf(one, key) !== undefined && memberOf(one, key) === memberOf(other, key)) &&
  memberOf(one, 'purl') === memberOf(other, 'purl');

function placesInBom(value: unknown): string[] {
  const subject = memberOf(memberOf(value, 'metadata'), 'component');
  return [...cyclonedxPlaces(value, '', subject), ...cyclonedxPlaces(subject, '/metadata/component', subject)];
}

function spdxPlaces(value: unknown): string[] {
  const inside = memberOf(value, 'sbom');
  const [prefix, document] =
    inside === undefined || memberOf(value, 'spdxVersion') !== undefined ? ['', value] : ['/sbom', inside];
  return listOf(memberOf(document, 'packages')).map((_, place) => `${prefix}/packages/${place}`);
}

/** The elements that are neither listed, nor named, nor remarked at their place or below it. */
function lost(places: readonly string[], { reading: { claims, inventory, remarks } }: Read): string[] {
  const kept = new Set([
    ...(inventory?.components ?? []).map(({ place }) => place),
    ...claims.filter(({ edge }) => edge === 'NAMES').map(({ at }) => at),
  ]);
  const missing = places.filter(
    (place) => !kept.has(place) && !remarks.some(({ at }) => at === place || at.startsWith(`${place}/`)),
  );
  const cut = remarks.find(({ code }) => code === 'REMARKS_CUT');
  return cut !== undefined && missing.length <= Number.parseInt(cut.message, 10) ? [] : missing;
}

describe('law 3: nothing is dropped in silence', () => {
  test.each(ofFormat('cyclonedx-json'))('CycloneDX: $name', (read) => {
    expect(lost(placesInBom(valueOf(read)), read)).toEqual([]);
  });

  test.each(ofFormat('spdx-json'))('SPDX: $name, all but the one package that it is about', (read) => {
    expect(lost(spdxPlaces(valueOf(read)), read).length).toBeLessThanOrEqual(1);
  });

  test.each(ofFormat('oci-index'))('OCI index: $name', (read) => {
    const places = listOf(memberOf(valueOf(read), 'manifests')).map((_, place) => `/manifests/${place}`);
    expect(unmentioned(places, read)).toEqual([]);
  });

  test.each(ofFormat('in-toto'))('statement: $name', (read) => {
    const places = listOf(memberOf(valueOf(read), 'subject')).map((_, place) => `/subject/${place}`);
    expect(unmentioned(places, read)).toEqual([]);
  });

  test.each(ofFormat('dsse'))('envelope: $name', (read) => {
    const places = listOf(memberOf(valueOf(read), 'signatures')).map((_, place) => `/signatures/${place}`);
    expect(unmentioned(places, read)).toEqual([]);
  });

  test.each(ofFormat('json-lines'))('JSON Lines: $name', (read) => {
    const lines = new TextDecoder().decode(read.bytes).split('\n');
    const places = lines.flatMap((line, place) => (line.trim() === '' ? [] : [`line ${place + 1}`]));
    expect(unmentioned(places, read)).toEqual([]);
  });

  test.each(ofFormat('kubernetes').filter(({ name }) => !/yaml/.test(name)))('Kubernetes list: $name', (read) => {
    const places = listOf(memberOf(parse(new TextDecoder().decode(read.bytes)), 'items')).map(
      (_, place) => `/items/${place}`,
    );
    expect(unmentioned(places, read)).toEqual([]);
  });
});

/** The places that neither a claim, nor an inner document, nor a remark is at, or below. */
function unmentioned(places: readonly string[], { reading: { claims, inner, remarks } }: Read): string[] {
  const said = [...claims, ...inner, ...remarks].map(({ at }) => at);
  const missing = places.filter((place) => !said.some((at) => at === place || at.startsWith(`${place}/`)));
  return remarks.some(({ code }) => code === 'REMARKS_CUT') ? missing.slice(0, 0) : missing;
}
