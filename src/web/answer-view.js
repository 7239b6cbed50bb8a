import { askAddress } from './address.js';
import { coverageView } from './coverage-view.js';
import { element } from './dom.js';
import { rowsTable } from './rows-table.js';
import { conclusionWord, countInWords, doubtsInWords, headlineInWords, scopeInWords } from './words.js';

/**
 * @typedef {import('./types.d.ts').Answer} Answer
 * @typedef {import('./types.d.ts').QuestionListed} Question
 */

/**
 * An answer: the conclusion in words with its scope, then the rows, and beside them what is not known.
 *
 * @param {Answer} answer
 * @param {Question} question
 * @param {URLSearchParams} parameters
 */
export function answerView(answer, question, parameters) {
  const rows =
    answer.rows.length > 0 ? element('div', { class: 'table-box' }, rowsTable(answer, question)) : noRows(answer);
  return [
    conclusion(answer, question, parameters),
    element(
      'div',
      { class: 'answer' },
      element('section', { class: 'found', 'aria-label': 'Rows' }, rows, paging(answer, question, parameters)),
      coverageView(answer),
    ),
  ];
}

const MARKS = { AFFECTED: '!', NOT_AFFECTED: '✓', UNKNOWN: '?' };

/**
 * @param {Answer} answer
 * @param {Question} question
 * @param {URLSearchParams} parameters
 */
function conclusion(answer, question, parameters) {
  const word = answer.conclusion === null ? null : conclusionWord(answer.conclusion);
  const headline = headlineInWords(answer);
  const sentence = word === null ? headline : headline.slice(word.length + 2);
  return element(
    'section',
    {
      class: `conclusion ${(answer.conclusion ?? 'none').toLowerCase().replaceAll('_', '-')}`,
      'aria-labelledby': 'conclusion-title',
    },
    answer.conclusion !== null && element('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[answer.conclusion]),
    element(
      'div',
      {},
      element('h2', { id: 'conclusion-title' }, word ?? 'Answer'),
      element('p', { class: 'headline' }, sentence.charAt(0).toUpperCase() + sentence.slice(1)),
      element('p', { class: 'scope' }, scopeInWords(answer)),
      doubts(answer),
      meant(answer, question, parameters),
    ),
    downloads(question, parameters),
  );
}

/** @param {Answer} answer */
function doubts(answer) {
  const texts = doubtsInWords(answer);
  return texts.length === 0
    ? null
    : element(
        'ul',
        { class: 'doubts', 'aria-label': 'Why this is not known' },
        ...texts.map((text) => element('li', {}, text)),
      );
}

/**
 * @param {Answer} answer
 * @param {Question} question
 * @param {URLSearchParams} parameters
 */
function meant({ matched, similar }, question, parameters) {
  const parts = [];
  if (matched.length > 0) {
    const texts = matched.map(
      (one) =>
        `${one.package} (${one.versions.join(', ')}${one.versionsTotal > one.versions.length ? ` and ${one.versionsTotal - one.versions.length} more` : ''})`,
    );
    parts.push(element('p', { class: 'meant' }, `Understood as ${texts.join('; ')}.`));
  }
  if (similar.length > 0) {
    const links = similar.flatMap((name, index) => {
      const other = new URLSearchParams(parameters);
      other.set('package', name);
      other.delete('after');
      const link = element('a', { href: askAddress(question.name, other), 'data-in-page': true }, name);
      return index === 0 ? [link] : [', ', link];
    });
    parts.push(element('p', { class: 'meant' }, matched.length > 0 ? 'Of the same name: ' : 'Did you mean ', ...links));
  }
  return parts.length === 0 ? null : element('div', {}, ...parts);
}

/**
 * @param {Question} question
 * @param {URLSearchParams} parameters
 */
function downloads(question, parameters) {
  const csv = new URLSearchParams(parameters);
  csv.set('format', 'csv');
  if (!csv.has('first')) csv.set('first', '1000');
  return element(
    'p',
    { class: 'downloads' },
    element('a', { href: `/v1/ask/${question.name}?${parameters}` }, 'JSON'),
    element('a', { href: `/v1/ask/${question.name}?${csv}`, download: true }, 'CSV'),
  );
}

/** @param {Answer} answer */
function noRows(answer) {
  const safe = answer.conclusion === 'NOT_AFFECTED' || (answer.conclusion === null && answer.coverage.complete);
  const text = safe ? 'No rows.' : 'No rows, which is not an all-clear: see what is not known.';
  return element('p', { class: safe ? 'no-rows' : 'no-rows open' }, text);
}

/**
 * @param {Answer} answer
 * @param {Question} question
 * @param {URLSearchParams} parameters
 */
function paging({ pageInfo, total, rows }, question, parameters) {
  if (rows.length === 0) return null;
  const counted = element('span', {}, `${rows.length} of ${countInWords(total, 'row', 'rows')}`);
  const links = [];
  if (parameters.has('after')) {
    const first = new URLSearchParams(parameters);
    first.delete('after');
    links.push(element('a', { href: askAddress(question.name, first), 'data-in-page': true }, 'First page'));
  }
  if (pageInfo.hasNextPage && pageInfo.endCursor !== null) {
    const next = new URLSearchParams(parameters);
    next.set('after', pageInfo.endCursor);
    links.push(element('a', { href: askAddress(question.name, next), rel: 'next', 'data-in-page': true }, 'Next page'));
  }
  return element('nav', { class: 'paging', 'aria-label': 'Pages' }, counted, ...links);
}
