import type { ArtifactFacts } from './exposure.ts';

const WEIGHTS = /\.(?:safetensors|gguf)$/i;
const TEXT =
  /(?:\.(?:md|rst|json|jinja|vocab|merges|bpe|tiktoken)|(?:^|\/)(?:readme|license|licence|notice|vocab|merges|\.gitattributes|\.gitignore))$/i;
/** What is called `.txt` is often a list of packages: only these names are known to be something else. */
const KNOWN_TEXT =
  /(?:^|\/)(?:readme|licen[cs]es?|notices?|copying|copyright|authors|citation|changelog|vocab|merges|bpe|labels|classes|(?:acceptable[-_])?use[-_]policy|model[-_]card|third[-_]party[-_](?:licen[cs]es|notices))(?:[-_.](?:[a-z]{2}|agpl|apache|bsd|cc|gpl|lgpl|llama|mit|\d+))*\.txt$/i;
/** Text by which packages are installed when the model is loaded. */
const NAMES_PACKAGES =
  /(?:^|\/)(?:(?:[^/]*[-_.])?(?:requirements|constraints|dependencies|deps)(?:\/|[-_.])|(?:[^/]*[-_.])?packages?(?:[-_.][^/]*)?\.json$|(?:pipfile|pylock|poetry|composer|conda|environment|env|bower|deno|vcpkg)[^/]*\.json$|[^/]*[-_.]lock\.json$)/i;
/** What ends a name for some programs and not for others, or lets it be read as another one. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/**
 * Layers that are one file as it is, under the name that they are annotated with: types that are known whole. What says more
 * (`tar` in the wrong place, `code`) may be an archive or code, whatever its end says.
 */
const ONE_FILE =
  /^(?:application\/vnd\.(?:(?:cncf|cnai)\.model\.(?:weight|weight\.config|doc|dataset)\.v\d+\.raw|(?:cncf|cnai)\.model\.weight\.v\d+\.(?:gguf|safetensors)|docker\.ai\.model\.file)|application\/(?:octet-stream|json)|text\/(?:plain|markdown))$/;
/** Layers whose type says what the one file is, so that it needs no name (model-estate.md §2.1). */
const TYPED_WEIGHTS =
  /^application\/vnd\.(?:docker\.ai\.(?:gguf\.v\d+(?:\.lora|\.mmproj)?|mmproj|safetensors)|ollama\.image\.(?:model|adapter|projector|draft|tensor))$/;
const TYPED_TEXT =
  /^application\/vnd\.(?:docker\.ai\.(?:license|chat\.template\.jinja)|ollama\.image\.(?:license|template|system|params|messages|json))$/;

/**
 * Whether a file list is complete and holds weights and text, and no code and no pickle (design.md §7): every file of a tree is
 * known by its name, and every layer of a manifest is one file, by its type or its name; at least one is weights in a format that cannot hold code, and no text names
 * packages. An archive is none of these: nobody saw what is in it. A chat template is text: it is run by the server that loads
 * the model, in a sandbox without modules, so it brings no package of its own. Names and types are those of whoever made the
 * artifact; a layer that is two files at once has the name of neither.
 */
export function holdsNoCode(facts: ArtifactFacts): boolean {
  const files = facts.files ?? [];
  if (files.length === 0) return false;
  if (facts.role === 'tree') return files.every(({ title }) => isInertName(title)) && files.some(isWeights);
  return facts.role === 'manifest' && files.every(isInert) && files.some(isWeights);
}

type File = NonNullable<ArtifactFacts['files']>[number];

function isInert({ title, mediaType }: File): boolean {
  if (mediaType === null) return false;
  const isTyped = TYPED_WEIGHTS.test(mediaType) || TYPED_TEXT.test(mediaType);
  if (title === null) return isTyped;
  if (!isTyped && !ONE_FILE.test(mediaType)) return false;
  return isInertName(title);
}

function isInertName(title: string | null): boolean {
  if (title === null || NAMES_PACKAGES.test(title) || UNSEEN.test(title)) return false;
  return [WEIGHTS, TEXT, KNOWN_TEXT].some((pattern) => pattern.test(title));
}

function isWeights({ title, mediaType }: File): boolean {
  return title === null ? mediaType !== null && TYPED_WEIGHTS.test(mediaType) : WEIGHTS.test(title);
}
