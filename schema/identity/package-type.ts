/**
 * Types that name one ecosystem in two ways. The registered spelling is the coordinate's, so that a question asked in
 * either reaches both.
 */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['alpine', 'apk'],
  ['arch', 'alpm'],
  ['archlinux', 'alpm'],
  ['debian', 'deb'],
  ['dpkg', 'deb'],
  ['crates', 'cargo'],
  ['go', 'golang'],
  ['pip', 'pypi'],
  ['python', 'pypi'],
  ['rubygems', 'gem'],
]);

/** The purl type that a type stands for: `alpine` → `apk`; a type without alias is itself. Lower-case. */
export function aliasedType(type: string): string {
  const lower = type.toLowerCase();
  return ALIASES.get(lower) ?? lower;
}

const WITHOUT_ECOSYSTEM = new Set(['generic', 'none', 'unknown']);

/**
 * Whether a purl type says which ecosystem a package is from. `generic` does not, and neither do the unregistered `none`
 * and `unknown`: such a purl is no usable one, and its component is found by name.
 */
export function namesEcosystem(type: string): boolean {
  return !WITHOUT_ECOSYSTEM.has(type);
}
