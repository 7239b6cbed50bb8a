import { element } from './dom.js';
import { strengthInWords } from './words.js';

/**
 * What the lines and boxes of a picture mean, as far as they are in it.
 *
 * @param {import('./graph.js').Graph} graph
 */
export function legend({ nodes, edges }) {
  const strengths = new Set([...edges.values()].map(({ strength }) => strength));
  const items = ['verified', 'observed', 'signed', 'declared', 'inferred']
    .filter((strength) => strengths.has(strength))
    .map((strength) => item(`line ${strength}`, `${strength}: ${strengthInWords(strength.toUpperCase())}`));
  const looks = new Set([...nodes.values()].map(({ look }) => look));
  if (strengths.has('mismatch'))
    items.push(item('line mismatch', 'does not fit: what it was made for has other weights'));
  if (looks.has('open') || strengths.has('open')) items.push(item('box', 'not known'));
  return items.length === 0 ? null : element('ul', { class: 'legend', 'aria-label': 'What the lines mean' }, ...items);
}

/**
 * @param {string} look
 * @param {string} words
 */
const item = (look, words) =>
  element('li', {}, element('span', { class: `swatch ${look}`, 'aria-hidden': 'true' }), words);
