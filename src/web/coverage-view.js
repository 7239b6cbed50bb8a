import { element } from './dom.js';
import { countInWords, routeInWords } from './words.js';

/** @typedef {import('./types.d.ts').Answer} Answer */

/**
 * What the answer speaks for, in plain words: judged and unknown by route, and what else keeps it from being whole.
 * Null for an answer that judges nothing.
 *
 * @param {Answer} answer
 */
export function coverageView(answer) {
  const { routes, unknownTotal } = answer.coverage;
  const texts = gaps(answer);
  if (routes.length === 0 && texts.length === 0) return null;
  const items = texts.map((text) => element('li', {}, text));
  if (unknownTotal.count > 0) {
    const text = `${countInWords(unknownTotal, 'unknown', 'unknowns')}, and what would settle each`;
    items.push(element('li', {}, element('a', { href: '#unknown-title' }, text)));
  }
  return element(
    'section',
    { class: 'coverage', 'aria-labelledby': 'coverage-title' },
    element('h3', { id: 'coverage-title' }, 'How much this answer knows'),
    routes.length > 0 && element('ul', { class: 'routes' }, ...routes.map(routeLine)),
    items.length > 0 && element('ul', { class: 'gaps' }, ...items),
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
      judged + unknown === 0 ? 'none in scope' : numbers,
    ),
    bar,
  );
}

/** @param {Answer} answer */
function gaps({ conclusion, coverage }) {
  const { workloadsWithoutModel: without, failedDocuments, routes } = coverage;
  const texts = [];
  if (without.count > 0) {
    const [one, many] =
      conclusion === null ? ['workload runs', 'workloads run'] : ['workload uses it', 'workloads use it'];
    texts.push(`${countInWords(without, one, many)} without a recognised model.`);
  }
  if (without.unjudged > 0)
    texts.push(
      `${without.unjudged} ${without.unjudged === 1 ? 'workload' : 'workloads'} without a recognised model could not be judged.`,
    );
  if (failedDocuments > 0)
    texts.push(`${failedDocuments} ${failedDocuments === 1 ? 'document' : 'documents'} could not be read.`);
  if (conclusion === 'NOT_AFFECTED') texts.push('Everything in scope was judged.');
  else if (routes.length > 0 && routes.every(({ judged }) => judged === 0)) texts.push('Nothing in scope was judged.');
  return texts;
}
