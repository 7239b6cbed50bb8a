import { askAddress } from './address.js';
import { answerPicture } from './answer-picture.js';
import { coverageView } from './coverage-view.js';
import { element } from './dom.js';
import { readable } from './readable.js';
import { rowsTable } from './rows-table.js';
import { sourcesView } from './sources-view.js';
import { unknownView } from './unknown-view.js';
import { conclusionWord, countInWords, doubtsInWords, headlineInWords, scopeInWords } from './words.js';

/**
 * @typedef {import('./types.d.ts').Answer} Answer
 * @typedef {import('./types.d.ts').QuestionListed} Question
 */

/**
 * An answer: the conclusion in words with its scope, how much it knows, the rows, and each unknown with what would
 * settle it.
 *
 * @param {Answer} answer
 * @param {Question} question
 * @param {URLSearchParams} parameters
 * @returns {HTMLElement[]}
 */
export function answerView(answer, question, parameters) {
  const rows =
    answer.rows.length > 0
      ? element('div', { class: 'table-box', id: 'rows' }, rowsTable(answer, question))
      : noRows(answer);
  const parts = [
    conclusion(answer, question, parameters),
    coverageView(answer),
    element(
      'section',
      { class: 'found', 'aria-labelledby': 'found-title' },
      element('h3', { id: 'found-title', class: 'visually-hidden' }, 'Rows'),
      ...answerPicture(answer, question),
      rows,
      paging(answer, question, parameters),
    ),
    unknownView(answer),
    sourcesView(answer),
  ];
  return parts.filter((part) => part !== null);
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
  const explained = [doubts(answer), meant(answer, question, parameters)];
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
      ...(answer.matched.length === 0 ? explained.toReversed() : explained),
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
        ...texts.map((text) => element('li', {}, readable(text))),
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
      other.set(question.parameters.find(({ required }) => required)?.name ?? 'package', name);
      other.delete('after');
      const link = element('a', { href: askAddress(question.name, other), 'data-in-page': true }, name);
      return index === 0 ? [link] : [', ', link];
    });
    parts.push(
      matched.length > 0
        ? element('p', { class: 'meant' }, 'Of the same name: ', ...links)
        : element('p', { class: 'meant instead' }, 'Did you mean ', ...links, '?'),
    );
  }
  return parts.length === 0 ? null : element('div', { class: 'names' }, ...parts);
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
  const { conclusion, coverage, dataVersion } = answer;
  if (dataVersion === '0') return nothingIngested();
  if (conclusion === 'NOT_AFFECTED' || (conclusion === null && coverage.complete)) {
    return element('p', { class: 'no-rows' }, 'No rows.');
  }
  const why = coverage.unknownTotal.count > 0 ? 'see below what is not known' : 'see above why';
  return element('p', { class: 'no-rows open' }, `No rows, which is not an all-clear: ${why}.`);
}

/** What an estate says in which nothing is known. */
export function nothingIngested() {
  return element(
    'p',
    { class: 'no-rows open' },
    'Nothing was ingested yet, so nothing is known and every answer is open. Put documents in with: ',
    element('code', {}, 'provgraph ingest <file or folder>…'),
  );
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
