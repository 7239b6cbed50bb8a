import { decodePercent, encodePercent, encodePercentPath } from './percent-encoding.ts';
import type { PurlTypeRule } from './purl-types.ts';
import { PURL_TYPES } from './purl-types.ts';

/** The parts of a package URL, decoded and normalised by the rules of its type. */
export interface Purl {
  readonly type: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly version: string | null;
  /** Without prototype, keys lower-case. */
  readonly qualifiers: Readonly<Record<string, string>>;
  readonly subpath: string | null;
}

/** The parts of a package URL before normalisation. */
export interface PurlParts {
  readonly type: string | null;
  readonly namespace?: string | null;
  readonly name: string | null;
  readonly version?: string | null;
  readonly qualifiers?: Readonly<Record<string, string | null>> | null;
  readonly subpath?: string | null;
}

export type PurlPart = 'purl' | 'scheme' | 'type' | 'namespace' | 'name' | 'version' | 'qualifiers' | 'subpath';

/** A text that is no package URL. The message names the part and what is wrong with it. */
export class PurlError extends Error {
  override readonly name = 'PurlError';
  readonly part: PurlPart;

  constructor(part: PurlPart, message: string) {
    super(`${part}: ${message}`);
    this.part = part;
  }
}

/**
 * How qualifier keys in upper case are met. `lenient` lower-cases them, for real documents have them. `strict` refuses a
 * key that begins with a capital, and lower-cases the rest of a key: the official cases refuse to parse `Arch=` and
 * `Platform=`, accept to parse `repositorY_url=`, and expect all three to be written in lower case.
 */
export type QualifierKeys = 'lenient' | 'strict';

const MAX_LENGTH = 8_192;
const SLASH = '/'.charCodeAt(0);
const SCHEME = 'pkg:';
const TYPE = /^[a-z][a-z0-9.-]*$/;
const QUALIFIER_KEY = /^[a-z._-][a-z0-9._-]*$/;
const PRINTABLE_ASCII = /^[!-~]*$/;
const CONTROL_OR_SPACE = /[\p{Cc}\p{Z}]/u;
const CONTROL = /\p{Cc}/u;
const NO_QUALIFIERS: Readonly<Record<string, string>> = Object.freeze(emptyRecord());

function emptyRecord(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}

/**
 * Reads a package URL (purl-spec, "How to parse a purl string") and normalises it by the rules of its type.
 *
 * @throws PurlError when the text is no purl, or breaks a rule of its type.
 */
export function parsePurl(text: string, keys: QualifierKeys = 'lenient'): Purl {
  const purl = readPurl(text, keys);
  const violation = purlViolation(purl);
  if (violation !== undefined) throw violation;
  return purl;
}

/**
 * Builds a purl from parts that are not encoded (purl-spec, "How to build a purl string").
 *
 * @throws PurlError when a part is missing or breaks a rule of the type.
 */
export function buildPurl(parts: PurlParts): Purl {
  const type = readType(parts.type ?? '');
  const namespace = (parts.namespace ?? '').split('/').filter((segment) => segment !== '');
  const subpath = (parts.subpath ?? '').split('/').filter(isSubpathSegment);
  const qualifiers: [string, string][] = [];
  for (const [key, value] of Object.entries(parts.qualifiers ?? {})) {
    if (value !== null && value !== '') qualifiers.push([readKey(key, 'lenient'), value]);
  }
  const purl = normalise(
    type,
    namespace.length === 0 ? null : namespace.join('/'),
    parts.name ?? '',
    parts.version === '' ? null : (parts.version ?? null),
    collect(qualifiers),
    subpath.length === 0 ? null : subpath.join('/'),
  );
  assertWellFormed(purl);
  const violation = purlViolation(purl);
  if (violation !== undefined) throw violation;
  return purl;
}

/** Writes a purl in its canonical form: the exact identity of a component. */
export function formatPurl(purl: Purl): string {
  let text = `${SCHEME}${purl.type}/`;
  if (purl.namespace !== null) text += `${encodePercentPath(purl.namespace)}/`;
  const nameIsPath = PURL_TYPES.get(purl.type)?.nameIsPath === true;
  text += nameIsPath ? encodePercentPath(purl.name) : encodePercent(purl.name);
  if (purl.version !== null) text += `@${encodePercent(purl.version)}`;
  if (purl.qualifiers !== NO_QUALIFIERS) {
    const keys = Object.keys(purl.qualifiers).sort();
    let separator = '?';
    for (const key of keys) {
      text += `${separator}${key}=${encodePercent(purl.qualifiers[key] ?? '')}`;
      separator = '&';
    }
  }
  if (purl.subpath !== null) text += `#${encodePercentPath(purl.subpath)}`;
  return text;
}

