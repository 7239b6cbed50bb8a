import { coordinateOf, normaliseName } from './coordinate.ts';
import { aliasedType, namesEcosystem } from './package-type.ts';
import type { Purl } from './purl.ts';
import { PurlError, purlViolation, readPurl } from './purl.ts';

/** What a person or a script named in a question. */
export type PackageQuery =
  | { readonly kind: 'purl'; readonly type: string; readonly coordinate: string; readonly version: string | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'invalid'; readonly message: string };

const LONGEST_NAME = 512;
const CONTROL = /\p{Cc}/u;
/** A requirement, not a name: `torch==2.6.0`, `torch >= 2`, `torch[extra]`. */
const REQUIREMENT = /[\s=<>!;,[\]()"']/;
const COMPARISON = /[=<>]/;
const RANGE = /^[=<>^~!]|[<>*|,\s]/;
const PYPI_NAME = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i;

/**
 * Understands the package of a question (contract.md, *Flagship parameters*): a purl with or without version, or a bare
 * name. What cannot be the name of any package is refused, because a mistyped purl that matches nothing would otherwise
 * read as "not affected".
 */
export function parsePackageQuery(text: string): PackageQuery {
  const trimmed = text.trim();
  if (/^(?:pkg|purl)(?::|%3a)/i.test(trimmed)) return purlQuery(trimmed);
  if (trimmed === '') return invalid('the package is empty: give a purl such as pkg:pypi/torch, or a bare name');
  if (trimmed.length > LONGEST_NAME) return invalid(`the package name is longer than ${LONGEST_NAME} characters`);
  if (CONTROL.test(trimmed)) return invalid('the package name holds a control character');
  const at = trimmed.indexOf('@', 1);
  if (at > 0 && !trimmed.startsWith('@', at + 1)) {
    const name = trimmed.slice(0, at);
    return invalid(`a bare name has no version: give pkg:<type>/${trimmed}, or the name ${name} and the version apart`);
  }
  if (REQUIREMENT.test(trimmed))
    return invalid(`${JSON.stringify(trimmed)} reads as a requirement: give the name, and the version apart`);
  const name = normaliseName(trimmed);
  return /^-*$/.test(name) ? invalid(`${JSON.stringify(trimmed)} is no name`) : { kind: 'name', name };
}

/**
 * What is wrong with a version that a question asks for: a range or an empty text would match nothing, and read as
 * "not affected".
 *
 * @returns undefined when nothing is.
 */
export function versionQueryProblem(version: string): string | undefined {
  if (version.trim() === '') return 'the version is empty';
  if (CONTROL.test(version)) return 'the version holds a control character';
  if (!RANGE.test(version.trim())) return undefined;
  return `${JSON.stringify(version)} reads as a range: give each version by itself`;
}

function purlQuery(text: string): PackageQuery {
  let purl: Purl;
  try {
    purl = readPurl(text);
  } catch (error) {
    if (error instanceof PurlError) return invalid(`not a valid purl: ${error.message}`);
    throw error;
  }
  const violation = purlViolation(purl);
  // A coordinate has no qualifiers, so a question needs none.
  if (violation !== undefined && violation.part !== 'qualifiers') {
    const hint = `ask for the bare name ${purl.name} to find it in every type`;
    return invalid(`not a valid purl: ${violation.message}; ${hint}`);
  }
  if (!namesEcosystem(purl.type))
    return invalid(`pkg:${purl.type} names no ecosystem: ask for the bare name ${purl.name}, and the version apart`);
  const type = aliasedType(purl.type);
  if (COMPARISON.test(purl.name) || (type === 'pypi' && !PYPI_NAME.test(purl.name))) {
    const hint = `write pkg:${purl.type}/<name>@<version>`;
    return invalid(`not a valid purl: ${JSON.stringify(purl.name)} is no package name of type ${type}; ${hint}`);
  }
  const problem = purl.version === null ? undefined : versionQueryProblem(purl.version);
  if (problem !== undefined) return invalid(problem);
  return { kind: 'purl', type, coordinate: coordinateOf(purl), version: purl.version };
}

function invalid(message: string): PackageQuery {
  return { kind: 'invalid', message };
}
