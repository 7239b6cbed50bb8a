import { aliasedType } from './package-type.ts';

const EPOCH_TYPES = new Set(['deb', 'rpm', 'alpm']);
const RELEASE_TYPES = new Set(['deb', 'rpm', 'apk', 'alpm']);
const PEP440_TYPES = new Set(['pypi', 'conda']);
const EPOCH = /^(?:\d+:)+/;
const LEADING_V = /^v(?=\d)/i;
const LEADING_GO = /^(?:v|go)(?=\d)/;
const DOTTED_NUMBERS = /^\d+(?:\.\d+)*$/;
const LONGEST_PARSED = 200;
/** The lenient grammar of PEP 440, appendix B, for lower-case text: epoch, release, pre, post, dev, local. */
const PEP440 =
  /^(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|beta|preview|pre|rc|a|b|c)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;
const PRE_SPELLINGS: ReadonlyMap<string, string> = new Map([
  ['alpha', 'a'],
  ['beta', 'b'],
  ['c', 'rc'],
  ['pre', 'rc'],
  ['preview', 'rc'],
]);

/**
 * Folds what tools disagree on (contract.md, *Matching*): the epoch of deb, rpm and alpm versions is dropped, and so is a
 * leading `v` before a digit, except for golang. The release stays.
 */
export function foldVersion(type: string, version: string): string {
  const canonical = aliasedType(type);
  const withoutEpoch = EPOCH_TYPES.has(canonical) ? version.replace(EPOCH, '') : version;
  const folded = canonical === 'golang' ? withoutEpoch : withoutEpoch.replace(LEADING_V, '');
  // A version that is nothing but an epoch keeps it: an empty one would match every version.
  return folded === '' ? version : folded;
}

/** Splits a PEP 440 version at its local label: `2.6.0+cu124` → base `2.6.0`, local `cu124`. */
export function pep440(version: string): { base: string; local: string | null } {
  const plus = version.indexOf('+');
  if (plus < 0 || plus + 1 === version.length)
    return { base: plus < 0 ? version : version.slice(0, plus), local: null };
  return { base: version.slice(0, plus), local: version.slice(plus + 1) };
}

/**
 * Whether a component's version is the one asked for (contract.md, *Matching*). A requested version without local label or
 * epoch matches any; for deb, rpm, apk and alpm one without a release matches any release. Case, a leading `v`, and the
 * equivalent spellings of PEP 440 do not matter, and outside Linux packages neither do trailing `.0`. Where that is too
 * generous it costs a false row, never a missed one.
 *
 * @param type - the purl type of the component.
 */
export function versionMatches(type: string, requested: string, present: string): boolean {
  if (requested === present) return true;
  const canonical = aliasedType(type);
  const wanted = comparable(canonical, requested);
  const forms = presentForms(canonical, present);
  if (forms.includes(wanted)) return true;
  // A Linux version without a release is incomplete: it may be any release, the one asked for too.
  if (!RELEASE_TYPES.has(canonical) || present.includes('-')) return false;
  const release = wanted.lastIndexOf('-');
  return release > 0 && forms.includes(wanted.slice(0, release));
}

/** Every text that a request may be written as to mean this version. */
function presentForms(type: string, present: string): string[] {
  const folded = comparable(type, present);
  const forms = [folded];
  if (PEP440_TYPES.has(type)) {
    const withoutEpoch = folded.replace(/^\d+!/, '');
    forms.push(withoutEpoch, pep440(folded).base, pep440(withoutEpoch).base);
    return forms;
  }
  if (!RELEASE_TYPES.has(type)) {
    forms.push(comparable(type, pep440(folded).base));
    return forms;
  }
  const withoutLocal = folded.replace(/\+[^-]*/g, '');
  for (const form of [folded, withoutLocal]) {
    forms.push(form);
    const release = form.lastIndexOf('-');
    if (release > 0) forms.push(form.slice(0, release), pep440(form.slice(0, release)).base);
  }
  return forms;
}

function comparable(type: string, version: string): string {
  const folded = foldVersion(type, version.trim()).toLowerCase();
  if (RELEASE_TYPES.has(type) || folded.length > LONGEST_PARSED) return folded;
  if (type === 'golang') return folded.replace(LEADING_GO, '');
  const normal = PEP440_TYPES.has(type) ? pep440Normal(folded) : undefined;
  return normal ?? withoutTrailingZeros(folded);
}

function withoutTrailingZeros(version: string): string {
  if (!DOTTED_NUMBERS.test(version)) return version;
  let end = version.length;
  while (version.endsWith('.0', end)) end -= 2;
  return version.slice(0, end);
}

function pep440Normal(version: string): string | undefined {
  const match = PEP440.exec(version);
  if (match === null) return undefined;
  const [, epoch, release = '', pre, preNumber, implicitPost, post, postNumber, dev, devNumber, local] = match;
  const numbers = release.split('.').map(withoutLeadingZeros).join('.');
  let text = epoch === undefined || /^0+$/.test(epoch) ? '' : `${withoutLeadingZeros(epoch)}!`;
  text += withoutTrailingZeros(numbers);
  if (pre !== undefined) text += `${PRE_SPELLINGS.get(pre) ?? pre}${withoutLeadingZeros(preNumber)}`;
  if (implicitPost !== undefined) text += `.post${withoutLeadingZeros(implicitPost)}`;
  else if (post !== undefined) text += `.post${withoutLeadingZeros(postNumber)}`;
  if (dev !== undefined) text += `.dev${withoutLeadingZeros(devNumber)}`;
  return local === undefined ? text : `${text}+${local.replaceAll(/[-_]/g, '.')}`;
}

function withoutLeadingZeros(digits = ''): string {
  let start = 0;
  while (start + 1 < digits.length && digits.charCodeAt(start) === 48) start++;
  return digits === '' ? '0' : digits.slice(start);
}