/**
 * Reads the syntax of a purl and normalises it, without the requirements that its type makes.
 *
 * @throws PurlError when the text is no purl.
 */
export function readPurl(text: string, keys: QualifierKeys = 'lenient'): Purl {
  if (text.length > MAX_LENGTH) throw new PurlError('purl', `longer than ${MAX_LENGTH} characters`);
  if (!PRINTABLE_ASCII.test(text)) assertNoSpace(text);
  const start = schemeEnd(text);
  let end = text.length;
  let subpath: string | null = null;
  const hash = text.lastIndexOf('#');
  if (hash >= start) {
    subpath = readSubpath(text.slice(hash + 1));
    end = hash;
  }
  let qualifiers = NO_QUALIFIERS;
  const question = text.indexOf('?', start);
  if (question >= 0 && question < end) {
    qualifiers = readQualifiers(text.slice(question + 1, end), keys);
    end = question;
  }
  const slash = text.indexOf('/', start);
  if (slash < 0 || slash >= end) {
    readType(text.slice(start, end));
    throw new PurlError('name', `nothing follows the type in ${excerpt(text)}`);
  }
  const type = readType(text.slice(start, slash));
  let path = text.slice(slash + 1, end);
  let version: string | null = null;
  // An @ that begins a segment is an npm scope, or a version whose name is missing.
  const at = path.lastIndexOf('@');
  if (at > 0 && path.charCodeAt(at - 1) !== SLASH) {
    version = at + 1 === path.length ? null : decode('version', path.slice(at + 1));
    path = path.slice(0, at);
  } else if (at >= 0 && !path.includes('/', at)) {
    throw new PurlError('name', `missing before "@" in ${excerpt(text)}`);
  }
  const { namespace, name } = readPath(path, PURL_TYPES.get(type));
  return normalise(type, namespace, name, version, qualifiers, subpath);
}

/** The first requirement of its type that a purl breaks, or undefined. */
export function purlViolation(purl: Purl): PurlError | undefined {
  if (purl.name === '') return new PurlError('name', 'missing');
  const rule = PURL_TYPES.get(purl.type);
  if (rule === undefined) return undefined;
  if (rule.namespace === 'required' && purl.namespace === null)
    return new PurlError('namespace', `type ${purl.type} needs one`);
  if (rule.namespace === 'prohibited' && purl.namespace !== null)
    return new PurlError('namespace', `type ${purl.type} has none, found ${excerpt(purl.namespace)}`);
  if (rule.namePattern?.test(purl.name) === false)
    return new PurlError('name', `not one of type ${purl.type}: ${excerpt(purl.name)}`);
  if (purl.version !== null && rule.versionPattern?.test(purl.version) === false)
    return new PurlError('version', `not one of type ${purl.type}: ${excerpt(purl.version)}`);
  if (rule.requiredQualifier !== undefined && purl.qualifiers[rule.requiredQualifier] === undefined)
    return new PurlError('qualifiers', `type ${purl.type} needs ${rule.requiredQualifier}`);
  return undefined;
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}

/** Rare: only for texts that are not printable ASCII throughout. */
function assertNoSpace(text: string): void {
  const found = CONTROL_OR_SPACE.exec(text);
  if (found !== null)
    throw new PurlError('purl', `white space or a control character at ${found.index} in ${excerpt(text)}`);
  if (!text.isWellFormed()) throw new PurlError('purl', `a lone surrogate in ${excerpt(text)}`);
}

function assertWellFormed(purl: Purl): void {
  for (const text of [purl.namespace, purl.name, purl.version, purl.subpath, ...Object.values(purl.qualifiers)]) {
    if (text !== null && (CONTROL.test(text) || !text.isWellFormed()))
      throw new PurlError('purl', `a control character or a lone surrogate in ${excerpt(text)}`);
  }
}

function schemeEnd(text: string): number {
  if (!text.startsWith(SCHEME) && text.slice(0, SCHEME.length).toLowerCase() !== SCHEME)
    throw new PurlError('scheme', `expected "pkg:" at the start of ${excerpt(text)}`);
  let end = SCHEME.length;
  while (text.charCodeAt(end) === SLASH) end++;
  return end;
}

