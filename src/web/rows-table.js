import { element, freshId } from './dom.js';
import { drawWhenUnfolded, pathChain } from './path-chain.js';
import { plainTable } from './plain-rows.js';
import { readable } from './readable.js';
import { shownValue } from './shown-cell.js';
import { strengthBadge, table, tableCell, unfolding, workloadName } from './values.js';
import { routeInWords, rungInWords, stateInWords, timeInWords, weakestInWords } from './words.js';

/**
 * @typedef {import('./types.d.ts').Answer} Answer
 * @typedef {import('./types.d.ts').QuestionListed} Question
 * @typedef {import('../../queries/answering/answer.ts').ExposureRow} ExposureRow
 */

const HEADS = ['Workload', 'Environment', 'Cluster', 'Owner', 'State', 'Model', 'Package', 'Found in', 'Support'];

/** Characters up to which a name does not break at all. */
const SHORT = 16;

/**
 * The rows of an answer. Rows with a path unfold to it.
 *
 * @param {Answer} answer
 * @param {Question} question
 */
export function rowsTable(answer, question) {
  if (question.rowType !== 'ExposureRow') return plainTable(answer.rows, question);
  const rows = answer.rows.flatMap((row) => exposureRows(/** @type {ExposureRow} */ (row), answer.asOf));
  return table(
    'exposures',
    question.asks,
    HEADS.map((head) => element('th', { scope: 'col', role: 'columnheader' }, head)),
    rows,
  );
}

/**
 * @param {ExposureRow} row
 * @param {string} now
 */
function exposureRows(row, now) {
  const detail = element(
    'tr',
    { class: 'detail', id: freshId(), role: 'row' },
    element('td', { colspan: HEADS.length, role: 'cell' }, pathChain(row.path, row.weakest), facts(row, now)),
  );
  drawWhenUnfolded(detail, row.path, row.weakest);
  const toggle = unfolding(
    detail,
    row.slot === null ? 'the evidence path' : `the evidence path of ${row.slot}`,
    workloadName(row.workload),
  );
  const model = row.model === null ? element('span', { class: 'absent' }, 'not named') : shownValue(row.model);
  const match = {
    PURL: null,
    VERSION_UNKNOWN: 'version not stated',
    NAME: 'matched by name only',
    SOURCE: 'built from this source package',
  }[row.match];
  const summary = element(
    'tr',
    { role: 'row' },
    tableCell('Workload', toggle, row.slot === null ? null : sub(row.slot)),
    tableCell('Environment', stated(row.environment)),
    tableCell('Cluster', stated(row.cluster), row.namespace === null ? null : sub(row.namespace)),
    tableCell('Owner', stated(row.owner)),
    tableCell('State', stateInWords(row.state)),
    tableCell('Model', model),
    tableCell(
      'Package',
      element('span', { class: 'code' }, readable(row.package)),
      match === null ? null : element('span', { class: 'sub doubtful' }, match),
    ),
    tableCell('Found in', routeInWords(row.route)),
    tableCell(
      'Support',
      strengthBadge(row.strength),
      row.weakest === null ? null : element('span', { class: 'sub weak' }, weakestInWords(row.weakest.why)),
    ),
  );
  return [summary, detail];
}

/** @param {string | null} text */
const stated = (text) => {
  if (text === null) return element('span', { class: 'absent' }, 'not stated');
  return element('span', { class: text.length > SHORT ? '' : 'short' }, readable(text));
};

/** @param {string} text */
const sub = (text) => element('span', { class: 'sub' }, readable(text));

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
