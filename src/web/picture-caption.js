import { element } from './dom.js';
import { evidenceButton } from './evidence-button.js';
import { readable } from './readable.js';
import { strengthBadge, thingLink } from './values.js';
import { strengthInWords } from './words.js';

/**
 * @typedef {import('./graph.js').PictureNode} PictureNode
 * @typedef {import('./graph.js').PictureEdge} PictureEdge
 */

/** Members that are listed. */
const LISTED = 1000;

/** What is said below a picture while nothing in it is chosen. */
export const restingCaption = () =>
  element(
    'p',
    { class: 'sub' },
    'A box opens everything known about it; a word on a line opens the document that says so. With the keyboard: Tab into the picture, arrow keys along the lines, Enter to open, Escape to leave.',
  );

/** @param {PictureNode} node */
export function nodeCaption({ kind, name, thing, members, notes, marks = [] }) {
  const listed = members.slice(0, LISTED).map((member) => element('li', {}, thingLink(member)));
  if (members.length > LISTED) listed.push(element('li', { class: 'absent' }, `and ${members.length - LISTED} more`));
  return element(
    'div',
    {},
    element('p', {}, element('span', { class: 'kind' }, kind), ' ', element('strong', {}, readable(name))),
    thing !== null && thing.id !== name && element('p', { class: 'code' }, readable(thing.id)),
    marks.length > 0 &&
      element('p', {}, ...marks.map(({ look, words }) => element('span', { class: `mark-words ${look}` }, words))),
    ...notes.map((note) => element('p', {}, readable(note))),
    listed.length > 0 && element('ul', { class: 'members', 'aria-label': name }, ...listed),
  );
}

/**
 * @param {PictureEdge} edge
 * @param {import('./graph.js').Graph} graph
 */
export function edgeCaption({ from, to, verb, strength, evidence, evidenceTotal, notes, elsewhere }, { nodes }) {
  const name = (/** @type {string} */ id) => readable(nodes.get(id)?.name ?? '');
  const isOpen = strength === 'open' && verb === 'not known';
  const isRated = !['open', 'said', 'mismatch'].includes(strength);
  const shown = evidence.map((said) => element('li', {}, evidenceButton(said)));
  const hidden = evidenceTotal - evidence.length;
  if (hidden > 0) shown.push(element('li', { class: 'absent' }, `and ${hidden} more`));
  return element(
    'div',
    {},
    element('p', {}, element('strong', {}, name(from)), isOpen ? ': ' : ` ${verb} `, element('strong', {}, name(to))),
    isRated && element('p', {}, strengthBadge(strength), ' ', strengthInWords(strength.toUpperCase())),
    ...notes.map((note) => element('p', {}, readable(note))),
    shown.length > 0 && element('ul', { class: 'plain', 'aria-label': 'Evidence' }, ...shown),
    elsewhere !== undefined &&
      element(
        'p',
        {},
        'Its documents: ',
        element('a', { href: elsewhere.address, 'data-in-page': true }, elsewhere.words),
        '.',
      ),
    shown.length === 0 &&
      elsewhere === undefined &&
      strength !== 'open' &&
      element('p', { class: 'absent' }, 'No document says so; it was concluded.'),
  );
}