function readType(written: string): string {
  if (PURL_TYPES.has(written)) return written;
  const type = written.toLowerCase();
  if (!TYPE.test(type)) throw new PurlError('type', type === '' ? 'missing' : `not one: ${excerpt(written)}`);
  return type;
}

function decode(part: PurlPart, written: string): string {
  if (!written.includes('%')) return written;
  const text = decodePercent(written);
  if (text === undefined) throw new PurlError(part, `a malformed percent escape in ${excerpt(written)}`);
  if (CONTROL.test(text)) throw new PurlError(part, `a control character in ${excerpt(written)}`);
  return text;
}

function withoutEmptySegments(path: string): string {
  if (!path.includes('//') && !path.startsWith('/') && !path.endsWith('/')) return path;
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .join('/');
}

function readPath(written: string, rule: PurlTypeRule | undefined): { namespace: string | null; name: string } {
  let end = written.length;
  while (end > 0 && written.charCodeAt(end - 1) === SLASH) end--;
  let start = 0;
  while (start < end && written.charCodeAt(start) === SLASH) start++;
  const path = start === 0 && end === written.length ? written : written.slice(start, end);
  const nameIsPath = rule?.nameIsPath === true;
  const slash = nameIsPath ? path.indexOf('/') : path.lastIndexOf('/');
  const decoded = decode('name', slash < 0 ? path : path.slice(slash + 1));
  const name = nameIsPath ? withoutEmptySegments(decoded) : decoded;
  if (name === '') throw new PurlError('name', 'missing');
  if (slash < 0) return { namespace: null, name };
  const namespace = withoutEmptySegments(decode('namespace', path.slice(0, slash)));
  return { namespace: namespace === '' ? null : namespace, name };
}

function readKey(written: string, keys: QualifierKeys): string {
  const key = written.toLowerCase();
  if (!QUALIFIER_KEY.test(key)) throw new PurlError('qualifiers', `not a key: ${excerpt(written)}`);
  if (keys === 'strict' && key[0] !== written[0])
    throw new PurlError('qualifiers', `the key ${excerpt(written)} is not in lower case`);
  return key;
}

function readQualifiers(written: string, keys: QualifierKeys): Readonly<Record<string, string>> {
  const pairs: [string, string][] = [];
  for (const pair of written.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = readKey(equals < 0 ? pair : pair.slice(0, equals), keys);
    // An empty value is the same as no qualifier.
    if (equals < 0 || equals + 1 === pair.length) continue;
    pairs.push([key, decode('qualifiers', pair.slice(equals + 1))]);
  }
  return collect(pairs);
}

function collect(pairs: readonly [string, string][]): Readonly<Record<string, string>> {
  if (pairs.length === 0) return NO_QUALIFIERS;
  const qualifiers = emptyRecord();
  for (const [key, value] of pairs) {
    const before = qualifiers[key];
    if (before !== undefined && before !== value) throw new PurlError('qualifiers', `${key} is given twice`);
    qualifiers[key] = value;
  }
  return qualifiers;
}

function isSubpathSegment(segment: string): boolean {
  return segment !== '' && segment !== '.' && segment !== '..';
}

function readSubpath(written: string): string | null {
  const path = decode('subpath', written).split('/').filter(isSubpathSegment).join('/');
  return path === '' ? null : path;
}

function normalise(
  type: string,
  namespace: string | null,
  name: string,
  version: string | null,
  qualifiers: Readonly<Record<string, string>>,
  subpath: string | null,
): Purl {
  const rule = PURL_TYPES.get(type);
  let group = namespace;
  if (group !== null && rule?.namespaceCase !== undefined)
    group = rule.namespaceCase === 'lower' ? group.toLowerCase() : group.toUpperCase();
  const inRepository = rule?.nameCaseInRepository;
  const lowerName =
    rule?.nameCase === 'lower' ||
    (inRepository !== undefined && qualifiers['repository_url']?.toLowerCase().includes(inRepository) === true);
  let title = lowerName ? name.toLowerCase() : name;
  if (rule?.dashedName === true) title = title.replaceAll('_', '-');
  return {
    type,
    namespace: group,
    name: title,
    version: version !== null && rule?.versionCase === 'lower' ? version.toLowerCase() : version,
    qualifiers,
    subpath,
  };
}
