import { documentAddress, go, showAddress } from './address.js';
import { button, element } from './dom.js';
import { readable } from './readable.js';

/**
 * @typedef {import('./graph.js').Graph} Graph
 * @typedef {import('./graph.js').PictureNode} PictureNode
 * @typedef {import('./graph.js').PictureEdge} PictureEdge
 */

/**
 * What lies over a box: a link to its thing, or a button that lists what it stands for.
 *
 * @param {PictureNode} node
 * @param {HTMLElement} caption
 */
export function nodeElement({ kind, name, thing, members, look }, caption) {
  const attributes = { class: `picture-node ${look}`, title: thing === null ? name : `${name}\n${thing.id}` };
  const words = [
    element('span', { class: 'kind' }, kind),
    element('span', { class: 'visually-hidden' }, ' '),
    element('span', { class: 'name' }, readable(name)),
  ];
  if (thing !== null)
    return element('a', { ...attributes, href: showAddress(thing.id), 'data-in-page': true }, ...words);
  if (members.length === 0) return button(attributes, () => undefined, ...words);
  const list = () => {
    made.focus();
    caption.querySelector('a')?.focus();
  };
  const made = button({ ...attributes, 'aria-controls': caption.id }, list, ...words);
  return made;
}

/**
 * What lies on a line: a button that opens the document at the place that says so.
 *
 * @param {PictureEdge} edge
 * @param {Graph} graph
 */
export function edgeElement({ from, to, verb, strength, evidence, evidenceTotal }, { nodes }) {
  const [first] = evidence;
  const name = (/** @type {string} */ id) => nodes.get(id)?.name ?? '';
  const said =
    first === undefined ? 'no document' : `${evidenceTotal === 1 ? 'a document' : `${evidenceTotal} documents`}`;
  const told =
    strength === 'open'
      ? `${name(from)}: ${name(to)}`
      : `${name(from)} ${verb} ${name(to)}, ${strength === 'said' ? '' : `${strength}, `}${said}`;
  const open = () => {
    if (first !== undefined) go(documentAddress(first.document, first.at));
  };
  return button(
    {
      class: `picture-edge ${strength}`,
      title: told,
      'aria-label': told,
      'aria-haspopup': first === undefined ? null : 'dialog',
    },
    open,
    strength === 'open' ? '?' : verb,
  );
}
