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
export function nodeElement({ kind, name, thing, members, look, marks = [] }, caption) {
  const attributes = { class: `picture-node ${look}`, title: thing === null ? name : `${name}\n${thing.id}` };
  const words = [
    element('span', { class: 'kind' }, readable(kind)),
    element('span', { class: 'visually-hidden' }, ' '),
    element('span', { class: 'name' }, readable(name)),
    ...marks.flatMap((mark) => [
      element('span', { class: 'visually-hidden' }, ', '),
      element('span', { class: `mark-words ${mark.look}` }, mark.words),
    ]),
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
 * Before a verb: what its line says by its colour too.
 *
 * @type {Readonly<Record<string, string>>}
 */
const SIGNS = { mismatch: '≠ ', open: '? ' };

/**
 * What lies on a line: a button that opens the document at the place that says so.
 *
 * @param {PictureEdge} edge
 * @param {Graph} graph
 */
export function edgeElement({ from, to, verb, strength, evidence, evidenceTotal, notes, elsewhere }, { nodes }) {
  const [first] = evidence;
  const name = (/** @type {string} */ id) => nodes.get(id)?.name ?? '';
  const isNamed = strength !== 'open' || verb !== 'not known';
  const said = [
    ...(strength === 'said' || strength === 'open' ? [] : [strength === 'mismatch' ? 'does not fit' : strength]),
    ...(elsewhere === undefined ? [] : notes),
    first === undefined
      ? elsewhere === undefined
        ? 'no document'
        : `its documents: ${elsewhere.words}`
      : `${evidenceTotal === 1 ? 'a document' : `${evidenceTotal} documents`}`,
  ];
  const told = isNamed ? `${name(from)} ${verb} ${name(to)}, ${said.join(', ')}` : `${name(from)}: ${name(to)}`;
  const open = () => {
    if (first !== undefined) go(documentAddress(first.document, first.at));
    else if (elsewhere !== undefined) go(elsewhere.address);
  };
  return button(
    {
      class: `picture-edge ${strength}`,
      title: told,
      'aria-label': told,
      'aria-haspopup': first === undefined ? null : 'dialog',
    },
    open,
    isNamed ? `${SIGNS[strength] ?? ''}${verb}` : '?',
  );
}
