import { element, freshId } from './dom.js';
import { drawWhenUnfolded, pathChain } from './path-chain.js';
import { readable } from './readable.js';
import { matchBadge } from './match-badge.js';
import { shownCell } from './shown-cell.js';
import { columnHead, table, tableCell, unfolding, workloadName } from './values.js';

/**
 * @typedef {import('./types.d.ts').QuestionListed} Question
 * @typedef {Question['columns'][number]} Column
 */

/** What a person does not read, or reads in the path or below another value. */
const UNSEEN = ['id', 'workloadId', 'path'];
/** What is shown below what it belongs to. */
const BELOW = new Map([
  ['cluster', ['namespace']],
  ['workload', ['slot']],
]);
/** What is told on unfolding, where there is more than fits a line. */
const LATER = [
  ...['artifact', 'rung', 'since', 'sboms', 'example', 'weakest', 'named', 'loop', 'depth'],
  ...['pinned', 'matchedBy', 'open', 'signers', 'verdicts', 'signedStatements'],
];
/** What a person looks for first, right behind the workload. */
const FINDINGS = ['workload', 'baseMatch'];
const MOST = 6;
/** Columns above which no page is wide enough for all: two of them then stand below others. */
const WIDEST = 9;
const BELOW_WIDE = new Map([
  ['cluster', ['namespace', 'environment']],
  ['workload', ['slot', 'state']],
]);

/**
 * Closed lists that are no type of their own.
 *
 * @type {Readonly<Record<string, (value: unknown) => Node | null>>}
 */
const BY_NAME = { baseMatch: matchBadge };

/**
 * The table of a question that brings its own columns. A row unfolds to its path and to what did not fit.
 *
 * @param {readonly object[]} rows
 * @param {Question} question
 */
export function plainTable(rows, { columns, asks }) {
  const names = columns.map(({ name }) => name);
  const belowOf = columnsBelow(names);
  const below = [...belowOf.values()].flat();
  const seen = workloadFirst(columns.filter(({ name }) => !UNSEEN.includes(name) && !below.includes(name)));
  const crowded = names.includes('path') || seen.length > MOST;
  const [first, ...others] = seen;
  const later = crowded ? others.filter(({ name }) => LATER.includes(name)) : [];
  // What unfolds a row is no link; without a path the link is among what is unfolded.
  const linked = first?.type.startsWith('ID') === true && !names.includes('path') ? [first] : [];
  const shown = seen.filter((column) => !later.includes(column));
  const body = rows.flatMap((row) => {
    const detail = crowded ? detailRow(row, [...linked, ...later], shown.length) : null;
    const cells = shown.map((column) =>
      plainCell(row, column, belowIn(columns, belowOf, column), column === first ? detail : null),
    );
    const summary = element('tr', { role: 'row' }, ...cells);
    return detail === null ? [summary] : [summary, detail];
  });
  const heads = shown.map(({ name, doc }) =>
    element('th', { scope: 'col', role: 'columnheader', title: doc }, columnHead(name)),
  );
  return table(crowded ? 'exposures' : '', asks, heads, body);
}

/**
 * What stands below which column: more where there are more columns than a page has room for.
 *
 * @param {readonly string[]} names
 */
function columnsBelow(names) {
  const hidden = [...UNSEEN, ...LATER, ...[...BELOW.values()].flat()];
  const isWide = names.filter((name) => !hidden.includes(name)).length > WIDEST;
  return new Map([...(isWide ? BELOW_WIDE : BELOW)].filter(([upper]) => names.includes(upper)));
}

/**
 * @param {readonly Column[]} columns
 * @param {ReadonlyMap<string, readonly string[]>} belowOf
 * @param {Column} upper
 */
const belowIn = (columns, belowOf, { name: upper }) =>
  (belowOf.get(upper) ?? []).flatMap((lower) => columns.filter(({ name }) => name === lower));

/** @param {readonly Column[]} columns */
function workloadFirst(columns) {
  const first = FINDINGS.flatMap((finding) => columns.filter(({ name }) => name === finding));
  return [...first, ...columns.filter((column) => !first.includes(column))];
}

/**
 * @param {object} row
 * @param {Column} column
 * @param {readonly Column[]} lower - Shown below it, where they are stated.
 * @param {HTMLElement | null} detail - What the cell unfolds.
 */
function plainCell(row, column, lower, detail) {
  const value = Reflect.get(row, column.name);
  const text = column.name === 'workload' && typeof value === 'string' ? workloadName(value) : null;
  // Rows of one workload are told apart by what stands below its name.
  const own = lower.map(({ name }) => Reflect.get(row, name)).find((below) => typeof below === 'string');
  const told = own === undefined ? 'more' : `more of ${own}`;
  const content =
    detail === null
      ? (text ?? BY_NAME[column.name]?.(value) ?? codeInWords(value, column.doc) ?? shownCell(value, column.type))
      : unfolding(detail, told, text ?? readable(plainText(row, column)));
  const under = lower.flatMap(({ name, type }) => {
    const below = Reflect.get(row, name);
    if (typeof below !== 'string') return [];
    return [element('span', { class: 'sub' }, type === 'String' ? readable(below) : shownCell(below, type))];
  });
  return tableCell(columnHead(column.name), content, ...under);
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
  const detail = element(
    'tr',
    { class: 'detail', id: freshId(), role: 'row' },
    element(
      'td',
      { colspan: width, role: 'cell' },
      Array.isArray(path) && pathChain(path, weakest),
      facts.length > 0 && element('dl', { class: 'facts' }, ...facts),
    ),
  );
  if (Array.isArray(path)) drawWhenUnfolded(detail, path, weakest);
  return detail;
}

/**
 * @param {object} row
 * @param {Column} column
 */
function plainText(row, { name, doc }) {
  const value = Reflect.get(row, name);
  if (typeof value === 'string') return codeInWords(value, doc) ?? value;
  const thing = typeof value === 'object' && value !== null ? Reflect.get(value, 'name') : null;
  return typeof thing === 'string' ? thing : 'not stated';
}

/**
 * A word of a closed list, which the doc of its column spells out, as people write it; null for any other value.
 *
 * @param {unknown} value
 * @param {string} doc
 */
function codeInWords(value, doc) {
  if (typeof value !== 'string' || !/^[A-Z]{2,}(?:_[A-Z]+)*$/.test(value)) return null;
  return doc.split(/[^A-Z_]+/).includes(value) ? value.toLowerCase().replaceAll('_', ' ') : null;
}
