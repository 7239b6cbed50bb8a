import { element } from './dom.js';

const HEXADECIMAL = /((?<![0-9a-z])[0-9a-f]{32,}(?![0-9a-z]))/;
const HEAD = 8;
const TAIL = 6;
/** Characters without a place to break after which one is made, so that no name widens a page. */
const LONGEST = 28;

/**
 * An identifier that breaks between its parts only, with long digests cut in the middle by looks: what is copied, or
 * read to somebody, is all of it.
 *
 * @param {string} text
 * @returns {HTMLElement}
 */
export function readable(text) {
  const made = element('span', { class: 'readable' });
  text.split(HEXADECIMAL).forEach((part, index) => {
    made.append(...(index % 2 === 1 ? [digest(part)] : breakable(part)));
  });
  if (HEXADECIMAL.test(text)) made.title = text;
  return made;
}

/** @param {string} text */
function digest(text) {
  const middle = element('span', { class: 'middle' }, text.slice(HEAD, -TAIL));
  return element('span', { class: 'digest' }, text.slice(0, HEAD), middle, text.slice(-TAIL));
}

/** @param {string} text */
function breakable(text) {
  const parts = text
    .split(/(?<=\s)|(?<=[/@#]|[^/@#:]{8}:)(?![/:@#\s])/)
    .flatMap((part) => (part.length > LONGEST ? part.split(/(?<=[._~,=&])/) : [part]))
    .flatMap((part) => part.match(new RegExp(`[^]{1,${LONGEST}}`, 'gu')) ?? []);
  return parts.flatMap((part, index) => (index === 0 ? [part] : [element('wbr'), part]));
}
