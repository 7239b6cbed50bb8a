import { element, freshId } from './dom.js';
import { evidenceButton } from './evidence-button.js';
import { kindInWords } from './graph.js';
import { pathGraph } from './path-graph.js';
import { picture } from './picture.js';
import { readable } from './readable.js';
import { strengthBadge, thingLink } from './values.js';
import { edgeInWords } from './edge-words.js';
import { weakestInWords } from './words.js';

/** @typedef {import('../../queries/answering/answer.ts').PathHop} PathHop */

/**
 * The path of a row: a sentence from the workload to the package, then the same step by step, each with its evidence.
 *
 * @param {readonly PathHop[]} path
 * @param {{ hop: number, why: string } | null} weakest
 */
export function pathChain(path, weakest) {
  const [first] = path;
  if (first === undefined) return element('p', {}, 'No path is stated.');
  const told = sentence(first.from, path);
  told.id = freshId();
  const start = element('li', { class: 'stop' }, stop(first.from));
  const hops = path.map((hop, index) => step(hop, weakest?.hop === index ? weakest.why : null));
  return element(
    'div',
    { class: 'path' },
    told,
    element('ol', { class: 'chain', 'aria-label': 'Evidence path' }, start, ...hops),
  );
}

/**
 * Draws the path beside its chain once the row that tells it is unfolded.
 *
 * @param {HTMLElement} row
 * @param {readonly PathHop[]} path
 * @param {{ hop: number, why: string } | null} weakest
 */
export function drawWhenUnfolded(row, path, weakest) {
  row.addEventListener(
    'unfolded',
    () => {
      const told = row.querySelector('.sentence');
      const graph = pathGraph([{ path, weakest, cluster: null }], null);
      told?.after(picture(graph, { label: 'The evidence path as a picture', words: told.id, isAside: true }));
    },
    { once: true },
  );
}

/**
 * @param {PathHop['from']} from
 * @param {readonly PathHop[]} path
 */
function sentence(from, path) {
  const steps = path.flatMap(({ edge, to }, index) => [
    `${index === 0 ? ' ' : ', which '}${edgeInWords(edge)} `,
    readable(named(to)),
  ]);
  return element('p', { class: 'sentence' }, element('strong', {}, readable(named(from))), ...steps, '.');
}

/** @param {PathHop['from']} thing */
const named = ({ name, id }) => (name === '' ? id : name);

/** @param {PathHop['from']} thing */
const stop = (thing) =>
  element('div', { class: 'node' }, thingLink(thing), element('span', { class: 'kind' }, kindInWords(thing.kind)));

/**
 * @param {PathHop} hop
 * @param {string | null} why - Set on the weakest step.
 */
function step(hop, why) {
  const shown = hop.evidence.map((evidence) => element('li', {}, evidenceButton(evidence)));
  const hidden = hop.evidenceTotal - hop.evidence.length;
  if (hidden > 0) shown.push(element('li', { class: 'absent' }, `and ${hidden} more documents`));
  if (hop.evidenceTotal === 0) shown.push(element('li', { class: 'absent' }, 'no document says so; it was concluded'));
  return element(
    'li',
    { class: 'step' },
    element(
      'div',
      { class: 'edge' },
      element('span', {}, edgeInWords(hop.edge)),
      strengthBadge(hop.strength),
      why !== null && element('span', { class: 'why' }, `weakest step: ${weakestInWords(why)}`),
    ),
    element('ul', { class: 'evidence', 'aria-label': 'Evidence' }, ...shown),
    stop(hop.to),
  );
}
