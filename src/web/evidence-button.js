import { documentAddress, go } from './address.js';
import { button, element } from './dom.js';
import { readable } from './readable.js';
import { shortened } from './values.js';

/**
 * A button that opens a document at a place.
 *
 * @param {import('./graph.js').Evidence} evidence
 */
export function evidenceButton({ document: digest, format, origin, at, verdict }) {
  const open = () => {
    go(documentAddress(digest, at));
  };
  return button(
    { class: 'evidence-link', 'aria-haspopup': 'dialog' },
    open,
    element(
      'span',
      { class: 'origin', 'data-document': origin === undefined && digest },
      readable(origin ?? shortened(digest)),
    ),
    ' ',
    element('span', { class: 'at' }, at === '' ? 'whole document' : readable(at)),
    ' ',
    format !== undefined && element('span', { class: 'kind' }, format),
    verdict && element('span', { class: `badge verdict-${verdict.status}` }, verdict.status),
  );
}
