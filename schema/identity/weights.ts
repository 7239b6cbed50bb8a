import { sha256Of } from './digest.ts';

/**
 * The id of the weights that these files are (model-estate.md §7.2, the set of weight files): whatever the files are called
 * and in whatever order they are listed, and however often one is listed.
 *
 * @param digests - `sha256:…` of each file of one loading group; other algorithms give no identity.
 * @returns undefined for no file, or when a digest is not sha256.
 */
export function weightsId(digests: readonly string[]): string | undefined {
  const distinct = [...new Set(digests)].sort();
  if (distinct.length === 0 || !distinct.every((digest) => digest.startsWith('sha256:'))) return undefined;
  return `weights:${sha256Of(distinct.join('\n')).slice('sha256:'.length)}`;
}
