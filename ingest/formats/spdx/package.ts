import type { JsonObject } from '../../json/index.ts';
import { arrayOf, isObject, textOf } from '../../json/index.ts';
import type { Remarks } from '../../remarks.ts';
import type { Tool } from '../generators.ts';
import type { Element, GivenDigest, SourcePackage, WrittenPurl } from '../sbom/element.ts';
import type { SubjectCandidate } from '../sbom/subject.ts';
import { artifactDigest, hashesIn, imageDigests, strongestOf } from '../sbom/subject.ts';

/** A text that says something: `NOASSERTION` and `NONE` do not. */
export function saidText(value: unknown): string | null {
  const text = textOf(value);
  return text === null || text === 'NOASSERTION' || text === 'NONE' || text.trim() === '' ? null : text;
}

/** The element that an SPDX package is. */
export function elementOf(spdxPackage: JsonObject, place: string, remarks: Remarks): Element {
  return {
    place,
    id: textOf(spdxPackage['SPDXID']),
    name: saidText(spdxPackage['name']),
    group: null,
    version: saidText(spdxPackage['versionInfo']),
    purls: purlsOf(spdxPackage, place, remarks),
    digests: checksumsOf(spdxPackage, place, remarks),
  };
}

const CHECKSUM = { algorithm: 'algorithm', value: 'checksumValue' };

/** The checksums of a package or file. */
export function checksumsOf(element: JsonObject, place: string, remarks: Remarks): readonly GivenDigest[] {
  return hashesIn(element['checksums'], CHECKSUM, `${place}/checksums`, remarks);
}

/** Any number of purls, in the category `PACKAGE-MANAGER` (2.3), `PACKAGE_MANAGER` (2.2), or another by mistake. */
function purlsOf(spdxPackage: JsonObject, place: string, remarks: Remarks): readonly WrittenPurl[] {
  const references = spdxPackage['externalRefs'];
  const purls: WrittenPurl[] = [];
  if (!Array.isArray(references)) {
    if (references !== undefined) {
      remarks.add('ELEMENT_UNUSABLE', `${place}/externalRefs`, 'The external references are no array.');
    }
    return purls;
  }
  for (let i = 0; i < references.length; i++) {
    const reference: unknown = references[i];
    if (!isObject(reference) || !isPurlType(reference['referenceType'])) continue;
    const locator = reference['referenceLocator'];
    // What is no text is no purl: it reads as one that is invalid, so that it is remarked.
    const text = typeof locator === 'string' ? locator : '';
    purls.push({ text, at: `${place}/externalRefs/${i}/referenceLocator` });
  }
  return purls;
}

function isPurlType(type: unknown): boolean {
  return type === 'purl' || (typeof type === 'string' && type.endsWith('/purl'));
}

/** Whether a package stands for an operating system, which one scanner says by its id only. */
export function isOperatingSystem(spdxPackage: JsonObject): boolean {
  const purpose = spdxPackage['primaryPackagePurpose'];
  if (purpose === 'OPERATING-SYSTEM' || purpose === 'OPERATING_SYSTEM') return true;
  const id = spdxPackage['SPDXID'];
  return typeof id === 'string' && id.startsWith('SPDXRef-OperatingSystem-');
}

const BUILT_FROM = /^built package from: (\S+)(?: (\S+))?/;

/** The source package in `sourceInfo`, where a scanner writes `built package from: util-linux 2.38`. */
export function sourceOf(spdxPackage: JsonObject): SourcePackage | null {
  const text = spdxPackage['sourceInfo'];
  if (typeof text !== 'string' || !text.startsWith('built')) return null;
  const [, name, version] = BUILT_FROM.exec(text) ?? [];
  return name === undefined ? null : { name, version: version ?? null };
}

const UNNAMED: Tool = { vendor: null, name: null, version: null };

/** The tools among the creators: `Tool: syft-1.57.0`. A creator that cannot be read, or names no tool, is one without a name. */
export function toolsOf(creators: unknown): Tool[] {
  if (creators !== undefined && !Array.isArray(creators)) return [UNNAMED];
  return arrayOf(creators).flatMap((creator): Tool[] => {
    const text = textOf(creator)?.slice(0, 500);
    if (text !== undefined && !/^\s*tool\s*:/i.test(text)) return [];
    const written = text?.slice(text.indexOf(':') + 1).trim() ?? '';
    if (written === '') return [UNNAMED];
    const dash = /-(?=v?\d|\[)/.exec(written)?.index;
    if (dash === undefined || dash === 0) return [{ vendor: null, name: written, version: null }];
    return [{ vendor: null, name: written.slice(0, dash), version: written.slice(dash + 1) }];
  });
}

/** Rung 3 of the subject ladder (sbom.md §1.4): what the root package says of its own digest, the strongest first. */
export function candidatesOf(spdxPackage: JsonObject, { purls, place, digests }: Element): SubjectCandidate[] {
  const candidates: SubjectCandidate[] = [];
  for (const found of strongestOf(digests)) candidates.push({ ...found, how: 'ROOT_CHECKSUM', rung: 3 });
  for (const found of imageDigests(purls)) candidates.push({ ...found, how: 'ROOT_PURL', rung: 3 });
  const version = artifactDigest(textOf(spdxPackage['versionInfo']) ?? '');
  if (version !== undefined) {
    candidates.push({ digest: version, how: 'COMPONENT_VERSION', rung: 3, at: `${place}/versionInfo` });
  }
  return candidates;
}
