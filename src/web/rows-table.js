import { element, freshId } from './dom.js';
import { pathChain } from './path-chain.js';
import { plainTable } from './plain-rows.js';
import { shownValue, strengthBadge, unfolding } from './values.js';
import { routeInWords, rungInWords, stateInWords, timeInWords, weakestInWords } from './words.js';

/**
 * @typedef {import('./types.d.ts').Answer} Answer
 * @typedef {import('./types.d.ts').QuestionListed} Question
 * @typedef {import('../../queries/answer.ts').ExposureRow} ExposureRow
 */

/**
 * The rows of an answer. Rows with a path unfold to it.
 *
 * @param {Answer} answer
 * @param {Question} question
 */
export function rowsTable(answer, question) {
  if (question.rowType !== 'ExposureRow') return plainTable(answer.rows, question);
  const heads = ['Workload', 'Model', 'Package', 'Where', 'Support'];
  const body = element('tbody', { role: 'rowgroup' });
  for (const row of answer.rows) body.append(...exposureRows(/** @type {ExposureRow} */ (row), answer.asOf));
  return element(
    'table',
    { class: 'rows exposures', role: 'table' },
    element('caption', { class: 'visually-hidden' }, question.asks),
    element(
      'thead',
      { role: 'rowgroup' },
      element(
        'tr',
        { role: 'row' },
        ...heads.map((head) => element('th', { scope: 'col', role: 'columnheader' }, head)),
      ),
    ),
    body,
  );
}

/**
 * @param {string} head
 * @param {...(Node | string | null | false)} children
 */
const cell = (head, ...children) =>
  element('td', { role: 'cell', 'data-head': head }, element('div', { class: 'cell' }, ...children));

/**
 * @param {ExposureRow} row
 * @param {string} now
 */
function exposureRows(row, now) {
  const detail = element(
    'tr',
    { class: 'detail', id: freshId(), role: 'row' },
    element('td', { colspan: 5, role: 'cell' }, pathChain(row.path, row.weakest), facts(row, now)),
  );
  const toggle = unfolding(
    detail,
    'unfold',
    element('span', { class: 'chevron', 'aria-hidden': 'true' }),
    element('span', {}, row.workload),
    element('span', { class: 'visually-hidden' }, ': show the evidence path'),
  );
  const where = [
    row.environment ?? 'environment not stated',
    row.cluster ?? 'cluster not stated',
    row.namespace,
  ].filter((part) => part !== null);
  const model = row.model === null ? element('span', { class: 'absent' }, 'model not named') : shownValue(row.model);
  const match = {
    PURL: null,
    VERSION_UNKNOWN: 'version not stated',
    NAME: 'matched by name only',
    SOURCE: 'built from this source package',
  }[row.match];
  const summary = element(
    'tr',
    { role: 'row' },
    cell('Workload', toggle, sub(where.join(' · ')), row.owner === null ? null : sub(`owner ${row.owner}`)),
    cell('Model', model, row.slot === null ? null : sub(`slot ${row.slot}`)),
    cell('Package', element('span', { class: 'code' }, row.package), match === null ? null : sub(match)),
    cell('Where', element('span', {}, routeInWords(row.route)), sub(stateInWords(row.state))),
    cell('Support', strengthBadge(row.strength), row.weakest === null ? null : sub(weakestInWords(row.weakest.why))),
  );
  return [summary, detail];
}

/** @param {string} text */
const sub = (text) => element('span', { class: 'sub' }, text);

/**
 * @param {ExposureRow} row
 * @param {string} now
 */
function facts(row, now) {
  const direct = row.direct === null ? 'no SBOM says' : row.direct ? 'yes' : 'no, through another package';
  const pairs = [
    ['Which bytes', rungInWords(row.rung)],
    ['Direct dependency', direct],
    ['Since', row.since === null ? 'not known' : timeInWords(row.since, now)],
  ];
  return element(
    'dl',
    { class: 'facts' },
    ...pairs.map(([term, text]) => element('div', {}, element('dt', {}, term), element('dd', {}, text))),
  );
}
