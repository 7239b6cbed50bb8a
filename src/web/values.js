import { showAddress } from './address.js';
import { button, element } from './dom.js';
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
    shortened(name),
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
 * Any value of a row.
 *
 * @param {unknown} value
 * @returns {Node}
 */
export function shownValue(value) {
  if (value === null || value === undefined) return element('span', { class: 'absent' }, 'not stated');
  if (typeof value === 'boolean') return document.createTextNode(value ? 'yes' : 'no');
  if (typeof value === 'number') return element('span', { class: 'number' }, String(value));
  if (typeof value === 'string')
    return element('span', { class: /[:/@]/.test(value) ? 'code' : '', title: value }, shortened(value));
  if (Array.isArray(value)) {
    if (value.length === 0) return element('span', { class: 'absent' }, 'none');
    return element(
      'ul',
      { class: 'plain' },
      ...value.slice(0, 20).map((one) => element('li', {}, shownValue(one))),
      value.length > 20 && element('li', {}, `and ${value.length - 20} more`),
    );
  }
  if (isThing(value)) return thingLink(value);
  return element('code', {}, JSON.stringify(value));
}

/**
 * @param {unknown} value
 * @returns {value is { kind: string, id: string, name: string }}
 */
function isThing(value) {
  if (typeof value !== 'object' || value === null) return false;
  return ['kind', 'id', 'name'].every((key) => typeof Reflect.get(value, key) === 'string');
}

/**
 * A button that unfolds something.
 *
 * @param {HTMLElement} target - Has an id; hidden at first.
 * @param {string} className
 * @param {...(Node | string)} children
 */
export function unfolding(target, className, ...children) {
  target.hidden = true;
  const made = button(
    { class: className, 'aria-expanded': 'false', 'aria-controls': target.id },
    () => {
      target.hidden = !target.hidden;
      made.setAttribute('aria-expanded', String(!target.hidden));
    },
    ...children,
  );
  return made;
}
