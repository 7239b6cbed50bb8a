/** Characters that a purl writes as they are: everything else in a component is percent-encoded. */
const NEEDS_ENCODING = /[^A-Za-z0-9.\-_~:]/;
const NEEDS_ENCODING_IN_PATH = /[^A-Za-z0-9.\-_~:/]/;
const LEFT_BY_ENCODE_URI = /[!'()*]/g;

/**
 * Percent-encodes one component of a purl (purl-spec, "Character encoding"): letters, digits and `.-_~:` stay.
 *
 * @param text - well-formed text; a lone surrogate throws URIError.
 */
export function encodePercent(text: string): string {
  if (!NEEDS_ENCODING.test(text)) return text;
  return encodeURIComponent(text)
    .replaceAll('%3A', ':')
    .replace(LEFT_BY_ENCODE_URI, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** As encodePercent, for a path: `/` separates segments and stays. */
export function encodePercentPath(path: string): string {
  if (!NEEDS_ENCODING_IN_PATH.test(path)) return path;
  return path.split('/').map(encodePercent).join('/');
}

/**
 * Decodes percent escapes as UTF-8; `+` stays a plus sign.
 *
 * @returns the text, or undefined when an escape is malformed.
 */
export function decodePercent(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
