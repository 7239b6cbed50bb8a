import { showAddress } from './address.js';
import { button, element } from './dom.js';
import { readable } from './readable.js';
import { strengthInWords } from './words.js';

/**
 * A digest short enough to read; a name as it is. Hover, screen reader and copy get all of it.
 *
 * @param {string} text
 */
export function shortened(text) {
  const digest = /^(?:(.*)@)?(sha(?:256|512):[0-9a-f]{12})[0-9a-f]{20,}$/.exec(text);
  if (digest === null) return text;
  return `${digest[1] === undefined ? '' : `${digest[1]}@`}${digest[2] ?? ''}…`;
}

/**
 * @param {{ kind: string, id: string, name: string }} thing
 * @returns {HTMLElement} a link to everything known about it.
 */
export function thingLink({ kind, id, name }) {
  return element(
    'a',
    { class: 'thing', href: showAddress(id), title: `${kind} ${id}`, 'data-in-page': true },
    readable(name === '' ? id : name),
  );
}

/**
 * @param {string} strength
 * @returns {HTMLElement} the word, with what it means on hover.
 */
export function strengthBadge(strength) {
  return element(
    'span',
    { class: `badge strength-${strength.toLowerCase()}`, title: strengthInWords(strength) },
    strength.toLowerCase(),
  );
}

/**
 * @param {string} name - Of a column or a parameter, in camel case.
 */
export function columnHead(name) {
  if (name === 'sboms') return 'SBOMs';
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * A workload as `Kind/name`, the name the louder.
 *
 * @param {string} workload
 */
export function workloadName(workload) {
  const [, kind = '', name = workload] = /^([^/]+\/)(.+)$/s.exec(workload) ?? [];
  return element(
    'span',
    { class: 'workload' },
    element('span', { class: 'workload-kind' }, readable(kind)),
    element('wbr'),
    element('span', { class: 'workload-name' }, readable(name)),
  );
}

/**
 * A table that is stacked, with its heads as labels, where there is no room for columns.
 *
 * @param {string} className
 * @param {string} caption
 * @param {readonly HTMLElement[]} heads
 * @param {readonly HTMLElement[]} rows
 */
export function table(className, caption, heads, rows) {
  return element(
    'table',
    { class: `rows ${className}`, role: 'table' },
    element('caption', { class: 'visually-hidden' }, caption),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...heads)),
    element('tbody', { role: 'rowgroup' }, ...rows),
  );
}

/**
 * @param {string} head
 * @param {...(Node | string | null | false)} children
 */
export const tableCell = (head, ...children) =>
  element('td', { role: 'cell', 'data-head': head }, element('div', { class: 'cell' }, ...children));

/**
 * A button that unfolds a row, and tells the row so.
 *
 * @param {HTMLElement} target - Has an id; hidden at first.
 * @param {string} what - What it shows, for those who hear the page.
 * @param {Node | string} name
 */
export function unfolding(target, what, name) {
  target.hidden = true;
  const made = button(
    { class: 'unfold', 'aria-expanded': 'false', 'aria-controls': target.id },
    () => {
      target.hidden = !target.hidden;
      made.setAttribute('aria-expanded', String(!target.hidden));
      if (!target.hidden) target.dispatchEvent(new Event('unfolded'));
    },
    element('span', { class: 'chevron', 'aria-hidden': 'true' }),
    name,
    element('span', { class: 'visually-hidden' }, `: show ${what}`),
  );
  return made;
}
