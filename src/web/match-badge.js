import { element } from './dom.js';

/** @type {ReadonlyMap<unknown, readonly [look: string, words: string]>} */
const MATCHES = new Map([
  ['SAME', ['fits', 'fits: served on what it was made for']],
  ['DIFFERENT', ['mismatch', 'does not fit: made for another base']],
  ['UNKNOWN', ['open', 'fit not known']],
]);

/**
 * Whether an adapter fits the base that it is served on, with a sign of its own; null for another value.
 *
 * @param {unknown} match
 */
export function matchBadge(match) {
  const [look, words] = MATCHES.get(match) ?? [];
  return look === undefined ? null : element('span', { class: `mark-words ${look}` }, words);
}
