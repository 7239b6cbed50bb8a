/** What the type definitions of purl-spec say about one type, as data. Absent means: no rule. */
export interface PurlTypeRule {
  readonly namespace?: 'required' | 'prohibited';
  readonly namespaceCase?: 'lower' | 'upper';
  readonly nameCase?: 'lower';
  readonly versionCase?: 'lower';
  /** The name is lower-cased only when `repository_url` contains this. */
  readonly nameCaseInRepository?: string;
  /** `_` in the name is written `-`. */
  readonly dashedName?: true;
  /** The namespace is the first segment alone and the name is the rest of the path. */
  readonly nameIsPath?: true;
  readonly namePattern?: RegExp;
  readonly versionPattern?: RegExp;
  readonly requiredQualifier?: string;
}

const LOWER: PurlTypeRule = { namespaceCase: 'lower', nameCase: 'lower' };
const NO_NAMESPACE: PurlTypeRule = { namespace: 'prohibited' };

/**
 * The rules by type. A type that is missing here is accepted without rules: many unregistered ones are in the wild.
 * `oci` and `huggingface` are read more leniently than their definitions: real documents write both with and without
 * a namespace, and the digest or revision in them must not be lost.
 */
export const PURL_TYPES: ReadonlyMap<string, PurlTypeRule> = new Map<string, PurlTypeRule>([
  ['alpine', LOWER],
  ['alpm', LOWER],
  ['apk', LOWER],
  ['bazel', {}],
  ['bitbucket', LOWER],
  ['bitnami', { namespace: 'prohibited', nameCase: 'lower' }],
  ['brew', LOWER],
  ['cargo', NO_NAMESPACE],
  [
    'chrome-extension',
    { namespace: 'prohibited', namePattern: /^[a-p]{32}$/, versionPattern: /^[0-9]{1,9}(?:\.[0-9]{1,9}){0,3}$/ },
  ],
  ['cocoapods', NO_NAMESPACE],
  ['composer', LOWER],
  ['conan', {}],
  ['conda', NO_NAMESPACE],
  ['cpan', { namespaceCase: 'upper', namePattern: /^(?!.*::)/s }],
  ['cran', NO_NAMESPACE],
  ['deb', LOWER],
  ['docker', {}],
  ['gem', NO_NAMESPACE],
  ['generic', {}],
  ['git', { namespaceCase: 'lower', nameCase: 'lower', nameIsPath: true }],
  ['github', LOWER],
  ['gitlab', LOWER],
  ['golang', {}],
  ['hackage', NO_NAMESPACE],
  ['hex', LOWER],
  ['huggingface', { versionCase: 'lower' }],
  ['julia', { namespace: 'prohibited', requiredQualifier: 'uuid' }],
  ['luarocks', {}],
  ['maven', {}],
  ['mlflow', { namespace: 'prohibited', nameCaseInRepository: 'databricks' }],
  ['npm', LOWER],
  ['nuget', NO_NAMESPACE],
  ['oci', { nameCase: 'lower' }],
  ['opam', NO_NAMESPACE],
  ['otp', { namespace: 'prohibited', nameCase: 'lower' }],
  ['pub', { namespace: 'prohibited', nameCase: 'lower' }],
  ['pypi', { namespace: 'prohibited', nameCase: 'lower', dashedName: true }],
  ['qpkg', { namespaceCase: 'lower' }],
  ['rpm', { namespaceCase: 'lower' }],
  ['swid', {}],
  ['swift', { namespace: 'required' }],
  ['vcpkg', NO_NAMESPACE],
  ['vscode-extension', { namespace: 'required' }],
  ['yocto', {}],
]);
