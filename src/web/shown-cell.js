import { showAddress } from './address.js';
import { element } from './dom.js';
import { evidenceButton } from './evidence-button.js';
import { readable } from './readable.js';
import { columnHead, strengthBadge, thingLink } from './values.js';
import { reasonInWords, routeInWords, rungInWords, stateInWords, timeInWords } from './words.js';

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+Z$/;

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
  if (typeof value === 'string' && MOMENT.test(value)) return document.createTextNode(timeInWords(value, ''));
  if (typeof value === 'string')
    return element('span', { class: /^[a-z][a-z0-9+.-]*:/.test(value) ? 'code' : '' }, readable(value));
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
  if (isEvidence(value)) return evidenceButton(value);
  return isRecord(value) ? recordInWords(value) : element('code', {}, JSON.stringify(value));
}

/** @type {Readonly<Record<string, (value: string) => string>>} */
const IN_WORDS = { route: routeInWords, rung: rungInWords, state: stateInWords, reason: reasonInWords };

/**
 * A part of a row that has parts of its own, as its parts one after the other.
 *
 * @param {object} record
 */
function recordInWords(record) {
  const made = element('span', {});
  Object.entries(record).forEach(([name, value], index) => {
    const words = Object.hasOwn(IN_WORDS, name) && typeof value === 'string' ? IN_WORDS[name]?.(value) : undefined;
    made.append(
      index === 0 ? '' : ' · ',
      element('span', { class: 'kind' }, columnHead(name).toLowerCase()),
      ' ',
      words ?? shownValue(value),
    );
  });
  return made;
}

/** @type {Readonly<Record<string, string>>} */
const MATCHES = {
  PURL: 'package URL',
  VERSION_UNKNOWN: 'version not stated',
  NAME: 'name only',
  SOURCE: 'source package',
};

/** @type {Readonly<Record<string, (value: string) => Node | string>>} */
const BY_TYPE = {
  Strength: strengthBadge,
  State: stateInWords,
  Rung: rungInWords,
  Route: routeInWords,
  Reason: reasonInWords,
  Match: (match) => (Object.hasOwn(MATCHES, match) ? (MATCHES[match] ?? match) : match),
  DateTime: (time) => timeInWords(time, ''),
  ID: (id) => element('a', { class: 'code', href: showAddress(id), 'data-in-page': true }, readable(id)),
};

/**
 * A value of a column: closed lists in words, ids as links.
 *
 * @param {unknown} value
 * @param {string} type - GraphQL type of the column.
 * @returns {Node}
 */
export function shownCell(value, type) {
  const show = BY_TYPE[type.replace(/[[\]!]/g, '')];
  if (show === undefined) return shownValue(value);
  if (typeof value === 'string') return element('span', {}, show(value));
  if (!Array.isArray(value) || value.length === 0) return shownValue(value);
  return element('ul', { class: 'plain' }, ...value.map((one) => element('li', {}, shownCell(one, type))));
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
 * @param {unknown} value
 * @returns {value is import('./graph.js').Evidence}
 */
function isEvidence(value) {
  if (typeof value !== 'object' || value === null) return false;
  return ['document', 'at', 'origin'].every((key) => typeof Reflect.get(value, key) === 'string');
}

/**
 * @param {unknown} value
 * @returns {value is object}
 */
const isRecord = (value) => typeof value === 'object' && value !== null;
