/** The longest text of a document that becomes (part of) the id of a node, in UTF-16 code units. */
const LONGEST = 4_096;

/**
 * Whether a text from a document can be the id of a node: not empty, not absurdly long, no control character (ids are
 * joined by one), no lone surrogate (two different texts would be stored alike).
 */
export function isNodeId(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    text !== '' &&
    text.length <= LONGEST &&
    text.trim() !== '' &&
    !/\p{Cc}/u.test(text) &&
    text.isWellFormed()
  );
}
