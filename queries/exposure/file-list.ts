import type { ArtifactFacts } from './exposure.ts';

const WEIGHTS = /\.(?:safetensors|gguf)$/i;
const TEXT =
  /(?:\.(?:md|rst|json|jinja|vocab|merges|bpe|tiktoken)|(?:^|\/)(?:readme|license|licence|notice|vocab|merges))$/i;
/** What is called `.txt` is often a list of packages: only these names are known to be something else. */
const KNOWN_TEXT =
  /(?:^|\/)(?:readme|licen[cs]es?|notices?|copying|copyright|authors|citation|changelog|vocab|merges|bpe|labels|classes|(?:acceptable[-_])?use[-_]policy|model[-_]card|third[-_]party[-_](?:licen[cs]es|notices))(?:[-_.](?:[a-z]{2}|agpl|apache|bsd|cc|gpl|lgpl|llama|mit|\d+))*\.txt$/i;
/** Text by which packages are installed when the model is loaded. */
const NAMES_PACKAGES =
  /(?:^|\/)(?:(?:[^/]*[-_.])?(?:requirements|constraints|dependencies|deps)(?:\/|[-_.])|packages?(?:[-_.][^/]*)?\.json$|(?:pipfile|pylock|poetry|composer|conda|environment|env|bower|deno|vcpkg)[^/]*\.json$|[^/]*[-_.]lock\.json$)/i;
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
    return !NAMES_PACKAGES.test(title) && (WEIGHTS.test(title) || TEXT.test(title) || KNOWN_TEXT.test(title));
  });
  return isInert && files.some(({ title }) => title !== null && WEIGHTS.test(title));
}
