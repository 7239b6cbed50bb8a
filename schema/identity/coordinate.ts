import { aliasedType, namesEcosystem } from './package-type.ts';
import { encodePercent, encodePercentPath } from './percent-encoding.ts';
import type { Purl } from './purl.ts';
import { formatPurl, parsePurl, PurlError } from './purl.ts';
import { foldVersion } from './version.ts';

/** A package in its three layers (design.md §5): exact purl, coordinate with version, coordinate. */
export interface PackageIdentity {
  /** The canonical, exact purl, with the type as written. */
  readonly purl: string;
  /** The purl type, aliased: `alpine` is `apk`. */
  readonly type: string;
  /** `pkg:type/namespace/name`, lower-case and percent-encoded; no namespace for deb, rpm, apk and alpm. */
  readonly coordinate: string;
  /** Folded (foldVersion); null when the purl has none. */
  readonly version: string | null;
  /** `coordinate@version`, percent-encoded; the coordinate alone when there is no version. */
  readonly packageVersion: string;
  /** The normalised bare name. */
  readonly name: string;
  /** The normalised `namespace-name`; the name alone where the coordinate has no namespace. */
  readonly groupName: string;
  /** The coordinate of the source package that it was built from, if a different one is named. */
  readonly source: string | null;
}

/** The namespace of these is the distribution, which tools spell differently or leave out. */
const WITHOUT_NAMESPACE = new Set(['deb', 'rpm', 'apk', 'alpm']);
const SOURCE_RPM = /\.src\.rpm$/i;
const GO_MAJOR = /^v\d+$/;
const SEPARATED = /[-_./:]+/g;
const PLAIN_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * The identity of the package that a purl names.
 *
 * @returns undefined when the text is no valid purl, or one whose type says nothing about the ecosystem, as
 *   `pkg:generic` does.
 */
export function identifyPackage(purlText: string): PackageIdentity | undefined {
  let purl: Purl;
  try {
    purl = parsePurl(purlText.trim());
  } catch (error) {
    if (error instanceof PurlError) return undefined;
    throw error;
  }
  return namesEcosystem(purl.type) ? identityOf(purl) : undefined;
}

function identityOf(purl: Purl): PackageIdentity {
  const type = aliasedType(purl.type);
  const path = coordinatePath(type, purl.namespace, purl.name);
  const coordinate = `pkg:${type}/${encodePercentPath(path)}`;
  const version = purl.version === null ? null : foldVersion(type, purl.version);
  const upstream = purl.qualifiers['upstream'];
  return {
    purl: formatPurl(purl),
    type,
    coordinate,
    version,
    packageVersion: coordinateVersion(coordinate, version),
    name: normaliseName(bareName(type, path)),
    groupName: normaliseName(path),
    source: upstream === undefined ? null : sourceOf(type, upstream, coordinate),
  };
}

/** The coordinate of a purl: `pkg:type/namespace/name`, lower-case and percent-encoded (design.md §5). */
export function coordinateOf(purl: Purl): string {
  const type = aliasedType(purl.type);
  return `pkg:${type}/${encodePercentPath(coordinatePath(type, purl.namespace, purl.name))}`;
}

/** The decoded path of a coordinate. A `/` inside a part separates, for some tools encode the whole path as one name. */
function coordinatePath(type: string, namespace: string | null, name: string): string {
  if (WITHOUT_NAMESPACE.has(type)) {
    const lower = name.toLowerCase();
    // dpkg writes a foreign architecture as name:arch; a package name has no colon.
    const colon = type === 'deb' ? lower.indexOf(':') : -1;
    return colon > 0 ? lower.slice(0, colon) : lower;
  }
  if (type === 'pypi') return pep503(namespace === null ? name : `${namespace}/${name}`);
  return (namespace === null ? name : `${namespace}/${name}`).toLowerCase();
}

function pep503(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** The last segment; for a Go module of major version 2 or higher the one before it. */
function bareName(type: string, path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return path;
  const last = path.slice(slash + 1);
  if (type !== 'golang' || !GO_MAJOR.test(last)) return last;
  return path.slice(path.lastIndexOf('/', slash - 1) + 1, slash);
}

/**
 * The coordinate of a package that is named without a purl, such as the source package of a Linux package.
 *
 * @param type - purl type, aliased here.
 * @param sourceName - its name as written, for a type with namespaces `namespace/name`.
 */
export function sourceCoordinate(type: string, sourceName: string): string {
  const canonical = aliasedType(type);
  return `pkg:${canonical}/${encodePercentPath(coordinatePath(canonical, null, sourceName))}`;
}

/** `upstream` is `name`, `name@version`, or for rpm the file name of the source package. */
function sourceOf(type: string, upstream: string, self: string): string | null {
  const at = upstream.indexOf('@', 1);
  let name = at < 0 ? upstream : upstream.slice(0, at);
  if (SOURCE_RPM.test(name)) {
    const parts = name.replace(SOURCE_RPM, '').split('-');
    if (parts.length > 2) name = parts.slice(0, -2).join('-');
  }
  name = name.trim();
  if (name === '') return null;
  const coordinate = sourceCoordinate(type, name);
  return coordinate === self ? null : coordinate;
}

/** The key of a PackageVersion: `coordinate@version` with the version percent-encoded, or the coordinate without one. */
export function coordinateVersion(coordinate: string, version: string | null): string {
  return version === null ? coordinate : `${coordinate}@${encodePercent(version)}`;
}

/**
 * A name for matching by name (contract.md, *Matching*): lower-case, runs of `-_.` as one `-`. `/` and `:` separate a
 * group from a name and count as `-` too, and the `@` of an npm scope is dropped, so that `@scope/name`, `group:name`
 * and `namespace-name` meet.
 */
export function normaliseName(name: string): string {
  if (PLAIN_NAME.test(name)) return name;
  const trimmed = name.trim().toLowerCase();
  return (trimmed.startsWith('@') ? trimmed.slice(1) : trimmed).replaceAll(SEPARATED, '-');
}
