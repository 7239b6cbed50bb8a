import { PurlError, parsePurl } from '#schema';
import { member, textOf } from '../json/index.ts';
import { isGitAddress } from './predicates/git-address.ts';

export type Role = 'source' | 'dataset' | 'model' | 'image' | 'package' | 'tool' | 'unknown';

export interface DependencyRole {
  readonly role: Role;
  readonly roleSource: 'ANNOTATION' | 'MEDIA_TYPE' | 'PURL_TYPE' | 'URI_SCHEME' | 'NONE';
}

/** What people write as `annotations.role`, in lower case with `-` for space and underscore. */
const ANNOTATED: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['source', 'source'],
  ['source-code', 'source'],
  ['dataset', 'dataset'],
  ['data-set', 'dataset'],
  ['training-data', 'dataset'],
  ['training-dataset', 'dataset'],
  ['validation-data', 'dataset'],
  ['validation-dataset', 'dataset'],
  ['test-dataset', 'dataset'],
  ['evaluation-dataset', 'dataset'],
  ['model', 'model'],
  ['base-model', 'model'],
  ['parent-model', 'model'],
  ['teacher-model', 'model'],
  ['adapter', 'model'],
  ['image', 'image'],
  ['base-image', 'image'],
  ['build-image', 'image'],
  ['builder-image', 'image'],
  ['training-image', 'image'],
  ['container-image', 'image'],
  ['package', 'package'],
  ['library', 'package'],
  ['tool', 'tool'],
  ['build-tool', 'tool'],
]);

const MEDIA_TYPES: readonly (readonly [RegExp, Role])[] = [
  [/^application\/vnd\.cncf\.model\.dataset\./, 'dataset'],
  [/^application\/vnd\.kitops\.modelkit\.dataset\./, 'dataset'],
  [/^application\/ld\+json;.*mlcommons\.org\/croissant/, 'dataset'],
  [/^application\/vnd\.cncf\.model\.(?:manifest|config|weight)\./, 'model'],
  [/^application\/vnd\.kitops\.modelkit\.(?:config|model|modelpart)\./, 'model'],
  [/^application\/vnd\.docker\.ai\.(?:model\.config|gguf|safetensors|mmproj|dduf)/, 'model'],
  [/^application\/vnd\.ollama\.image\.(?:model|adapter|projector|draft|tensor)/, 'model'],
  [/^application\/vnd\.oci\.image\.(?:index|manifest|config)\./, 'image'],
  [/^application\/vnd\.docker\.distribution\.manifest\./, 'image'],
];

/** A repository on a code host may be a tool or a library as well as the source that was built: those stay unknown. */
const UNDECIDED_PURL_TYPES = new Set(['generic', 'github', 'gitlab', 'bitbucket', 'gitea', 'swid']);

/**
 * What a dependency of a build was for. SLSA has no field for it, so the first of these decides: the purl of a package, the
 * annotation `role`, the media type, the purl type, the URI scheme (model-estate.md §3.2). A package that is called source,
 * a data set or a model is a package all the same: called so it would be passed over, and its purl says what was there. An
 * annotation that is not understood decides too, as unknown: to guess `source` over it would take a dependency out of what
 * has to be judged.
 */
export function dependencyRole(dependency: unknown): DependencyRole {
  const uri = textOf(member(dependency, 'uri'))?.trim() ?? '';
  const byPurl = roleOfPurl(uri);
  if (byPurl === 'package') return { role: byPurl, roleSource: 'PURL_TYPE' };
  const annotated = textOf(member(member(dependency, 'annotations'), 'role'));
  if (annotated !== null) {
    const key = annotated
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_]+/g, '-');
    return { role: ANNOTATED.get(key) ?? 'unknown', roleSource: 'ANNOTATION' };
  }
  const mediaType = textOf(member(dependency, 'mediaType'))?.toLowerCase();
  const byMediaType = MEDIA_TYPES.find(([pattern]) => mediaType !== undefined && pattern.test(mediaType))?.[1];
  if (byMediaType !== undefined) return { role: byMediaType, roleSource: 'MEDIA_TYPE' };
  if (byPurl !== 'unknown') return { role: byPurl, roleSource: 'PURL_TYPE' };
  const byScheme = roleOfScheme(uri);
  return byScheme === 'unknown'
    ? { role: 'unknown', roleSource: 'NONE' }
    : { role: byScheme, roleSource: 'URI_SCHEME' };
}

function roleOfPurl(uri: string): Role {
  if (!/^pkg:/i.test(uri)) return 'unknown';
  try {
    const { type, namespace } = parsePurl(uri);
    if (UNDECIDED_PURL_TYPES.has(type)) return 'unknown';
    if (type === 'huggingface')
      return namespace === 'datasets' || namespace?.startsWith('datasets/') ? 'dataset' : 'model';
    if (type === 'mlflow') return 'model';
    return type === 'oci' || type === 'docker' ? 'image' : 'package';
  } catch (error) {
    if (error instanceof PurlError) return 'unknown';
    throw error;
  }
}

function roleOfScheme(uri: string): Role {
  if (isGitAddress(uri)) return 'source';
  if (/^hf:\/\/datasets\//i.test(uri)) return 'dataset';
  if (/^(?:hf|modelscope):\/\//i.test(uri) || /^models:\//i.test(uri)) return 'model';
  return /^(?:docker(?:-pullable)?|oci(?:\+[a-z]+)?):\/\//i.test(uri) ? 'image' : 'unknown';
}
