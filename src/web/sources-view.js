import { element } from './dom.js';
import { readable } from './readable.js';
import { timeInWords } from './words.js';

/**
 * How old the knowledge is, by source. Null where there is none.
 *
 * @param {import('./types.d.ts').Answer} answer
 */
export function sourcesView({ freshness, asOf }) {
  if (freshness.length === 0) return null;
  const items = freshness.map(({ source, lastCompleteSync, asserted, stale }) => {
    const age = lastCompleteSync === null ? 'files' : `complete at ${timeInWords(lastCompleteSync, asOf)}`;
    return element(
      'li',
      {},
      element('span', { class: 'code' }, readable(source)),
      element('span', { class: 'sub' }, asserted ? `${age}, as a person offered it` : age),
      stale && element('span', { class: 'badge stale' }, 'stale'),
    );
  });
  return element(
    'section',
    { class: 'sources-box', 'aria-labelledby': 'sources-title' },
    element('h3', { id: 'sources-title' }, 'Sources'),
    element('ul', { class: 'sources' }, ...items),
  );
}
