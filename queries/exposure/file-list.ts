import type { ArtifactFacts } from './exposure.ts';

const WEIGHTS = /\.(?:safetensors|gguf)$/i;
const TEXT =
  /(?:\.(?:md|txt|rst|json|jinja|vocab|merges|bpe|tiktoken)|(?:^|\/)(?:readme|license|licence|notice|vocab|merges))$/i;
/** Text by which packages are installed when the model is loaded. */
const NAMES_PACKAGES =
  /(?:^|\/)(?:[^/]*requirements[^/]*\.txt|constraints[^/]*\.txt|package(?:-lock)?\.json|pipfile[^/]*|composer\.json|conda[^/]*\.json)$/i;
const ONE_FILE =
  /^application\/vnd\.(?:cncf\.model\.[a-z.]+\.v\d+\.raw|docker\.ai\.(?:gguf\.v\d+|safetensors|license|chat\.template\.jinja))$/;

/**
 * Whether a manifest's file list is complete and holds weights and text, and no code and no pickle (design.md §7): every
 * layer is one raw file with a name, at least one is weights in a format that cannot hold code, and no text names packages.
 */
export function holdsNoCode(facts: ArtifactFacts): boolean {
  const files = facts.files ?? [];
  if (facts.role !== 'manifest' || files.length === 0) return false;
  const isInert = files.every(({ title, mediaType }) => {
    if (title === null || mediaType === null || !ONE_FILE.test(mediaType)) return false;
    return !NAMES_PACKAGES.test(title) && (WEIGHTS.test(title) || TEXT.test(title));
  });
  return isInert && files.some(({ title }) => title !== null && WEIGHTS.test(title));
}
