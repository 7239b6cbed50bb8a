import { element, freshId } from './dom.js';
import { pathChain } from './path-chain.js';
import { columnHead, shownCell, unfolding } from './values.js';

/**
 * @typedef {import('./types.d.ts').QuestionListed} Question
 * @typedef {Question['columns'][number]} Column
 */

/** Columns that say where a workload is: shown below its name. */
const PLACE = ['environment', 'cluster', 'namespace'];
/** What a person does not read, or reads in the path. */
const UNSEEN = ['id', 'workloadId', 'path'];
/** What is told on unfolding, where there is more than fits a line. */
const LATER = ['artifact', 'owner', 'rung', 'since', 'sboms', 'example', 'weakest'];
const MOST = 6;

/**
 * The table of a question that brings its own columns. A row unfolds to its path and to what did not fit.
 *
 * @param {readonly object[]} rows
 * @param {Question} question
 */
export function plainTable(rows, { columns, asks }) {
  const placed = columns.some(({ name }) => name === 'workload');
  const seen = columns.filter(({ name }) => !UNSEEN.includes(name) && !(placed && PLACE.includes(name)));
  const hasPath = columns.some(({ name }) => name === 'path');
  const [first, ...others] = seen;
  const crowded = hasPath || seen.length > MOST;
  const later = crowded ? others.filter(({ name }) => LATER.includes(name)) : [];
  const shown = seen.filter((column) => !later.includes(column));
  const body = element('tbody', { role: 'rowgroup' });
  for (const row of rows) {
    const detail = crowded ? detailRow(row, later, shown.length) : null;
    const cells = shown.map((column) => {
      const content = shownCell(Reflect.get(row, column.name), column.type);
      const opener =
        column === first && detail !== null
          ? unfolding(
              detail,
              'unfold',
              element('span', { class: 'chevron', 'aria-hidden': 'true' }),
              element('span', {}, plainText(row, column.name)),
              element('span', { class: 'visually-hidden' }, ': show more'),
            )
          : content;
      const place = placed && column.name === 'workload' ? placeOf(row, columns) : null;
      return element(
        'td',
        { role: 'cell', 'data-head': columnHead(column.name) },
        element('div', { class: 'cell' }, opener, place !== null && element('span', { class: 'sub' }, place)),
      );
    });
    body.append(element('tr', { role: 'row' }, ...cells));
    if (detail !== null) body.append(detail);
  }
  const heads = shown.map(({ name, doc }) =>
    element('th', { scope: 'col', role: 'columnheader', title: doc }, columnHead(name)),
  );
  return element(
    'table',
    { class: crowded ? 'rows exposures' : 'rows', role: 'table' },
    element('caption', { class: 'visually-hidden' }, asks),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...heads)),
    body,
  );
}

/**
 * @param {object} row
 * @param {readonly Column[]} later
 * @param {number} width
 */
function detailRow(row, later, width) {
  const path = Reflect.get(row, 'path');
  const weakest = Reflect.get(row, 'weakest') ?? null;
  const facts = later
    .filter(({ name }) => name !== 'weakest')
    .map(({ name, type }) =>
      element(
        'div',
        {},
        element('dt', {}, columnHead(name)),
        element('dd', {}, shownCell(Reflect.get(row, name), type)),
      ),
    );
  return element(
    'tr',
    { class: 'detail', id: freshId(), role: 'row' },
    element(
      'td',
      { colspan: width, role: 'cell' },
      Array.isArray(path) && pathChain(path, weakest),
      facts.length > 0 && element('dl', { class: 'facts' }, ...facts),
    ),
  );
}

/**
 * @param {object} row
 * @param {string} name
 */
function plainText(row, name) {
  const value = Reflect.get(row, name);
  if (typeof value === 'string') return value;
  const thing = typeof value === 'object' && value !== null ? Reflect.get(value, 'name') : null;
  return typeof thing === 'string' ? thing : 'not stated';
}

/**
 * @param {object} row
 * @param {readonly Column[]} columns
 */
function placeOf(row, columns) {
  const names = PLACE.filter((name) => columns.some((column) => column.name === name));
  const parts = names.map((name) => Reflect.get(row, name) ?? (name === 'namespace' ? null : `${name} not stated`));
  const text = parts.filter((part) => part !== null).join(' · ');
  return text === '' ? null : text;
}
