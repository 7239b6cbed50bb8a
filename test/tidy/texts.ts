/** Registries, which no file of ours may name; part by part, so that this one does not either. */
export const HOSTS = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['pypi', 'org'],
  ['files', 'pythonhosted', 'org'],
  ['npm', 'pkg', 'github', 'com'],
  ['proxy', 'golang', 'org'],
] as const;
const REGISTRIES = new RegExp(
  `\\b(${HOSTS.map((parts) => parts.join('\\.')).join('|')}|artifactory|nexus\\.[a-z]+)\\b`,
  'u',
);
const MACHINE_PATHS = /(?<![\w.$-])\/(home|Users|work|root|farm)\/[a-z0-9._-]+\//iu;

/** Paths of real tools' output and of specifications' examples: they are quoted, not ours. */
const QUOTED =
  /^(test\/golden\/|examples\/estate\/(scans|documents|clusters)\/|package-lock\.json$|test\/formats\/|LICENSE$)/u;

/** Registry hosts and absolute paths of a machine in a tracked text, each as a sentence. */
export function textTrouble(path: string, text: string): readonly string[] {
  if (QUOTED.test(path)) return [];
  const found = [REGISTRIES.exec(text), MACHINE_PATHS.exec(text)].flatMap((match) =>
    match === null ? [] : [match[0]],
  );
  return found.map((what) => `${path}: names ${what}`);
}

/** A lock file that says where packages were fetched from binds every checkout to that place. */
export function lockTrouble(text: string): readonly string[] {
  const lock = JSON.parse(text) as { packages?: Readonly<Record<string, { resolved?: string; link?: boolean }>> };
  return Object.entries(lock.packages ?? {}).flatMap(([name, { resolved, link }]) =>
    resolved === undefined || link === true ? [] : [`package-lock.json: ${name} was resolved from an address`],
  );
}
