import { button, element, freshId } from './dom.js';
import { readable } from './readable.js';
import { thingLink } from './values.js';
import { countInWords, reasonInWords, routeInWords, unknownGroups } from './words.js';

/** Groups shown before all are asked for. */
const SHOWN = 8;

/**
 * What is not known, by the one action that would settle it, running images first. Null where nothing is unknown.
 *
 * @param {import('./types.d.ts').Answer} answer
 */
export function unknownView({ coverage: { unknown, unknownTotal } }) {
  if (unknownTotal.count === 0) return null;
  const groups = unknownGroups(unknown);
  const items = groups.map(groupItem);
  const unlisted = unknownTotal.count - unknown.length;
  if (unlisted > 0) items.push(element('li', { class: 'absent' }, `and ${unlisted} more that are not listed here`));
  const list = element('ul', { class: 'unknowns', id: freshId() }, ...items);
  const title = `${countInWords(unknownTotal, 'unknown', 'unknowns')}, and what would settle each`;
  return element(
    'section',
    { class: 'unknown-box', 'aria-labelledby': 'unknown-title' },
    element('h3', { id: 'unknown-title', tabindex: -1 }, title),
    list,
    items.length > SHOWN && showAll(list, items, groups.length),
  );
}

/**
 * @param {HTMLElement} list
 * @param {readonly HTMLElement[]} items
 * @param {number} count
 */
function showAll(list, items, count) {
  const later = items.slice(SHOWN);
  for (const item of later) item.hidden = true;
  const made = button(
    { class: 'quiet show-all', 'aria-controls': list.id },
    () => {
      for (const item of later) item.hidden = false;
      made.remove();
      const link = later[0]?.querySelector('a');
      link?.focus();
    },
    `Show all ${count} actions`,
  );
  return made;
}

/** @param {import('../../queries/answering/words.ts').UnknownGroup} group */
function groupItem({ action, reason, subjects }) {
  const named = subjects.map(({ subject, routes }) =>
    element(
      'li',
      { class: 'subject' },
      thingLink(subject),
      ' ',
      element('span', { class: 'kind' }, routes.length === 0 ? subject.kind : routes.map(routeInWords).join(', ')),
    ),
  );
  return element(
    'li',
    {},
    element('ul', { class: 'subjects' }, ...named),
    element('p', { class: 'reason' }, reasonInWords(reason)),
    element('p', { class: 'settle' }, ...withWholeOptions(action)),
  );
}

/**
 * @param {string} text
 * @returns {Node[]} with command-line options that do not break.
 */
function withWholeOptions(text) {
  const parts = text.split(/(--[a-z-]+)/);
  return parts.map((part) => (part.startsWith('--') ? element('span', { class: 'unbroken' }, part) : readable(part)));
}
