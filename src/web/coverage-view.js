import { element } from './dom.js';
import { shortened, thingLink } from './values.js';
import { actionFor, countInWords, reasonInWords, routeInWords, timeInWords } from './words.js';

/** @typedef {import('./types.d.ts').Answer} Answer */

/**
 * What the answer speaks for, in plain words: judged and unknown by route, each unknown with the one action that would
 * settle it, and how old the knowledge is.
 *
 * @param {Answer} answer
 */
export function coverageView(answer) {
  const { coverage } = answer;
  return element(
    'aside',
    { class: 'coverage', 'aria-labelledby': 'coverage-title' },
    element('h3', { id: 'coverage-title' }, 'How much this answer knows'),
    coverage.routes.length > 0 && element('ul', { class: 'routes' }, ...coverage.routes.map(routeLine)),
    element('ul', { class: 'gaps' }, ...gaps(answer).map((text) => element('li', {}, text))),
    unknownList(answer),
    freshnessList(answer),
  );
}

/** @param {Answer['coverage']['routes'][number]} route */
function routeLine({ route, judged, unknown }) {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  for (const [kind, count] of /** @type {const} */ ([
    ['judged', judged],
    ['unjudged', unknown],
  ])) {
    const part = element('span', { class: kind });
    part.style.flexGrow = String(count);
    if (count > 0) bar.append(part);
  }
  const numbers = unknown === 0 ? `${judged} judged` : `${judged} judged, ${unknown} unknown`;
  return element(
    'li',
    {},
    element('span', { class: 'route-name' }, routeInWords(route)),
    element(
      'span',
      { class: unknown > 0 ? 'route-count open' : 'route-count' },
      judged + unknown === 0 ? 'none' : numbers,
    ),
    bar,
  );
}

/** @param {Answer} answer */
function gaps({ coverage }) {
  const { workloadsWithoutModel: without, failedDocuments } = coverage;
  const texts = [];
  if (without.count > 0)
    texts.push(`${countInWords(without, 'workload uses', 'workloads use')} it, but no model was recognised there.`);
  if (without.unjudged > 0)
    texts.push(
      `${without.unjudged} ${without.unjudged === 1 ? 'workload' : 'workloads'} without a recognised model could not be judged.`,
    );
  if (failedDocuments > 0)
    texts.push(`${failedDocuments} ${failedDocuments === 1 ? 'document' : 'documents'} could not be read.`);
  if (coverage.complete) texts.push('Everything in scope was judged.');
  return texts;
}

/** @param {Answer} answer */
function unknownList({ coverage }) {
  const { unknown, unknownTotal } = coverage;
  if (unknownTotal.count === 0) return null;
  const items = unknown.map((one) =>
    element(
      'li',
      {},
      element(
        'div',
        { class: 'subject' },
        thingLink(one.subject),
        element('span', { class: 'kind' }, one.route === null ? one.subject.kind : routeInWords(one.route)),
      ),
      element('div', { class: 'reason' }, reasonInWords(one.reason)),
      element('div', { class: 'settle' }, ...withShortDigests(actionFor(one))),
    ),
  );
  const rest = unknownTotal.count - unknown.length;
  return element(
    'section',
    { 'aria-labelledby': 'unknown-title' },
    element(
      'h4',
      { id: 'unknown-title' },
      `${countInWords(unknownTotal, 'unknown', 'unknowns')}, and what would settle each`,
    ),
    element('ul', { class: 'unknowns' }, ...items, rest > 0 && element('li', { class: 'absent' }, `and ${rest} more`)),
  );
}

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function withShortDigests(text) {
  return text.split(/(sha256:[0-9a-f]{64}|--[a-z-]+)/).map((part) => {
    if (part.startsWith('--')) return element('span', { class: 'unbroken' }, part);
    return part.startsWith('sha256:') ? element('span', { class: 'code', title: part }, shortened(part)) : part;
  });
}

/** @param {Answer} answer */
function freshnessList({ freshness, asOf }) {
  if (freshness.length === 0) return null;
  const items = freshness.map(({ source, lastCompleteSync, asserted, stale }) => {
    const age =
      lastCompleteSync === null ? 'never read completely' : `complete at ${timeInWords(lastCompleteSync, asOf)}`;
    return element(
      'li',
      {},
      element('span', { class: 'code' }, source),
      element('span', { class: 'sub' }, asserted ? `${age}, as a person offered it` : age),
      stale && element('span', { class: 'badge stale' }, 'stale'),
    );
  });
  return element('section', {}, element('h4', {}, 'Sources'), element('ul', { class: 'sources' }, ...items));
}
