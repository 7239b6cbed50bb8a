import type { PackageIdentity } from '#schema';
import { identifyPackage, normaliseName, parsePurl, PurlError, versionMatches } from '#schema';
import type { PropertyValue } from '../../reading.ts';
import type { Remarks } from '../../remarks.ts';

/** A purl as a document writes it, and its JSON Pointer. */
export interface WrittenPurl {
  readonly text: string;
  readonly at: string;
}

/** A digest, canonical, and its JSON Pointer. */
export interface GivenDigest {
  readonly digest: string;
  readonly at: string;
}

/** One thing that an SBOM lists, as its format reads it. */
export interface Element {
  /** JSON Pointer of the element. */
  readonly place: string;
  /** Its id in the document (bom-ref, SPDXID). */
  readonly id: string | null;
  readonly name: string | null;
  /** What stands before the name: a scope, a group id. */
  readonly group: string | null;
  readonly version: string | null;
  /** The first is the element's own; more are aliases. */
  readonly purls: readonly WrittenPurl[];
  /** Of its file or archive, by whatever algorithms. */
  readonly digests: readonly GivenDigest[];
}

/** The source package that a document says an element was built from. */
export interface SourcePackage {
  readonly name: string;
  readonly version: string | null;
}

/** The packages that an element is, and whether it is also known by its name. */
export interface Identified {
  /** Distinct by canonical purl. */
  readonly identities: readonly PackageIdentity[];
  /** Whether its own purl is not usable, or contradicts its version: then the name must find it too. */
  readonly byName: boolean;
  /** The name inside a purl that names no ecosystem. */
  readonly generic: WrittenPurl | null;
}

/** The purl types of images and layers: what an SBOM says of them says nothing of what is in them. */
export const IMAGE_TYPES: ReadonlySet<string> = new Set(['oci', 'docker']);

const NOT_SAID = new Set(['NOASSERTION', 'NONE', 'UNKNOWN']);

/** Identifies an element by its purls. Invalid ones (PURL_INVALID) and contradictions (PURL_VERSION_MISMATCH) are remarked. */
export function identify(element: Element, remarks: Remarks): Identified {
  const own = element.purls[0];
  if (element.purls.length === 1 && own !== undefined) {
    const identity = identifyPackage(own.text);
    if (identity !== undefined) {
      return { identities: [identity], byName: contradicts(element, identity, own, remarks), generic: null };
    }
  }
  return identifyByMany(element, remarks);
}

function identifyByMany(element: Element, remarks: Remarks): Identified {
  const identities = new Map<string, PackageIdentity>();
  let byName = element.purls.length === 0;
  let generic: WrittenPurl | null = null;
  for (const [index, written] of element.purls.entries()) {
    const identity = identifyPackage(written.text);
    if (identity !== undefined) {
      if (!identities.has(identity.purl)) identities.set(identity.purl, identity);
      if (index === 0) byName = contradicts(element, identity, written, remarks);
    } else {
      if (index === 0) byName = true;
      generic ??= nameInPurl(written, remarks);
    }
  }
  return { identities: [...identities.values()], byName, generic };
}

/** The name in a purl of no ecosystem; null, with a remark, where the text is no purl. */
function nameInPurl({ text, at }: WrittenPurl, remarks: Remarks): WrittenPurl | null {
  try {
    const { namespace, name } = parsePurl(text.trim());
    return { text: namespace === null ? name : `${namespace}/${name}`, at };
  } catch (error) {
    if (!(error instanceof PurlError)) throw error;
    remarks.add('PURL_INVALID', at, `This is no valid purl. ${error.message}`);
    return null;
  }
}

function contradicts(element: Element, identity: PackageIdentity, written: WrittenPurl, remarks: Remarks): boolean {
  const { version } = element;
  const inPurl = identity.version;
  if (version === null || inPurl === null || version === inPurl || NOT_SAID.has(version)) return false;
  // The version of an image is a digest in its purl, and a tag beside it.
  if (IMAGE_TYPES.has(identity.type)) return false;
  if (versionMatches(identity.type, version, inPurl) || versionMatches(identity.type, inPurl, version)) return false;
  const message = `The purl says version ${inPurl}, the component ${excerpt(version)}.`;
  remarks.add('PURL_VERSION_MISMATCH', written.at, message);
  return true;
}

/** The properties of a NAMES edge: a name is found in full, and by its last part. */
export function nameProperties(
  name: string,
  group: string | null,
  version: string | null,
): Readonly<Record<string, PropertyValue>> {
  // A lone surrogate cannot be stored: two names that differ in one only would be stored alike anyway.
  const full = (group === null ? name : `${group}/${name}`).toWellFormed();
  return {
    name: full,
    version: version === null || NOT_SAID.has(version) ? null : version.toWellFormed(),
    nameKey: normaliseName(lastPart(name.toWellFormed())),
    groupNameKey: normaliseName(full),
  };
}

function lastPart(name: string): string {
  const trimmed = name.replace(/[/:\s]+$/, '');
  const last = trimmed.slice(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf(':')) + 1);
  return last === '' ? name : last;
}

function excerpt(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
