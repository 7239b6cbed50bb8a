import { element } from './dom.js';

/** @type {ReadonlyMap<unknown, readonly [look: string, words: string, more: string]>} */
const MATCHES = new Map([
  ['SAME', ['fits', 'fits', 'Served on what it was made for.']],
  ['DIFFERENT', ['mismatch', 'does not fit', 'Made for another base: the weights are other files.']],
  ['UNKNOWN', ['open', 'not known', 'Whether it fits the base that it is served on is not known.']],
]);

/**
 * Whether an adapter fits the base that it is served on, with a sign of its own; null for another value.
 *
 * @param {unknown} match
 */
export function matchBadge(match) {
  const [look, words, more] = MATCHES.get(match) ?? [];
  return look === undefined ? null : element('span', { class: `mark-words ${look}`, title: more }, words);
}
